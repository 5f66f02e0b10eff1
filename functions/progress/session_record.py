"""Folds the attempts of a session into its summary and, at the end, its result."""

from typing import Any
from uuid import UUID

from common.aws import attempts, sessions
from common.aws.sessions import Session
from common.aws.tables import microseconds, table, to_item
from common.events import ReportPublished
from common.model.session import Status, summarise
from common.settings import settings


def refresh(session_id: UUID) -> Session | None:
    """Bring a session up to date with its attempts; None if there is no such session.

    Everything is derived from what is stored, so it may run as often as it likes, and a lost
    stream record is made good by the next one or by the watchdog.
    """
    session = sessions.find(session_id)
    if session is None:
        return None
    tried = attempts.of_session(session_id)
    summary = summarise(
        [attempt for attempt, _ in tried], cancelled=session.cancelled_at is not None
    )
    changes: dict[str, Any] = {"summary": summary}
    published = _published([answer for _, answers in tried for answer in answers])
    if summary.status is Status.COMPLETED and published is not None:
        changes |= {
            "report": sessions.report_of(published),
            "inefficiency_score": published.inefficiency_score,
            "optimization_potential": published.optimization_potential,
        }
    session = sessions.update(session, changes)
    if published is not None:
        _store_result(published)
    return session


def _published(answers: list[dict[str, Any]]) -> ReportPublished | None:
    """The report, if one of these events announces it; of several the first, which is the same."""
    for answer in answers:
        if answer["detail_type"] == ReportPublished.detail_type:
            return ReportPublished.model_validate(answer["detail"])
    return None


def _store_result(published: ReportPublished) -> None:
    metadata = published.metadata
    table(settings().results_table).put_item(
        Item=to_item(published)
        | {
            "workflow_id": metadata.workflow_id,
            "optimization_timestamp": microseconds(metadata.occurred_at),
            "session_id": str(metadata.session_id),
            "owner": metadata.owner,
        }
    )
