"""functions/optimization/redesign/operators where waits are known and people are not, or stated"""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.figure import Provenance
from common.model.workflow import Activity, Flow, Gateway, Workflow
from functions.optimization.calibration.from_statement import twin_of_statement
from functions.optimization.redesign.building import twin_of_log
from functions.optimization.redesign.catalogue import OPERATORS
from functions.optimization.redesign.described import APPROVAL_WORDS, has_word
from functions.optimization.redesign.operators.approvals import parallel_approvals
from functions.optimization.redesign.operators.limits import limited, time_limits
from functions.optimization.redesign.operators.people import extra_people, flexible_people
from functions.optimization.redesign.operators.periodic import (
    batch_of,
    batch_removals,
    more_often,
)
from functions.optimization.redesign.operators.resubmission import pre_validations
from functions.optimization.redesign.operators.steps import empowerments, rejection_rate
from functions.optimization.redesign.process import Process
from functions.optimization.search.laboratory import TwinLaboratory
from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.diagnosis import check_sound
from functions.optimization.simulation.engine.quantiles import strata
from functions.optimization.simulation.engine.simulation import Size
from tests.unit.calibration_fixture import (
    CLAIM_ROLES,
    NOTHING_FOUND,
    claims,
    events_of_cases,
    facts_of,
    stated,
    stated_facts_of,
    travel,
    workflow_of,
)

SIZE = Size(replications=12, cases=400)


def of_twin(workflow, facts, twin):
    outcome = TwinLaboratory(twin, 1, SIZE).outcome(twin.model)
    return Process(workflow, facts, NOTHING_FOUND, twin, outcome)


def measured_process(cases, roles=CLAIM_ROLES, workflow=None):
    facts = facts_of(cases, roles)
    workflow = workflow or workflow_of(facts)
    events = events_of_cases(cases, roles)
    return of_twin(workflow, facts, twin_of_log(events, facts, workflow, 1, quick=True))


@cache
def claims_process():
    return measured_process(claims())


def stated_process(workflow, **fields):
    facts = stated_facts_of(workflow, **fields)
    return of_twin(workflow, facts, twin_of_statement(facts, workflow, seed=1))


def metrics(process, model):
    return TwinLaboratory(process.twin, 1, SIZE).metrics(model)


def mean_h(process, model):
    return float(metrics(process, model)["cycle_time_mean_h"].mean())


def busy_travel():
    workflow = travel(headcounts={"director": 1, "office": 4})
    return stated_process(workflow, cases_per_week=stated(60.0, "per_week"))


def test_a_check_at_submission_halves_rejections():
    process = claims_process()
    [candidate] = pre_validations(process)

    before, after = (
        metrics(process, model)["rejection_share"]
        for model in (process.model, candidate.change(process.model))
    )
    assert candidate.where.activity == "submit"
    assert (after <= before).all()
    assert after.mean() / before.mean() == pytest.approx(0.5, abs=0.1)
    assert candidate.parameters["effectiveness"].provenance is Provenance.ASSUMED


def test_a_check_at_submission_takes_time_and_does_nothing_else_where_it_prevents_nothing():
    process = claims_process()
    [candidate] = pre_validations(process)
    useless = candidate.with_value("effectiveness", 0.0).with_value("check_h", 3.0)

    assert mean_h(process, useless.change(process.model)) > mean_h(process, process.model) + 2.9


def test_a_stated_rejection_is_prevented_too():
    process = stated_process(travel(rejection=0.2))
    [candidate] = pre_validations(process)

    rejected = metrics(process, candidate.change(process.model))["rejection_share"].mean()
    assert rejected == pytest.approx(0.1, abs=0.02)


def test_no_check_is_proposed_where_nothing_is_rejected():
    never = [case for case in claims() if len(case) == 4]

    assert pre_validations(measured_process(never)) == []
    assert pre_validations(stated_process(travel(rejection=0))) == []


def test_a_check_at_submission_prevents_no_final_decline():
    accepted = [("submit", 0.0), ("approve by team", 24.0), ("transfer money", 5.0)]
    declined = [("submit", 0.0), ("reject by team", 10.0), ("notify", 1.0)]

    assert pre_validations(measured_process([accepted] * 80 + [declined] * 20, None)) == []


