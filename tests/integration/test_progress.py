"""functions/progress with its tables on moto."""

from datetime import UTC, datetime, timedelta

import boto3
import pytest
from boto3.dynamodb.types import TypeSerializer

from common.aws import attempts, sessions
from common.aws.tables import plain, table
from common.consumer import consumer
from common.events import ReportPublished, WorkflowOptimized, WorkflowSubmitted
from common.model.problem import PermanentError, problem
from common.model.session import Status
from functions.progress import on_schedule, on_stage_recorded
from functions.progress.settings import watchdog_settings
from tests.events import OWNER, artifact, submitted
from tests.moto_cloud import CONTEXT, become, delivery, events_seen, moto_cloud

EVENT = submitted()
SESSION = EVENT.metadata.session_id


@pytest.fixture(autouse=True)
def cloud(monkeypatch):
    monkeypatch.setenv("STALLED_AFTER_S", "3600")
    watchdog_settings.cache_clear()
    with moto_cloud(monkeypatch, "input"):
        yield


def stream_batch() -> dict:
    """Every item of the state table as the stream delivers it, sessions and lists included."""
    serialize = TypeSerializer().serialize
    return {
        "Records": [
            {
                "eventID": str(number),
                "eventName": "INSERT",
                "eventSource": "aws:dynamodb",
                "dynamodb": {
                    "SequenceNumber": str(number),
                    "NewImage": {key: serialize(value) for key, value in item.items()},
                },
            }
            for number, item in enumerate(table("StateTable").scan()["Items"])
        ]
    }


def run_output_stage(monkeypatch) -> None:
    """Let an output agent publish a report, with the stages before it on record."""
    for stage in ("input", "analysis", "optimization"):
        become(monkeypatch, stage)
        attempts.end(attempts.start(EVENT, 1), EVENT)
    become(monkeypatch, "output")
    common = {name: artifact(name) for name in ("submission", "workflow", "quality", "facts")}
    scores = {"inefficiency_score": 6.5, "optimization_potential": 0.25, "quality_score": 0.8}
    optimized = EVENT.answer(
        WorkflowOptimized,
        **common,
        assessment=artifact("assessment"),
        portfolio=artifact("portfolio"),
        **scores,
    )

    def react(event, ports):
        yield event.answer(
            ReportPublished,
            report_json=ports.artifacts.put_report("report.json", b"{}", "application/json"),
            report_html=ports.artifacts.put_report("report.html", b"<p>", "text/html"),
            model_bpmn=ports.artifacts.put_report("model.bpmn", b"<d/>", "application/xml"),
            manifest=ports.artifacts.put_report("manifest.json", b"{}", "application/json"),
            **scores,
        )

    consumer(WorkflowOptimized, react)(delivery(optimized.model_dump_json()), CONTEXT)


def test_an_empty_batch_starts_the_function_and_does_nothing():
    assert on_stage_recorded.handler({"Records": []}, CONTEXT) == {"batchItemFailures": []}


def test_a_published_report_completes_the_session_and_stores_metrics_and_result(monkeypatch):
    sessions.create(sessions.queued(EVENT))
    run_output_stage(monkeypatch)
    become(monkeypatch, "progress")

    for _ in range(2):  # the stream delivers at least once
        assert on_stage_recorded.handler(stream_batch(), CONTEXT) == {"batchItemFailures": []}

    session = sessions.find(SESSION)
    assert session.summary.status is Status.COMPLETED
    assert session.report["html"].key == f"reports/wf-one/{SESSION}/report.html"
    assert session.report["bpmn"].key == f"reports/wf-one/{SESSION}/model.bpmn"
    assert session.inefficiency_score == 6.5
    [listed], more = sessions.listed(OWNER, newest_first_from=None, limit=10)
    assert listed.inefficiency_score == 6.5
    assert more is None
    rows = [plain(item) for item in table("MetricsTable").scan()["Items"]]
    assert sorted(row["agent_name"] for row in rows) == [
        "analysis",
        "input",
        "optimization",
        "output",
    ]
    [output] = [row for row in rows if row["agent_name"] == "output"]
    assert output["quality_score"] == 0.8
    assert output["session_id"] == str(SESSION)
    assert output["execution_time_ms"] >= 0
    [result] = [plain(item) for item in table("ResultsTable").scan()["Items"]]
    assert result["workflow_id"] == "wf-one"
    assert result["inefficiency_score"] == 6.5
    assert result["optimization_potential"] == 0.25


