"""The state of a session: what its stage attempts add up to."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, Field

from common.model.base import Value
from common.model.language_model import ModelUse
from common.model.problem import Problem

STAGES = ("input", "analysis", "optimization", "output")


class Status(StrEnum):
    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class AttemptStatus(StrEnum):
    STARTED = "started"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Attempt(Value):
    """One try of one stage at one event."""

    session_id: UUID
    stage: str
    event_id: UUID
    receive_count: int = Field(ge=1, description="How often SQS had delivered the message.")
    status: AttemptStatus
    started_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    duration_ms: int | None = Field(default=None, ge=0)
    quality_score: float | None = Field(default=None, ge=0, le=1)
    model_uses: tuple[ModelUse, ...] = ()
    problem: Problem | None = None
    final: bool = Field(default=False, description="A failure that no delivery will follow.")


class StageSummary(Value):
    """A stage as GET /status shows it."""

    status: AttemptStatus
    attempts: int
    started_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    duration_ms: int | None = None
    quality_score: float | None = None
    model_uses: tuple[ModelUse, ...] = ()


class SessionSummary(Value):
    """A session as GET /status shows it."""

    status: Status
    current_stage: str | None = None
    progress_percentage: int = Field(ge=0, le=100)
    stages: dict[str, StageSummary] = Field(default_factory=dict)
    quality_score: float | None = Field(default=None, description="Lowest of the stages so far.")
    error: Problem | None = None


def summarise(attempts: Sequence[Attempt], *, cancelled: bool = False) -> SessionSummary:
    """Return what the attempts of one session add up to, in whatever order they come.

    A stage that once succeeded stays so. A final failure fails the session until a later
    attempt of that stage starts, which is what a redrive from the dead-letter queue does.
    """
    ordered = sorted(attempts, key=lambda attempt: attempt.started_at)
    stages = {
        stage: _summary(tries)
        for stage in STAGES
        if (tries := [attempt for attempt in ordered if attempt.stage == stage])
    }
    done = sum(stage.status is AttemptStatus.SUCCEEDED for stage in stages.values())
    failure = next(
        (a for a in reversed(ordered) if a.final and stages[a.stage].status is a.status), None
    )
    status = _status(len(stages), done, failed=failure is not None, cancelled=cancelled)
    scores = [s.quality_score for s in stages.values() if s.quality_score is not None]
    return SessionSummary(
        status=status,
        current_stage=None if status is Status.COMPLETED else _current(stages),
        progress_percentage=round(100 * done / len(STAGES)),
        stages=stages,
        quality_score=min(scores, default=None),
        error=failure.problem if failure and status is Status.FAILED else None,
    )


def _summary(tries: Sequence[Attempt]) -> StageSummary:
    shown = next((a for a in tries if a.status is AttemptStatus.SUCCEEDED), tries[-1])
    return StageSummary(
        status=shown.status,
        attempts=len(tries),
        started_at=shown.started_at,
        ended_at=shown.ended_at,
        duration_ms=shown.duration_ms,
        quality_score=shown.quality_score,
        model_uses=shown.model_uses,
    )


def _status(seen: int, done: int, *, failed: bool, cancelled: bool) -> Status:
    if done == len(STAGES):
        return Status.COMPLETED
    if cancelled:
        return Status.CANCELLED
    if failed:
        return Status.FAILED
    return Status.PROCESSING if seen else Status.QUEUED


def _current(stages: dict[str, StageSummary]) -> str | None:
    """The first stage that has not succeeded, once anything was seen."""
    if not stages:
        return None
    return next(
        stage
        for stage in STAGES
        if stage not in stages or stages[stage].status is not AttemptStatus.SUCCEEDED
    )
