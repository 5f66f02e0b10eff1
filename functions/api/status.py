"""GET /status/{session_id} and POST /status/{session_id}/cancel."""

from http import HTTPStatus
from uuid import UUID

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent
from pydantic import AwareDatetime, Field

from common.aws import sessions
from common.aws.sessions import Session
from common.model.base import Value
from common.model.problem import PermanentError, Problem, problem
from common.model.session import StageSummary, Status
from functions.api.callers import session_of
from functions.api.documentation import answers, documented_bare, problems
from functions.api.responses import (
    RETRY_AFTER_S,
    answer,
    bare,
    entity_tag,
    is_known,
    path_to,
    status_path,
)
from functions.api.routing import new_router

router = new_router()

OPEN = (Status.QUEUED, Status.PROCESSING)


class SessionStatus(Value):
    """Where a session stands."""

    session_id: UUID
    workflow_id: str
    status: Status
    current_stage: str | None = None
    progress_percentage: int = Field(ge=0, le=100)
    stages: dict[str, StageSummary] = Field(description="By stage, in their order.")
    quality_score: float | None = Field(default=None, description="Lowest of the stages so far.")
    error: Problem | None = Field(default=None, description="Why the session failed.")
    created_at: AwareDatetime
    updated_at: AwareDatetime
    reprocess_of: UUID | None = Field(default=None, description="The session that it repeats.")
    results_url: str | None = Field(default=None, description="Present when completed.")


def status_of(session: Session) -> Status:
    """Return the status; a cancelled session is so at once, not when its stage has ended."""
    status = session.summary.status
    return Status.CANCELLED if session.cancelled_at and status in OPEN else status


@router.get(
    "/status/<session_id>",
    tags=["sessions"],
    summary="Ask how far a session is",
    operation_id="getStatus",
    responses=answers(HTTPStatus.OK, SessionStatus, "The status.", "ETag", "Retry-After")
    | documented_bare(
        HTTPStatus.NOT_MODIFIED, "Nothing has changed since the ETag.", "ETag", "Retry-After"
    )
    | problems(404),
)
def get_status(session_id: str) -> Response[str]:
    event = router.current_event
    shown = _shown(session_of(event, session_id), event)
    tag = entity_tag(shown.to_json())
    headers = {"ETag": tag}
    if shown.status in OPEN:
        headers["Retry-After"] = RETRY_AFTER_S
    if is_known(event, tag):
        return bare(HTTPStatus.NOT_MODIFIED, headers)
    return answer(HTTPStatus.OK, shown, headers)


@router.post(
    "/status/<session_id>/cancel",
    tags=["sessions"],
    summary="Let no further stage of a session begin",
    operation_id="cancelSession",
    responses=answers(HTTPStatus.ACCEPTED, SessionStatus, "It is cancelled.", "Location")
    | problems(404, 409),
)
def cancel_session(session_id: str) -> Response[str]:
    event = router.current_event
    session = session_of(event, session_id)
    if session.summary.status in (Status.COMPLETED, Status.FAILED):
        detail = f"The session has {session.summary.status.value}; nothing is left to cancel."
        raise PermanentError(problem("session-ended", "The session is over", detail, status=409))
    sessions.cancel(session.session_id)
    if session.summary.status is Status.QUEUED:  # no stage will end and bring it up to date
        cancelled = session.summary.model_copy(update={"status": Status.CANCELLED})
        sessions.update(session, {"summary": cancelled})
    shown = _shown(session_of(event, session_id), event)
    url = path_to(event, status_path(session.session_id))
    return answer(HTTPStatus.ACCEPTED, shown, {"Location": url})


def _shown(session: Session, event: APIGatewayProxyEvent) -> SessionStatus:
    summary, status = session.summary, status_of(session)
    results = path_to(event, f"/results/{session.session_id}")
    return SessionStatus(
        session_id=session.session_id,
        workflow_id=session.workflow_id,
        status=status,
        current_stage=summary.current_stage,
        progress_percentage=summary.progress_percentage,
        stages=summary.stages,
        quality_score=summary.quality_score,
        error=summary.error,
        created_at=session.created_at,
        updated_at=session.updated_at,
        reprocess_of=session.reprocess_of,
        results_url=results if status is Status.COMPLETED else None,
    )
