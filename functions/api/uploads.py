"""POST /uploads: reserves a session and says where to send its file."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from aws_lambda_powertools.event_handler import Response
from pydantic import AwareDatetime, Field

from common.aws import sessions
from common.aws.artifacts import S3Artifacts
from common.aws.sessions import Session
from common.model.base import Value
from common.model.session import SessionSummary, Status
from functions.api.callers import owner
from functions.api.documentation import answers, problems
from functions.api.documents import digest
from functions.api.filenames import intake_key
from functions.api.options import IdempotencyKey, UploadBody
from functions.api.responses import answer, path_to, status_path
from functions.api.routing import new_router
from functions.api.settings import intake_settings
from functions.api.storage import UPLOAD_S, upload_form
from functions.api.submitting import existing, first_metadata, session_id_for

router = new_router()


class Form(Value):
    """A multipart form to POST: ``fields`` first, then the file as field ``file``."""

    url: str
    fields: dict[str, str]


class Upload(Value):
    """A session waits for its file."""

    session_id: UUID
    workflow_id: str
    status_url: str
    upload: Form
    expires_at: AwareDatetime = Field(description="The form is refused from then on.")
    max_bytes: int


@router.post(
    "/uploads",
    tags=["submit"],
    summary="Submit a workflow as a file",
    operation_id="reserveUpload",
    description="Reserves a session. It starts when the file arrives. The same Idempotency-Key "
    "and body give the same session with a fresh form.",
    responses=answers(HTTPStatus.CREATED, Upload, "The session waits for its file.", "Location")
    | problems(400, 413, 415, 422),
)
def reserve_upload(
    body: UploadBody,
    idempotency_key: IdempotencyKey = None,
) -> Response[str]:
    caller = owner(router.current_event)
    session_id = session_id_for(caller, idempotency_key)
    request_sha256 = digest(router.current_event.json_body)
    session = existing(session_id, request_sha256) if idempotency_key else None
    if session is None:
        session = _reserve(session_id, caller, body, request_sha256)
    url = path_to(router.current_event, status_path(session_id))
    form = upload_form(intake_key(caller, session_id, body.filename))
    upload = Upload(
        session_id=session_id,
        workflow_id=session.workflow_id,
        status_url=url,
        upload=Form(url=form["url"], fields=form["fields"]),
        expires_at=datetime.now(UTC) + timedelta(seconds=UPLOAD_S),
        max_bytes=intake_settings().upload_max_bytes,
    )
    return answer(HTTPStatus.CREATED, upload, {"Location": url})


def _reserve(session_id: UUID, caller: str, body: UploadBody, request_sha256: str) -> Session:
    metadata = first_metadata(session_id, caller, body.workflow_id)
    reserved = Session(
        session_id=session_id,
        workflow_id=metadata.workflow_id,
        owner=caller,
        entry="upload",
        created_at=metadata.occurred_at,
        updated_at=metadata.occurred_at,
        summary=SessionSummary(status=Status.QUEUED, progress_percentage=0),
        request_sha256=request_sha256,
        awaited=S3Artifacts(metadata).put("upload.json", body.to_json()),
    )
    created = sessions.create(reserved) or existing(session_id, request_sha256)
    if created is None:
        raise LookupError(f"session {session_id} has vanished")
    return created
