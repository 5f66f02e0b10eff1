"""A workflow comes in by API, by upload and by drop, and a report comes out."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.client import RefusedError
from tests.e2e.house import BRIEFLY, FILES, STAGES, TEXT, WRITTEN, House
from tests.paths import EXAMPLES

CSV = """case_id,activity,start,end,resource
c1,Check,2025-01-06T08:00:00Z,2025-01-06T09:00:00Z,Ann
c1,Approve,2025-01-07T08:00:00Z,2025-01-07T08:30:00Z,Bob
c2,Check,2025-01-06T10:00:00Z,2025-01-06T10:20:00Z,Ann
c2,Approve,2025-01-08T08:00:00Z,2025-01-08T08:10:00Z,Bob
c3,Check,2025-01-07T10:00:00Z,2025-01-07T10:20:00Z,Ann
c3,Approve,2025-01-09T08:00:00Z,2025-01-09T08:10:00Z,Bob
"""


def test_a_text_sent_to_the_api_becomes_one_report(house: House) -> None:
    session_id = house.submit("by-api")
    status = house.ended(session_id)
    assert status["status"] == "completed"
    assert status["progress_percentage"] == 100
    assert list(status["stages"]) == list(STAGES)
    report = json.loads(house.client.result(session_id, "json"))
    names = [activity["name"] for activity in report["workflow"]["activities"]]
    assert len(names) == 3
    assert house.reports(session_id) == FILES
    house.drained()
    assert sorted(house.metrics(session_id)) == sorted(STAGES)


def test_the_same_text_and_seed_give_the_same_bytes(house: House) -> None:
    first, second = house.submit("twice"), house.submit("twice")
    assert house.ended(first)["status"] == house.ended(second)["status"] == "completed"
    assert first != second
    assert house.client.result(first, "json") == house.client.result(second, "json")


def test_an_uploaded_log_becomes_a_report(house: House, tmp_path: Path) -> None:
    file = tmp_path / "small log.csv.gz"
    file.write_bytes(gzip.compress(CSV.encode()))
    body = {"filename": file.name, "workflow_id": "by-upload"} | BRIEFLY
    reserved = house.client.upload(file, body)
    assert house.ended(reserved["session_id"])["status"] == "completed"
    report = json.loads(house.client.result(reserved["session_id"], "json"))
    assert report["facts"]["cases"] == 3
    assert house.client.result(reserved["session_id"], "pdf").startswith(b"%PDF")
    assert b"<html" in house.client.result(reserved["session_id"], "html")


def test_a_dropped_file_gets_an_answer_beside_it_and_a_report(
    house: House, wfo: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    file = EXAMPLES / "travel_approval.txt"
    assert wfo("drop", file, "--wait", "--json", "--analysis-type", "quick_assessment") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "accepted"
    assert house.client.status(answer["session_id"])["status"] == "completed"


def test_the_command_submits_waits_and_fetches(
    wfo: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "reports"
    briefly = ("--analysis-type", "quick_assessment")
    assert wfo("run", EXAMPLES / "travel_approval.json", "--out", out, *briefly) == 0
    shown = capsys.readouterr()
    assert "Recommended changes" in shown.out
    assert [line.split()[1] for line in shown.err.splitlines()] == [*STAGES, "report"]
    fetched = sorted(file.name for file in (out / "travel_approval").iterdir())
    assert fetched == sorted(["model.bpmn", *WRITTEN])
    assert wfo("list", "--json", "--limit", "1") == 0
    newest = json.loads(capsys.readouterr().out)["workflows"][0]
    assert newest["workflow_id"] == "travel_approval"
    assert wfo("results", newest["session_id"], "--out", tmp_path / "again.json") == 0
    first = (out / "travel_approval" / "report.json").read_bytes()
    assert (tmp_path / "again.json").read_bytes() == first


def test_a_broken_log_fails_with_what_is_wrong(
    house: House, wfo: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.xes"
    broken.write_text("<log><trace><event></trace>")
    assert wfo("submit", broken, "--wait", "--json") == 1
    status = json.loads(capsys.readouterr().out)
    assert status["status"] == "failed"
    assert status["error"]["detail"]
    house.drained()
    assert house.waiting(house.queue("InputDeadLetters")) == 0
    assert house.attempts(status["session_id"]) == [("input", "failed")]
    with pytest.raises(RefusedError) as refused:
        house.client.result(status["session_id"], "json")
    assert refused.value.status == 409


def test_a_request_that_fits_no_schema_is_refused(
    wfo: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text(" ")
    assert wfo("submit", empty) == 3
    assert "workflow_data" in capsys.readouterr().err


def test_another_key_sees_nothing(house: House) -> None:
    session_id = house.submit("mine")
    gateway = house.cloud.session.client("apigateway")
    key = gateway.create_api_key(name="stranger", enabled=True)
    plan = house.cloud.resources["UsagePlan"]
    gateway.create_usage_plan_key(usagePlanId=plan, keyId=key["id"], keyType="API_KEY")
    stranger = type(house.client)(house.cloud.api_url, key["value"])
    house.ended(session_id)
    for ask in (
        lambda: stranger.status(session_id),
        lambda: stranger.result(session_id, "json"),
        lambda: stranger.cancel(session_id),
    ):
        with pytest.raises(RefusedError) as refused:
            ask()
        assert refused.value.status == 404
    assert stranger.workflows({})["workflows"] == []
    with pytest.raises(RefusedError) as refused:
        stranger.replay(
            {"kind": "fill", "from": "2025-01-01T00:00:00Z", "to": "2025-01-02T00:00:00Z"}
        )
    assert refused.value.status == 403


def test_text_of_the_examples_is_read_from_standard_input(
    wfo: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    piped = tmp_path / "piped"
    piped.write_text(TEXT)
    with piped.open() as standard_input:
        monkeypatch.setattr("sys.stdin", standard_input)
        assert wfo("submit", "-", "--wait", "--json") == 0
    assert json.loads(capsys.readouterr().out)["status"] == "completed"
