"""POST /optimize: submits a workflow inline."""

from http import HTTPStatus
from typing import Literal
from uuid import UUID

from aws_lambda_powertools.event_handler import Response
from pydantic import Field

from common.aws.sessions import Session
from common.model.base import Value
from functions.api.callers import owner
from functions.api.documentation import answers, problems
from functions.api.documents import digest
from functions.api.options import IdempotencyKey, OptimizeBody
from functions.api.responses import RETRY_AFTER_S, answer, path_to, status_path
from functions.api.routing import new_router
from functions.api.submitting import (
    announce,
    existing,
    first_metadata,
    session_id_for,
    start,
    submitted,
)

router = new_router()


class Accepted(Value):
    """A session was started."""

    session_id: UUID
    workflow_id: str
    status: Literal["queued"] = "queued"
    status_url: str = Field(description="Path to ask for the session's status.")


@router.post(
    "/optimize",
    tags=["submit"],
    summary="Submit a workflow inline",
    operation_id="optimize",
    description="Starts a session. With an Idempotency-Key seen before, the same body gives the "
    "same answer and any other body is refused. Bodies above 1 MB go through POST /uploads.",
    responses=answers(
        HTTPStatus.ACCEPTED, Accepted, "The session is queued.", "Location", "Retry-After"
    )
    | problems(400, 413, 415, 422),
)
def optimize(
    body: OptimizeBody,
    idempotency_key: IdempotencyKey = None,
) -> Response[str]:
    caller = owner(router.current_event)
    session_id = session_id_for(caller, idempotency_key)
    request_sha256 = digest(router.current_event.json_body)
    session = existing(session_id, request_sha256) if idempotency_key else None
    if session is None:
        metadata = first_metadata(session_id, caller, body.workflow_id)
        session = start(submitted(metadata, body.submission(), "api"), request_sha256)
    else:
        announce(session)
    return _accepted(session)


def _accepted(session: Session) -> Response[str]:
    url = path_to(router.current_event, status_path(session.session_id))
    accepted = Accepted(
        session_id=session.session_id, workflow_id=session.workflow_id, status_url=url
    )
    headers = {"Location": url, "Retry-After": RETRY_AFTER_S}
    return answer(HTTPStatus.ACCEPTED, accepted, headers)
