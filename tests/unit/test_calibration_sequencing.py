"""functions/optimization/calibration/sequencing.py"""

import pytest
from hypothesis import given, settings

from common.model.facts import Facts
from common.model.figure import Figure, Provenance
from common.model.routing import visits
from common.model.workflow import END, START, Activity, Flow, Gateway, Role, Workflow
from functions.optimization.calibration.from_statement import twin_of_statement
from functions.optimization.calibration.sequencing import in_sequence
from functions.optimization.simulation.markov import expected_elapsed_h, expected_executions
from tests.unit.block_workflows import BLOCKS, share, workflow_of


def hours(value: float) -> Figure:
    return Figure(value=value, unit="h", provenance=Provenance.STATED, origin="said so")


def timed(workflow: Workflow) -> Workflow:
    """The workflow with an hour of work per activity."""
    activities = (a.model_copy(update={"processing_h": hours(1)}) for a in workflow.activities)
    return workflow.model_copy(update={"activities": tuple(activities)})


def facts(workflow: Workflow) -> Facts:
    return Facts(
        source="stated", provenance=Provenance.STATED, activity_count=len(workflow.activities)
    )


def of(*flows: tuple, **gateways: str) -> Workflow:
    names = sorted({n for f in flows for n in f[:2]} - {START, END} - gateways.keys())
    return Workflow(
        name="w",
        activities=tuple(Activity(id=name, name=name, processing_h=hours(1)) for name in names),
        gateways=tuple(Gateway(id=name, kind=kind) for name, kind in gateways.items()),
        flows=tuple(
            Flow(source=a, target=b, probability=share(p[0]) if p else None) for a, b, *p in flows
        ),
    )


FORK = of(
    (START, "s"), ("s", "A"), ("s", "B"), ("A", "j"), ("B", "j"), ("j", "C"), ("C", END),
    s="parallel", j="parallel",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(BLOCKS)
def test_every_activity_is_done_as_often_as_before(block):
    workflow = workflow_of(block)
    sequenced = in_sequence(workflow)
    expected = visits(workflow)

    assert sequenced.inseparable == ()
    assert {gateway.kind for gateway in sequenced.workflow.gateways} <= {"exclusive"}
    after = visits(sequenced.workflow)
    assert {a.id: after[a.id] for a in workflow.activities} == pytest.approx(
        {a.id: expected[a.id] for a in workflow.activities}
    )
    assert after[END] == pytest.approx(1)


@settings(max_examples=60, deadline=None)
@given(BLOCKS)
def test_the_twin_of_any_sound_workflow_does_everything_as_often(block):
    workflow = timed(workflow_of(block))
    expected = visits(workflow)
    model = twin_of_statement(facts(workflow), workflow, seed=1).model

    assert expected_executions(model) == pytest.approx(
        {a.id: expected[a.id] for a in workflow.activities}
    )


def test_branches_follow_each_other_and_the_twin_says_so():
    twin = twin_of_statement(facts(FORK), FORK, seed=1)

    assert expected_elapsed_h(twin.model) == pytest.approx(3)
    assert any("one branch after another" in doubt and ": A, B" in doubt for doubt in twin.doubts)


def test_a_workflow_without_parallel_work_stays_as_it_is():
    plain = of((START, "x"), ("x", "A"), ("x", END), ("A", END), x="exclusive")

    assert in_sequence(plain).workflow is plain


def test_branches_that_end_apart_are_sequenced_too():
    apart = of((START, "s"), ("s", "A"), ("s", "B"), ("A", END), ("B", END), s="parallel")
    sequenced = in_sequence(apart).workflow

    assert visits(sequenced) == pytest.approx({"A": 1, "B": 1, "s": 1, END: 1})


def test_branches_that_overlap_are_named():
    crossed = of(
        (START, "s"), ("s", "A"), ("s", "B"), ("A", "C"), ("B", "x"), ("x", "C"), ("x", END),
        ("C", "D"), ("D", END), s="parallel", x="exclusive",
    )  # fmt: skip
    twin = twin_of_statement(facts(crossed), crossed, seed=1)

    assert in_sequence(crossed).inseparable == ("s",)
    assert any("overlap" in doubt and "s" in doubt for doubt in twin.doubts)
    assert sum(expected_executions(twin.model).values()) > 2


def test_shares_of_an_inclusive_gateway_that_nobody_stated_are_assumptions():
    some = of(
        (START, "s"), ("s", "A"), ("s", "B"), ("A", "j"), ("B", "j"), ("j", END),
        s="inclusive", j="inclusive",
    )  # fmt: skip
    twin = twin_of_statement(facts(some), some, seed=1)

    assert twin.assumptions["probability:s->A"].value == pytest.approx(2 / 3)
    assert expected_executions(twin.model)["A"] == pytest.approx(2 / 3)


def test_a_wait_needs_nobody_and_costs_nothing():
    role = Role(id="r", name="r", cost_per_h=Figure(
        value=30, unit="money_per_h", provenance=Provenance.STATED, origin="said so"))  # fmt: skip
    workflow = Workflow(
        name="w",
        activities=(
            Activity(id="A", name="A", role="r", processing_h=hours(1)),
            Activity(id="W", name="W", kind="wait", waiting_h=hours(48)),
        ),
        flows=(
            Flow(source=START, target="A"), Flow(source="A", target="W"),
            Flow(source="W", target=END),
        ),
        roles=(role,),
    )  # fmt: skip
    twin = twin_of_statement(facts(workflow), workflow, seed=1)

    assert expected_elapsed_h(twin.model) == pytest.approx(49)
    assert twin.model.cost_known
    assert not any(name.startswith("processing_h") for name in twin.assumptions)
