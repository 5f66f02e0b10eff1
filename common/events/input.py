"""Events that the input agent publishes."""

from typing import ClassVar

from pydantic import Field

from common.events.base import Event
from common.model.artifact import Artifact


class WorkflowParsed(Event):
    """A submission was read into the canonical workflow and, where there is one, the log."""

    detail_type: ClassVar[str] = "WorkflowParsed.v1"
    publishers: ClassVar[tuple[str, ...]] = ("input",)

    submission: Artifact
    workflow: Artifact = Field(description="JSON, a common.model.workflow.Workflow.")
    quality: Artifact = Field(description="JSON, a common.model.quality.Quality.")
    log: Artifact | None = Field(
        default=None, description="Parquet, with the columns of common.model.log_columns."
    )
    model: Artifact | None = Field(
        default=None,
        description="JSON, a common.model.process_model.ProcessModel, discovered from the log.",
    )
    model_bpmn: Artifact | None = Field(
        default=None, description="The same as BPMN 2.0 XML with its drawing."
    )
    reference_model: Artifact | None = Field(
        default=None,
        description="JSON, a common.model.process_model.ReferenceModel, submitted beside the log.",
    )
    quality_score: float = Field(ge=0, le=1, description="Completeness of the submission.")