def test_a_failed_session_shows_the_problem_and_counts_as_a_failure(monkeypatch):
    def react(event, ports):
        raise PermanentError(problem("unreadable", "Unreadable", "Line 3 is not XML."))

    consumer(WorkflowSubmitted, react)(delivery(EVENT.model_dump_json()), CONTEXT)
    become(monkeypatch, "progress")
    on_stage_recorded.handler(stream_batch(), CONTEXT)

    session = sessions.find(SESSION)
    assert session.summary.status is Status.FAILED
    assert session.summary.error.detail == "Line 3 is not XML."
    [row] = table("MetricsTable").scan()["Items"]
    assert row["status"] == "failed"


def test_a_cancellation_is_not_overwritten_by_progress(monkeypatch):
    sessions.create(sessions.queued(EVENT))
    attempts.end(attempts.start(EVENT, 1), EVENT)
    sessions.cancel(SESSION)
    become(monkeypatch, "progress")
    on_stage_recorded.handler(stream_batch(), CONTEXT)

    assert sessions.find(SESSION).summary.status is Status.CANCELLED
    assert sessions.find(SESSION).cancelled_at is not None


def test_two_sessions_of_one_microsecond_are_both_listed():
    for name in ("one", "two", "three"):
        assert sessions.create(sessions.queued(submitted(name))) is not None
    assert sessions.create(sessions.queued(submitted("one"))) is None

    found, _ = sessions.listed(OWNER, newest_first_from=None, limit=10)
    assert len({session.session_id for session in found}) == 3


def test_the_watchdog_publishes_again_what_was_never_published(monkeypatch):
    sessions.create(sessions.queued(EVENT))  # created long ago, at NOON of its own clock
    become(monkeypatch, "progress")
    monkeypatch.setattr(on_schedule, "timedelta", lambda seconds: timedelta(days=36_500))

    assert on_schedule.handler({}, CONTEXT) == {"started": 1, "failed": 0, "cancelled": 0}
    [envelope] = events_seen()
    assert envelope["detail"]["metadata"]["event_id"] == str(EVENT.metadata.event_id)


def test_the_watchdog_fails_a_session_whose_agent_vanished(monkeypatch):
    sessions.create(sessions.queued(EVENT))
    attempts.start(EVENT, 1)
    become(monkeypatch, "progress")

    assert on_schedule.look_at(SESSION, datetime.now(UTC)) == "nothing"
    later = datetime.now(UTC) + timedelta(hours=2)
    assert on_schedule.look_at(SESSION, later) == "failed"
    session = sessions.find(SESSION)
    assert session.summary.status is Status.FAILED
    assert session.summary.error.type.endswith("/stalled")
    assert [envelope["detail-type"] for envelope in events_seen()] == ["WorkflowFailed.v1"]
    assert sessions.open_sessions() == []


def test_the_watchdog_gives_up_an_upload_that_never_came(monkeypatch):
    reserved = sessions.queued(EVENT).model_copy(update={"submitted": None})
    sessions.create(reserved)
    become(monkeypatch, "progress")

    assert on_schedule.look_at(SESSION, reserved.created_at) == "nothing"
    later = reserved.created_at + timedelta(hours=3)
    assert on_schedule.look_at(SESSION, later) == "cancelled"
    assert sessions.find(SESSION).summary.status is Status.CANCELLED
    assert sessions.open_sessions() == []


def test_the_watchdog_leaves_finished_sessions_alone(monkeypatch):
    sessions.create(sessions.queued(EVENT))
    run_output_stage(monkeypatch)
    events_seen()
    become(monkeypatch, "progress")
    on_schedule.handler({}, CONTEXT)

    assert events_seen() == []
    assert sessions.find(SESSION).summary.status is Status.COMPLETED


def test_every_attempt_is_found_by_its_workflow_in_the_index():
    sessions.create(sessions.queued(EVENT))
    attempts.start(EVENT, 1)

    found = (
        boto3.resource("dynamodb")
        .Table("StateTable")
        .query(
            IndexName="workflow-id-index",
            KeyConditionExpression="workflow_id = :w",
            ExpressionAttributeValues={":w": "wf-one"},
        )
    )
    assert sorted(item["kind"] for item in found["Items"]) == ["attempt", "session"]
