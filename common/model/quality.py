"""How good the submitted data is, and what to ask for."""

from typing import Literal

from pydantic import Field

from common.model.base import Value

Share = Field(ge=0, le=1)


class QualityPart(Value):
    """One part of the completeness, such as "timestamps" or "roles"."""

    name: str
    score: float = Share
    weight: float = Field(gt=0)
    note: str = Field(description="What was found, in one sentence.")
    lack: str | None = Field(
        default=None, description="Where too little was found: what that rules out."
    )


class DataWarning(Value):
    """Something in the data that can mislead an analysis."""

    code: str = Field(pattern=r"^[a-z_]+$")
    message: str
    count: int | None = None
    sample: tuple[str, ...] = Field(default=(), max_length=5, description="Up to five places.")


class Question(Value):
    """A concrete question to the submitter, most valuable first."""

    about: str = Field(description="The figure or part of the workflow that it would settle.")
    text: str
    unlocks: str | None = Field(
        default=None, description="What the answer makes possible, or makes right."
    )


class Quality(Value):
    """The quality report of a submission."""

    source: Literal["event_log", "structured", "text"]
    format: str = Field(description="What was read, such as 'XES 1.0, gzip'.")
    completeness: float = Share
    parts: tuple[QualityPart, ...]
    missing: tuple[str, ...] = Field(
        default=(), description="What is missing, and which analysis it rules out."
    )
    questions: tuple[Question, ...] = Field(default=(), max_length=7)
    warnings: tuple[DataWarning, ...] = ()
