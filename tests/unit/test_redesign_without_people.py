"""functions/optimization/redesign/operators where waits are known and people are not, or stated"""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.figure import Provenance
from common.model.workflow import Activity, Flow, Gateway, Workflow
from functions.optimization.redesign.catalogue import OPERATORS
from functions.optimization.redesign.described import APPROVAL_WORDS, has_word
from functions.optimization.redesign.operators.approvals import parallel_approvals
from functions.optimization.redesign.operators.people import extra_people, flexible_people
from functions.optimization.redesign.operators.resubmission import pre_validations
from functions.optimization.redesign.operators.steps import empowerments, rejection_rate
from functions.optimization.search.laboratory import TwinLaboratory
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.diagnosis import check_sound
from tests.unit.calibration_fixture import CLAIM_ROLES, claims, facts_of, stated, travel
from tests.unit.measured_fixture import (
    SIZE,
    claims_process,
    mean_h,
    measured_process,
    metrics,
    stated_process,
)


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
