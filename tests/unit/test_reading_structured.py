"""functions/input/reading/structured.py, values.py and kpis.py"""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.figure import Provenance
from common.model.problem import PermanentError
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


def refused(data) -> PermanentError:
    with pytest.raises(PermanentError) as error:
        structured_reading(data)
    return error.value


def pointer(data) -> str | None:
    return refused(data).problem.errors[0].pointer


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


@pytest.mark.parametrize("value", ["12,5 EUR", "1.200,50", "-€5", "-3", "cheap", [], {}, True, ""])
def test_never_guesses_at_a_number(value):
    assert pointer({"steps": [{"name": "A", "cost": value}]}) == "/workflow_data/steps/0/cost"


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


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"steps": [{"name": "A", "duration": -1}]}, "/workflow_data/steps/0/duration"),
        ({"steps": ["A", {"name": "B", "wait": "-2 days"}]}, "/workflow_data/steps/1/wait"),
        ({"steps": [{"name": "A", "duration": "soon"}]}, "/workflow_data/steps/0/duration"),
        ({"steps": [{"name": "A", "duration": float("nan")}]}, "/workflow_data/steps/0/duration"),
        ({"steps": [{"name": "A", "duration": float("inf")}]}, "/workflow_data/steps/0/duration"),
        ({"steps": [{"name": "A", "duration": 10**400}]}, "/workflow_data/steps/0/duration"),
        ({"steps": [{"name": "A", "duration": True}]}, "/workflow_data/steps/0/duration"),
        (
            {"steps": [{"name": "A", "duration": "9999999 years"}]},
            "/workflow_data/steps/0/duration",
        ),
        ({"steps": ["A"], "rejection_rate": 150}, "/workflow_data/rejection_rate"),
        ({"steps": ["A"], "kpis": {"rejection_rate": -0.1}}, "/workflow_data/kpis/rejection_rate"),
        ({"steps": [{"name": "A", "next": "Z"}]}, "/workflow_data/steps/0/next"),
        (
            {"steps": [{"name": "A", "next": [{"to": "end", "probability": 200}]}]},
            "/workflow_data/steps/0/next/0/probability",
        ),
        ({"steps": [{"role": "x"}]}, "/workflow_data/steps/0"),
        ({"steps": [7]}, "/workflow_data/steps/0"),
        ({"steps": [""]}, "/workflow_data/steps/0"),
        ({"activities": ["A"], "roles": 3}, "/workflow_data/roles"),
        (
            {"steps": ["A"], "roles": {"a/b": {"headcount": "x"}}},
            "/workflow_data/roles/a~1b/headcount",
        ),
        ({"steps": []}, "/workflow_data"),
        ({}, "/workflow_data"),
        ([], "/workflow_data"),
        (3, "/workflow_data"),
    ],
)
def test_a_fault_is_named_by_its_json_pointer(data, place):
    assert pointer(data) == place


def test_unknown_fields_are_told_not_swallowed():
    reading = structured_reading({"steps": [{"name": "A", "colour": "red"}], "owner": "Kim"})

    places = [place for w in reading.quality.warnings for place in w.sample]
    assert places == ["/workflow_data/steps/0/colour", "/workflow_data/owner"]


def test_a_list_of_steps_is_a_workflow():
    assert len(structured_reading(["A", {"name": "B"}]).workflow.activities) == 2


def test_too_many_steps_are_refused():
    assert refused([f"s{n}" for n in range(501)]).problem.type.endswith("/too-many-steps")


def test_names_with_markup_surrogates_and_control_characters_are_harmless():
    reading = structured_reading({"steps": ["<b>\ud800A\x07</b>", "Start", "end", "Prüfung"]})

    names = [activity.name for activity in reading.workflow.activities]
    assert names == ["<b>A</b>", "Start", "end", "Prüfung"]
    assert reading.workflow.to_json()


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


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"steps": [', "malformed-json"),
        (b"[" * 100_000, "malformed-json"),
        (b'{"steps": ["A"], "x": ' + b"9" * 5000 + b"}", "malformed-json"),
        (b"PK\x03\x04rest", "unknown-format"),
        (b"%PDF-1.7", "picture-not-read"),
        (b'<definitions xmlns="http://www.omg.org/spec/BPMN/"/>', "no-activities"),
        (b"<html/>", "not-xes"),
        (b"check\0form", "binary-content"),
        (b"{" + b" " * (9 << 20) + b"}", "file-too-large"),
    ],
)
def test_other_files_are_refused_by_kind(body, kind):
    with pytest.raises(PermanentError) as error:
        file_of(body, "upload")

    assert error.value.problem.type.endswith("/" + kind)


KEYS = (
    "name role duration wait next to probability cost systems metrics roles headcount "
    "cycle_time rejection_rate weekly_volume volume currency"
)
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=12),
        st.sampled_from(["2 days", "15%", "-3", "a week", "end", "A", "one in eight"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(
                st.text(max_size=8),
                st.sampled_from(KEYS.split()),
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(JSON, min_size=1, max_size=4), st.dictionaries(st.text(max_size=8), JSON), JSON)
def test_any_json_gives_a_reading_or_a_problem(steps, more, metrics):
    data = {**more, "steps": [{"name": "A"}, *steps], "metrics": metrics, "roles": metrics}

    for given_data in (data, steps, more):
        try:
            reading = read(Submission(workflow_data=given_data), None)
        except PermanentError as error:
            assert error.problem.detail
        else:
            assert reading.workflow.to_json()
            assert len(reading.quality.questions) <= 7


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=100), st.sampled_from(["a.json", "a.txt", "a", "a.csv", "a.xes", "a.gz"]))
def test_any_file_gives_a_reading_or_a_problem(body, name):
    try:
        reading = file_of(body, name)
    except PermanentError as error:
        assert error.problem.detail
    else:
        assert reading.workflow.activities


@pytest.mark.parametrize("depth", [50, 190, 400, 900, 990])
@pytest.mark.parametrize("key", ["x", "systems", "next", "metrics", "duration", "notes", "roles"])
def test_depth_of_nesting_is_no_danger(depth, key):
    nested = "[" * depth + "]" * depth
    body = f'{{"steps": [{{"name": "A", "{key}": {nested}}}], "{key}": {nested}}}'

    try:
        assert file_of(body.encode(), "a.json").workflow.activities
    except PermanentError as error:
        assert error.problem.detail


@pytest.mark.parametrize("digits", [20, 400, 4299])
def test_numbers_of_many_digits_are_no_danger(digits):
    number = "9" * digits
    body = f'{{"steps": ["A"], "x": {number}, "events": [{{"a": {number}}}], "weight": -{number}}}'

    assert file_of(body.encode(), "a.json").workflow.activities
