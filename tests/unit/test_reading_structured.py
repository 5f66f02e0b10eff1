"""functions/input/reading/structured.py, values.py and kpis.py"""

import json

import pytest

from common.model.figure import Provenance
from common.model.submission import Submission
from functions.input.reading.outcome import Reading
from functions.input.reading.structured import structured_reading
from functions.input.reading.submission import read

TRAVEL = {
    "name": "University faculty travel approval process",
    "steps": ["Submit request", "Manager approval", "Finance approval"],
    "cycle_time": 7,
    "rejection_rate": 0.15,
}


def figures(reading: Reading) -> dict[str, float]:
    return {name: figure.value for name, figure in reading.workflow.figures.items()}


def step(**fields):
    reading = structured_reading({"steps": [{"name": "A", **fields}, {"name": "B"}]})
    return reading.workflow.activities[0]


def test_reads_the_shortest_useful_workflow():
    reading = structured_reading(TRAVEL)

    workflow = reading.workflow
    assert workflow.name == TRAVEL["name"]
    assert [(a.name, a.role) for a in workflow.activities] == [
        ("Submit request", None),
        ("Manager approval", "manager"),
        ("Finance approval", "finance"),
    ]
    assert figures(reading) == {"cycle_time_h": 168, "rejection_share": 0.15}


def test_a_cycle_time_without_a_unit_is_read_as_days_and_asked_about():
    reading = structured_reading(TRAVEL)

    cycle_time = reading.workflow.figures["cycle_time_h"]
    assert cycle_time.provenance is Provenance.STATED
    assert "read as days" in cycle_time.origin
    assert "/workflow_data/cycle_time" in [q.about for q in reading.quality.questions]


@pytest.mark.parametrize(
    ("key", "value", "hours"),
    [
        ("cycle_time", "7 days", 168),
        ("cycle_time", "3 weeks", 504),
        ("cycle_time", "45 min", 0.75),
        ("cycle_time_days", 2, 48),
        ("cycle_time_hours", 5, 5),
        ("cycle_time_in_days", 1, 24),
        ("lead_time", "2-4 days", 72),
        ("Cycle Time", "1 day", 24),
    ],
)
def test_reads_the_cycle_time_in_the_unit_it_is_given_in(key, value, hours):
    reading = structured_reading({"steps": ["A"], "metrics": {key: value}})

    assert figures(reading) == {"cycle_time_h": hours}


@pytest.mark.parametrize(
    ("fields", "hours"),
    [
        ({"duration": "2 hours"}, 2),
        ({"duration_h": 3}, 3),
        ({"processing_minutes": 30}, 0.5),
        ({"processing_h": "0.25"}, 0.25),
        ({"duration": 4}, 4),
        ({"effort": "1 working day"}, 8),
    ],
)
def test_reads_the_work_of_a_step(fields, hours):
    assert step(**fields).processing_h.value == hours


def test_reads_the_other_fields_of_a_step():
    found = step(
        performer="Clerk",
        wait="3 working days",
        cost="12.50 EUR",
        rejection_rate="15%",
        systems=["SAP", "Mail"],
        notes="Often late.",
    )

    assert found.role == "clerk"
    assert found.waiting_h.value == pytest.approx(100.8)
    assert (found.cost.value, found.cost.unit) == (12.5, "money")
    assert found.rejection_share.value == 0.15
    assert found.systems == ("SAP", "Mail")
    assert found.notes == "Often late."


@pytest.mark.parametrize(
    ("value", "amount"), [("12.50 EUR", 12.5), ("€ 80", 80), ("1,200 USD", 1200), ("7", 7), (3, 3)]
)
def test_reads_money_with_its_currency(value, amount):
    assert step(cost=value).cost.value == amount


def test_a_range_keeps_its_ends():
    found = step(duration="2-3 days").elapsed_h

    assert (found.low, found.value, found.high) == (48, 60, 72)


def test_what_is_not_said_is_absent():
    found = step()

    assert (found.processing_h, found.waiting_h, found.cost, found.role) == (None,) * 4
    assert found.rejection_share is None


@pytest.mark.parametrize(
    ("key", "value", "per_week"),
    [
        ("weekly_volume", 45, 45),
        ("monthly_volume", 100, 100 * 168 / 730.5),
        ("daily_volume", 8, 40),
        ("annual_volume", 5218, 5218 * 168 / 8766),
        ("volume_per_week", 3, 3),
        ("volume", "20 per week", 20),
    ],
)
def test_reads_volumes_per_week(key, value, per_week):
    found = figures(structured_reading({"steps": ["A"], "kpis": {key: value}}))

    assert found == {"cases_per_week": pytest.approx(per_week)}


def test_keeps_figures_that_it_does_not_know():
    found = structured_reading(
        {
            "steps": ["A"],
            "approval_levels": 3,
            "clicks": "17",
            "systems": ["SAP", "Mail"],
            "cost_per_case": 80,
            "response_time": "3 days",
            "digital_share": "40%",
        }
    ).workflow.figures

    assert {name: (f.value, f.unit) for name, f in found.items()} == {
        "approval_levels": (3, "count"),
        "clicks": (17, "count"),
        "systems": (2, "count"),
        "cost_per_case": (80, "money"),
        "response_time_h": (72, "h"),
        "digital_share": (0.4, "share"),
    }