def pairs_of_approvals(process):
    found = parallel_approvals(process)
    return [c for c in found if all(has_word(step, APPROVAL_WORDS) for step in c.where.flow)]


def test_consecutive_approvals_by_different_roles_can_run_in_parallel():
    process = claims_process()

    candidate = parallel_approvals(process)[0]

    assert candidate.where.flow == ("approve by team", "approve by head")
    changed = metrics(process, candidate.change(process.model))["cycle_time_mean_h"]
    saved = metrics(process, process.model)["cycle_time_mean_h"] - changed
    assert (saved >= -1e-9).all()
    # The shorter of two exponential times of 24 and 30 h: 1 / (1/24 + 1/30).
    assert saved.mean() == pytest.approx(13.3, rel=0.2)


def sometimes_approved():
    """Half of what the team approves goes on to the head, a tenth is rejected, the rest is paid."""
    first = [("submit", 0.0), ("approve by team", 24.0)]
    to_head = [*first, ("approve by head", 30.0), ("transfer money", 5.0)]
    rejected = [*first, ("reject by head", 7.0)]
    paid = [*first, ("transfer money", 5.0)]
    return [to_head, paid, to_head, paid, to_head, paid, to_head, paid, to_head, rejected] * 20


def test_only_where_the_second_follows_time_is_saved_and_all_others_are_as_before():
    process = measured_process(sometimes_approved())

    candidate = pairs_of_approvals(process)[0]
    before, after = (
        metrics(process, model) for model in (process.model, candidate.change(process.model))
    )

    for name in ("rejection_share", "rework_share", "events_per_case"):
        np.testing.assert_allclose(before[name], after[name])
    saved = (before["cycle_time_mean_h"] - after["cycle_time_mean_h"]).mean()
    assert saved == pytest.approx(24 / 2, rel=0.15)


def test_approvals_by_one_role_or_by_unknown_roles_stay_in_sequence():
    same = CLAIM_ROLES | {"approve by head": "team"}

    assert pairs_of_approvals(measured_process(claims(), same)) == []
    assert pairs_of_approvals(measured_process(claims(), None)) == []


def test_checks_that_happen_in_either_order_are_concurrent_already():
    one = [("submit", 0.0), ("approve by team", 20.0), ("approve by head", 9.0)]
    other = [("submit", 0.0), ("approve by head", 20.0), ("approve by team", 9.0)]

    assert pairs_of_approvals(measured_process([one] * 40 + [other] * 20)) == []
    assert len(pairs_of_approvals(measured_process([one] * 40 + [other] * 5))) == 1


def test_branches_that_are_parallel_already_are_not_made_parallel_again():
    both, joined = (Gateway(id=name, kind="parallel") for name in ("both", "joined"))
    workflow = travel(rejection=0)
    steps = ("start", "submit", "both", "check", "joined", "book", "end")
    flows = [Flow(source=a, target=b) for a, b in pairwise(steps)]
    flows += [Flow(source="both", target="approve"), Flow(source="approve", target="joined")]
    update = {"gateways": (both, joined), "flows": tuple(flows)}

    assert ("check", "approve") in {
        c.where.flow for c in parallel_approvals(stated_process(workflow))
    }
    side_by_side = parallel_approvals(stated_process(workflow.model_copy(update=update)))
    assert ("check", "approve") not in {c.where.flow for c in side_by_side}


@pytest.mark.parametrize("name", ["Approve", "FINAL_APPROVED", "ManagerApproval", "sign-off"])
def test_words_of_a_name_are_found_however_they_are_joined(name):
    assert has_word(name, APPROVAL_WORDS)


@pytest.mark.parametrize("name", ["Design offer", "Assign case", "disapprovingly", ""])
def test_parts_of_words_are_not_taken_for_words(name):
    assert not has_word(name, APPROVAL_WORDS)


