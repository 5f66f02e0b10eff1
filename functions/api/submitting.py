"""Starts sessions: the document is stored, the session is created, the event is published.

In this order, so that a crash in between leaves nothing half known: whoever repeats the request
finds the session and publishes the same event again, and consumers drop an id they have seen.
"""

import os
from uuid import UUID, uuid4, uuid5

from common.aws import bus, sessions
from common.aws.artifacts import S3Artifacts
from common.aws.sessions import Entry, Session
from common.events import Metadata, WorkflowSubmitted
from common.events.base import NAMESPACE
from common.model.problem import PermanentError, ProblemPart, problem
from common.model.session import Status
from common.model.submission import Submission

REUSED = problem(
    "idempotency-key-reused",
    "The Idempotency-Key belongs to another request",
    "Repeat the first request with exactly its body, or choose a new key.",
    errors=(ProblemPart(detail="Used before.", pointer="header idempotency-key"),),
)


def session_id_for(owner: str, idempotency_key: str | None) -> UUID:
    """Return the id of the session that a request starts: the same for the same key."""
    if idempotency_key is None:
        return uuid4()
    return uuid5(NAMESPACE, f"{owner} {idempotency_key}")


def first_metadata(session_id: UUID, owner: str, workflow_id: str | None) -> Metadata:
    """Return the metadata of the event that starts a session."""
    return Metadata(
        event_id=uuid5(session_id, WorkflowSubmitted.detail_type),
        session_id=session_id,
        workflow_id=workflow_id or f"wf-{session_id.hex[:12]}",
        owner=owner,
        correlation_id=session_id,
        trace_id=os.environ.get("_X_AMZN_TRACE_ID", "")[:200] or None,
    )


def submitted(metadata: Metadata, submission: Submission, entry: Entry) -> WorkflowSubmitted:
    """Store a submission and return the event that tells of it."""
    document = S3Artifacts(metadata).put("submission.json", submission.to_json())
    return WorkflowSubmitted(
        metadata=metadata, request=submission.request, submission=document, entry=entry
    )


def start(event: WorkflowSubmitted, request_sha256: str | None = None) -> Session:
    """Create the session of ``event`` unless it exists, and see to it that the event is out."""
    session = sessions.create(sessions.queued(event, request_sha256))
    if session is None:
        session = existing(event.metadata.session_id, request_sha256)
        if session is None:
            raise LookupError(f"session {event.metadata.session_id} has vanished")
    announce(session)
    return session


def existing(session_id: UUID, request_sha256: str | None) -> Session | None:
    """Return the session that an earlier request of the same Idempotency-Key started.

    Raises:
        PermanentError: That request had another body.
    """
    session = sessions.find(session_id)
    if session is not None and session.request_sha256 != request_sha256:
        raise PermanentError(REUSED)
    return session


def announce(session: Session) -> None:
    """Publish the event of a session that nobody has begun with, perhaps once more."""
    waiting = session.summary.status is Status.QUEUED and session.cancelled_at is None
    if waiting and session.submitted is not None:
        bus.publish(session.submitted)
