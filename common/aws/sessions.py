"""Sessions in the table workflow-processing-state.

Three kinds of item share the table's key (session_id, timestamp):

* ``session``: timestamp 0, one per session. Its ``processing_stage`` is the current stage while
  the session is open and its final status afterwards, so processing-stage-index with
  timestamp 0 lists the open sessions.
* ``attempt``: timestamp = start in microseconds, one per try of a stage: ``common.aws.attempts``.
  The table's stream carries these to the progress function.
* ``listed``: session_id ``owner#<owner>``, timestamp = creation in microseconds: what one owner
  has submitted, newest last. It has no ``workflow_id`` and stays out of the indexes.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from boto3.dynamodb.conditions import Attr, Key
from pydantic import AwareDatetime, Field

from common.aws.tables import all_items, microseconds, plain, resource, table, to_item
from common.events import ReportPublished, WorkflowSubmitted
from common.model.artifact import Artifact
from common.model.base import Value
from common.model.session import STAGES, SessionSummary, Status
from common.settings import settings

Entry = Literal["api", "upload", "drop"]
OPEN = (Status.QUEUED.value, *STAGES)  # values of processing_stage that the watchdog looks at


class Session(Value):
    """The item of kind ``session``."""

    session_id: UUID
    workflow_id: str
    owner: str
    entry: Entry
    created_at: AwareDatetime
    updated_at: AwareDatetime
    summary: SessionSummary
    request_sha256: str | None = Field(default=None, description="Digest of the request's body.")
    submitted: WorkflowSubmitted | None = Field(
        default=None, description="The event that started it; absent while an upload is awaited."
    )
    awaited: Artifact | None = Field(
        default=None, description="JSON, the options of the upload that it was reserved for."
    )
    reprocess_of: UUID | None = None
    cancelled_at: AwareDatetime | None = None
    report: dict[str, Artifact] = Field(default_factory=dict, description="By format.")
    inefficiency_score: float | None = None
    optimization_potential: float | None = None

    @property
    def listed_at_us(self) -> int:
        return microseconds(self.created_at)


def owned_by(owner: str) -> str:
    """Return the partition that lists an owner's sessions."""
    return f"owner#{owner}"


def queued(event: WorkflowSubmitted, request_sha256: str | None = None) -> Session:
    """Return the session that ``event`` starts, before anything has happened to it."""
    metadata = event.metadata
    return Session(
        session_id=metadata.session_id,
        workflow_id=metadata.workflow_id,
        owner=metadata.owner,
        entry=event.entry,
        created_at=metadata.occurred_at,
        updated_at=metadata.occurred_at,
        summary=SessionSummary(status=Status.QUEUED, progress_percentage=0),
        request_sha256=request_sha256,
        submitted=event,
        reprocess_of=metadata.reprocess_of,
    )


def create(session: Session) -> Session | None:
    """Store a new session and list it for its owner; None if a session of this id exists.

    Two sessions that an owner creates in the same microsecond are listed one apart.
    """
    absent = "attribute_not_exists(session_id)"
    while True:
        items = [_session_item(session), _listed_item(session)]
        try:
            resource().meta.client.transact_write_items(
                TransactItems=[
                    {
                        "Put": {
                            "TableName": settings().state_table,
                            "Item": item,
                            "ConditionExpression": absent,
                        }
                    }
                    for item in items
                ]
            )
        except resource().meta.client.exceptions.TransactionCanceledException:
            if find(session.session_id) is not None:
                return None
            later = session.created_at + timedelta(microseconds=1)
            session = session.model_copy(update={"created_at": later})
        else:
            return session


def find(session_id: UUID) -> Session | None:
    """Return a session, read consistently."""
    response = table(settings().state_table).get_item(
        Key={"session_id": str(session_id), "timestamp": 0}, ConsistentRead=True
    )
    return Session.model_validate(plain(response["Item"])) if "Item" in response else None


