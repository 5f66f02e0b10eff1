"""Simulation speed: this project's kernel beside Prosimos, simpy and ciw, in the same run.

Run with ``make bench-simulation``. Prints activity instances per second of processor time (others
on the machine disturb it less than elapsed time; every program here has one thread), medians of
rounds, and their ratio: the median of the ratios within a round and, in brackets, their quartiles.
Within a round both run one after the other, each first every other time, so that what else the
machine does meets both. What both simulated is compared (mean cycle times, and for Prosimos
executions per case). Then the time for growing numbers of cases and the memory.
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count, product
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.simulation_scenarios import NAMES, SCENARIOS, scenario
from functions.optimization.simulation.engine.compilation import Compiled, Rule, compile_model
from functions.optimization.simulation.engine.distribution import exponential
from functions.optimization.simulation.engine.kernel import COMPILED
from functions.optimization.simulation.engine.model import (
    Activity,
    Arrivals,
    Flow,
    Model,
    Performer,
    Resource,
)
from functions.optimization.simulation.engine.run import Length, Replication, Runner
from functions.optimization.simulation.engine.simulation import Size, simulate

ROOT = Path(__file__).parents[1]
PEERS_PYTHON = str(ROOT / ".venv-simulation-peers" / "bin" / "python")
ROUNDS = 9
STATIONS = {"mm3": ((3, 3.0),), "tandem": ((1, 0.5), (1, 0.8), (1, 0.6), (1, 0.75), (1, 0.7))}
BETWEEN = {"mm3": 1.25, "tandem": 1.0}
# So many that every run takes over 0.3 s of a fast processor.
PEER_CASES = {"mm3": 60_000, "tandem": 20_000}
OUR_CASES = {"mm3": 4_000_000, "tandem": 800_000}
RULES: tuple[Rule, ...] = ("prosimos", "earliest")
PROSIMOS_CASES, SCENARIO_CASES = 2_000, 200_000
EXECUTIONS, CYCLES, COMPLETED = 10, 14, 15  # columns of the sums
APART = 0.05
CYCLE_S = {"mm3": 6.2361, "tandem": 11.8333}  # in theory


class Run(NamedTuple):
    """A run's activity instances per second, and what it measured of the process."""

    rate: float
    measured: float


Rounds = list[tuple[Run, Run]]  # by us and by the peer


def stations(system: str) -> Model:
    """Return M/M/3 or the tandem."""
    rows = STATIONS[system]
    names = [f"station {k}" for k in range(len(rows))]
    return Model(
        activities=tuple(
            Activity(name, exponential(mean), (Performer(name),))
            for name, (_, mean) in zip(names, rows, strict=True)
        ),
        flows=tuple(Flow(a, b) for a, b in zip(["start", *names], [*names, "end"], strict=True)),
        arrivals=Arrivals(exponential(BETWEEN[system])),
        resources=tuple(
            Resource(name, people) for name, (people, _) in zip(names, rows, strict=True)
        ),
    )


