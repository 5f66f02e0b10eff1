"""functions/optimization/redesign/operators: preconditions, changes and the recommendation"""

from dataclasses import replace

import numpy as np
import pytest

from common.model.facts import ActivityFacts, Transition
from common.model.figure import Provenance
from functions.optimization.calibration.as_is import NotSimulableError
from functions.optimization.calibration.checks import compared
from functions.optimization.calibration.from_events import unforeseen
from functions.optimization.calibration.twin.judgement import Deviation, Judgement
from functions.optimization.redesign import building
from functions.optimization.redesign.building import twin_of_log
from functions.optimization.redesign.catalogue import candidates
from functions.optimization.redesign.graph import averted
from functions.optimization.redesign.operators.completeness import completeness_checks, sent_back
from functions.optimization.redesign.operators.hours import daily_hours, days_of, on_days
from functions.optimization.redesign.operators.parallelism import parallel_pairs
from functions.optimization.redesign.operators.people import extra_people, flexible_people
from functions.optimization.redesign.operators.priorities import priorities
from functions.optimization.redesign.operators.steps import (
    automations,
    empowerments,
    rejection_rate,
)
from functions.optimization.redesign.portfolio import recommend
from functions.optimization.redesign.precedence import reversed_share
from functions.optimization.search.laboratory import TwinLaboratory
from functions.optimization.simulation.engine import kernel
from functions.optimization.simulation.engine.diagnosis import CannotRunError
from functions.optimization.simulation.engine.model import END, Flow, Gateway
from tests.unit.calibration_fixture import NOTHING_FOUND
from tests.unit.redesign_fixture import (
    QUICK,
    RULES,
    SIZE,
    allowed,
    known_as,
    laboratory,
    mean_h,
    measured,
    process,
    rejecting,
    stops,
)
from tests.unit.staffed_fixture import MONDAYS, WORKFLOW, claims, events_of, facts

pytestmark = pytest.mark.skipif(
    not kernel.COMPILED, reason="too slow where the kernel is not compiled (make kernel)"
)
SIMULATED = {"cycle_time_mean_h": np.array([199.0, 201.0])}


def test_finds_a_change_for_every_cause_of_waiting_in_the_office():
    assert {candidate.id for candidate in candidates(process(), RULES)} >= {
        "add_control:Check claim",
        "daily_availability:Cashier",
        "automate:Check claim",
        "prioritise:oldest_case",
        "prioritise:shortest",
        "flexible_resources:Adjuster+Clerk",
        "extra_resource:Adjuster",
    }


@pytest.mark.parametrize("order", [1, -1])
def test_every_change_leaves_a_model_that_all_others_can_change(order):
    model = process().model
    for candidate in candidates(process(), RULES)[::order]:
        model = candidate.change(model)
    assert mean_h(model) < mean_h(process().model)


def test_one_more_adjuster_halves_the_load_and_shortens_the_queue():
    [candidate] = extra_people(process())
    assert candidate.parameters["utilisation"].value == pytest.approx(0.85, abs=0.08)
    after = laboratory().outcome(candidate.change(process().model))
    assert after.resources["Bob"]["utilisation"].mean() < 0.6
    waiting = "waiting_for_people_h"
    assert after.process[waiting].mean() < 0.5 * process().outcome.process[waiting].mean()


def test_machines_outsiders_and_weekly_runs_get_no_colleague():
    renamed = {"Adjuster": "Robot"}
    roles = tuple(
        role.model_copy(update={"name": renamed.get(role.id, role.name)}) for role in WORKFLOW.roles
    )
    robots = replace(process(), workflow=WORKFLOW.model_copy(update={"roles": roles}))
    assert extra_people(robots) == []
    assert "Cashier" not in {each.place for each in extra_people(process())}


def test_people_help_each_other_except_with_approvals_and_second_checks():
    assert [each.place for each in allowed(flexible_people, process())] == ["Adjuster+Clerk"]
    assert (
        allowed(flexible_people, known_as(Decide="Review claim again")) == []
    )  # Clerks check it first
    approving = known_as(Decide="Approve claim", Check="Take claim in")
    assert allowed(flexible_people, approving) == []
    [extra] = extra_people(known_as(Decide="Approve claim"))
    assert "authority" in extra.risks[-1]


def test_what_is_paid_on_mondays_is_paid_daily():
    assert days_of(process(), "Cashier") == {0}
    [candidate] = daily_hours(process())
    assert candidate.parameters["days_per_week"].value == 5
    saved = mean_h(process().model) - mean_h(candidate.change(process().model))
    assert saved > 40  # of about 80 h until the next Monday


