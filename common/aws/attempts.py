"""Attempts of stages in the table workflow-processing-state: what all else is derived from."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from boto3.dynamodb.conditions import Key

from common.aws.tables import all_items, microseconds, plain, table, to_item
from common.events import Event
from common.model.language_model import ModelUse
from common.model.problem import Problem
from common.model.session import Attempt, AttemptStatus
from common.settings import settings


def start(event: Event, receive_count: int) -> Attempt:
    """Record that this function's stage has begun with ``event``."""
    attempt = Attempt(
        session_id=event.metadata.session_id,
        stage=settings().stage,
        event_id=event.metadata.event_id,
        receive_count=receive_count,
        status=AttemptStatus.STARTED,
        started_at=datetime.now(UTC),
    )
    _write(attempt, event)
    return attempt


def end(
    attempt: Attempt,
    event: Event,
    *,
    answers: Sequence[Event] = (),
    problem: Problem | None = None,
    final: bool = False,
) -> None:
    """Record how an attempt ended, with the events it published."""
    ended_at = datetime.now(UTC)
    ended = attempt.model_copy(
        update={
            "status": AttemptStatus.FAILED if problem else AttemptStatus.SUCCEEDED,
            "ended_at": ended_at,
            "duration_ms": round((ended_at - attempt.started_at).total_seconds() * 1000),
            "quality_score": next((q for a in answers if (q := quality_of(a)) is not None), None),
            "model_uses": _uses_of(attempt.stage, answers),
            "problem": problem,
            "final": final,
        }
    )
    _write(ended, event, answers)


def record_stall(event: Event, stage: str, trouble: Problem) -> None:
    """Record for ``stage``, which can no longer do so itself, that it came to nothing."""
    now = datetime.now(UTC)
    _write(
        Attempt(
            session_id=event.metadata.session_id,
            stage=stage,
            event_id=event.metadata.event_id,
            receive_count=settings().max_receive_count,
            status=AttemptStatus.FAILED,
            started_at=now,
            ended_at=now,
            duration_ms=0,
            problem=trouble,
            final=True,
        ),
        event,
    )


def of_session(session_id: UUID) -> list[tuple[Attempt, list[dict[str, Any]]]]:
    """Return every attempt of a session, oldest first, with the events each published."""
    items = all_items(
        table(settings().state_table),
        KeyConditionExpression=Key("session_id").eq(str(session_id)) & Key("timestamp").gt(0),
        ConsistentRead=True,
    )
    return [(Attempt.model_validate(plain(item)), plain(item["answers"])) for item in items]


def _write(attempt: Attempt, event: Event, answers: Sequence[Event] = ()) -> None:
    item = to_item(attempt) | {
        "kind": "attempt",
        "timestamp": microseconds(attempt.started_at),
        "processing_stage": attempt.stage,
        "workflow_id": event.metadata.workflow_id,
        "answers": [
            {"detail_type": answer.detail_type, "detail": to_item(answer)} for answer in answers
        ],
    }
    table(settings().state_table).put_item(Item=item)


def _uses_of(stage: str, answers: Sequence[Event]) -> tuple[ModelUse, ...]:
    """Return what this stage asked of a language model; each of its events carries all of it."""
    uses = answers[0].model_uses if answers else ()
    return tuple(use for use in uses if use.task.startswith(f"{stage}."))


def quality_of(answer: Event) -> float | None:
    """Return the quality score that an event carries, if it does."""
    score = getattr(answer, "quality_score", None)
    return float(score) if score is not None else None
