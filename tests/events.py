"""Events for tests."""

import hashlib
from datetime import UTC, datetime
from uuid import UUID, uuid5

from common.events import Metadata, WorkflowSubmitted
from common.model.artifact import Artifact

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SPACE = UUID(int=7)
OWNER = "o" + "a" * 20


def artifact(name: str = "submission.json", body: bytes = b"{}") -> Artifact:
    digest = hashlib.sha256(body).hexdigest()
    return Artifact(key=f"sessions/test/{name}", sha256=digest, size_bytes=len(body))


def submitted(name: str = "one", owner: str = OWNER) -> WorkflowSubmitted:
    """The event that starts the session called ``name``; the same name is the same session."""
    session_id = uuid5(SPACE, name)
    metadata = Metadata(
        event_id=uuid5(session_id, "WorkflowSubmitted.v1"),
        session_id=session_id,
        workflow_id=f"wf-{name}",
        owner=owner,
        correlation_id=session_id,
        occurred_at=NOON,
    )
    return WorkflowSubmitted(metadata=metadata, submission=artifact(), entry="api")
