"""functions/optimization/to_be: the process with all recommended changes."""

import ast
import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.language import catalogue
from common.model.assessment import Place
from common.model.figure import Figure, Provenance
from common.model.portfolio import Redesign
from common.model.submission import Submission
from common.model.workflow import END, START, Workflow
from functions.input.bpmn.reader import read_bpmn
from functions.input.reading.submission import read
from functions.optimization.business_case.efforts import DEFAULT
from functions.optimization.to_be.bpmn import as_is_bpmn, drawn, to_be_bpmn
from functions.optimization.to_be.draft import node_ids, with_choices_shown
from functions.optimization.to_be.edits import EDITS
from functions.optimization.to_be.process import is_sound, to_be
from tests.paths import ROOT
from tests.unit.block_workflows import BLOCKS, workflow_of
from tests.unit.business_fixture import efforts
from tests.unit.token_game import Game

OPERATORS = sorted(set(efforts().operators) - {DEFAULT} | EDITS.keys())
SHARES = (
    "exempt_share", "omitted_share", "automated_share", "needing_share", "added_headcount",
)  # fmt: skip
SEQUENCE = workflow_of(("sequence", [("task",)] * 4))
CHECKS = workflow_of(
    ("sequence", [("task",), ("loop", ("task",), 0.1), ("loop", ("task",), 0.2), ("task",)])
)


def change(operator, *steps, share=None, role=None, number=0):
    place = Place(flow=steps, role=role) if len(steps) == 2 else Place(
        activity=steps[0] if steps else None, role=role
    )  # fmt: skip
    figure = share is not None and Figure(
        value=share, unit="share", provenance=Provenance.ASSUMED, origin="drawn", low=0, high=1
    )
    return Redesign(
        id=f"{operator}:{number}", operator=operator, title=f"{operator} at {steps}",
        description="It changes.", where=place, verdict="beneficial",
        parameters=dict.fromkeys(SHARES, figure) if figure else {},
    )  # fmt: skip