def test_a_rate_above_one_is_read_as_percent_with_a_warning():
    reading = structured_reading({"steps": ["A", "B"], "rejection_rate": 15})

    assert figures(reading) == {"rejection_share": 0.15}
    [warning] = reading.quality.warnings
    assert (warning.code, warning.sample) == ("read_as_percent", ("/workflow_data/rejection_rate",))


def test_reads_roles_as_a_list_or_by_name():
    by_name = structured_reading(
        {"steps": ["A"], "roles": {"Clerk": {"headcount": 3, "cost_per_h": 40}, "Boss": 1}}
    ).workflow.roles
    listed = structured_reading(
        {"steps": ["A"], "roles": ["Boss", {"name": "Clerk", "headcount": 3, "hourly_rate": 40}]}
    ).workflow.roles

    assert [(r.name, r.headcount.value) for r in by_name] == [("Clerk", 3), ("Boss", 1)]
    assert [r.name for r in listed] == ["Boss", "Clerk"]
    assert by_name[0].cost_per_h.value == listed[1].cost_per_h.value == 40


def test_a_role_of_a_step_is_the_listed_role_whatever_its_case():
    workflow = structured_reading(
        {"steps": [{"name": "A", "role": "clerk"}], "roles": {"Clerk": {"headcount": 3}}}
    ).workflow

    assert len(workflow.roles) == 1
    assert workflow.activities[0].role == workflow.roles[0].id


def test_reads_the_ways_on_from_a_step():
    workflow = structured_reading(
        {
            "steps": [
                {"name": "A", "next": [{"to": "B", "probability": 0.7}, {"to": "C"}]},
                {"name": "B", "next": "end"},
                {"name": "C", "next": ["B"]},
            ]
        }
    ).workflow

    flows = {(f.source, f.target): f.probability for f in workflow.flows}
    assert {pair: round(p.value, 9) for pair, p in flows.items()} == {
        ("start", "a"): 1,
        ("a", "b"): 0.7,
        ("a", "c"): 0.3,
        ("b", "end"): 1,
        ("c", "b"): 1,
    }
    assert flows["a", "b"].provenance is Provenance.STATED
    assert flows["a", "c"].provenance is Provenance.INFERRED


def test_probabilities_that_do_not_add_up_are_scaled_with_a_warning():
    branches = [{"to": "B", "probability": 0.9}, {"to": "end", "probability": 0.9}]
    reading = structured_reading({"steps": [{"name": "A", "next": branches}, "B"]})

    shares = [f.probability.value for f in reading.workflow.flows if f.source == "a"]
    assert shares == [0.5, 0.5]
    assert [w.code for w in reading.quality.warnings] == ["probabilities_scaled"]


def test_ways_on_without_probabilities_are_asked_about():
    reading = structured_reading({"steps": [{"name": "A", "next": ["B", "end"]}, "B"]})

    assert [f.probability for f in reading.workflow.flows if f.source == "a"] == [None, None]
    assert "ways on from A" in [question.about for question in reading.quality.questions]


def test_problems_and_context_become_circumstances():
    reading = structured_reading(
        {"steps": ["A"], "pain_points": ["Nobody answers."], "context": "Fine. It is too slow."},
        context="Requests get lost.",
    )

    assert reading.workflow.circumstances == (
        "Nobody answers.",
        "Requests get lost.",
        "It is too slow.",
        "Fine.",
    )


def test_unknown_fields_are_told_not_swallowed():
    reading = structured_reading({"steps": [{"name": "A", "colour": "red"}], "owner": "Kim"})

    places = [place for w in reading.quality.warnings for place in w.sample]
    assert places == ["/workflow_data/steps/0/colour", "/workflow_data/owner"]


def test_a_list_of_steps_is_a_workflow():
    assert len(structured_reading(["A", {"name": "B"}]).workflow.activities) == 2


def file_of(body: bytes, name: str) -> Reading:
    stored = {"key": "k", "sha256": "0" * 64, "size_bytes": len(body)}
    return read(Submission.model_validate({"file": stored, "filename": name}), body)


def test_a_dropped_json_file_may_hold_the_data_or_the_whole_request():
    bare = json.dumps(TRAVEL).encode()
    whole = json.dumps({"workflow_data": TRAVEL, "priority": "high"}).encode()

    assert file_of(bare, "a.json").workflow == file_of(whole, "b.dat").workflow
    assert file_of(b"\xef\xbb\xbf" + bare, "a.json").workflow == file_of(bare, "a.json").workflow


def test_json_and_logs_pasted_as_text_are_recognised():
    pasted = read(Submission(workflow_data=json.dumps(TRAVEL)), None)
    table = read(Submission(workflow_data="case,activity,time\n1,A,2026-01-01T08:00:00Z\n"), None)

    assert pasted.quality.source == "structured"
    assert table.quality.source == "event_log"