def test_hours_of_the_longest_day_are_those_of_the_days_that_are_added():
    longer = on_days(MONDAYS, frozenset({0, 2}))
    assert [(shift.weekday, shift.begins_s) for shift in longer.shifts] == [(0, 32400), (2, 32400)]


def test_a_completeness_check_averts_its_share_of_what_is_sent_back_and_nothing_else():
    [candidate] = completeness_checks(process())
    back = process().executions("Complete claim")
    assert candidate.parameters["sent_back_per_case"].value == pytest.approx(back, rel=0.05)
    after = laboratory().outcome(candidate.change(process().model))
    [node] = process().nodes("Complete claim")
    still = after.activities[node]["executions_per_case"].mean()
    share = back / (1 + back)  # of checks
    assert still == pytest.approx(share / 2 / (1 - share / 2), rel=0.15)


def test_a_change_is_made_again_with_other_values_of_its_parameters():
    [candidate] = automations(process())
    model = process().twin.model
    share = candidate.parameters["automated_share"]
    assert candidate.cautious().parameters["automated_share"].value == share.low
    none = laboratory().metrics(candidate.with_value("automated_share", 0.0).change(model))
    for name, values in none.items():
        np.testing.assert_array_equal(values, laboratory().metrics(model)[name])
    assert candidate.with_value("automated_share", 0.5).id == candidate.id
    with pytest.raises(KeyError):
        candidate.with_value("no such", 1.0)


def test_what_a_change_says_follows_its_values():
    [candidate] = extra_people(process())
    two = candidate.with_value("added_headcount", 2.0)
    assert candidate.title == "One more person for Adjuster"
    assert two.title == "2 more people for Adjuster"
    assert two.id == candidate.id
    assert set(candidate.choices["added_headcount"]) == {1.0, 2.0, 3.0}


def test_nobody_more_changes_nothing():
    [candidate] = extra_people(process())
    assert candidate.with_value("added_headcount", 0.0).change(process().twin.model) == (
        process().twin.model
    )


def test_an_averted_share_of_nothing_changes_nothing():
    before = laboratory().metrics(process().model)
    same = laboratory().metrics(averted(process().model, lambda _: True, 0.0))
    for name, values in before.items():
        np.testing.assert_array_equal(values, same[name])


def test_only_what_returns_to_the_check_is_sent_back():
    assert {flow.target for _, flow in sent_back(process(), "Check claim")} == {"Complete claim"}
    assert sent_back(process(), "Pay claim") == []


def test_what_may_end_instead_is_not_sent_back():
    twin = measured()
    model = twin.model
    flows = [flow for flow in model.flows if flow.source != "Complete claim"]
    (back,) = (flow for flow in model.flows if flow.source == "Complete claim")
    flows += [
        Flow("Complete claim", "or gives up"),
        Flow("or gives up", END, 0.5),
        Flow("or gives up", back.target, 0.5),
    ]
    gateways = (*model.gateways, Gateway("or gives up", "exclusive"))
    ending = replace(twin, model=replace(model, flows=tuple(flows), gateways=gateways))
    assert sent_back(replace(process(), twin=ending), "Check claim") == []


def test_later_cycle_times_that_are_missed_make_benefits_indicative():
    near, far = (
        Judgement(70, 30, (Deviation("cycle_time_h", distance, 4.0, 6.0),))
        for distance in (7.9, 8.1)
    )
    assert unforeseen(near, ()) == unforeseen(None, ()) == []
    assert "by 8.1 h" in unforeseen(far, ())[0]
    assert unforeseen(far, compared({"cycle_time_mean_h": 200.0}, SIMULATED)) == []


def test_automation_takes_work_from_people_and_is_no_other_work():
    [candidate] = automations(process())
    after = candidate.change(process().model)
    done = laboratory().outcome(after).activities
    [node] = process().nodes("Check claim")
    by_people = done[node]["executions_per_case"].mean()
    assert by_people == pytest.approx(0.3 * process().executions("Check claim"), rel=0.1)
    before, metrics = (laboratory().metrics(model) for model in (process().model, after))
    for name in ("events_per_case", "rework_share"):
        np.testing.assert_allclose(metrics[name], before[name], rtol=1e-9)


def test_protected_steps_are_not_automated():
    [stop] = stops(automations, known_as(Check="Check tax fraud of claim"))
    assert stop.guard == "human-decision"


def test_the_order_of_work_matters_only_where_people_are_busy():
    assert len(priorities(process())) == 2
    calm = {**process().outcome.process, "waiting_for_people_h": np.zeros(8)}
    idle = replace(process(), outcome=replace(process().outcome, process=calm))
    assert priorities(idle) == []


