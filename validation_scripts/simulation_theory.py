"""Hold the simulation engine against queueing theory: does the interval hold the true value?

    python -m validation_scripts.simulation_theory [experiments [first system  last system + 1]]

For every system, so many seeded experiments of 100 replications with 4,000 cases, the first 1,000
of them left out (what is judged is the engine, not the rule for the warm-up); the true value must
lie in the 95% interval of at least 93% of them and never be beyond four standard errors of their
mean. That error is taken from the replications of all experiments: an error that an experiment
estimates by itself is too small just where its mean is too small, for waits are skewed. How far off
the furthest is in its own error is told beside, as is Student's interval, which makes nothing of
skewness. Little's law (the area under the cases in process is the sum of their cycle times) is
checked in every run. 300 experiments take about 20 minutes with the compiled kernel.
"""

import sys

import numpy as np

from functions.optimization.simulation.comparison import mean_interval
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.layout import CASE_SUMS, RUN_SUMS
from functions.optimization.simulation.engine.outcome import summarise
from functions.optimization.simulation.engine.run import Floats, Length, Runner
from functions.optimization.simulation.student import t_quantile
from validation_scripts.simulation_systems import System, fork_join_bounds, forked, systems

REPLICATIONS, CASES, WARM_UP = 100, 4_000, 1_000
LEAST_COVERAGE, FURTHEST = 0.93, 4.0
AREA = len(CASE_SUMS) + RUN_SUMS.index("wip_s")
CYCLES = len(CASE_SUMS) + RUN_SUMS.index("cycle_s")


def experiment(runner: Runner, system: System, seed: int) -> tuple[Floats, float]:
    """Return the measured values by replication, and the worst departure from Little's law."""
    runs = [runner.replication(seed, n, Length(CASES)) for n in range(REPLICATIONS)]
    apart = max(abs(run.final[AREA] / run.final[CYCLES] - 1) for run in runs)
    return system.measure(summarise(runner, runs, (), WARM_UP)), float(apart)


def judge(number: int, system: System, experiments: int) -> bool:
    """Print a line of the table; return whether the system is met."""
    runner = Runner(compile_model(system.model))
    inside, by_student, apart = 0, 0, 0.0
    off, errors = np.empty(experiments), np.empty(experiments)
    for k in range(experiments):
        values, little = experiment(runner, system, 1_000 * number + 1 + k)
        mean, low, high = mean_interval(values)
        off[k], errors[k] = mean - system.true, values.std(ddof=1) / values.size**0.5
        inside += low <= system.true <= high
        by_student += abs(off[k]) <= errors[k] * t_quantile(0.975, values.size - 1)
        apart = max(apart, little)
    share, error = inside / experiments, float(np.sqrt((errors**2).mean()))
    furthest, own = float(abs(off / error).max()), float(abs(off / errors).max())
    met = share >= LEAST_COVERAGE and furthest <= FURTHEST and apart < 1e-9
    print(
        f"| {system.name} | {system.measured} | {system.true:.4f} "
        f"| {system.true + off.mean():.4f} | {off.mean() / error * experiments**0.5:+.1f} "
        f"| {share:.1%} | {by_student / experiments:.1%} "
        f"| {furthest:.2f} | {own:.2f} | {apart:.0e} | {'yes' if met else 'NO'} |",
        flush=True,
    )
    return met


def bounds_hold(branches: int, rate: float) -> bool:
    """Print and return whether a fork-join lies between its bounds."""
    runner = Runner(compile_model(forked(branches, rate)))
    runs = [runner.replication(1, n, Length(CASES)) for n in range(REPLICATIONS)]
    cycle = summarise(runner, runs, (), WARM_UP).process["cycle_time_mean_h"] * 3600
    low, high = fork_join_bounds(branches, rate)
    mean, from_, to = mean_interval(cycle)
    print(f"fork-join of {branches}: {low:.3f} < {mean:.3f} [{from_:.3f}, {to:.3f}] < {high:.3f}")
    return low < from_ and to < high


def main() -> None:
    experiments = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    print(f"{experiments} experiments of {REPLICATIONS} x {CASES:,} cases each")
    print("| system | measured | true | mean | z of all | true in 95% interval | in Student's "
          "| furthest, in standard errors | in its own | Little's law off by | met |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    chosen = slice(*([int(word) for word in sys.argv[2:4]] or [None]))
    met = [judge(n, system, experiments) for n, system in list(enumerate(systems()))[chosen]]
    met += [bounds_hold(branches, 0.7) for branches in (3, 5)]
    if not all(met):
        sys.exit(1)


if __name__ == "__main__":
    main()
