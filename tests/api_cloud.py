"""The API and the intake on moto, driven as API Gateway and SQS drive them."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest

from common.aws import sessions
from common.aws.sessions import Session
from common.model.artifact import Artifact
from common.model.owner import owner_of
from common.model.session import SessionSummary, Status
from functions.api import app, callers, settings
from tests.moto_cloud import BUCKET, BUS, CONTEXT, client, moto_cloud

KEY, OTHER_KEY = "key-of-one-tenant", "key-of-another"
OWNER, OTHER_OWNER = owner_of(KEY), owner_of(OTHER_KEY)
UPLOAD_MAX_BYTES = 10_000
STAGE = "/v1"
CACHED = (
    callers.configuration,
    settings.api_settings,
    settings.intake_settings,
)


@dataclass(frozen=True)
class Answer:
    """What the API answered."""

    status: int
    headers: dict[str, str]
    text: str = field(repr=False)

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@contextmanager
def api_cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything that the API and the intake find around them, empty."""
    with moto_cloud(monkeypatch, "api"):
        versioning = {"Status": "Enabled"}
        client("s3").put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration=versioning)
        events, sqs = client("events"), client("sqs")
        bus_arn = events.describe_event_bus(Name=BUS)["Arn"]
        archive = events.create_archive(ArchiveName="archive", EventSourceArn=bus_arn)
        queues = {
            name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("input", "input-dead")
        }
        agents = {"input": {"queue": queues["input"], "dead_letters": queues["input-dead"]}}
        monkeypatch.setenv("UPLOAD_MAX_BYTES", str(UPLOAD_MAX_BYTES))
        monkeypatch.setenv("INPUT_FUNCTION_NAME", "input")
        monkeypatch.setenv("ARCHIVE_ARN", archive["ArchiveArn"])
        monkeypatch.setenv("INPUT_RULE_ARN", f"{bus_arn}/input".replace("event-bus", "rule"))
        monkeypatch.setenv("AGENT_QUEUES", json.dumps(agents))
        _forget()
        yield
    _forget()


def _forget() -> None:
    for cached in CACHED:
        cached.cache_clear()


def call(
    method: str,
    url: str,
    body: Any = None,
    *,
    key: str | None = KEY,
    headers: dict[str, str] | None = None,
    raw: str | None = None,
) -> Answer:
    """Send a request as API Gateway would hand it on; ``raw`` is a body that is no JSON value."""
    parts = urlsplit(url)
    query = parse_qs(parts.query, keep_blank_values=True)
    sent = {"Content-Type": "application/json"} if body is not None or raw is not None else {}
    sent |= {"X-Api-Key": key} if key else {}
    sent |= headers or {}
    event = {
        "resource": parts.path,
        "path": parts.path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": None,
        "requestContext": {"path": STAGE + parts.path, "stage": "v1", "requestId": str(uuid4())},
        "body": raw if body is None else json.dumps(body),
        "isBase64Encoded": False,
    }
    return sent_event(event)


def sent_event(event: dict[str, Any]) -> Answer:
    response = app.handler(event, CONTEXT)
    answered = {name: values[0] for name, values in response["multiValueHeaders"].items()}
    text = response["body"] or ""
    if response["isBase64Encoded"]:
        text = base64.b64decode(text).decode()
    return Answer(int(response["statusCode"]), answered, text)


def submit(key: str = KEY, **options: Any) -> UUID:
    """Submit a workflow and return its session."""
    answer = call("POST", "/optimize", {"workflow_data": "1. Ask. 2. Answer."} | options, key=key)
    assert answer.status == 202, answer.text
    return UUID(answer.json["session_id"])


def known(session_id: UUID) -> Session:
    session = sessions.find(session_id)
    assert session is not None
    return session


def bring_to(session_id: UUID, status: Status, **summary: Any) -> Session:
    """Let a session stand as the progress function would leave it."""
    progress = 100 if status is Status.COMPLETED else 25
    reached = SessionSummary(status=status, progress_percentage=progress, **summary)
    return sessions.update(known(session_id), {"summary": reached})


def complete(
    session_id: UUID, report: dict[str, Artifact] | None = None, **scores: float
) -> Session:
    session = bring_to(session_id, Status.COMPLETED, quality_score=0.75)
    return sessions.update(session, {"report": report or {}} | scores)
