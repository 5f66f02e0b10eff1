"""Duplicates, crashes, poison and replays: every session ends once, with one report."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from cli.dropping import drop, wait_for_answer
from common.model.owner import owner_of
from tests.e2e.house import BRIEFLY, FILES, STAGES, House, eventually
from tests.paths import EXAMPLES

ONCE = [(stage, "succeeded") for stage in STAGES]


def test_every_event_delivered_twice_gives_one_report_and_one_row_per_stage(house: House) -> None:
    session_id = house.submit("duplicates")
    assert house.ended(session_id)["status"] == "completed"
    house.drained()
    envelopes = house.events(session_id)
    assert [envelope["detail-type"] for envelope in envelopes] == [
        "WorkflowSubmitted.v1",
        "WorkflowParsed.v1",
        "WorkflowAnalyzed.v1",
        "WorkflowOptimized.v1",
        "ReportPublished.v1",
    ]
    house.publish_again(envelopes)
    assert len(eventually(lambda: house.events(session_id) or None)) >= 1
    house.drained()
    assert house.attempts(session_id) == ONCE
    assert house.reports(session_id) == FILES
    assert sorted(house.metrics(session_id)) == sorted(STAGES)


def test_a_file_announced_twice_starts_one_session(house: House) -> None:
    before = len(house.client.workflows({"limit": 100})["workflows"])
    session, bucket = house.cloud.session, house.cloud.outputs["BucketName"]
    owner = owner_of(house.cloud.api_key)
    briefly = {"analysis-type": BRIEFLY["analysis_type"]}
    key = drop(session, bucket, owner, EXAMPLES / "travel_approval.txt", briefly)
    said = wait_for_answer(session, bucket, key, 30)
    (announcement,) = house.announcements(key)
    body = json.dumps(announcement)
    session.client("sqs").send_message(QueueUrl=house.queue("IntakeQueue"), MessageBody=body)
    assert house.ended(said["session_id"])["status"] == "completed"
    house.drained()
    assert len(house.client.workflows({"limit": 100})["workflows"]) == before + 1
    assert house.attempts(said["session_id"]) == ONCE


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_failure_around_publishing_loses_nothing_and_reports_once(
    house: House, stage: str, when: str
) -> None:
    name = f"fails-{when}-{stage}"
    house.fail(name, stage, when=when, how="raise")
    session_id = house.submit(name)
    assert house.ended(session_id)["status"] == "completed"
    house.drained()
    tries = house.attempts(session_id)
    assert (stage, "failed") in tries
    assert sorted(tries) == sorted([*ONCE, (stage, "failed")])
    published = house.events(session_id)
    ids = {envelope["detail"]["metadata"]["event_id"] for envelope in published}
    assert len(ids) == 1 + len(STAGES)
    assert set(house.reports(session_id)) == set(FILES)


def test_a_worker_that_dies_between_persisting_and_publishing_is_made_good(house: House) -> None:
    _let_crashes_show_after(house, "Analysis", 4)
    house.fail("dies", "analysis", when="before", how="exit")
    session_id = house.submit("dies")
    assert house.ended(session_id)["status"] == "completed"
    house.drained()
    assert house.attempts(session_id) == [
        ("input", "succeeded"),
        ("analysis", "started"),
        *ONCE[1:],
    ]
    assert house.reports(session_id) == FILES


def test_a_poison_message_waits_among_the_dead_letters_and_a_redrive_resumes_it(
    house: House, wfo: Callable[..., int]
) -> None:
    house.fail("poison", "analysis", when="before", how="raise", once=False)
    poisoned = house.submit("poison")
    status = house.ended(poisoned)
    assert status["status"] == "failed"
    assert status["stages"]["analysis"]["attempts"] == 5
    assert "redriven" in status["error"]["detail"]
    dead = house.queue("AnalysisDeadLetters")
    eventually(lambda: house.waiting(dead) == 1)
    (house.faults / "poison").unlink()
    assert wfo("redrive", "analysis") == 0
    eventually(lambda: house.client.status(poisoned)["status"] == "completed")
    assert house.waiting(dead) == 0
    assert house.reports(poisoned) == FILES


def test_a_reprocessing_starts_a_new_session_that_points_at_the_old_one(house: House) -> None:
    old = house.submit("reprocessed")
    status = house.ended(old)
    house.drained()
    house.admin.replay({"kind": "reprocess", "name": "again"} | _window(status))

    def repeated() -> str | None:
        listed = house.client.workflows({"limit": 100})["workflows"]
        return next((s["session_id"] for s in listed if s.get("reprocess_of") == old), None)

    new = eventually(repeated)
    assert house.ended(new)["status"] == "completed"
    house.drained()
    assert house.client.result(new, "json") == house.client.result(old, "json")
    assert house.attempts(old) == house.attempts(new) == ONCE
    assert house.reports(old) == FILES


def test_a_fill_replay_adds_nothing_to_what_was_done(house: House) -> None:
    session_id = house.submit("filled")
    status = house.ended(session_id)
    house.drained()
    house.events(session_id)
    before = len(house.client.workflows({"limit": 100})["workflows"])
    started = house.admin.replay({"kind": "fill", "name": "gaps"} | _window(status))
    name = started["replay_name"]
    eventually(lambda: house.admin.replay_state(name)["state"] == "COMPLETED")
    assert eventually(lambda: house.events(session_id) or None), "nothing was replayed"
    house.drained()
    assert house.attempts(session_id) == ONCE
    assert house.reports(session_id) == FILES
    assert sorted(house.metrics(session_id)) == sorted(STAGES)
    assert len(house.client.workflows({"limit": 100})["workflows"]) == before


def _window(status: dict[str, str]) -> dict[str, str]:
    """Return the time in which only this session published."""
    created = datetime.fromisoformat(status["created_at"]) - timedelta(seconds=1)
    updated = datetime.fromisoformat(status["updated_at"]) + timedelta(seconds=2)
    return {"from": created.isoformat(), "to": updated.isoformat()}


def _let_crashes_show_after(house: House, agent: str, seconds: int) -> None:
    """Shorten what a crash waits for: the function's timeout, and the visibility of its queue."""
    functions = house.cloud.session.client("lambda")
    functions.update_function_configuration(
        FunctionName=house.cloud.resources[agent], Timeout=seconds
    )
    house.cloud.session.client("sqs").set_queue_attributes(
        QueueUrl=house.queue(f"{agent}Queue"), Attributes={"VisibilityTimeout": str(seconds + 1)}
    )
