"""Starts a session for every file that is put into the intake, once per object version."""

from typing import Any, Literal, cast
from uuid import UUID

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from common.aws import queue, sessions
from common.aws.artifacts import S3Artifacts, client
from common.aws.sessions import Session
from common.batches import deal_with_each
from common.model.artifact import Artifact
from common.model.base import Value
from common.model.problem import PermanentError, Problem, problem
from common.model.submission import Submission
from common.telemetry import logger, metrics, tracer
from functions.api.dropped_file import (
    Dropped,
    drop_options,
    dropped,
    session_id_for,
    stored,
)
from functions.api.filenames import IntakeKey, answer_key
from functions.api.options import UploadBody
from functions.api.responses import status_path
from functions.api.submitting import announce, first_metadata, start, submitted

CANCELLED = problem(
    "upload-cancelled",
    "The upload was cancelled",
    "Its session was cancelled, or waited too long for the file. Ask POST /uploads for a new one.",
)

processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


class Accepted(Value):
    """The answer beside a file that started a session."""

    status: Literal["accepted"] = "accepted"
    session_id: UUID
    workflow_id: str
    status_url: str


class Rejected(Value):
    """The answer beside a file that did not."""

    status: Literal["rejected"] = "rejected"
    problem: Problem


def consume(record: SQSRecord) -> None:
    """Take in one file; what fails is delivered again, after a delay."""
    try:
        take_in(record.json_body)
    except Exception:
        receive_count = int(record.attributes.approximate_receive_count or 1)
        queue.retry_after(record.receipt_handle, receive_count)
        raise


@tracer.capture_method(capture_response=False)
def take_in(envelope: dict[str, Any]) -> None:
    """Start the session of one S3 event, or leave the reason why not."""
    file = dropped(envelope)
    if file is None:
        return
    answer: Value
    try:
        session = _session(file, file.place())
    except PermanentError as error:
        logger.info("file rejected", problem=error.problem.type)
        answer = Rejected(problem=error.problem)
    else:
        logger.info("file accepted", session_id=str(session.session_id))
        answer = Accepted(
            session_id=session.session_id,
            workflow_id=session.workflow_id,
            status_url=status_path(session.session_id),
        )
    _leave(file, answer)
    metrics.add_metric(name=f"File{type(answer).__name__}", unit=MetricUnit.Count, value=1)


@logger.inject_lambda_context(clear_state=True)
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Take in a batch of S3 events; only what failed is delivered again."""
    return deal_with_each(event, consume, processor, context)


def _session(file: Dropped, place: IntakeKey) -> Session:
    """Return the file's session: the one reserved for it, or one of its own."""
    artifact, metadata = stored(file)
    reserved = _reserved(place)
    if reserved is not None:
        started = _start_reserved(reserved, artifact)
        if started is not None:
            return started
    options = drop_options(metadata)
    submission = Submission(
        request=options.request(),
        file=artifact,
        filename=place.filename,
        object_type=options.object_type,
    )
    first = first_metadata(session_id_for(file), place.owner, options.workflow_id)
    return start(submitted(first, submission, "drop"))


def _reserved(place: IntakeKey) -> Session | None:
    session = sessions.find(place.reservation) if place.reservation else None
    if session is None or session.owner != place.owner or session.awaited is None:
        return None
    return session


def _start_reserved(session: Session, artifact: Artifact) -> Session | None:
    """Start a reserved session with its file; None if another version has started it."""
    if session.submitted is None and session.cancelled_at is not None:
        raise PermanentError(CANCELLED)
    metadata = first_metadata(session.session_id, session.owner, session.workflow_id)
    options = UploadBody.from_json(S3Artifacts(metadata).get(cast(Artifact, session.awaited)))
    fields = options.model_dump(
        include={
            "filename",
            "context",
            "organization_context",
            "columns",
            "object_type",
            "reference_model",
        }
    )
    submission = Submission.model_validate(
        fields | {"request": options.request(), "file": artifact}
    )
    event = submitted(metadata, submission, "upload")
    current = sessions.start(session, event) or sessions.find(session.session_id)
    if current is None or current.submitted is None:
        raise LookupError(f"session {session.session_id} has vanished")
    if current.submitted.submission != event.submission:
        return None
    announce(current)
    return current


def _leave(file: Dropped, answer: Value) -> None:
    client().put_object(
        Bucket=file.bucket,
        Key=answer_key(file.key),
        Body=answer.to_json(),
        ContentType="application/json",
    )
