"""functions/optimization/redesign: each operator's preconditions, guards and change"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.figure import Provenance
from common.model.workflow import Activity, Flow, Gateway, Workflow
from functions.optimization.calibration.from_log import twin_of_log
from functions.optimization.calibration.from_statement import twin_of_statement
from functions.optimization.redesign.described import APPROVAL_WORDS, has_word
from functions.optimization.redesign.elapsed.averting import avert
from functions.optimization.redesign.elapsed.batching import batch_of, batch_removals, more_often
from functions.optimization.redesign.elapsed.capacity import capacity_changes
from functions.optimization.redesign.elapsed.empowerment import empowerments, rejection_rate
from functions.optimization.redesign.elapsed.operators import candidates
from functions.optimization.redesign.elapsed.parallelism import parallel_approvals
from functions.optimization.redesign.elapsed.pre_validation import pre_validations
from functions.optimization.redesign.elapsed.process import Process
from functions.optimization.redesign.elapsed.time_limit import time_limits
from functions.optimization.simulation.markov import expected_flows, utilisation
from functions.optimization.simulation.run import Laboratory, Size
from functions.optimization.simulation.sampling import Exponential, Strata
from tests.unit.calibration_fixture import (
    CLAIM_ROLES,
    NOTHING_FOUND,
    claims,
    facts_of,
    stated,
    stated_facts_of,
    travel,
    workflow_of,
)

SIZE = Size(replications=4, cases=200)


def measured_process(cases, roles=CLAIM_ROLES):
    facts = facts_of(cases, roles)
    workflow = workflow_of(facts)
    return Process(workflow, facts, NOTHING_FOUND, twin_of_log(facts, workflow).model)


def stated_process(workflow, **fields):
    facts = stated_facts_of(workflow, **fields)
    model = twin_of_statement(facts, workflow, seed=1).model
    return Process(workflow, facts, NOTHING_FOUND, model)


def run(model, seed=1):
    return Laboratory(seed, SIZE).run(model)


def busy_travel():
    workflow = travel(headcounts={"director": 1, "office": 4})
    return stated_process(workflow, cases_per_week=stated(60.0, "per_week"))


def test_a_check_at_submission_halves_rejections_and_touches_no_other_case():
    process = measured_process(claims())
    [candidate] = pre_validations(process)

    before, after = run(process.model), run(candidate.change(process.model))

    rejected = before.executions[:, before.steps.index("reject by team")]
    still = after.executions[:, after.steps.index("reject by team")]
    assert (still <= rejected).all()
    assert still.sum() / rejected.sum() == pytest.approx(0.5, abs=0.1)
    assert candidate.parameters["effectiveness"].provenance is Provenance.ASSUMED
    never = rejected == 0
    check_h = candidate.parameters["check_h"].value
    assert after.cycle_time_h[never] == pytest.approx(before.cycle_time_h[never] + check_h)


def test_a_check_before_a_resubmission_takes_time():
    process = measured_process(claims())
    [candidate] = pre_validations(process)

    assert candidate.where.activity == "submit"
    assert candidate.change(process.model).steps["submit"].added_h == pytest.approx(0.1)


def test_no_check_is_proposed_where_nothing_is_rejected():
    never = [case for case in claims() if len(case) == 4]

    assert pre_validations(measured_process(never)) == []
    assert pre_validations(stated_process(travel(rejection=0))) == []


def test_averted_rejections_go_where_accepted_cases_go():
    process = measured_process(claims())
    model = process.model

    averted = avert(model, model.is_rejection, 1.0).check()

    assert expected_flows(averted).get(("submit", "reject by team"), 0.0) == pytest.approx(0.0)
    assert expected_flows(averted)["submit", "approve by team"] == pytest.approx(1.0)


@settings(max_examples=25, deadline=None)
@given(share=st.floats(0, 1), seed=st.integers(0, 100))
def test_averting_keeps_a_model_sound_and_never_adds_rejections(share, seed):
    process = measured_process(claims(seed=seed, cases=40))
    model = process.model

    averted = avert(model, model.is_rejection, share).check()

    before, after = (run(each, seed).metrics()["rejection_share"] for each in (model, averted))
    assert (after <= before + 1e-12).all()


def test_consecutive_approvals_by_different_roles_can_run_in_parallel():
    process = measured_process(claims())

    [candidate] = parallel_approvals(process)

    assert candidate.where.flow == ("approve by team", "approve by head")
    saved = run(process.model).cycle_time_h - run(candidate.change(process.model)).cycle_time_h
    assert (saved >= -1e-9).all()
    assert saved.mean() > 1


def test_approvals_by_one_role_or_by_unknown_roles_stay_in_sequence():
    same = CLAIM_ROLES | {"approve by head": "team"}

    assert parallel_approvals(measured_process(claims(), same)) == []
    assert parallel_approvals(measured_process(claims(), None)) == []


def test_checks_that_happen_in_either_order_are_concurrent_already():
    one = [("submit", 0.0), ("approve by team", 20.0), ("approve by head", 9.0)]
    other = [("submit", 0.0), ("approve by head", 20.0), ("approve by team", 9.0)]

    assert parallel_approvals(measured_process([one] * 40 + [other] * 20)) == []
    assert len(parallel_approvals(measured_process([one] * 40 + [other] * 5))) == 1


@pytest.mark.parametrize("name", ["Approve", "FINAL_APPROVED", "ManagerApproval", "sign-off"])
def test_words_of_a_name_are_found_however_they_are_joined(name):
    assert has_word(name, APPROVAL_WORDS)


@pytest.mark.parametrize("name", ["Design offer", "Assign case", "disapprovingly", ""])
def test_parts_of_words_are_not_taken_for_words(name):
    assert not has_word(name, APPROVAL_WORDS)


def test_a_check_at_submission_prevents_no_final_decline():
    accepted = [("submit", 0.0), ("approve by team", 24.0), ("transfer money", 5.0)]
    declined = [("submit", 0.0), ("reject by team", 10.0), ("notify", 1.0)]
    process = measured_process([accepted] * 80 + [declined] * 20, None)

    assert pre_validations(process) == []


def test_a_time_limit_is_what_three_quarters_of_cases_keep_today():
    process = measured_process(claims())

    candidate = time_limits(process)[0]

    assert candidate.where.flow == ("approve by head", "transfer money")
    [times] = [
        t.elapsed_strata_h
        for t in process.facts.transitions
        if (t.source, t.target) == candidate.where.flow
    ]
    assert candidate.parameters["limit_h"].value == pytest.approx(np.quantile(times, 0.75))
    assert candidate.parameters["limit_h"].provenance is Provenance.INFERRED
    assert candidate.parameters["compliance"].provenance is Provenance.ASSUMED


def test_a_limit_on_assumed_times_is_an_assumption():
    candidate = time_limits(stated_process(travel()))[0]

    assert candidate.where.flow == ("check", "approve")
    assert candidate.parameters["limit_h"].provenance is Provenance.ASSUMED
    expected = Exponential(72.0).quantile_h(0.75)
    assert candidate.parameters["limit_h"].value == pytest.approx(expected, rel=0.02)


def test_no_limit_is_set_to_outsiders_or_to_what_nobody_does_fast():
    external = [[("approve", 0.0), ("submit by employee", 50.0 * i)] for i in range(1, 60)]
    scheduled = [[("send", 0.0), ("arrive", 40.0 + i / 10)] for i in range(60)]

    assert time_limits(measured_process(external, None)) == []
    assert time_limits(measured_process(scheduled, None)) == []


def seldom_rejecting(rejections, of=200, name="approve by team"):
    """Cases in which ``name`` decides, and its role rejects so many of them."""
    accepted = [("submit", 0.0), (name, 24.0), ("approve by head", 30.0), ("transfer", 1.0)]
    turned_down = [("submit", 0.0), ("reject by team", 10.0)]
    roles = CLAIM_ROLES | {name: "team", "transfer": "bank"}
    return measured_process([accepted] * (of - rejections) + [turned_down] * rejections, roles)


def test_an_approval_that_almost_never_rejects_can_be_left_out():
    process = seldom_rejecting(3)

    found = {candidate.place: candidate for candidate in empowerments(process)}

    assert rejection_rate(process, "approve by team") == pytest.approx(3 / 200)
    candidate = found["approve by team"]
    outcome = run(candidate.change(process.model))
    done = outcome.executions[:, outcome.steps.index("approve by team")].mean()
    assert done == pytest.approx(0.2, abs=0.05)
    assert outcome.cycle_time_h.mean() == pytest.approx(31 + 0.2 * 24, abs=1.5)


def test_an_approval_that_rejects_one_in_twenty_stays():
    assert "approve by team" not in {c.place for c in empowerments(seldom_rejecting(10))}


@pytest.mark.parametrize(
    "name", ["legal approval", "final approval", "approve payment", "AML approval"]
)
def test_a_protected_approval_is_never_left_out(name):
    assert name not in {c.place for c in empowerments(seldom_rejecting(3, name=name))}


def test_an_approval_whose_rejections_nobody_knows_stays():
    quiet = [[("submit", 0.0), ("approve by team", 24.0), ("approve by head", 30.0)]] * 50

    assert empowerments(measured_process(quiet)) == []


def test_the_only_approval_stays():
    lonely = [[("submit", 0.0), ("approve by team", 24.0), ("transfer", 1.0)]] * 199
    lonely += [[("submit", 0.0), ("reject by team", 24.0)]]

    assert empowerments(measured_process(lonely, CLAIM_ROLES | {"transfer": "bank"})) == []


def test_uniform_waits_after_a_lag_look_like_a_periodic_run():
    waits = Strata(tuple(30.0 + 48.0 * (i + 0.5) / 200 for i in range(200)))

    batch = batch_of(waits)

    assert batch.period_h == pytest.approx(48.0, rel=0.02)
    assert batch.lag_h == pytest.approx(30.0, rel=0.02)
    assert more_often(waits, batch, 2.0).mean_h == pytest.approx(30 + 12, rel=0.02)


@pytest.mark.parametrize(
    "values",
    [
        Exponential(10.0).stratified().values_h,
        tuple(sorted(100 + np.random.default_rng(1).normal(0, 10, 200))),
        tuple(48.0 * (i + 0.5) / 200 for i in range(200)),  # no lag
        (1.0, 2.0, 3.0),
        (5.0,) * 200,
    ],
)
def test_other_shapes_do_not(values):
    assert batch_of(Strata(values)) is None


def test_a_batch_in_a_log_can_run_more_often():
    cases = [[("request", 0.0), ("transfer", 30.0 + 48.0 * (i + 0.5) / 200)] for i in range(200)]
    process = measured_process(cases, None)

    [candidate] = batch_removals(process)

    assert candidate.heuristic == "H06"
    change = run(candidate.change(process.model)).cycle_time_h.mean()
    assert run(process.model).cycle_time_h.mean() - change == pytest.approx(12.0, abs=1.0)
    assert batch_removals(stated_process(travel())) == []


def test_a_busy_role_gets_one_more_person_or_help_from_a_calm_one():
    process = busy_travel()

    extra, pooled = capacity_changes(process)

    assert extra.where.role == "director"
    assert utilisation(extra.change(process.model))["director"] == pytest.approx(0.375)
    assert pooled.change(process.model).pools["director+office"].capacity == 5
    for candidate in (extra, pooled):
        assert (
            run(candidate.change(process.model)).waiting_h["approve"]
            < run(process.model).waiting_h["approve"]
        )


@pytest.mark.parametrize("other", ["employee", "manager"])
def test_neither_outsiders_nor_a_second_pair_of_eyes_share_the_work(other):
    workflow = travel(headcounts={"director": 1, other: 8})

    found = capacity_changes(stated_process(workflow, cases_per_week=stated(60.0, "per_week")))

    assert [candidate.operator for candidate in found] == ["extra_resource"]


def test_staffing_changes_can_be_combined_in_any_order():
    process = busy_travel()
    extra, pooled = capacity_changes(process)

    assert extra.change(pooled.change(process.model)) == pooled.change(process.model)
    both = pooled.change(extra.change(process.model))
    assert both.pools["director+office"].capacity == 6


def test_nobody_is_added_where_queues_are_not_known_or_short():
    calm = travel(headcounts={"director": 4})

    assert capacity_changes(measured_process(claims())) == []
    assert capacity_changes(stated_process(calm, cases_per_week=stated(10.0, "per_week"))) == []


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_every_candidate_keeps_the_process_sound(seed):
    process = measured_process(claims(seed=seed, cases=60))
    model = process.model
    for candidate in candidates(process):
        model = candidate.change(model).check()
        candidate.cautious().change(process.model).check()

    assert run(model).cut == 0


def test_unchanged_steps_are_shared_between_models():
    process = measured_process(claims())
    [candidate] = parallel_approvals(process)

    changed = candidate.change(process.model)

    assert changed.states == process.model.states
    flow = ("approve by team", "approve by head")
    assert {**changed.delays, flow: process.model.delays[flow]} == dict(process.model.delays)
    assert changed.delays[flow] == replace(process.model.delays[flow], overlaps=True)


def test_hostile_names_do_no_harm():
    name = "<script>\0'; DROP\n"
    facts = facts_of([[(name, 0.0), ("reject " + name, 1.0), (name, 1.0), ("end?", 5.0)]] * 40)
    workflow = Workflow(
        name=name, activities=tuple(Activity(id=a.activity, name=a.name) for a in facts.activities),
        flows=(),
    )  # fmt: skip
    process = Process(workflow, facts, NOTHING_FOUND, twin_of_log(facts, workflow).model)

    for candidate in candidates(process):
        candidate.change(process.model).check()


def test_branches_that_are_parallel_already_are_not_made_parallel_again():
    both = Gateway(id="both", kind="parallel")
    joined = Gateway(id="joined", kind="parallel")
    workflow = travel()
    steps = ("start", "submit", "both", "check", "joined", "book", "end")
    flows = [Flow(source=a, target=b) for a, b in pairwise(steps)]
    flows += [Flow(source="both", target="approve"), Flow(source="approve", target="joined")]
    parallel = workflow.model_copy(
        update={
            "gateways": (both, joined),
            "flows": tuple(flows),
            "activities": tuple(
                a.model_copy(update={"rejection_share": None}) for a in workflow.activities
            ),
        }
    )

    assert parallel_approvals(stated_process(workflow))
    assert parallel_approvals(stated_process(parallel)) == []
    assert {c.where.flow for c in time_limits(stated_process(parallel))} <= {
        ("submit", "check"), ("check", "book"), ("approve", "book"),
    }  # fmt: skip


def test_no_limit_is_set_to_what_a_message_or_a_date_decides():
    workflow = travel(check=(0.5, 480.0))
    waiting = tuple(
        a.model_copy(update={"kind": "wait", "role": None, "processing_h": None,
                             "rejection_share": None})
        if a.id == "check" else a for a in workflow.activities
    )  # fmt: skip
    process = stated_process(workflow.model_copy(update={"activities": waiting}))

    assert ("submit", "check") in {c.where.flow for c in time_limits(stated_process(workflow))}
    assert ("submit", "check") not in {c.where.flow for c in time_limits(process)}
