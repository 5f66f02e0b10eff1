"""GET /results/{session_id}: the report, in the format asked for."""

from base64 import b64encode
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from common.aws.artifacts import S3Artifacts
from common.aws.sessions import Session
from common.model.artifact import Artifact
from common.model.problem import PermanentError, Problem, problem
from common.model.session import Status
from common.model.submission import OutputFormat
from functions.api.callers import session_of
from functions.api.documentation import HEADERS, documented_bare, problems
from functions.api.problems import not_found
from functions.api.report_links import LINKED, leading_into
from functions.api.responses import RETRY_AFTER_S, bare, is_known, refusal
from functions.api.routing import new_router
from functions.api.status import OPEN, status_of
from functions.api.storage import download_url
from functions.api.submitting import first_metadata

router = new_router()

CONTENT_TYPES = {
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "csv": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "bpmn": "application/xml",
    "to_be_bpmn": "application/xml",
    "manifest": "application/json",
}
Form = Literal["json", "html", "pdf", "md", "xlsx", "csv", "bpmn", "to_be_bpmn", "manifest"]
ENDINGS = {"csv": "zip", "to_be_bpmn": "to_be.bpmn", "manifest": "manifest.json"}
FILES = {  # by its name, what a session's record calls a file
    "report.json": "json",
    "report.html": "html",
    "report.pdf": "pdf",
    "report.md": "md",
    "tables.zip": "csv",
    "tables.xlsx": "xlsx",
    "model.bpmn": "bpmn",
    "to_be.bpmn": "to_be_bpmn",
    "manifest.json": "manifest",
}
IN_EDITIONS = ("html", "pdf", "md")
FILES |= {name: name for e in OutputFormat for name in (f"{e.value}.{f}" for f in IN_EDITIONS)}
MAX_INLINE_BYTES = 4_000_000  # Lambda answers with 6 MB at most
# API Gateway hands on bytes only if Accept and its own list agree
INLINE = ("json", "html", "md", "bpmn", "to_be_bpmn", "manifest")
ACTIVE = (
    "html",
    "bpmn",
    "to_be_bpmn",
)  # what a browser may run as a page of this origin: XML can hold scripts
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
NAMES = ("ETag", "Repr-Digest", "Content-Security-Policy")

_report = {
    200: {
        "description": "The report.",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "text/html": {"schema": {"type": "string"}},
            "text/markdown": {"schema": {"type": "string"}},
            "application/xml": {"schema": {"type": "string"}},
        },
        "headers": {
            name: {"description": HEADERS[name], "schema": {"type": "string"}} for name in NAMES
        },
    }
}


@router.get(
    "/results/<session_id>",
    tags=["sessions"],
    summary="Fetch the report of a completed session",
    operation_id="getResults",
    description="Large and binary files are fetched from where Location says. html, pdf and md "
    "exist in four editions, by default the one that the submission asked for; json, xlsx and csv "
    "(a zip of one file per table) serve all of them; links between editions lead to the files of "
    "the session. bpmn is the process as it is, to_be_bpmn the "
    "one with all recommended changes, manifest the digests of all files.",
    responses=_report
    | documented_bare(
        HTTPStatus.SEE_OTHER, "The file lies at Location for five minutes.", "Location"
    )
    | documented_bare(HTTPStatus.NOT_MODIFIED, "Nothing has changed since the ETag.", "ETag")
    | problems(404, 406, 409, 422),
)
def get_results(
    session_id: str,
    format: Annotated[Form, Query()] = "json",
    edition: Annotated[OutputFormat | None, Query()] = None,
) -> Response[str]:
    session = session_of(router.current_event, session_id)
    status = status_of(session)
    if status is not Status.COMPLETED:
        headers = {"Retry-After": RETRY_AFTER_S} if status in OPEN else {}
        return refusal(_no_report(session, status), headers)
    name = f"{edition.value}.{format}" if edition and format in IN_EDITIONS else format
    artifact = session.report.get(name)
    if artifact is None:
        raise _no_such_format(session, name)
    return _file(session, artifact, format, by_itself=format in LINKED)


@router.get(
    "/results/<session_id>/<file>",
    tags=["sessions"],
    summary="Fetch a file of a report by its name",
    operation_id="getResultFile",
    description="The files as they lie beside one another, byte for byte as manifest.json tells: "
    "report.html, executive_summary.html, report.pdf, tables.xlsx and so on. Editions link to each "
    "other by these names.",
    responses=_report
    | documented_bare(
        HTTPStatus.SEE_OTHER, "The file lies at Location for five minutes.", "Location"
    )
    | documented_bare(HTTPStatus.NOT_MODIFIED, "Nothing has changed since the ETag.", "ETag")
    | problems(404, 409),
)
def get_result_file(session_id: str, file: str) -> Response[str]:
    session = session_of(router.current_event, session_id)
    status = status_of(session)
    if status is not Status.COMPLETED:
        return refusal(_no_report(session, status))
    key = FILES.get(file, "")
    artifact = session.report.get(key)
    if artifact is None:
        raise not_found("file")
    return _file(session, artifact, key.rpartition(".")[2])


def _file(
    session: Session, artifact: Artifact, name: str, *, by_itself: bool = False
) -> Response[str]:
    """Answer a file; ``by_itself``: its links lead to the others from where it is answered."""
    tag = f'"{artifact.sha256}-linked"' if by_itself else f'"{artifact.sha256}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if is_known(router.current_event, tag):
        return bare(HTTPStatus.NOT_MODIFIED, headers)
    filename = f'filename="{session.workflow_id}.{ENDINGS.get(name, name)}"'
    if artifact.size_bytes > MAX_INLINE_BYTES or name not in INLINE:
        # What the bucket serves has no sandbox: let a browser save it, not show it.
        disposition = "attachment" if name in ACTIVE else "inline"
        url = download_url(artifact.key, CONTENT_TYPES[name], f"{disposition}; {filename}")
        return bare(HTTPStatus.SEE_OTHER, {"Location": url, "Cache-Control": "no-store"})
    headers |= {"Content-Disposition": f"inline; {filename}", "X-Content-Type-Options": "nosniff"}
    if name in ACTIVE:
        headers["Content-Security-Policy"] = SANDBOX
    body = _read(session, artifact)
    if by_itself:
        body = leading_into(str(session.session_id), body, name)
    digest = b64encode(sha256(body.encode()).digest()).decode()
    headers["Repr-Digest"] = f"sha-256=:{digest}:"
    return Response(int(HTTPStatus.OK), CONTENT_TYPES[name], body, dict(headers))


def _read(session: Session, artifact: Artifact) -> str:
    metadata = first_metadata(session.session_id, session.owner, session.workflow_id)
    return S3Artifacts(metadata).get(artifact).decode()


def _no_report(session: Session, status: Status) -> Problem:
    if status in OPEN:
        detail = f"It is {session.summary.progress_percentage} % done; ask its status."
        return problem("session-open", "The session is not completed", detail, status=409)
    error = session.summary.error
    if status is Status.FAILED and error is not None:
        return problem(
            "session-failed",
            "The session failed",
            f"{error.title}. {error.detail}",
            status=409,
            errors=error.errors,
        )
    detail = "It has no report, and will have none unless it is submitted again."
    return problem(f"session-{status.value}", f"The session {status.value}", detail, status=409)


def _no_such_format(session: Session, name: str) -> PermanentError:
    formats = ", ".join(known for known in CONTENT_TYPES if known in session.report)
    detail = f"This report exists as: {formats or 'nothing'}. It was not made as {name}."
    return PermanentError(problem("no-such-format", "No such format", detail, status=406))
