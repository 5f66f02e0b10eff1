"""functions/optimization/redesign: laws that every proposal keeps, whatever the operator"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from functions.optimization.redesign.catalogue import considered
from functions.optimization.redesign.operators.order import knock_outs, resequencings
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.search.laboratory import TwinLaboratory
from functions.optimization.simulation.engine import kernel
from functions.optimization.simulation.engine.distribution import exponential
from functions.optimization.simulation.engine.model import Arrivals
from functions.optimization.simulation.engine.simulation import Size
from tests.unit.redesign_fixture import RULES
from tests.unit.small_process import HOUR, in_a_row, process_of, step

pytestmark = pytest.mark.skipif(
    not kernel.COMPILED, reason="too slow where the kernel is not compiled (make kernel)"
)
ALL = tuple(f"H{number:02}" for number in range(1, 30))
SIZE = Size(replications=2, cases=200)


def office() -> Process:
    """Return a process at which every finding asks for everything."""
    steps = (
        step("Enter order", exponential(0.4 * HOUR), "Ann1", "Ann2"),
        step("rest", exponential(6 * HOUR)),
        step("Check form", exponential(0.5 * HOUR), "Ann1", "Ann2"),
        step("Verify credit", exponential(0.3 * HOUR), "Bob"),
        step("Customer signs", exponential(9 * HOUR)),
        step("rest again", exponential(8 * HOUR)),
        step("Plan delivery", exponential(0.75 * HOUR), "Cid", "Bob"),
        step("Approve order", exponential(0.2 * HOUR), "Boss"),
        step("Print copy", exponential(0.2 * HOUR), "Dan1", "Dan2"),
    )
    refusing = {"Check form": ("Check form", 0.2), "Verify credit": ("end", 0.3)}
    model = replace(
        in_a_row(*steps, refusing=refusing),
        arrivals=Arrivals(interarrival=exponential(HOUR)),
    )
    systems = ("Mail", "Ledger")
    return process_of(model, "rest", "rest again", asking=ALL, systems=systems, size=SIZE)


OFFICE = office() if kernel.COMPILED else None


def proposals() -> list[Proposal]:
    if OFFICE is None:
        return []
    found = considered(OFFICE, RULES)
    return [*found.proposals, *(proposal for proposal, _ in found.stopped)]


EVERY = proposals()
EACH = pytest.mark.parametrize("proposal", EVERY, ids=[each.id for each in EVERY])


def metrics(model):
    return TwinLaboratory(OFFICE.twin, 1, SIZE).metrics(model)


@cache
def as_is():
    return metrics(OFFICE.model)


@cache
def much_changed():
    """Return the office after all changes of some kinds together."""
    model = OFFICE.model
    for each in EVERY:
        if each.operator in ("automate", "extra_resource", "compose", "triage", "eliminate"):
            model = each.change(model)
    return model


def test_almost_every_heuristic_can_be_carried_out_in_the_office():
    done = {each.heuristic for each in EVERY if each.heuristic is not None}
    needing_more = {"H03", "H08", "H09", "H13", "H28"}  # a partner, steps in one hand, busy people
    assert set(ALL) - done <= needing_more


def test_ids_are_unique():
    assert len({each.id for each in EVERY}) == len(EVERY)


@EACH
def test_a_change_leaves_a_model_in_which_every_case_ends(proposal):
    after = TwinLaboratory(OFFICE.twin, 1, SIZE).outcome(proposal.change(OFFICE.model))
    assert after.stuck == {}
    assert np.isfinite(after.process["cycle_time_mean_h"]).all()


@EACH
def test_the_same_change_of_the_same_model_is_the_same(proposal):
    assert proposal.change(OFFICE.model) == proposal.change(OFFICE.model)
    assert (
        proposal.with_value(next(iter(proposal.parameters)), 0.25).id == proposal.id
        if (proposal.parameters)
        else True
    )


@EACH
def test_what_is_not_touched_stays_as_it_is(proposal):
    after = {activity.id: activity for activity in proposal.change(OFFICE.model).activities}
    steps = proposal.steps | {step for hand in proposal.touches.one_hand for step in hand}
    waits = {"rest", "rest again"}
    for activity in OFFICE.model.activities:
        if activity.id not in steps | waits:
            assert after[activity.id] == activity


STRUCTURAL = (  # these change the structure whatever their figures
    *("compose", "numerical_involvement", "case_assignment", "customer_teams", "generalise"),
    *("specialise", "split", "split_responsibilities"),
)
ASSUMING = [
    each
    for each in EVERY
    if each.operator not in STRUCTURAL and any(n.endswith("_share") for n in each.unfavourable)
]


@pytest.mark.parametrize("proposal", ASSUMING, ids=[each.id for each in ASSUMING])
def test_an_assumption_of_nothing_changes_nothing_byte_for_byte(proposal):
    shares = {name for name in proposal.unfavourable if name.endswith("_share")}
    for name in shares | {"sorting_h", "check_h", "added_headcount"} & set(proposal.parameters):
        proposal = proposal.with_value(name, 0.0)
    after = metrics(proposal.change(OFFICE.model))
    for name, values in as_is().items():
        np.testing.assert_array_equal(values, after[name], err_msg=name)


@EACH
def test_every_assumption_has_a_range_that_holds_its_value_and_a_side_that_speaks_against(proposal):
    for name, figure in proposal.parameters.items():
        if figure.provenance == "assumed":
            assert figure.low <= figure.value <= figure.high
            assert proposal.unfavourable[name] in (figure.low, figure.high)


@EACH
def test_what_is_changed_together_is_still_sound(proposal):
    TwinLaboratory(OFFICE.twin, 1, SIZE).outcome(proposal.change(much_changed()))


def test_orders_are_only_changed_where_they_are_found():
    model = replace(OFFICE.model, flows=OFFICE.model.flows[::-1])
    for operator in (knock_outs, resequencings):
        for change in operator(OFFICE):
            assert len(change.change(model).flows) == len(model.flows)
