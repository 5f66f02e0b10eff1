"""functions/input/assistance: what a model says of a text is held against the text"""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.model.figure import Provenance
from common.model.problem import PermanentError
from common.model.submission import Submission
from common.prompting.prompts import prompt
from functions.input.assistance.assisted_text import read_poorly
from functions.input.assistance.checking import checked
from functions.input.assistance.told_workflow import PROMPTS, ToldWorkflow
from functions.input.reading.submission import read
from functions.input.text.steps import prose
from functions.input.text.story import story
from tests.fakes import Says

POORLY = (
    "What happens with a leak is always the same story. The caller's words land on a sticky note "
    "that Rosa at the front desk sticks to the board. Whoever of the plumbers walks past peels it "
    "off, which can be two days later. If the part is in the van, the thing is fixed on the spot; "
    "if not, it means a trip to the depot of 3 hours. One note in ten falls off. "
    "Rosa then types up the bill."
)
GOOD = {
    "steps": [
        {
            "id": "a",
            "name": "stick note to board",
            "role": "front desk",
            "quote": "Rosa at the front desk sticks to the board",
        },
        {
            "id": "b",
            "name": "peel note off",
            "role": "plumbers",
            "quote": "Whoever of the plumbers walks past peels it off",
        },
        {"id": "c", "name": "fix leak", "role": "", "quote": "the thing is fixed on the spot"},
        {"id": "d", "name": "trip to depot", "role": "", "quote": "a trip to the depot"},
        {"id": "e", "name": "type up bill", "role": "Rosa", "quote": "Rosa then types up the bill"},
    ],
    "flows": [
        {"source": "start", "target": "a"},
        {"source": "a", "target": "b"},
        {"source": "b", "target": "c", "condition": "If the part is in the van"},
        {"source": "b", "target": "d", "condition": "if not"},
        {"source": "d", "target": "c"},
        {"source": "c", "target": "e"},
        {"source": "e", "target": "end"},
    ],
    "parallel": [],
}


def text_of(words):
    return Submission(workflow_data=words)


def names(reading):
    return [activity.name for activity in reading.workflow.activities]


def test_a_text_that_the_rules_read_poorly_is_read_with_help():
    model = Says(GOOD)
    found = read(text_of(POORLY), None, model)
    assert names(found) == [step["name"] for step in GOOD["steps"]]
    assert model.counts == {"accepted": 12}
    assert [w.code for w in found.quality.warnings].count("read_by_model") == 1
    ways = {(f.source, f.target) for f in found.workflow.flows}
    assert len(found.workflow.gateways) == 1 and len(ways) == 8


def test_figures_are_read_by_rules_and_quote_the_text():
    found = read(text_of(POORLY), None, Says(GOOD))
    stated = [
        figure
        for activity in found.workflow.activities
        for figure in (activity.processing_h, activity.waiting_h, activity.elapsed_h)
        if figure is not None
    ]
    assert stated
    assert all(figure.provenance in (Provenance.STATED, Provenance.INFERRED) for figure in stated)
    assert {figure.value for figure in stated} <= {3.0, 48.0, 16.0}


def test_a_text_that_the_rules_read_well_is_not_shown_to_a_model():
    model = Says(GOOD)
    told = "The clerk checks the form. The manager approves the form. The clerk files the form."
    assert read(text_of(told), None, model) == read(text_of(told), None)
    assert model.asked == 0


@pytest.mark.parametrize("told", ["1. Check (2 h)\n2. Pay", {"steps": [{"name": "Check"}]}])
def test_a_list_and_data_are_not_shown_to_a_model(told):
    model = Says(GOOD)
    assert read(text_of(told), None, model) == read(text_of(told), None)
    assert model.asked == 0


def test_without_an_answer_the_text_is_read_as_ever():
    assert read(text_of(POORLY), None, Says(None)) == read(text_of(POORLY), None)


def step(**changed):
    return {"id": "z", "name": "stick note", "role": "", "quote": "sticks to the board"} | changed


LIES = {
    "a step that nobody told": (step(quote="The auditor signs twice"), "step without a quotation"),
    "a quotation of nothing": (step(quote=""), "step without a quotation"),
    "a quotation of a mark": (step(quote="."), "step without a quotation"),
    "another step behind a true quotation": (step(name="bribe inspector"), "step in other words"),
    "a number in a name": (step(name="stick note 45 minutes"), "step in other words"),
    "a name of nothing": (step(name="the of"), "step in other words"),
    "a script for a name": (step(name="<script>alert(1)</script>"), "step in other words"),
    "a role that is not there": (step(role="finance director"), "role in other words"),
    "the same step twice": (step(id="a"), "step told twice"),
    "an end for a step": (step(id="end"), "step told twice"),
}


