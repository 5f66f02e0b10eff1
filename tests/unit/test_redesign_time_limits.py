"""functions/optimization/redesign/operators: time limits and periodic work, people unknown"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.figure import Provenance
from functions.optimization.redesign.operators.limits import limited, time_limits
from functions.optimization.redesign.operators.periodic import batch_of, batch_removals, more_often
from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine.quantiles import strata
from tests.unit.calibration_fixture import travel
from tests.unit.measured_fixture import (
    claims_process,
    mean_h,
    measured_process,
    metrics,
    stated_process,
)


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