@st.composite
def cases(draw):
    workflow = workflow_of(draw(BLOCKS))
    names = [activity.id for activity in workflow.activities]
    step = st.sampled_from([*names, "gone"])
    changes = [
        change(
            draw(st.sampled_from(OPERATORS)),
            *draw(st.one_of(st.tuples(step, step), st.tuples(step), st.just(()))),
            share=draw(st.sampled_from((None, 0.0, 0.3, 1.0))),
            number=number,
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    return workflow, changes


@settings(max_examples=150, deadline=None)
@given(cases())
def test_whatever_is_changed_the_process_stays_valid_and_sound_and_names_what_exists(case):
    workflow, changes = case
    before = with_choices_shown(workflow)
    found = to_be(workflow, changes)

    assert is_sound(found.workflow) or not is_sound(before)
    assert Workflow.from_json(found.workflow.to_json()) == found.workflow
    there, gone = node_ids(found.workflow), node_ids(before)
    for each in found.differences:
        assert each.element in (gone if each.kind == "removed" else there)
    assert {each.redesign for each in found.differences} == {each.id for each in changes}
    added = {d.element for d in found.differences if d.kind == "added"}
    assert there - gone <= added
    assert (gone - there) <= {d.element for d in found.differences if d.kind == "removed"}
    reached, left = {START}, [START]
    while left:
        node = left.pop()
        for flow in found.workflow.flows:
            if flow.source == node and flow.target not in reached:
                reached.add(flow.target)
                left.append(flow.target)
    assert reached == there | {START, END}


@settings(max_examples=60, deadline=None)
@given(cases())
def test_the_drawing_is_read_again_as_the_same_process_without_any_warning(case):
    workflow, changes = case
    found = to_be(workflow, changes)
    body = to_be_bpmn(found)

    document = read_bpmn(body)
    assert document.warnings == ()
    [process] = document.processes
    assert sorted(node.name or "" for node in process.nodes() if node.category == "activity") == (
        sorted(activity.name for activity in found.workflow.activities)
    )
    assert len(process.scope.flows) == len(found.workflow.flows)
    assert {note.text for note in process.scope.artifacts.annotations} <= {
        each.text for each in found.differences
    }
    again = read(Submission(workflow_data=body.decode()), None).workflow
    told_apart = sorted(re.sub(r" \(\d+\)$", "", a.name) for a in again.activities)
    assert told_apart == sorted(a.name for a in found.workflow.activities)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_no_node_or_note_is_drawn_over_another_and_no_flow_through_a_node(case):
    workflow, changes = case
    document = read_bpmn(to_be_bpmn(to_be(workflow, changes)))
    shapes = {shape.element: shape.bounds for shape in document.diagrams[0].shapes}
    for one, two in combinations(shapes.values(), 2):
        beside = one.x + one.width <= two.x or two.x + two.width <= one.x
        assert beside or one.y + one.height <= two.y or two.y + two.height <= one.y
    [process] = document.processes
    ends = {flow.id: (flow.source, flow.target) for flow in process.scope.flows}
    for edge in document.diagrams[0].edges:
        if edge.element not in ends:
            continue
        for (x1, y1), (x2, y2) in zip(edge.waypoints, edge.waypoints[1:], strict=False):
            assert x1 == x2 or y1 == y2
            for name, box in shapes.items():
                if name in ends[edge.element]:
                    continue
                outside = (
                    max(x1, x2) <= box.x or min(x1, x2) >= box.x + box.width
                    or max(y1, y2) <= box.y or min(y1, y2) >= box.y + box.height
                )  # fmt: skip
                assert outside


def language(workflow, longest=7):
    return Game(workflow).language(longest)


def test_a_step_that_is_left_out_for_some_may_be_passed_by():
    found = to_be(SEQUENCE, [change("empower", "a1", share=0.4)])
    assert language(found.workflow) == {("a0", "a1", "a2", "a3"), ("a0", "a2", "a3")}


def test_a_step_that_is_left_out_for_all_is_gone():
    found = to_be(SEQUENCE, [change("eliminate", "a1", share=1.0)])
    assert language(found.workflow) == {("a0", "a2", "a3")}
    assert [(d.kind, d.element) for d in found.differences] == [("removed", "a1")]
    assert found.workflow.gateways == ()


def test_steps_that_begin_together_come_in_any_order():
    found = to_be(SEQUENCE, [change("parallelise", "a1", "a2")])
    assert language(found.workflow) == {("a0", "a1", "a2", "a3"), ("a0", "a2", "a1", "a3")}


def test_what_was_decided_between_two_checks_is_decided_when_both_are_done():
    found = to_be(CHECKS, [change("parallelise", "a1", "a2")])
    assert is_sound(found.workflow)


def two_checks():
    def step(name, *ways):
        return {"name": name, "next": [{"to": to, "probability": share} for to, share in ways]}

    steps = [
        step("Ask", ("One", 1.0)),
        step("One", ("Two", 0.9), ("Close", 0.1)),
        step("Two", ("Pay", 0.6), ("Close", 0.4)),
        step("Pay", ("Close", 1.0)),
        {"name": "Close", "next": "end"},
    ]
    return read(Submission(workflow_data={"name": "n", "steps": steps}), None).workflow


def test_the_second_check_comes_first_with_its_own_choice():
    found = to_be(two_checks(), [change("knock_out", "one", "two")])
    assert language(found.workflow) == {
        ("Ask", "Two", "Close"),
        ("Ask", "Two", "One", "Close"),
        ("Ask", "Two", "One", "Pay", "Close"),
    }
    assert {(d.kind, d.element) for d in found.differences} == {("moved", "one"), ("moved", "two")}


def test_a_step_that_waits_for_an_acceptance_is_not_done_for_what_is_refused():
    found = to_be(two_checks(), [change("resequence", "ask", "two")])
    assert language(found.workflow) == {
        ("One", "Close"), ("One", "Two", "Close"), ("One", "Two", "Ask", "Pay", "Close"),
    }  # fmt: skip


def test_automation_of_a_share_leaves_people_the_rest():
    found = to_be(SEQUENCE, [change("automate", "a1", share=0.7)])
    assert language(found.workflow) == {
        ("a0", "a1", "a2", "a3"), ("a0", "a1 by rules", "a2", "a3"),
    }  # fmt: skip
    shares = {f.target: f.probability.value for f in found.workflow.flows if f.probability}
    assert shares["a1"] == pytest.approx(0.3)


def test_a_check_is_added_and_two_steps_become_one():
    found = to_be(SEQUENCE, [change("add_control", "a1"), change("compose", "a2", "a3", number=1)])
    assert language(found.workflow) == {
        ("a0", "Check completeness before a1", "a1", "a2 and a3"),
    }  # fmt: skip


def test_what_has_another_structure_than_a_change_needs_is_marked_at_its_place():
    found = to_be(SEQUENCE, [change("parallelise", "a1", "a3"), change("wip_cap", number=1)])
    assert [(d.kind, d.element) for d in found.differences] == [
        ("changed", "a3"),
        ("changed", "a0"),
    ]
    assert language(found.workflow) == language(SEQUENCE)


def test_choices_of_activities_become_gateways_with_their_shares():
    shown = with_choices_shown(two_checks())
    assert [gateway.kind for gateway in shown.gateways] == ["exclusive", "exclusive"]
    first = shown.gateways[0].id
    assert {f.target: f.probability.value for f in shown.flows if f.source == first} == {
        "two": pytest.approx(0.9), "close": pytest.approx(0.1),
    }  # fmt: skip
    assert ("Ask", "One", "Two", "Close") in language(shown)


def test_differences_are_coloured_as_bpmn_io_does():
    body = to_be_bpmn(to_be(SEQUENCE, [change("add_control", "a1")])).decode()
    assert 'xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0"' in body
    assert 'bioc:stroke="#43A047" bioc:fill="#C8E6C9"' in body
    assert 'color:background-color="#C8E6C9"' in body
    assert "bioc" not in as_is_bpmn(SEQUENCE).decode()


def test_ids_that_xml_does_not_allow_are_replaced_and_stay_apart():
    odd = Workflow.model_validate({
        "name": "n", "activities": [{"id": "a b", "name": "A<"}, {"id": "a_b", "name": "B & C"}],
        "flows": [
            {"source": START, "target": "a b"}, {"source": "a b", "target": "a_b"},
            {"source": "a_b", "target": END},
        ],
    })  # fmt: skip
    [process] = read_bpmn(drawn(odd, "about")).processes
    assert [n.name for n in process.nodes() if n.category == "activity"] == ["A<", "B & C"]


def test_what_is_too_large_for_a_picture_is_not_drawn():
    large = workflow_of(("sequence", [("task",)] * 201))
    assert as_is_bpmn(large) is None


def test_the_same_changes_give_the_same_bytes():
    changes = [change("empower", "a1", share=0.4), change("automate", "a2", share=0.5, number=1)]
    assert to_be_bpmn(to_be(CHECKS, changes)) == to_be_bpmn(to_be(CHECKS, changes))


def test_every_sentence_about_differences_can_be_said_in_german():
    german = catalogue("de")
    texts = []
    for path in sorted((ROOT / "functions/optimization/to_be").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                texts += [node.args[0].value]
    assert [text for text in texts if text not in german] == []
