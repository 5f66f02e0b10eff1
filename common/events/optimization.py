"""Events that the optimization agent publishes."""

from typing import ClassVar

from pydantic import Field

from common.events.base import Event
from common.model.artifact import Artifact


class WorkflowOptimized(Event):
    """Redesigns were simulated and a portfolio was chosen."""

    detail_type: ClassVar[str] = "WorkflowOptimized.v1"
    publishers: ClassVar[tuple[str, ...]] = ("optimization",)

    submission: Artifact
    workflow: Artifact
    quality: Artifact
    log: Artifact | None = None
    model: Artifact | None = None
    model_bpmn: Artifact | None = None
    log_arrays: Artifact | None = Field(
        default=None, description="The events, as common.model.event_arrays."
    )
    facts: Artifact
    assessment: Artifact
    portfolio: Artifact = Field(description="JSON, a common.model.portfolio.Portfolio.")
    as_is_bpmn: Artifact | None = Field(
        default=None, description="The process as it is, BPMN 2.0 XML."
    )
    to_be_bpmn: Artifact | None = Field(
        default=None, description="The process with all recommended changes, BPMN 2.0 XML."
    )
    assistance: Artifact | None = Field(
        default=None,
        description="JSON, a common.model.assistance.Assistance: a language model's part.",
    )
    inefficiency_score: float = Field(ge=1, le=10)
    optimization_potential: float = Field(ge=0, le=1)
    quality_score: float = Field(ge=0, le=1)
