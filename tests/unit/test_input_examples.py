"""examples/ and scripts/generate_example_log.py"""

import json

import pytest

from common.model.submission import Submission
from functions.input.reading.document import Document
from functions.input.reading.event_logs import csv_reading
from functions.input.reading.submission import read
from scripts.generate_example_log import log_bytes
from tests.paths import EXAMPLES

LOG = EXAMPLES / "purchase_requests.csv.gz"


def test_the_script_writes_the_example_log_byte_for_byte():
    assert log_bytes() == LOG.read_bytes()


def test_another_seed_gives_another_log():
    assert log_bytes(seed=1, cases=20) != log_bytes(seed=2, cases=20)


def test_the_example_log_is_read_without_a_warning():
    found = csv_reading(Document(LOG.read_bytes(), LOG.name), None)

    assert found.workflow.figures["cases"].value == 3000
    assert found.quality.warnings == ()
    assert found.log["start_at"].null_count() == 0
    assert {"resource", "role", "case:amount_eur", "case:department"} <= set(found.log.columns)


def test_the_example_log_shows_what_was_built_into_it():
    log = csv_reading(Document(LOG.read_bytes(), LOG.name), None)
    workflow = log.workflow
    waits = {a.name: a.waiting_h.value for a in workflow.activities if a.waiting_h}

    assert waits["Approve large request"] > 20 * waits["Approve request"]
    assert any(
        flow.source == "complete_request" and flow.target == "check_request"
        for flow in workflow.flows
    )
    paid = log.log.filter(log.log["activity"] == "Pay invoice")
    assert set(paid["start_at"].dt.weekday()) == {4}
    hours = log.log.select(log.log["start_at"].dt.hour().alias("h"))["h"]
    assert (hours.min(), hours.max()) == (9, 16)


def example_json():
    data = json.loads((EXAMPLES / "travel_approval.json").read_text())
    return read(Submission(workflow_data=data), None)


def example_text():
    return read(Submission(workflow_data=(EXAMPLES / "travel_approval.txt").read_text()), None)


def test_the_structured_example_can_be_simulated():
    found = example_json()

    workflow = found.workflow
    assert all(activity.processing_h and activity.role for activity in workflow.activities)
    assert all(role.headcount and role.cost_per_h for role in workflow.roles)
    assert all(flow.probability for flow in workflow.flows)
    assert workflow.figures["cases_per_week"].value == 45
    assert found.quality.completeness > 0.9
    assert found.quality.warnings == ()


def test_the_structured_example_does_not_overload_anybody():
    workflow = example_json().workflow
    weekly_h = dict.fromkeys((role.id for role in workflow.roles), 0.0)
    for activity in workflow.activities:
        weekly_h[activity.role] += 45 * 1.3 * activity.processing_h.value

    for role in workflow.roles:
        assert weekly_h[role.id] < 40 * role.headcount.value


def test_the_text_tells_the_same_process_as_the_json():
    structured, text = example_json().workflow, example_text().workflow

    assert {role.name for role in text.roles} == {role.name for role in structured.roles}
    for name in ("cases_per_week", "cycle_time_h"):
        assert text.figures[name].value == structured.figures[name].value
    minutes = [round(a.processing_h.value * 60) for a in text.activities]
    assert minutes == [25, 20, 15, 40, 45]
    assert len(text.circumstances) >= 3


@pytest.mark.parametrize("name", ["travel_approval.json", "travel_approval.txt"])
def test_a_dropped_file_is_read_like_the_inline_data(name):
    body = (EXAMPLES / name).read_bytes()
    file = {"key": "k", "sha256": "0" * 64, "size_bytes": len(body)}
    dropped = read(Submission.model_validate({"file": file, "filename": name}), body)
    inline = example_json() if name.endswith("json") else example_text()

    assert dropped.workflow == inline.workflow
