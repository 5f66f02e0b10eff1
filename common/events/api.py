"""Events that start a session."""

from typing import ClassVar, Literal

from pydantic import Field

from common.events.base import Event
from common.model.artifact import Artifact


class WorkflowSubmitted(Event):
    """A workflow was accepted; the input agent may read it."""

    detail_type: ClassVar[str] = "WorkflowSubmitted.v1"
    publishers: ClassVar[tuple[str, ...]] = ("api", "progress")

    submission: Artifact = Field(description="JSON, a common.model.submission.Submission.")
    entry: Literal["api", "upload", "drop"] = Field(description="The way it came in.")