def test_steps_that_the_log_has_in_both_orders_can_begin_together():
    assert allowed(parallel_pairs, process()) == []  # no evidence
    both = facts(
        Transition(source="Decide claim", target="Pay claim", count=90),
        Transition(source="Pay claim", target="Decide claim", count=10),
    )
    [candidate] = allowed(parallel_pairs, replace(process(), facts=both))
    assert candidate.parameters["other_order_share"].value == pytest.approx(0.1)
    changed = candidate.change(process().model)
    assert mean_h(changed) < mean_h(process().model)


@pytest.mark.parametrize("again", ["Decide claim", "Pay claim"])
def test_doing_a_step_again_shows_no_freedom_of_order(again):
    loops = facts(
        Transition(source="Decide claim", target="Pay claim", count=90),
        Transition(source="Pay claim", target="Decide claim", count=10),
    )
    repeated = ActivityFacts(activity=again, name=again, executions=90, cases=82, repeated=8)
    mostly = replace(process(), facts=loops.model_copy(update={"activities": (repeated,)}))
    assert reversed_share(mostly, ("Decide claim", "Pay claim")) == pytest.approx(0.02)
    assert allowed(parallel_pairs, mostly) == []


def test_a_step_that_follows_only_sometimes_is_not_begun_together():
    both = facts(
        Transition(source="Check claim", target="Decide claim", count=90),
        Transition(source="Decide claim", target="Check claim", count=10),
    )
    assert allowed(parallel_pairs, replace(process(), facts=both)) == []


def test_an_approval_that_almost_never_rejects_is_left_out_for_most():
    seldom = rejecting(0.01)
    assert rejection_rate(seldom, "Check claim") == pytest.approx(0.01)
    [candidate] = empowerments(seldom)
    assert candidate.id == "empower:Check claim"
    bench = TwinLaboratory(seldom.twin, 3, SIZE)
    after = bench.outcome(candidate.change(seldom.model))
    left = after.activities["Check claim"]["executions_per_case"].mean()
    assert left == pytest.approx(0.2, rel=0.15)


def test_an_approval_that_rejects_often_or_never_is_kept():
    assert empowerments(rejecting(0.3)) == []
    assert rejection_rate(process(), "Decide claim") is None


def test_a_model_that_cannot_hold_the_work_is_refused_with_the_reason():
    model = process().model
    arrivals = replace(model.arrivals, interarrival=None, calendar=None, rates_per_h=(5.0,))
    with pytest.raises(CannotRunError, match="working time of Bob is asked for"):
        laboratory().metrics(replace(model, arrivals=arrivals))


def test_the_recommendation_is_proved_together_and_says_what_it_rests_on():
    events = events_of(claims())
    found = recommend(WORKFLOW, facts(), NOTHING_FOUND, QUICK, 30, events)

    assert "Event-driven twin" in found.twin.method
    assert "daily_availability:Cashier" in found.recommended
    joint = found.joint[0]
    assert joint.metric == "cycle_time_mean_h"
    assert joint.difference.high < 0
    best = min(each.effects[0].difference.mean for each in found.redesigns)
    assert joint.difference.mean < best
    judgement = found.twin.judgement
    assert (judgement.fitted_cases, judgement.judged_cases) == (350, 150)
    assert {one.unit for one in judgement.distances} == {"h", "share"}
    assert all(
        figure.provenance in (Provenance.ASSUMED, Provenance.INFERRED)
        for each in found.redesigns
        for figure in each.parameters.values()
    )
    assert found == recommend(WORKFLOW, facts(), NOTHING_FOUND, QUICK, 30, events)


def test_without_start_times_nothing_about_people_is_claimed():
    twin = twin_of_log(events_of(claims(), starts=False), facts(), WORKFLOW, 3, quick=True)
    assert twin.kind == "elapsed"
    bench = TwinLaboratory(twin, 3, SIZE)
    elapsed = replace(process(), twin=twin, outcome=bench.outcome(twin.model))
    assert elapsed.groups == {}
    for operator in (extra_people, flexible_people, daily_hours, priorities):
        assert operator(elapsed) == []
    assert "waiting_for_people_h" not in bench.metrics(twin.model)


def test_damaged_events_are_no_twin():
    with pytest.raises(NotSimulableError, match="stored events of the log cannot be read"):
        twin_of_log(b"PK", facts(), WORKFLOW, 3, quick=True)


def test_where_the_kernel_is_not_compiled_less_is_simulated(monkeypatch):
    monkeypatch.setattr(building.kernel, "COMPILED", False)
    found = recommend(WORKFLOW, facts(), NOTHING_FOUND, QUICK, 30, events_of(claims()))
    assert found.twin.cases_per_replication < 200
    assert found.redesigns
    assert any("not compiled" in note for note in found.notes)
