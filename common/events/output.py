"""Events that the output agent publishes."""

from typing import ClassVar

from pydantic import Field

from common.events.base import Event
from common.model.artifact import Artifact
from common.model.base import Value
from common.model.submission import OutputFormat


class EditionFiles(Value):
    """One edition of a report."""

    html: Artifact
    pdf: Artifact
    markdown: Artifact


class ReportPublished(Event):
    """The report lies in the bucket."""

    detail_type: ClassVar[str] = "ReportPublished.v1"
    publishers: ClassVar[tuple[str, ...]] = ("output",)

    report_json: Artifact
    report_html: Artifact
    report_pdf: Artifact | None = None
    report_markdown: Artifact | None = None
    tables_csv: Artifact | None = Field(
        default=None, description="Zip of one CSV file per list in report.json."
    )
    tables_xlsx: Artifact | None = Field(default=None, description="The same as a workbook.")
    editions: dict[OutputFormat, EditionFiles] = Field(
        default_factory=dict, description="All editions; the one asked for is report_html etc."
    )
    model_bpmn: Artifact | None = Field(
        default=None, description="The as-is process as it was discovered from a log, BPMN 2.0 XML."
    )
    as_is_bpmn: Artifact | None = Field(
        default=None, description="The as-is process as it was submitted, BPMN 2.0 XML."
    )
    to_be_bpmn: Artifact | None = Field(
        default=None, description="The process with all recommended changes, BPMN 2.0 XML."
    )
    manifest: Artifact = Field(description="JSON: digests, versions and seed of this report.")
    inefficiency_score: float = Field(ge=1, le=10)
    optimization_potential: float = Field(ge=0, le=1)
    quality_score: float = Field(ge=0, le=1)