def test_a_time_limit_is_what_three_quarters_of_cases_keep_today():
    process = claims_process()

    candidate = time_limits(process)[0]

    assert candidate.where.flow == ("approve by head", "transfer money")
    [strata_h] = [
        t.elapsed_strata_h
        for t in process.facts.transitions
        if (t.source, t.target) == candidate.where.flow
    ]
    assert candidate.parameters["limit_h"].value == pytest.approx(np.quantile(strata_h, 0.75))
    assert candidate.parameters["limit_h"].provenance is Provenance.INFERRED
    assert candidate.parameters["compliance"].provenance is Provenance.ASSUMED
    changed = metrics(process, candidate.change(process.model))["cycle_time_mean_h"]
    assert (changed < metrics(process, process.model)["cycle_time_mean_h"]).all()


def test_a_limit_on_assumed_times_is_an_assumption():
    candidate = time_limits(stated_process(travel()))[0]

    assert candidate.where.flow == ("check", "approve")
    assert candidate.parameters["limit_h"].provenance is Provenance.ASSUMED
    expected = -72.0 * np.log(0.25)
    assert candidate.parameters["limit_h"].value == pytest.approx(expected, rel=0.02)


def test_no_limit_is_set_to_outsiders_or_to_what_nobody_does_fast():
    external = [[("approve", 0.0), ("submit by employee", 50.0 * i)] for i in range(1, 60)]
    scheduled = [[("send", 0.0), ("arrive", 40.0 + i / 10)] for i in range(60)]

    assert time_limits(measured_process(external, None)) == []
    assert time_limits(measured_process(scheduled, None)) == []


def test_no_limit_is_set_to_what_a_message_or_a_date_decides():
    workflow = travel()
    waiting = tuple(
        a.model_copy(update={"kind": "wait", "processing_h": None}) if a.id == "approve" else a
        for a in workflow.activities
    )
    found = time_limits(stated_process(workflow.model_copy(update={"activities": waiting})))

    assert all(candidate.where.flow[1] != "approve" for candidate in found)


@settings(max_examples=50, deadline=None)
@given(
    values=st.lists(st.floats(0, 1e6), min_size=1, max_size=60),
    limit_s=st.floats(0, 1e6),
    compliance=st.floats(0, 1),
)
def test_a_time_limit_makes_no_wait_longer(values, limit_s, compliance):
    given_times = times.empirical(tuple(sorted(values)))
    found = limited(given_times, limit_s, compliance)

    late = sum(max(0.0, value - limit_s) for value in values) / len(values)
    saved = given_times.untruncated_mean_s() - found.untruncated_mean_s()
    assert saved == pytest.approx(compliance * late, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    "given_times",
    [
        times.exponential(36_000.0),
        times.lognormal(36_000.0, 50_000.0),
        times.gamma_of(36_000.0, 20_000.0),
        times.weibull(0.7, 36_000.0),
        times.uniform(1_000.0, 9_000.0),
        times.triangular(1_000.0, 2_000.0, 9_000.0),
        times.empirical((1.0, 5.0, 9.0), (1.0, 2.0, 1.0)),
        times.fixed(60.0),
    ],
)
def test_strata_of_a_distribution_have_its_mean(given_times):
    values = strata(given_times)

    assert list(values) == sorted(values)
    assert np.mean(values) == pytest.approx(given_times.untruncated_mean_s(), rel=0.01)


