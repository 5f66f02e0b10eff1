"""functions/input/reading/log_quality.py and stated_quality.py"""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from functions.input.reading import log_quality, stated_quality
from functions.input.reading.outcome import warning
from functions.input.reading.structured import structured_reading

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def log(cases: int = 200, **columns) -> pl.DataFrame:
    """Two events per case; further columns are constants."""
    at = [FIRST + timedelta(days=number / 2, seconds=7 * number) for number in range(2 * cases)]
    return pl.DataFrame(
        {
            "case_id": [str(number // 2) for number in range(2 * cases)],
            "activity": ["A", "B"] * cases,
            "start_at": pl.Series([None] * 2 * cases, dtype=pl.Datetime("us", "UTC")),
            "complete_at": pl.Series(at, dtype=pl.Datetime("us", "UTC")),
        }
    ).with_columns(**{name: pl.lit(value) for name, value in columns.items()})


def report(events: pl.DataFrame, *warnings):
    return log_quality.log_quality(events, "CSV", warnings)


@pytest.mark.parametrize("weights", [log_quality.WEIGHTS, stated_quality.WEIGHTS])
def test_the_weights_share_out_the_whole(weights):
    assert sum(weights.values()) == pytest.approx(1)


def test_a_log_with_everything_is_complete():
    full = log(start_at=FIRST, resource="p", role="r", cost=1.0)

    quality = report(full)

    assert quality.completeness == 1
    assert quality.missing == quality.questions == ()


def test_what_a_log_lacks_is_named_with_what_it_rules_out():
    quality = report(log(resource="p"))

    assert quality.completeness == pytest.approx(1 - 0.15 - 0.05 - 0.05)
    assert [text.split(":")[0] for text in quality.missing] == ["Start times", "Roles", "Costs"]
    assert [q.about for q in quality.questions] == ["start times", "costs", "roles"]


def test_events_that_had_to_be_left_out_cost_points():
    clean = report(log())
    lossy = report(log(), warning("missing_timestamps", "…", 400))

    scores = {part.name: part.score for part in lossy.parts}
    assert scores["timestamps"] == 0.5
    assert lossy.completeness < clean.completeness


def test_few_cases_in_a_short_time_cost_points():
    scores = {part.name: part.score for part in report(log(cases=10)).parts}

    assert scores["cases"] == pytest.approx(0.1)
    assert scores["period"] == pytest.approx(9.5 / 7 / 8, abs=1e-4)


def test_more_is_never_worse_for_a_description():
    step = {"name": "A", "role": "Clerk", "processing_h": 1, "waiting_h": 2, "cost": 3}
    more = {"weekly_volume": 5, "rejection_rate": 0.1, "roles": {"Clerk": {"headcount": 2}}}
    bare = structured_reading({"steps": ["A", "B"]}).quality
    some = structured_reading({"steps": [step, "B"]}).quality
    full = structured_reading({"steps": [step, {**step, "name": "B"}], **more}).quality

    assert bare.completeness < some.completeness < full.completeness == 1
    assert full.questions[0].about == "cycle_time_h"


def test_the_shortest_useful_description_is_asked_about_in_its_own_words():
    described = structured_reading(
        {
            "name": "University faculty travel approval process",
            "steps": ["Submit request", "Manager approval", "Finance approval"],
            "cycle_time": 7,
            "rejection_rate": 0.15,
        }
    ).quality

    assert [one.about for one in described.questions] == [
        "/workflow_data/cycle_time",
        "cases_per_week",
        "headcount",
        "processing_h",
        "role",
        "rejection_share",
        "cost_per_h",
    ]
    asked = [one.text for one in described.questions]
    assert "'University faculty travel approval process'" in asked[1]
    assert asked[2] == "How many people work as Manager and Finance?"
    assert "Submit request" in asked[4]
    assert "15%" in asked[5]
    assert all(one.unlocks for one in described.questions)


def test_suppositions_leave_room_for_what_is_missing():
    steps = [{"name": f"S{number}", "duration": 1 + number, "wait": 2} for number in range(9)]
    questions = structured_reading({"steps": steps, "cycle_time": 3}).quality.questions

    assert [one.about.startswith("/") for one in questions] == [True] * 3 + [False] * 4


def test_the_first_question_is_what_a_simulation_needs_most():
    quality = structured_reading({"steps": ["A", "B"]}).quality

    assert quality.questions[0].about == "cases_per_week"
    assert len({question.about for question in quality.questions}) == len(quality.questions) <= 7
