"""The engine against queueing theory; validation_scripts.simulation_theory does so at length."""

import numpy as np
import pytest

from functions.optimization.simulation.comparison import mean_interval
from functions.optimization.simulation.engine import kernel
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.distribution import exponential
from functions.optimization.simulation.engine.model import Arrivals, Model, Resource
from functions.optimization.simulation.engine.outcome import summarise
from functions.optimization.simulation.engine.run import Length, Runner
from functions.optimization.simulation.engine.simulation import Size, simulate
from tests.unit.engine_fixture import chain, daily, work
from validation_scripts.simulation_systems import (
    Outcome,
    System,
    cycle_s,
    fork_join_bounds,
    forked,
    systems,
)
from validation_scripts.simulation_theory import AREA, CYCLES

pytestmark = pytest.mark.skipif(
    not kernel.COMPILED, reason="too slow where the kernel is not compiled (make kernel)"
)
REPLICATIONS, CASES, WARM_UP = 30, 4_000, 1_000


def measured(model: Model) -> tuple[Outcome, float]:
    """Return the outcome, and how far the runs are from Little's law at most."""
    runner = Runner(compile_model(model))
    runs = [runner.replication(20, n, Length(CASES)) for n in range(REPLICATIONS)]
    apart = max(abs(run.final[AREA] / run.final[CYCLES] - 1) for run in runs)
    return summarise(runner, runs, (), WARM_UP), apart


@pytest.mark.parametrize("system", systems(), ids=lambda s: f"{s.name}, {s.measured}")
def test_the_true_value_is_met(system: System):
    outcome, apart = measured(system.model)
    values = system.measure(outcome)
    error = float(values.std(ddof=1)) / values.size**0.5
    assert abs(values.mean() - system.true) < 4 * error
    assert error < 0.07 * system.true  # it says something
    assert apart < 1e-9  # the area under the cases in process is the sum of their cycle times


@pytest.mark.parametrize("branches", [3, 5])
def test_a_fork_join_lies_between_its_bounds(branches: int):
    outcome, _ = measured(forked(branches, 0.7))
    low, high = fork_join_bounds(branches, 0.7)
    _, from_, to = mean_interval(cycle_s(outcome))
    assert low < from_
    assert to < high


def two_shifts() -> Model:
    """Two people in complementary shifts of 12 hours at load 0.2, 20 minutes a case."""
    return Model(
        (work("a", exponential(1200.0), "day", "night"),),
        chain("start", "a", "end"),
        Arrivals(exponential(6000.0)),
        resources=(Resource("day", calendar="day"), Resource("night", calendar="night")),
        calendars=(daily("day", 0, 12), daily("night", 12, 24)),
    )


def test_complementary_shifts_wait_minutes_and_hours_only_under_prosimos_rule():
    earliest = simulate(two_shifts(), Size(30, 10_000)).process["waiting_h"] * 3600
    committed = simulate(two_shifts(), Size(30, 10_000), rule="prosimos").process["waiting_h"]
    assert np.mean(earliest) == pytest.approx(294, rel=0.04)
    assert np.mean(committed) * 3600 == pytest.approx(4441, rel=0.04)