def peer(script: str, *arguments: object) -> dict[str, Any]:
    """Return what a peer reports, the last line of its output."""
    command = [PEERS_PYTHON, str(ROOT / "benchmarks" / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def ours(compiled: Compiled, cases: int) -> tuple[float, Replication]:
    """Return the seconds of one run, arrays set up included, and its result."""
    began = time.process_time()
    run = Runner(compiled).replication(1, 0, Length(cases))
    return time.process_time() - began, run


def same(what: str, here: float, there: float, apart: float = APART) -> None:
    """Raise ``SystemExit`` where two disagree."""
    if abs(here / there - 1) > apart:
        raise SystemExit(f"{what}: {here} and {there}")


def in_turn(what: str, name: str, here: Callable[[], Run], there: Callable[[], Run]) -> Rounds:
    """Run both in turn and print their rates and the ratio; return what both measured."""
    mine: list[Run] = []
    theirs: list[Run] = []
    for turn in range(ROUNDS):
        both = [(here, mine), (there, theirs)]
        for run, runs in both if turn % 2 else reversed(both):
            runs.append(run())
    ratios = [one.rate / other.rate for one, other in zip(mine, theirs, strict=True)]
    low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive")
    slow, fast = (statistics.median(run.rate for run in runs) for runs in (theirs, mine))
    ratio = f"{middle:>8,.0f} [{low:,.0f} to {high:,.0f}]"
    print(f"{what:34} {name:>9} {slow:>12,.0f} {fast:>12,.0f} {ratio}", flush=True)
    return list(zip(mine, theirs, strict=True))


def against_library(system: str, script: str) -> None:
    """M/M/3 or the tandem of five by simpy or ciw."""
    compiled, per_case = compile_model(stations(system)), len(STATIONS[system])

    def here() -> Run:
        seconds, run = ours(compiled, OUR_CASES[system])
        cycle_s = float(run.final[CYCLES] / run.final[COMPLETED])
        return Run(OUR_CASES[system] * per_case / seconds, cycle_s)

    def there() -> Run:
        done = peer(f"peer_{script}.py", system, PEER_CASES[system])
        return Run(PEER_CASES[system] * per_case / done["seconds"], done["cycle"])

    for mine, theirs in in_turn(f"{system}, {per_case} per case", script, here, there):
        same(f"{system} here and in theory", mine.measured, CYCLE_S[system])
        same(f"{system} by {script} and in theory", theirs.measured, CYCLE_S[system], 3 * APART)


def against_prosimos(name: str, rule: Rule) -> None:
    """A scenario by Prosimos: under its own rule, or under the rule that is used here."""
    compiled, seeds = compile_model(scenario(name), rule), count(1)

    def here() -> Run:
        seconds, run = ours(compiled, SCENARIO_CASES)
        executions = float(run.final[EXECUTIONS])
        return Run(executions / seconds, executions / float(run.final[COMPLETED]))

    def there() -> Run:
        seed = next(seeds)
        done = peer("peer_prosimos.py", SCENARIOS / name, PROSIMOS_CASES, seed, seed)
        return Run(done["executions"] / done["seconds"], done["executions"] / PROSIMOS_CASES)

    for mine, theirs in in_turn(f"{name}, {rule}", "prosimos", here, there):
        same(f"{name} here and by Prosimos", mine.measured, theirs.measured)


def thirty_replications() -> None:
    """The loan scenario as an analysis runs it, checks and statistics included."""
    model = scenario("loan_origination")
    seconds, elapsed = [], []
    for _ in range(ROUNDS):
        began, at = time.process_time(), time.perf_counter()
        outcome = simulate(model, Size(30, 5_000))
        seconds.append(time.process_time() - began)
        elapsed.append(time.perf_counter() - at)
    executions = 30 * 5_000 * outcome.process["executions_per_case"].mean()
    taken = statistics.median(seconds)
    print(
        f"30 x 5,000 cases of loan_origination, checks and statistics included: {taken:.2f} s "
        f"({statistics.median(elapsed):.2f} s elapsed), {executions / taken:,.0f} instances/s"
    )


def growth() -> None:
    """Time and memory for growing numbers of cases in one run."""
    runner = Runner(compile_model(scenario("purchasing")))
    for cases in (20_000, 40_000, 80_000, 160_000):
        began = time.process_time()
        run = runner.replication(1, 0, Length(cases))
        seconds = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rate = run.final[EXECUTIONS] / seconds
        print(f"{cases:>9,} cases {seconds:7.2f} s {rate:12,.0f}/s   peak memory {peak:,.0f} MiB")


def main() -> None:
    print(f"the kernel is {'compiled' if COMPILED else 'not compiled'}")
    print(f"{'activity instances per second':34} {'peer':>9} {'peer':>12} {'here':>12} ratio")
    for system, script in product(STATIONS, ("simpy", "ciw")):
        against_library(system, script)
    if not SCENARIOS.is_dir():
        sys.exit("The scenarios are not beside the repository; only the libraries were measured.")
    for name, rule in product(NAMES, RULES):
        against_prosimos(name, rule)
    thirty_replications()
    growth()


if __name__ == "__main__":
    main()
