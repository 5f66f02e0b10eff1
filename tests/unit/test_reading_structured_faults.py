"""functions/input/reading/structured.py: faults are named by place, and nothing given does harm"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def refused(data) -> PermanentError:
    with pytest.raises(PermanentError) as error:
        structured_reading(data)
    return error.value


def pointer(data) -> str | None:
    return refused(data).problem.errors[0].pointer


@pytest.mark.parametrize("value", ["12,5 EUR", "1.200,50", "-€5", "-3", "cheap", [], {}, True, ""])
def test_never_guesses_at_a_number(value):
    assert pointer({"steps": [{"name": "A", "cost": value}]}) == "/workflow_data/steps/0/cost"


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


@settings(max_examples=150, deadline=None)
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
