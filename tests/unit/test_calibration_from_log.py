"""functions/optimization/calibration/from_log.py and checks.py"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.facts import Facts
from common.model.figure import Provenance
from common.model.workflow import Activity, Workflow
from functions.optimization.calibration.as_is import NotSimulableError
from functions.optimization.calibration.checks import checks
from functions.optimization.calibration.from_log import twin_of_log
from functions.optimization.simulation.markov import (
    expected_elapsed_h,
    expected_executions,
    expected_flows,
)
from functions.optimization.simulation.run import Laboratory, Size
from tests.paths import needs_shared_data
from tests.unit.calibration_fixture import claims, facts_of, stated, workflow_of
from tests.unit.test_mining_real_logs import measured

SIZE = Size(replications=10, cases=500)


def without_variants(facts, kept):
    return facts.model_copy(update={"variants": facts.variants[:kept]})


@settings(max_examples=40, deadline=None)
@given(
    cases=st.lists(
        st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 100)), min_size=1, max_size=6),
        min_size=1,
        max_size=12,
    ),
    kept=st.integers(0, 12),
)
def test_the_expected_cycle_time_is_exactly_the_measured_one(cases, kept):
    facts = without_variants(facts_of(cases), kept)
    if not any(t.elapsed for t in facts.transitions):
        return

    model = twin_of_log(facts, workflow_of(facts)).model.check()

    assert expected_elapsed_h(model) == pytest.approx(facts.cycle_time.mean_h, abs=1e-6)
    for activity in facts.activities:
        each = expected_executions(model)[activity.activity]
        assert each == pytest.approx(activity.executions / facts.cases)
    for transition in facts.transitions:
        if transition.target != "end":
            flow = expected_flows(model)[transition.source, transition.target]
            assert flow == pytest.approx(transition.count / facts.cases)


def test_a_frequent_variant_is_replayed_as_it_was():
    # By single steps, b could follow a second time; by the last steps it never does.
    way = [("a", 0.0), ("b", 1.0), ("a", 1.0), ("c", 1.0)]
    facts = facts_of([way] * 40)

    outcome = Laboratory(1, SIZE).run(twin_of_log(facts, workflow_of(facts)).model)

    assert (outcome.executions.sum(axis=1) == 4).all()
    assert outcome.cycle_time_h == pytest.approx(np.full(5000, 3.0))


def test_cases_outside_the_variants_go_by_the_counts_that_are_left():
    ways = [[("a", 0.0), ("b", 1.0)]] * 30 + [[("a", 0.0), ("c", 2.0), ("b", 1.0)]] * 10
    facts = without_variants(facts_of(ways), 1)

    as_is = twin_of_log(facts, workflow_of(facts))

    assert "1 most frequent variants (75.0% of cases)" in as_is.method
    outcome = Laboratory(1, SIZE).run(as_is.model)
    done_c = outcome.executions[:, outcome.steps.index("c")]
    assert done_c.mean() == pytest.approx(0.25, abs=0.02)


def test_variants_that_contradict_the_transitions_are_not_used():
    facts = facts_of([[("a", 0.0), ("b", 1.0)]] * 30)
    [variant] = facts.variants
    wrong = variant.model_copy(update={"activities": ("b", "a")})

    as_is = twin_of_log(facts.model_copy(update={"variants": (wrong,)}), workflow_of(facts))

    assert "0.0% of cases" in as_is.method
    assert expected_elapsed_h(as_is.model) == pytest.approx(1.0)


def test_the_twin_of_a_small_process_reproduces_it():
    facts = facts_of(claims(cases=200))
    as_is = twin_of_log(facts, workflow_of(facts))

    found = checks(as_is.observed, Laboratory(1, Size(20, 1000)).run(as_is.model))

    assert [check.metric for check in found] == [
        "cycle_time_mean_h",
        "cycle_time_median_h",
        "cycle_time_p95_h",
        "events_per_case",
        "rejection_share",
        "rework_share",
    ]
    assert all(check.passed for check in found)
    assert as_is.doubts == ()


def test_a_miss_is_a_failed_check_with_its_size():
    facts = facts_of(claims())
    as_is = twin_of_log(facts, workflow_of(facts))
    outcome = Laboratory(1, SIZE).run(as_is.model)

    [check] = checks({"cycle_time_mean_h": 2 * facts.cycle_time.mean_h}, outcome)

    assert not check.passed
    assert check.relative_error == pytest.approx(0.5, abs=0.05)


def test_few_cases_are_a_doubt():
    facts = facts_of(claims(cases=10))

    assert twin_of_log(facts, workflow_of(facts)).doubts == ("only 10 cases were observed",)


def test_a_log_without_elapsed_times_cannot_be_simulated():
    empty = Facts(source="event_log", provenance=Provenance.MEASURED, cases=3, activity_count=1)

    with pytest.raises(NotSimulableError, match="complete timestamps"):
        twin_of_log(empty, Workflow(name="x", activities=(Activity(id="a", name="a"),), flows=()))


def test_the_first_step_takes_its_own_work_where_start_times_are_known():
    facts = facts_of([[("a", 0.0), ("b", 10.0)]] * 40)
    first, second = facts.activities
    worked = first.model_copy(update={"processing_strata_h": (1.0, 3.0)})
    facts = facts.model_copy(update={"activities": (worked, second)})

    model = twin_of_log(facts, workflow_of(facts)).model

    assert expected_elapsed_h(model) == pytest.approx(12.0)


def test_long_variants_are_replayed_by_a_shorter_past_so_that_the_chain_stays_small():
    ways = [[(f"{(i * k) % 97}", float(i > 0)) for i in range(80)] for k in range(1, 40)]
    facts = facts_of(ways * 2)

    as_is = twin_of_log(facts, workflow_of(facts))

    assert len(as_is.model.states) <= 1501
    assert "last 1 steps" in as_is.method
    assert expected_elapsed_h(as_is.model) == pytest.approx(79.0)


def test_thousands_of_different_activities_are_refused_with_advice():
    facts = facts_of([[(f"a{i}", float(i > 0)) for i in range(1600)]])

    with pytest.raises(NotSimulableError, match="1600 different activities"):
        twin_of_log(facts, workflow_of(facts))


def test_cost_per_execution_comes_from_the_workflow():
    facts = facts_of([[("a", 0.0), ("b", 1.0)]] * 30)
    activities = tuple(
        Activity(id=n, name=n, cost=stated(c, "money")) for n, c in (("a", 2), ("b", 5))
    )

    model = twin_of_log(facts, Workflow(name="x", activities=activities, flows=())).model

    assert Laboratory(1, Size(2, 10)).run(model).cost.tolist() == [7.0] * 20
    assert not twin_of_log(facts, workflow_of(facts)).model.cost_known


@needs_shared_data
@pytest.mark.parametrize("name", ["DomesticDeclarations", "PrepaidTravelCost", "RequestForPayment"])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_twin_reproduces_a_real_log(name, seed):
    facts = measured(name)
    as_is = twin_of_log(facts, workflow_of(facts))

    found = checks(as_is.observed, Laboratory(seed, Size(20, 1000)).run(as_is.model))

    assert len(found) == 6
    assert [check.metric for check in found if not check.passed] == []
    assert expected_elapsed_h(as_is.model) == pytest.approx(facts.cycle_time.mean_h)
