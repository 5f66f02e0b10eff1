"""functions/input/reading/yaml.py"""

import json

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from common.model.problem import PermanentError
from common.model.submission import Submission
from functions.input.reading.submission import read
from functions.input.reading.yaml import yaml_data
from tests.paths import EXAMPLES

TRAVEL = """# how we travel
name: University travel
steps:
  - Submit request
  - name: Manager approval
    role: Manager
    processing_minutes: 20
    wait: 2 days
  - name: Finance approval
    next: end
metrics: {cycle_time_days: 7, rejection_rate: 15%}
"""


def of_file(text: str | bytes, name: str = "travel.yaml"):
    body = text.encode() if isinstance(text, str) else text
    stored = {"key": "k", "sha256": "0" * 64, "size_bytes": len(body)}
    return read(Submission.model_validate({"file": stored, "filename": name}), body)


def refused(text: str | bytes):
    with pytest.raises(PermanentError) as error:
        of_file(text)
    return error.value.problem


def test_reads_what_the_same_json_says():
    data = json.loads((EXAMPLES / "travel_approval.json").read_text())

    for text in (
        yaml.safe_dump(data, sort_keys=False),
        yaml.safe_dump(data, sort_keys=False, default_flow_style=True),
    ):
        assert of_file(text).workflow == read(Submission(workflow_data=data), None).workflow


def test_reads_steps_and_figures():
    workflow = of_file(TRAVEL).workflow

    assert workflow.activities[0].name == "Submit request"
    assert workflow.activities[1].waiting_h.value == 48
    assert workflow.figures["cycle_time_h"].value == 168
    assert workflow.figures["rejection_share"].value == 0.15


@pytest.mark.parametrize("text", [TRAVEL, "---\n" + TRAVEL, "%YAML 1.2\n---\n" + TRAVEL])
def test_is_recognised_when_pasted(text):
    assert read(Submission(workflow_data=text), None).quality.source == "structured"


def test_prose_with_a_list_stays_prose():
    text = "steps: here is what we do\n- Enter order\n- Ship order (Warehouse)"

    assert read(Submission(workflow_data=text), None).quality.source == "text"


def test_a_list_of_events_is_a_log():
    found = of_file("- {case: 1, activity: A, time: 2026-01-01T08:00:00Z}\n")

    assert found.quality.source == "event_log"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("1:30", "1:30"),
        ("2026-01-31", "2026-01-31"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("017", 17),
        ("1_000", "1_000"),
        ("=", "="),
        ("<<", "<<"),
        (".inf", ".inf"),
        ("true", True),
        ("~", None),
        ("1e3", 1000.0),
        ("-4", -4),
        ("'5'", "5"),
        ("! plain", "plain"),
    ],
)
def test_only_what_json_knows_is_more_than_text(text, value):
    found = yaml_data(f"a: {text}")

    assert found == {"a": value}
    assert type(found["a"]) is type(value)


BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (BOMB, "line 1"),
        ("steps: [A]\nx: *a\n", "line 2"),
        ("a: &a 1\nsteps: [A]", "line 1"),
        ("steps: [A]\nx: !!python/object/apply:os.system [ls]", "line 2"),
        ("steps: !!set {A}", "line 1"),
        ("steps: [A\n", "line 2"),
        ("steps: [A]\n---\nsteps: [B]\n", "line 2"),
        ("steps: [A]\n? [1, 2]\n: 3\n", "line 2"),
        ("steps:\n\t- A", "line 2"),
        ("[" * 100_000, "line 1"),
        ("- " * 100_000, "line 1"),
        ("{a: " * 100_000, "line 1"),
        ("- 1\n" * 200_001, "line 199999"),
        ("steps: [A]\nx: " + "9" * 5000, None),
        ("x: " + "a" * (3 << 20), None),
    ],
)
def test_refuses_what_is_broken_or_hostile_with_the_place(text, place):
    problem = refused(text)

    assert problem.type.endswith("/malformed-yaml")
    assert [part.pointer for part in problem.errors] == ([place] if place else [])


def test_a_document_without_steps_is_refused_as_in_json():
    assert refused("a: 1").type.endswith("/missing-steps")
    assert refused("# nothing").type.endswith("/missing-steps")


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_json_is_yaml(value):
    assert yaml_data(json.dumps(value, ensure_ascii=False)) == value


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="steps: -[]{}&*!|>?%#'\"\n\t,0aA~\x00\x85\ufeff\ud800", max_size=60))
@example("\x00")
@example("? ? ?")
def test_any_text_gives_a_reading_or_a_problem(noise):
    for text in (noise, TRAVEL + noise):
        try:
            found = of_file(text.encode("utf-8", "replace"))
        except PermanentError as error:
            assert error.problem.detail
        else:
            assert found.workflow.activities
