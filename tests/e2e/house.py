"""What the end-to-end tests do with a cloud and look at in it."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from boto3.dynamodb.conditions import Key

from cli.client import Client
from cli.cloud import Cloud
from tests.paths import ROOT

STAGES = ("input", "analysis", "optimization", "output")
EDITIONS = ("business_case", "executive_summary", "implementation_guide")
WRITTEN = [
    *(f"{name}.{ending}" for name in EDITIONS for ending in ("html", "md", "pdf")),
    "manifest.json",
    *("report.html", "report.json", "report.md", "report.pdf"),
    *("tables.xlsx", "tables.zip"),
    "to_be.bpmn",
]
FILES = ["as_is.bpmn", *WRITTEN]  # beside the report of a text, in the order of their names
ENDED = ("completed", "failed", "cancelled")
BRIEFLY = {"analysis_type": "quick_assessment"}
FAULTS = Path(__file__).parent / "faults"
TEXT = """\
1. The employee fills in the travel form (20 minutes).
2. The supervisor approves it (waits 2 days, work 10 minutes).
3. The finance office books the trip (waits 1 day, 30 minutes of work).
"""
T = TypeVar("T")


def eventually(look: Callable[[], T | None], within_s: float = 60) -> T:
    """Return the first answer that is neither None nor False."""
    deadline = time.monotonic() + within_s
    while True:
        found = look()
        if found is not None and found is not False:
            return found
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)


@dataclass(frozen=True)
class House:
    """The deployed system, with queues that see every event of it and of its bucket."""

    cloud: Cloud
    faults: Path
    seen: str
    announced: str

    @cached_property
    def sqs(self) -> Any:
        return self.cloud.session.client("sqs")

    @property
    def client(self) -> Client:
        return Client(self.cloud.api_url, self.cloud.api_key)

    @property
    def admin(self) -> Client:
        return Client(self.cloud.api_url, self.cloud.admin_api_key)

    def submit(self, workflow_id: str, text: str = TEXT) -> str:
        """Start a session that searches no longer than it must: others test the search."""
        body = {"workflow_data": text, "workflow_id": workflow_id} | BRIEFLY
        return str(self.client.optimize(body)["session_id"])

    def ended(self, session_id: str, within_s: float = 60) -> dict[str, Any]:
        """Return the status of a session once it has ended."""

        def look() -> dict[str, Any] | None:
            status = self.client.status(session_id)
            return status if status["status"] in ENDED else None

        return eventually(look, within_s)

    def fail(self, workflow_id: str, stage: str, *, when: str, how: str, once: bool = True) -> None:
        """Let publishing of this workflow's events fail in a stage."""
        fault = {"stage": stage, "when": when, "how": how, "once": once}
        (self.faults / workflow_id).write_text(json.dumps(fault))

    def queue(self, name: str) -> str:
        return self.cloud.resources[name]

    def waiting(self, queue_url: str) -> int:
        """Return how many messages are in a queue, those in flight included."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=names)[
            "Attributes"
        ]
        return sum(int(value) for value in found.values())

    def drained(self) -> None:
        """Wait until no agent has anything left to do."""
        queues = [self.queue(f"{stage.capitalize()}Queue") for stage in (*STAGES, "intake")]
        eventually(lambda: all(self.waiting(queue) == 0 for queue in queues))

    def events(self, session_id: str) -> list[dict[str, Any]]:
        """Return the envelopes of a session's events that were not taken before."""
        return [
            envelope
            for envelope in self._taken(self.seen)
            if envelope["detail"]["metadata"]["session_id"] == session_id
        ]

    def announcements(self, key: str) -> list[dict[str, Any]]:
        """Return what the bucket said about an object and was not taken before."""
        found = self._taken(self.announced)
        return [envelope for envelope in found if envelope["detail"]["object"]["key"] == key]

    def _taken(self, queue_url: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            batch = self.sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)
            if not batch.get("Messages"):
                return found
            for message in batch["Messages"]:
                self.sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
                found.append(json.loads(message["Body"]))

    def publish_again(self, envelopes: list[dict[str, Any]]) -> None:
        entries = [
            {
                "Source": envelope["source"],
                "DetailType": envelope["detail-type"],
                "Detail": json.dumps(envelope["detail"]),
                "EventBusName": self.cloud.outputs["BusName"],
            }
            for envelope in envelopes
        ]
        answer = self.cloud.session.client("events").put_events(Entries=entries)
        assert answer["FailedEntryCount"] == 0

    def attempts(self, session_id: str) -> list[tuple[str, str]]:
        """Return stage and status of every attempt, in order."""
        table = self._table("StateTable")
        condition = Key("session_id").eq(session_id) & Key("timestamp").gt(0)
        items = table.query(KeyConditionExpression=condition, ConsistentRead=True)["Items"]
        return [(item["stage"], item["status"]) for item in items]

    def metrics(self, session_id: str) -> list[str]:
        """Return the agents that left a row about a session, once per row."""
        found = self._table("MetricsTable").query(
            IndexName="session-metrics-index",
            KeyConditionExpression=Key("session_id").eq(session_id),
        )
        return [item["agent_name"] for item in found["Items"]]

    def reports(self, session_id: str) -> list[str]:
        """Return the stored files of a session's report, once per object version."""
        s3 = self.cloud.session.client("s3")
        bucket = self.cloud.outputs["BucketName"]
        pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix="reports/")
        versions = [version for page in pages for version in page.get("Versions", [])]
        return sorted(v["Key"].split("/")[-1] for v in versions if f"/{session_id}/" in v["Key"])

    def _table(self, output: str) -> Any:
        return self.cloud.session.resource("dynamodb").Table(self.cloud.outputs[output])


def environment(faults: Path) -> dict[str, str]:
    """Return what lets the workers of a cloud find the faults that a test asks for."""
    return {"FAULTS": str(faults), "PYTHONPATH": f"{FAULTS}:{ROOT}"}