@pytest.mark.parametrize(("lie", "caught_by"), LIES.values(), ids=LIES)
def test_a_lie_about_a_step_is_dropped_and_counted(lie, caught_by):
    told = GOOD | {"steps": [*GOOD["steps"], lie]}
    found = checked(ToldWorkflow.model_validate(told), POORLY)
    assert found.dropped == {caught_by: 1}
    kept = [place.step for place in found.places if place.step.id == "z"]
    assert all(step.role == "" for step in kept) and len(kept) == (caught_by.startswith("role"))


@pytest.mark.parametrize(
    ("flow", "caught_by"),
    [
        ({"source": "a", "target": "nowhere"}, "flow to no known step"),
        ({"source": "end", "target": "a"}, "flow to no known step"),
        ({"source": "a", "target": "start"}, "flow to no known step"),
        (
            {"source": "a", "target": "e", "condition": "in 30% of cases"},
            "condition without a quotation",
        ),
    ],
)
def test_a_lie_about_the_order_is_dropped_and_counted(flow, caught_by):
    told = GOOD | {"flows": [*GOOD["flows"], flow]}
    assert checked(ToldWorkflow.model_validate(told), POORLY).dropped == {caught_by: 1}


def test_an_order_that_is_no_process_becomes_the_order_of_the_text():
    told = GOOD | {"flows": [{"source": "a", "target": "b"}, {"source": "b", "target": "a"}]}
    found = read(text_of(POORLY), None, Says(told))
    assert not found.workflow.gateways
    assert "order_unclear" in [w.code for w in found.quality.warnings]


def test_steps_side_by_side_part_and_meet():
    told = GOOD | {"parallel": [["a", "b"]], "flows": [
        {"source": "start", "target": "a"}, {"source": "start", "target": "b"},
        {"source": "b", "target": "c"}, {"source": "c", "target": "d"},
        {"source": "d", "target": "e"}, {"source": "e", "target": "end"},
    ]}  # fmt: skip
    found = read(text_of(POORLY), None, Says(told))
    assert sorted(g.kind for g in found.workflow.gateways) == ["parallel", "parallel"]


@pytest.mark.parametrize(
    ("name", "body"), [("a.png", b"\x89PNG\r\n\x1a\n"), ("b.pdf", b"%PDF-1.7")]
)
def test_a_picture_needs_a_model_and_says_so(name, body):
    submission = Submission.model_validate(
        {"file": {"key": "k", "sha256": "0" * 64, "size_bytes": 8}, "filename": name}
    )
    for model in (None, Says(None)):
        with pytest.raises(PermanentError) as refused:
            read(submission, body, model)
        assert refused.value.problem.type.endswith("picture-not-read")
    seen = GOOD | {"transcript": prose(POORLY)[1]}
    assert len(names(read(submission, body, Says(seen)))) == 5


def test_what_is_read_off_a_picture_must_be_in_its_transcript():
    submission = Submission.model_validate(
        {"file": {"key": "k", "sha256": "0" * 64, "size_bytes": 8}, "filename": "a.png"}
    )
    with pytest.raises(PermanentError):
        read(submission, b"\x89PNG\r\n", Says(GOOD | {"transcript": ["Another text."]}))


def test_the_examples_shown_to_a_model_hold_the_checks_themselves():
    for material, answer in prompt(PROMPTS, "workflow_of_text").examples:
        told = ToldWorkflow.model_validate(json.loads(answer))
        assert not checked(told, material["description"]).dropped


def test_the_text_of_the_tests_is_read_poorly_by_the_rules():
    title, sentences = prose(POORLY)
    assert read_poorly(story(sentences, title), sentences)


quotes = st.one_of(st.text(max_size=60), st.sampled_from(POORLY.split(". ")))
ids = st.sampled_from(["a", "b", "c", "start", "end", "?"])


@given(
    st.fixed_dictionaries(
        {
            "steps": st.lists(
                st.fixed_dictionaries({"id": ids, "name": quotes, "role": quotes, "quote": quotes}),
                max_size=8,
            ),
            "flows": st.lists(
                st.fixed_dictionaries({"source": ids, "target": ids, "condition": quotes}),
                max_size=12,
            ),
            "parallel": st.lists(st.lists(ids, max_size=4), max_size=3),
        }
    )
)
def test_whatever_a_model_says_the_text_is_read_and_every_step_is_the_texts(answer):
    found = read(text_of(POORLY), None, Says(answer))
    if "read_by_model" in [w.code for w in found.quality.warnings]:
        held = checked(ToldWorkflow.model_validate(answer), POORLY)
        told = {" ".join(place.step.name.split()) for place in held.places}
        assert {re.sub(r" \(\d+\)$", "", name) for name in names(found)} == told
    assert found.workflow.activities
