"""What agents may ask of a language model: help with words, never with numbers.

``ask`` answers with a checked value or with ``None``; then the agent does what it does without a
model. What came of every question is a ``ModelUse``, which the stage's events carry on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel, Field

from common.model.base import Value

A = TypeVar("A", bound=BaseModel)
MediaType = Literal["image/png", "image/jpeg", "application/pdf"]


class Trouble(StrEnum):
    """Why a question was not answered."""

    UNAVAILABLE = "unavailable"  # an error of the service, or no access to the model
    THROTTLED = "throttled"
    TIMED_OUT = "timed_out"
    CIRCUIT_OPEN = "circuit_open"  # it failed often lately and is left alone for a while
    BUDGET = "budget"  # the tokens of the session or of the day are used up
    TOO_LONG = "too_long"  # the material does not fit
    REFUSED = "refused"  # by a guardrail, a content filter or the model
    CUT_OFF = "cut_off"  # the answer ended before it was complete
    UNREADABLE = "unreadable"  # not of the form that was asked for, also when asked again


@dataclass(frozen=True)
class Picture:
    """A picture or a page that a question is about."""

    name: str
    media_type: MediaType
    body: bytes


@dataclass(frozen=True)
class Question(Generic[A]):
    """One thing to ask. ``instructions`` and ``examples`` are ours, ``material`` is a user's.

    ``material``: text by the name of its section; it is fenced, so that what it says is data.
    ``examples``: pairs of material and the answer that it should get, as JSON.
    """

    task: str  # stage and what is to be done, such as ``input.workflow_of_text``
    instructions: str
    material: Mapping[str, str]
    answer: type[A]
    examples: tuple[tuple[Mapping[str, str], str], ...] = ()
    pictures: tuple[Picture, ...] = ()
    max_tokens: int = 4_000


class ModelUse(Value):
    """One question to a language model, what it cost, and what came of it."""

    task: str
    model_id: str
    prompt_sha256: str = Field(description="Of instructions, examples and the form of the answer.")
    outcome: Literal["answered", "fell_back"]
    trouble: Trouble | None = Field(default=None, description="Why it fell back.")
    kept_answer: bool = Field(default=False, description="The answer to the same question before.")
    calls: int = Field(default=0, ge=0)
    input_tokens: int = Field(default=0, ge=0)
    output_tokens: int = Field(default=0, ge=0)
    cached_tokens: int = Field(default=0, ge=0, description="Of the input, read from the cache.")
    latency_ms: int = Field(default=0, ge=0)
    cost_usd: float | None = Field(default=None, ge=0, description="Absent: no price is known.")
    accepted: int = Field(default=0, ge=0, description="Parts of the answer that held the checks.")
    dropped: dict[str, int] = Field(
        default_factory=dict, description="Parts that did not, counted by the check that they met."
    )


class LanguageModel(Protocol):
    """Answers questions where it can."""

    def ask(self, question: Question[A]) -> A | None:
        """Return the answer, or ``None`` where there is none to be had.

        Raises ``ModelRequiredError`` instead where a model is required.
        """
        ...

    def judged(self, task: str, accepted: int, dropped: Mapping[str, int]) -> None:
        """Note how much of the last answer to a task held the agent's checks."""
        ...

    @property
    def uses(self) -> tuple[ModelUse, ...]:
        """Every question so far, in order."""
        ...


class ModelRequiredError(Exception):
    """A language model is required, and there was no answer of use."""


@dataclass
class NoModel:
    """The language model where there is none: every agent does without."""

    uses: tuple[ModelUse, ...] = field(default=())

    def ask(self, question: Question[A]) -> A | None:
        return None

    def judged(self, task: str, accepted: int, dropped: Mapping[str, int]) -> None:
        return None
