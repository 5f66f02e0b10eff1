"""Simulation speed: this project's kernel beside Prosimos, simpy and ciw, in the same run.

Run with ``make bench-simulation``. Prints activity instances per second of processor time (others
on the machine disturb it less than elapsed time; every program here has one thread) and their
ratio, medians of rounds taken in turn; what both simulated is compared (mean cycle times, and for
Prosimos executions per case). Then the time for growing numbers of cases and the memory.
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

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
ROUNDS = 3
STATIONS = {"mm3": ((3, 3.0),), "tandem": ((1, 0.5), (1, 0.8), (1, 0.6), (1, 0.75), (1, 0.7))}
BETWEEN = {"mm3": 1.25, "tandem": 1.0}
PEER_CASES, OUR_CASES = 20_000, 400_000
SCENARIO_CASES = 2_000  # by Prosimos
EXECUTIONS, CYCLES, COMPLETED = 10, 14, 15  # columns of the sums
APART = 0.05


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


def same(what: str, here: float, there: float) -> None:
    """Raise ``SystemExit`` where two disagree."""
    if abs(here / there - 1) > APART:
        raise SystemExit(f"{what}: {here} here, {there} by the peer")


def line(what: str, name: str, mine: list[float], theirs: list[float]) -> None:
    """Print rates per second and their ratio."""
    fast, slow = statistics.median(mine), statistics.median(theirs)
    print(f"{what:34} {name:>9} {slow:>12,.0f} {fast:>12,.0f} {fast / slow:>8,.0f}")


def against_libraries() -> None:
    """M/M/3 and the tandem of five by simpy and ciw."""
    for system, rows in STATIONS.items():
        compiled = compile_model(stations(system))
        for script in ("simpy", "ciw"):
            mine, theirs = [], []
            for _ in range(ROUNDS):
                there = peer(f"peer_{script}.py", system, PEER_CASES)
                seconds, run = ours(compiled, OUR_CASES)
                mine.append(OUR_CASES * len(rows) / seconds)
                theirs.append(PEER_CASES * len(rows) / there["seconds"])
            same(system, run.final[CYCLES] / run.final[COMPLETED], _steady(system, there["cycle"]))
            line(f"{system}, {len(rows)} per case", script, mine, theirs)


def _steady(system: str, cycle: float) -> float:
    """Return a peer's mean cycle time if it is plausible for so few cases, else fail."""
    true = {"mm3": 6.2361, "tandem": 11.8333}[system]
    if abs(cycle / true - 1) > 3 * APART:
        raise SystemExit(f"{system}: a peer says {cycle}, theory {true}")
    return true


def against_prosimos() -> None:
    """The scenarios by Prosimos: under its own rule, and under the rule that is used here."""
    for name in NAMES:
        model = scenario(name)
        mine: dict[Rule, list[float]] = {"prosimos": [], "earliest": []}
        theirs = []
        for seed in range(1, ROUNDS + 1):
            there = peer("peer_prosimos.py", SCENARIOS / name, SCENARIO_CASES, seed, seed)
            theirs.append(there["executions"] / there["seconds"])
            for rule, rates in mine.items():
                seconds, run = ours(compile_model(model, rule), 20 * SCENARIO_CASES)
                rates.append(run.final[EXECUTIONS] / seconds)
            same(
                name,
                run.final[EXECUTIONS] / run.final[COMPLETED],
                there["executions"] / SCENARIO_CASES,
            )
        for rule, rates in mine.items():
            line(f"{name}, {rule}", "prosimos", rates, theirs)


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
    against_libraries()
    if not SCENARIOS.is_dir():
        sys.exit("The scenarios are not beside the repository; only the libraries were measured.")
    against_prosimos()
    thirty_replications()
    growth()


if __name__ == "__main__":
    main()
