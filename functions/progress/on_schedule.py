"""Every few minutes -> sessions that never began are started, those that stalled are failed."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from aws_lambda_powertools.utilities.typing import LambdaContext

from common.aws import attempts, bus, sessions
from common.aws.sessions import Session
from common.events import WorkflowFailed
from common.model.problem import problem
from common.model.session import Status
from common.telemetry import logger, metrics, tracer
from functions.progress import session_record
from functions.progress.settings import watchdog_settings

UPLOAD_COMES_WITHIN = timedelta(hours=2)  # its link lives for minutes, but a file may be large
BEGINS_WITHIN = timedelta(minutes=2)  # a queued session older than this was never published


@logger.inject_lambda_context(clear_state=True)
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Look at every open session; return how many of them needed what."""
    outcomes = [look_at(session_id, datetime.now(UTC)) for session_id in sessions.open_sessions()]
    counts = {name: outcomes.count(name) for name in ("started", "failed", "cancelled")}
    logger.info("looked at open sessions", extra=counts | {"open": len(outcomes)})
    return counts


def look_at(session_id: UUID, now: datetime) -> str:
    """Return what was done about an open session: ``nothing``, ``started``,
    ``failed`` or ``cancelled``."""
    session = session_record.refresh(session_id)
    if session is None:
        return "nothing"
    if session.submitted is None:
        return _await_upload(session, now)
    stalled_after = timedelta(seconds=watchdog_settings().stalled_after_s)
    if session.summary.status is Status.QUEUED:
        age = now - session.created_at
        if age > stalled_after:
            return _fail(session)
        if age > BEGINS_WITHIN:
            bus.publish(session.submitted)  # the same id as before: dropped if it did arrive
            return "started"
    elif session.summary.status is Status.PROCESSING and now - _last_sign(session) > stalled_after:
        return _fail(session)
    return "nothing"


def _await_upload(session: Session, now: datetime) -> str:
    """An upload whose link has long expired will not come any more."""
    if now - session.created_at <= UPLOAD_COMES_WITHIN:
        return "nothing"
    sessions.cancel(session.session_id)
    session_record.refresh(session.session_id)
    return "cancelled"


def _last_sign(session: Session) -> datetime:
    stages = session.summary.stages.values()
    return max(stage.ended_at or stage.started_at for stage in stages)


def _fail(session: Session) -> str:
    stage = session.summary.current_stage or "input"
    trouble = problem(
        "stalled",
        "Nothing happens any more",
        f"The {stage} agent gave no sign for too long, most likely because it ran out of time or "
        "memory. Redrive its dead-letter queue, or submit the workflow again.",
        status=500,
    )
    if session.submitted is not None:
        attempts.record_stall(session.submitted, stage, trouble)
        bus.publish(
            session.submitted.answer(
                WorkflowFailed, ordinal=1, stage=stage, problem=trouble, retryable=True
            )
        )
    session_record.refresh(session.session_id)
    logger.error("session stalled", session_id=str(session.session_id), stage=stage)
    return "failed"
