"""The event that any stage publishes when a session cannot go on."""

from typing import ClassVar

from pydantic import Field

from common.events.base import Event
from common.model.problem import Problem


class WorkflowFailed(Event):
    """A session stopped: for good, or until its message is redriven from the dead-letter queue."""

    detail_type: ClassVar[str] = "WorkflowFailed.v1"
    publishers: ClassVar[tuple[str, ...]] = (
        "api",
        "input",
        "analysis",
        "optimization",
        "output",
        "progress",
    )

    stage: str
    problem: Problem
    retryable: bool = Field(description="True: the message waits in the dead-letter queue.")
