"""functions/input/reading/step_times.py, and how the JSON of the API uses it."""

import pytest

from common.model.figure import Provenance
from functions.input.reading.structured import structured_reading


def reading(**fields):
    return structured_reading({"steps": [{"name": "A", **fields}, "B"]})


def times(**fields) -> tuple[float | None, ...]:
    found = reading(**fields).workflow.activities[0]
    figures = (found.processing_h, found.waiting_h, found.elapsed_h)
    return tuple(None if figure is None else figure.value for figure in figures)


@pytest.mark.parametrize(
    "fields", [{"duration": "2 days"}, {"takes": "2 days"}, {"duration_days": 2}, {"time": 48}]
)
def test_a_bare_duration_of_days_is_elapsed_time(fields):
    assert times(**fields) == (None, None, 48)


@pytest.mark.parametrize("key", ["processing", "processing_time", "work", "effort", "hands_on"])
def test_what_is_called_work_stays_work_however_long(key):
    assert times(**{key: "2 days"}) == (48, None, None)


@pytest.mark.parametrize("value", ["20 minutes", "7 hours", 2])
def test_a_duration_within_a_working_day_is_work(value):
    processing, waiting, elapsed = times(duration=value)

    assert processing is not None
    assert (waiting, elapsed) == (None, None)


def test_what_is_called_elapsed_is_so_however_short():
    assert times(elapsed="20 minutes") == (None, None, pytest.approx(1 / 3))


def test_working_days_are_calendar_time_where_elapsed_and_hours_where_work():
    assert times(duration="5 working days") == (None, None, 168)
    assert times(effort="5 working days") == (40, None, None)


def test_work_beside_a_duration_leaves_the_wait():
    found = reading(duration="2 days", processing_minutes=30).workflow.activities[0]

    assert (found.processing_h.value, found.waiting_h.value, found.elapsed_h) == (0.5, 47.5, None)
    assert found.waiting_h.provenance is Provenance.INFERRED
    assert found.waiting_h.origin == "duration: 2 days, less the stated work"


def test_a_wait_beside_a_duration_tells_that_the_duration_is_work():
    assert times(duration="2 days", wait="1 day") == (48, 24, None)
    assert times(elapsed="2 days", wait="1 day") == (24, 24, None)


def test_nothing_is_counted_twice_where_all_three_are_stated():
    found = reading(duration="9 days", processing_h=1, wait="1 day")

    activity = found.workflow.activities[0]
    assert (activity.processing_h.value, activity.waiting_h.value) == (1, 24)
    assert activity.elapsed_h is None
    assert [w.code for w in found.quality.warnings] == ["redundant_time"]


def test_a_duration_shorter_than_its_work_is_told():
    found = reading(duration="10 minutes", processing_h=1)

    activity = found.workflow.activities[0]
    assert (activity.processing_h.value, activity.waiting_h) == (1, None)
    assert [w.code for w in found.quality.warnings] == ["elapsed_below_work"]


def test_the_report_asks_for_the_split_and_counts_the_time_as_known_in_part():
    asked = reading(duration="2 days").quality
    known = {part.name: part for part in asked.parts}

    assert [q.text for q in asked.questions if q.about == "waiting_h"] == [
        "How much of the time of A is work, not waiting?"
    ]
    assert [q.text for q in asked.questions if q.about == "processing_h"] == [
        "How long does the work itself take in: B?"
    ]
    assert known["processing times"].score == 0
    assert known["waiting or cycle time"].score == 0.35
