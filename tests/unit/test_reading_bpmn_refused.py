"""Broken, odd and real BPMN files: functions/input/reading/bpmn_reading.py"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.problem import PermanentError
from common.model.routing import visits
from common.model.submission import Submission
from common.model.workflow import Workflow
from functions.input.reading.submission import read
from tests.paths import SHARED_DATA, needs_shared_data
from tests.unit.bpmn_fixture import NAMESPACES, SIMPLE, written
from tests.unit.bpmn_submission import process, submitted, tasks, ways


@pytest.mark.parametrize(
    ("body", "kind", "told", "place"),
    [
        (b"<definitions", "malformed-xml", "Line 1: unclosed token. Export", "line 1"),
        (written(SIMPLE)[:-40], "malformed-xml", "Line 2: unclosed token. Export", "line 2"),
        (b"not XML at all", "malformed-xml", "Line 1: syntax error. Export", "line 1"),
        (b"<html><body/></html>", "not-bpmn", "It is a web page. Export", "line 1"),
        (written(), "no-activities", "holds a task", "line 1"),
        (written(process("", "s>e")), "no-activities", "holds a task", "line 1"),
        (written(process(tasks("A"), "s>e")), "no-activities", "Connect the start event", "line 2"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + written(SIMPLE)[39:], "forbidden-xml",
         "Remove the DOCTYPE", "line 1"),
    ],
)  # fmt: skip
def test_a_broken_model_is_refused_with_its_place_and_the_cure(body, kind, told, place):
    with pytest.raises(PermanentError) as error:
        submitted(body)
    problem = error.value.problem

    assert problem.type.endswith(kind)
    assert told in problem.detail
    assert problem.errors[0].pointer == place


def test_too_many_steps_are_refused():
    many = tasks(" ".join(f"t{n}" for n in range(501)))

    with pytest.raises(PermanentError) as error:
        submitted(written(process(many, "s>t0")))
    assert error.value.problem.type.endswith("too-many-steps")


def test_an_unknown_process_is_refused_with_the_names_there_are():
    data = {"bpmn": written(SIMPLE).decode(), "process": "Payroll"}

    with pytest.raises(PermanentError) as error:
        read(Submission(workflow_data=data), None)
    assert "Name one of: 'p'" in error.value.problem.detail


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16),
    st.lists(
        st.sampled_from(
            ("task", "exclusiveGateway", "parallelGateway", "inclusiveGateway", "subProcess",
             "eventBasedGateway", "intermediateThrowEvent", "receiveTask", "endEvent")
        ),
        min_size=6,
        max_size=6,
    ),
)  # fmt: skip
def test_any_graph_of_nodes_is_read_or_refused(edges, kinds):
    nodes = ["s", "a", *(f"n{index}" for index in range(6))]
    elements = '<startEvent id="s"/><task id="a" name="A"/>' + "".join(
        f'<{kind} id="n{index}"/>' for index, kind in enumerate(kinds)
    )
    flows = "".join(
        f'<sequenceFlow id="f{number}" sourceRef="{nodes[a]}" targetRef="{nodes[b]}"/>'
        for number, (a, b) in enumerate(edges)
    )
    body = f'<definitions {NAMESPACES}><process id="p">{elements}{flows}</process></definitions>'
    try:
        found = submitted(body.encode())
    except PermanentError as error:
        assert error.problem.type.endswith("no-activities")
    else:
        assert Workflow.from_json(found.workflow.to_json()) == found.workflow
        assert all(target != "start" for _, target in ways(found.workflow))


@needs_shared_data
@pytest.mark.parametrize(
    "model", sorted((SHARED_DATA / "bpmn-miwg").glob("*.bpmn")), ids=lambda path: path.stem
)
def test_every_reference_model_becomes_a_workflow(model):
    found = submitted(model.read_bytes(), model.name).workflow

    assert Workflow.from_json(found.to_json()) == found
    expected = visits(found)
    assert expected is not None
    assert all(expected[activity.id] > 0 for activity in found.activities)