def seldom_rejecting(rejections, of=200, name="approve by team"):
    """Cases in which ``name`` decides, and its role rejects so many of them."""
    accepted = [("submit", 0.0), (name, 24.0), ("approve by head", 30.0), ("transfer", 1.0)]
    turned_down = [("submit", 0.0), ("reject by team", 10.0)]
    roles = CLAIM_ROLES | {name: "team", "transfer": "bank"}
    every = max(1, of // max(rejections, 1))
    cases = [turned_down if n % every == 0 and n // every < rejections else accepted
             for n in range(of)]  # fmt: skip
    return measured_process(cases, roles)


def test_an_approval_that_almost_never_rejects_can_be_left_out():
    process = seldom_rejecting(3)

    found = {candidate.place: candidate for candidate in empowerments(process)}

    assert rejection_rate(process, "approve by team") == pytest.approx(3 / 200)
    candidate = found["approve by team"]
    model = candidate.change(process.model)
    done = TwinLaboratory(process.twin, 1, SIZE).outcome(model).activities["approve by team"]
    assert done["executions_per_case"].mean() == pytest.approx(0.2, abs=0.05)
    saved = mean_h(process, process.model) - mean_h(process, model)
    assert saved == pytest.approx(0.8 * 24, abs=2.5)


def test_an_approval_that_rejects_one_in_twenty_stays():
    assert "approve by team" not in {c.place for c in empowerments(seldom_rejecting(10))}


def test_an_approval_whose_rejections_nobody_knows_stays():
    quiet = [[("submit", 0.0), ("approve by team", 24.0), ("approve by head", 30.0)]] * 50

    assert empowerments(measured_process(quiet)) == []


def test_uniform_waits_after_a_lag_look_like_a_periodic_run():
    hours = [30.0 + 48.0 * (i + 0.5) / 200 for i in range(200)]

    batch = batch_of(hours)

    assert batch.period_h == pytest.approx(48.0, rel=0.02)
    assert batch.lag_h == pytest.approx(30.0, rel=0.02)
    waits = times.empirical(tuple(3600.0 * hour for hour in hours))
    more = more_often(waits, batch, 2.0)
    assert more.untruncated_mean_s() / 3600 == pytest.approx(30 + 12, rel=0.02)


@pytest.mark.parametrize(
    "hours",
    [
        strata(times.exponential(10.0)),
        tuple(sorted(100 + np.random.default_rng(1).normal(0, 10, 200))),
        tuple(48.0 * (i + 0.5) / 200 for i in range(200)),  # no lag
        (1.0, 2.0, 3.0),
        (5.0,) * 200,
    ],
)
def test_other_shapes_do_not(hours):
    assert batch_of(hours) is None


def test_a_batch_in_a_log_can_run_more_often():
    cases = [[("request", 0.0), ("transfer", 30.0 + 48.0 * (i + 0.5) / 200)] for i in range(200)]
    mixed = [cases[(7 * i) % 200] for i in range(200)]
    process = measured_process(mixed, None)

    [candidate] = batch_removals(process)

    assert candidate.heuristic == "H06"
    saved = mean_h(process, process.model) - mean_h(process, candidate.change(process.model))
    assert saved == pytest.approx(12.0, abs=1.5)
    assert batch_removals(stated_process(travel())) == []


def test_a_busy_role_gets_one_more_person_or_help_from_a_calm_one():
    process = busy_travel()
    [extra], [pooled] = extra_people(process), flexible_people(process)

    assert extra.where.role == "director"
    waited = "waiting_for_people_h"
    before = metrics(process, process.model)[waited].mean()
    for candidate in (extra, pooled):
        assert metrics(process, candidate.change(process.model))[waited].mean() < before
    both = pooled.change(extra.change(process.model))
    assert metrics(process, both)[waited].mean() < before


def test_nobody_is_added_where_queues_are_not_known_or_short():
    calm = stated_process(
        travel(headcounts={"director": 4}), cases_per_week=stated(10.0, "per_week")
    )

    for process in (claims_process(), calm):
        assert extra_people(process) == flexible_people(process) == []


def every_change(process):
    model = process.model
    for operator in OPERATORS:
        for candidate in operator(process):
            model = candidate.change(model)
            check_sound(compile_model(candidate.cautious().change(process.model)))
    check_sound(compile_model(model))
    return model


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 1000))
def test_every_candidate_keeps_the_process_sound(seed):
    process = measured_process(claims(seed=seed, cases=60))

    assert mean_h(process, every_change(process)) < mean_h(process, process.model)


@pytest.mark.parametrize("rejection", [0, 0.2])
def test_every_candidate_keeps_a_stated_process_sound(rejection):
    process = stated_process(
        travel(rejection=rejection, headcounts={"director": 1, "office": 4}),
        cases_per_week=stated(60.0, "per_week"),
    )

    every_change(process)


def test_hostile_names_do_no_harm():
    name = "<script>\0'; DROP\n"
    cases = [[(name, 0.0), ("reject " + name, 1.0), (name, 1.0), ("end?", 5.0)]] * 40
    facts = facts_of(cases)
    activities = tuple(Activity(id=a.activity, name=a.name) for a in facts.activities)

    every_change(
        measured_process(cases, None, Workflow(name=name, activities=activities, flows=()))
    )
