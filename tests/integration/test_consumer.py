"""common/consumer.py with its stores on moto: what at-least-once delivery must not break."""

from decimal import Decimal
from uuid import uuid5

import boto3
import pytest
from aws_lambda_powertools.utilities.batch.exceptions import UnexpectedBatchTypeError

from common.aws import attempts, bus, sessions
from common.consumer import consumer
from common.events import WorkflowParsed, WorkflowSubmitted
from common.model.problem import PermanentError, problem
from common.model.session import AttemptStatus
from tests.events import artifact, submitted
from tests.moto_cloud import CONTEXT, delivery, delivery_of, events_seen, moto_cloud

EVENT = submitted()
SESSION = EVENT.metadata.session_id


@pytest.fixture(autouse=True)
def cloud(monkeypatch):
    with moto_cloud(monkeypatch, "input"):
        yield


class Agent:
    """An input agent that fails as often as it is told to, and counts its work."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.reactions = 0
        self.handler = consumer(WorkflowSubmitted, self.react, {"count": lambda _: self.reactions})

    def react(self, event, ports):
        self.reactions += 1
        if self.failures:
            raise self.failures.pop(0)
        workflow = ports.artifacts.put("workflow.json", b"{}")
        yield event.answer(
            WorkflowParsed,
            submission=event.submission,
            workflow=workflow,
            quality=artifact("quality.json"),
            quality_score=0.75,
        )

    def receive(self, **kwargs):
        return self.handler(delivery(EVENT.model_dump_json(), **kwargs), CONTEXT)


def types_seen() -> list[str]:
    return [envelope["detail-type"] for envelope in events_seen()]


def recorded():
    return [attempt for attempt, _ in attempts.of_session(SESSION)]


def test_the_answer_is_published_as_the_stages_own_source_and_recorded():
    assert Agent().receive() == {"batchItemFailures": []}

    [envelope] = events_seen()
    assert envelope["source"] == "wfo.input"
    assert envelope["detail"]["metadata"]["correlation_id"] == str(SESSION)
    [(attempt, answers)] = attempts.of_session(SESSION)
    assert attempt.status is AttemptStatus.SUCCEEDED
    assert attempt.quality_score == 0.75
    assert answers[0]["detail_type"] == "WorkflowParsed.v1"


def test_a_message_delivered_twice_is_dealt_with_once():
    agent = Agent()
    agent.receive()
    agent.receive()

    assert agent.reactions == 1
    assert types_seen() == ["WorkflowParsed.v1"]


def test_a_crash_between_storing_and_publishing_repeats_the_same_answer(monkeypatch):
    agent, publish = Agent(), bus.publish
    monkeypatch.setattr(bus, "publish", lambda *events: (_ for _ in ()).throw(OSError("gone")))
    failed = agent.receive()
    monkeypatch.setattr(bus, "publish", publish)
    again = agent.receive(receive_count=2)

    assert len(failed["batchItemFailures"]) == 1
    assert again == {"batchItemFailures": []}
    [envelope] = events_seen()
    assert envelope["detail"]["metadata"]["event_id"] == str(
        uuid5(EVENT.metadata.event_id, "WorkflowParsed.v1#0")
    )
    stored = boto3.client("s3").list_objects_v2(Bucket="artifacts", Prefix="sessions/")
    assert stored["KeyCount"] == 1


def test_a_crash_between_publishing_and_acknowledging_publishes_the_same_id(monkeypatch):
    agent, end_attempt = Agent(), attempts.end
    monkeypatch.setattr(attempts, "end", lambda *a, **k: (_ for _ in ()).throw(OSError()))
    agent.receive()
    monkeypatch.setattr(attempts, "end", end_attempt)
    agent.receive(receive_count=2)

    ids = [envelope["detail"]["metadata"]["event_id"] for envelope in events_seen()]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_an_input_that_can_never_work_fails_the_session_and_is_not_tried_again():
    agent = Agent(PermanentError(problem("unreadable", "Unreadable", "line 3 is not XML")))

    assert agent.receive() == {"batchItemFailures": []}
    agent.receive()

    assert agent.reactions == 1
    [envelope] = events_seen()
    assert envelope["detail-type"] == "WorkflowFailed.v1"
    assert envelope["detail"]["retryable"] is False
    assert envelope["detail"]["problem"]["detail"] == "line 3 is not XML"
    [attempt] = recorded()
    assert attempt.final


def test_an_unexpected_failure_is_reported_alone_and_tried_again_without_its_details():
    agent = Agent(RuntimeError("password=hunter2"))
    body = agent.receive()

    assert len(body["batchItemFailures"]) == 1
    assert types_seen() == []
    [attempt] = recorded()
    assert not attempt.final
    assert "hunter2" not in attempt.model_dump_json()


def test_the_last_delivery_fails_the_session_and_a_redrive_resumes_it():
    agent = Agent(RuntimeError(), RuntimeError())
    agent.receive(receive_count=2)
    agent.receive(receive_count=3)
    failed = types_seen()
    agent.receive(receive_count=1)

    assert failed == ["WorkflowFailed.v1"]
    assert [attempt.final for attempt in recorded()] == [False, True, False]
    assert types_seen() == ["WorkflowParsed.v1"]


def test_a_message_that_is_not_an_event_goes_back_to_the_queue():
    response = Agent().handler(delivery_of("not json"), CONTEXT)

    assert len(response["batchItemFailures"]) == 1


def test_a_failed_message_comes_back_after_the_delay_and_not_after_the_timeout():
    Agent(RuntimeError()).receive(receive_count=2)

    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName="own")["QueueUrl"]
    assert not sqs.receive_message(QueueUrl=url).get("Messages")
    again = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)
    assert len(again["Messages"]) == 1


def test_a_message_that_failed_for_good_is_at_once_where_the_queue_takes_it_from():
    Agent(RuntimeError()).receive(receive_count=3)

    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName="own")["QueueUrl"]
    assert len(sqs.receive_message(QueueUrl=url)["Messages"]) == 1


def test_a_reprocessing_is_a_new_session_that_points_at_the_one_it_repeats():
    agent = Agent()
    agent.receive()
    agent.receive(replay_name="reprocess-2026")

    assert agent.reactions == 2
    repeated = sessions.find(uuid5(SESSION, "reprocess-2026"))
    assert repeated is not None
    assert repeated.reprocess_of == SESSION
    first, second = [envelope["detail"]["metadata"] for envelope in events_seen()]
    assert first["session_id"] != second["session_id"]
    assert first["correlation_id"] == second["correlation_id"]


def test_any_other_replay_only_fills_gaps():
    agent = Agent()
    agent.receive()
    agent.receive(replay_name="fill-2026")

    assert agent.reactions == 1


def test_a_reprocessing_makes_the_later_events_anew():
    reactions = []
    handler = consumer(WorkflowParsed, lambda event, ports: reactions.append(event) or [])
    parsed = EVENT.answer(
        WorkflowParsed,
        submission=EVENT.submission,
        workflow=artifact(),
        quality=artifact(),
        quality_score=1,
    ).model_dump_json()
    handler(delivery(parsed, replay_name="reprocess-2026"), CONTEXT)
    assert reactions == []
    handler(delivery(parsed, replay_name="fill-2026"), CONTEXT)
    assert len(reactions) == 1


def test_a_cancelled_session_goes_no_further():
    agent = Agent()
    sessions.create(sessions.queued(EVENT))
    sessions.cancel(SESSION)
    agent.receive()

    assert agent.reactions == 0
    assert types_seen() == []


def test_a_direct_invocation_answers_an_action():
    assert Agent().handler({"action": "count"}, CONTEXT) == 0


def test_an_empty_batch_starts_the_function_and_does_nothing():
    agent = Agent()
    assert agent.handler({"Records": []}, CONTEXT) == {"batchItemFailures": []}
    assert agent.reactions == 0
    assert recorded() == []


def test_an_invocation_without_a_batch_is_refused():
    with pytest.raises(UnexpectedBatchTypeError):
        Agent().handler({}, CONTEXT)


def test_poor_quality_is_counted_and_goes_on(capsys):
    boto3.resource("dynamodb").Table("ConfigurationTable").put_item(
        Item={
            "config_category": "quality",
            "config_key": "minimum_quality_score",
            "config_value": Decimal("0.8"),
        }
    )
    Agent().receive()

    assert "BelowMinimumQuality" in capsys.readouterr().out
    assert types_seen() == ["WorkflowParsed.v1"]
