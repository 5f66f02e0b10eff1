"""functions/optimization/search/laboratory.py"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.optimization.search.laboratory import Luck, ModelLaboratory, _quantile
from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine.diagnosis import CannotRunError
from functions.optimization.simulation.engine.model import (
    END,
    START,
    Arrivals,
    Batching,
    Flow,
    Model,
    Resource,
)
from functions.optimization.simulation.engine.simulation import Size, simulate
from tests.unit.engine_fixture import work
from tests.unit.staffed_fixture import CLAIMS

SAME = (
    *("cycle_time_mean_h", "waiting_for_people_h", "waiting_for_shift_h", "rework_share"),
    "rejection_share",
)


def test_with_no_case_left_out_it_measures_what_the_engine_reports():
    outcome = simulate(CLAIMS, Size(4, 120), seed=3, warm_up=0)
    found = ModelLaboratory(0, 120).prepared(CLAIMS)(Luck(3, 0, 4))

    for name in SAME:
        np.testing.assert_allclose(found[name], outcome.process[name], rtol=1e-9)
    executions = outcome.process["executions_per_case"]
    np.testing.assert_allclose(found["events_per_case"], executions, rtol=1e-9)


def test_replications_are_the_same_whether_run_at_once_or_in_pieces():
    runs = ModelLaboratory(20, 60).prepared(CLAIMS)

    whole = runs(Luck(3, 0, 4))["cycle_time_mean_h"]
    rest = runs(Luck(3, 2, 2))["cycle_time_mean_h"]

    np.testing.assert_array_equal(whole[2:], rest)


def queue(load: float) -> Model:
    return Model(
        activities=(work("serve", times.exponential(3600 * load), "Ann"),),
        flows=(Flow(START, "serve"), Flow("serve", END)),
        arrivals=Arrivals(interarrival=times.exponential(3600)),
        resources=(Resource("Ann"),),
    )


def test_cases_that_find_the_process_empty_are_not_measured():
    # M/M/1 at 80%: 4 h in the long run; the first cases hardly wait.
    early = ModelLaboratory(0, 200).prepared(queue(0.8))(Luck(1, 0, 800))["cycle_time_mean_h"]
    late = ModelLaboratory(300, 200).prepared(queue(0.8))(Luck(1, 0, 800))["cycle_time_mean_h"]

    assert late.mean() == pytest.approx(4.0, rel=0.06)
    assert early.mean() < 0.95 * late.mean()


def test_cases_at_the_end_meet_as_many_others_as_those_before():
    several = replace(queue(0.5), activities=(batched(),))
    alone = ModelLaboratory(50, 30).prepared(several)(Luck(1, 0, 400))["cycle_time_mean_h"]
    accompanied = ModelLaboratory(50, 30, 40).prepared(several)(Luck(1, 0, 400))
    long = ModelLaboratory(50, 3000).prepared(several)(Luck(1, 0, 20))["cycle_time_mean_h"].mean()

    assert accompanied["cycle_time_mean_h"].mean() == pytest.approx(long, rel=0.03)
    assert abs(alone.mean() - long) > 0.03 * long


def batched():
    serve = queue(0.1).activities[0]
    return replace(serve, batching=Batching(size=7))


def test_more_work_than_can_be_done_is_refused():
    with pytest.raises(CannotRunError, match="would grow for ever"):
        ModelLaboratory(0, 10).prepared(queue(1.2))


def test_the_busiest_work_as_much_as_comes_whatever_the_others_do():
    two = replace(
        queue(0.7),
        activities=(
            work("serve", times.exponential(3600 * 0.7), "Ann"),
            work("file", times.exponential(3600 * 0.2), "Ben"),
        ),
        flows=(Flow(START, "serve"), Flow("serve", "file"), Flow("file", END)),
        resources=(Resource("Ann"), Resource("Ben")),
    )
    found = ModelLaboratory(0, 4_000).prepared(two)(Luck(5, 0, 10))["busiest_utilisation"]

    error = found.std(ddof=1) / np.sqrt(found.size)
    assert found.mean() == pytest.approx(0.7, abs=4 * error)
    assert error < 0.01


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.floats(0, 1))
def test_a_quantile_is_the_one_that_numpy_tells(values, share):
    ascending = np.sort(np.array(values))
    assert _quantile(ascending, share) == pytest.approx(float(np.quantile(ascending, share)))