def update(session: Session, changes: Mapping[str, Value | dict[str, Artifact] | float]) -> Session:
    """Set some fields of a stored session, leave all others, and renew its owner's list entry."""
    changed = to_item(session.model_copy(update=dict(changes)))
    fields = {name: changed[name] for name in changes}
    fields["updated_at"] = datetime.now(UTC).isoformat()
    if "summary" in fields:
        fields |= _indexed(session.model_copy(update=dict(changes)).summary)
    response = table(settings().state_table).update_item(
        Key={"session_id": str(session.session_id), "timestamp": 0},
        UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in fields),
        ConditionExpression=Attr("session_id").exists(),
        ExpressionAttributeNames={f"#{name}": name for name in fields},
        ExpressionAttributeValues={f":{name}": value for name, value in fields.items()},
        ReturnValues="ALL_NEW",
    )
    updated = Session.model_validate(plain(response["Attributes"]))
    table(settings().state_table).put_item(Item=_listed_item(updated))
    return updated


def start(session: Session, event: WorkflowSubmitted) -> Session | None:
    """Set the event that starts a reserved session; None if another was faster."""
    values: dict[str, Any] = {":event": to_item(event), ":now": datetime.now(UTC).isoformat()}
    client = resource().meta.client
    try:
        response = client.update_item(
            TableName=settings().state_table,
            Key={"session_id": str(session.session_id), "timestamp": 0},
            UpdateExpression="SET submitted = :event, updated_at = :now",
            ConditionExpression="attribute_exists(session_id) AND attribute_not_exists(submitted)",
            ExpressionAttributeValues=values,
            ReturnValues="ALL_NEW",
        )
    except client.exceptions.ConditionalCheckFailedException:
        return None
    return Session.model_validate(plain(response["Attributes"]))


def open_sessions() -> list[UUID]:
    """Return the sessions that are queued or being processed."""
    return [
        UUID(str(item["session_id"]))
        for stage in OPEN
        for item in all_items(
            table(settings().state_table),
            IndexName="processing-stage-index",
            KeyConditionExpression=Key("processing_stage").eq(stage) & Key("timestamp").eq(0),
        )
    ]


def cancel(session_id: UUID) -> None:
    """Ask that no further stage begins."""
    now = datetime.now(UTC).isoformat()
    table(settings().state_table).update_item(
        Key={"session_id": str(session_id), "timestamp": 0},
        UpdateExpression="SET cancelled_at = if_not_exists(cancelled_at, :now)",
        ConditionExpression=Attr("session_id").exists(),
        ExpressionAttributeValues={":now": now},
    )


def listed(
    owner: str,
    *,
    newest_first_from: int | None,
    limit: int,
    after_us: int = 0,
    before_us: int = 2**62,
) -> tuple[list[Session], int | None]:
    """Return a page of an owner's sessions, newest first, and where the next page starts."""
    last = before_us if newest_first_from is None else min(before_us, newest_first_from - 1)
    if last < after_us:
        return [], None
    page = table(settings().state_table).query(
        KeyConditionExpression=Key("session_id").eq(owned_by(owner))
        & Key("timestamp").between(after_us, last),
        ScanIndexForward=False,
        Limit=limit,
    )
    found = [Session.model_validate(plain(item["session"])) for item in page["Items"]]
    more = page.get("LastEvaluatedKey")
    return found, int(str(more["timestamp"])) if more else None


def _session_item(session: Session) -> dict[str, Any]:
    return to_item(session) | {"kind": "session", "timestamp": 0} | _indexed(session.summary)


def _indexed(summary: SessionSummary) -> dict[str, str]:
    """The attributes beside the model's own that indexes and operators look at."""
    stage = summary.current_stage if summary.status is Status.PROCESSING else None
    return {"processing_stage": stage or summary.status.value, "status": summary.status.value}


def _listed_item(session: Session) -> dict[str, Any]:
    return {
        "session_id": owned_by(session.owner),
        "timestamp": session.listed_at_us,
        "kind": "listed",
        "session": to_item(session.model_copy(update={"submitted": None})),
    }


def report_of(published: ReportPublished) -> dict[str, Artifact]:
    """Return the files of a report by the format that GET /results asks for."""
    files = {
        "json": published.report_json,
        "html": published.report_html,
        "pdf": published.report_pdf,
        "md": published.report_markdown,
        "csv": published.tables_csv,
        "xlsx": published.tables_xlsx,
        "bpmn": published.model_bpmn or published.as_is_bpmn,
        "to_be_bpmn": published.to_be_bpmn,
        "manifest": published.manifest,
    }
    for edition, made in published.editions.items():
        forms = {"html": made.html, "pdf": made.pdf, "md": made.markdown}
        files |= {f"{edition.value}.{form}": artifact for form, artifact in forms.items()}
    return {name: artifact for name, artifact in files.items() if artifact}
