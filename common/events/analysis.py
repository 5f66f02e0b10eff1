"""Events that the analysis agent publishes."""

from typing import ClassVar

from pydantic import Field

from common.events.base import Event
from common.model.artifact import Artifact


class WorkflowAnalyzed(Event):
    """The process was measured and judged."""

    detail_type: ClassVar[str] = "WorkflowAnalyzed.v1"
    publishers: ClassVar[tuple[str, ...]] = ("analysis",)

    submission: Artifact
    workflow: Artifact
    quality: Artifact
    log: Artifact | None = None
    model: Artifact | None = None
    model_bpmn: Artifact | None = None
    log_arrays: Artifact | None = Field(
        default=None,
        description="NumPy .npz, the events as common.model.event_arrays, named by workflow ids.",
    )
    facts: Artifact = Field(description="JSON, a common.model.facts.Facts.")
    assessment: Artifact = Field(description="JSON, a common.model.assessment.Assessment.")
    assistance: Artifact | None = Field(
        default=None,
        description="JSON, a common.model.assistance.Assistance: a language model's part.",
    )
    inefficiency_score: float = Field(ge=1, le=10)
    optimization_potential: float = Field(ge=0, le=1)
    quality_score: float = Field(ge=0, le=1)
