"""Events that the output agent publishes."""

from typing import ClassVar

from pydantic import Field

from common.events.base import Event
from common.model.artifact import Artifact


class ReportPublished(Event):
    """The report lies in the bucket."""

    detail_type: ClassVar[str] = "ReportPublished.v1"
    publishers: ClassVar[tuple[str, ...]] = ("output",)

    report_json: Artifact
    report_html: Artifact
    report_pdf: Artifact | None = None
    model_bpmn: Artifact | None = Field(
        default=None, description="The as-is process as it was discovered from a log, BPMN 2.0 XML."
    )
    manifest: Artifact = Field(description="JSON: digests, versions and seed of this report.")
    inefficiency_score: float = Field(ge=1, le=10)
    optimization_potential: float = Field(ge=0, le=1)
    quality_score: float = Field(ge=0, le=1)
