"""Compare the engine under Prosimos' rule with Prosimos itself, and print what it costs.

    python -m validation_scripts.compare_with_prosimos [seeds] [cases]

Needs .venv-simulation-peers (``make simulation-peers``) and the scenarios beside the repository.
Prints means with 95% intervals, and the difference with its own interval: those are met whose
difference is within 1%, or where the interval of the difference reaches into it, which more seeds
would settle. The last column is the engine's own rule: work starts at the earliest possible time.

``waiting_h`` is what Prosimos reports. It counts the last instant of a shift to the shift: work
that is ready just then is begun and rests until the next one. ``waiting_to_shift_h`` counts that
rest as waiting, as is done here; the difference between the two is the only one by definition.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks.simulation_scenarios import NAMES, SCENARIOS, scenario
from functions.optimization.simulation.comparison import mean_interval
from functions.optimization.simulation.engine.compilation import Rule
from functions.optimization.simulation.engine.model import Model
from functions.optimization.simulation.engine.run import Floats
from functions.optimization.simulation.engine.simulation import Size, simulate

PEERS_PYTHON = ".venv-simulation-peers/bin/python"
ROOT = Path(__file__).parents[1]
MEASURES = ("cycle_h", "waiting_to_shift_h", "waiting_h", "processing_h", "utilisation", "cost")
DIFFERENT = "waiting_h"  # by definition: see the note below
ALLOWED = 0.01


def by_prosimos(name: str, seeds: int, cases: int) -> dict[str, Floats]:
    """Return one value per seed."""
    command = [PEERS_PYTHON, "benchmarks/peer_prosimos.py", str(SCENARIOS / name), str(cases)]
    done = subprocess.run(  # noqa: S603 - our own script
        [*command, "1", str(seeds)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    runs = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {measure: np.array([run[measure] for run in runs]) for measure in MEASURES}


def here(model: Model, rule: Rule, replications: int, cases: int) -> dict[str, Floats]:
    """Return one value per replication."""
    outcome = simulate(model, Size(replications, cases), rule=rule, warm_up=0)
    process = outcome.process
    worked, there = outcome.worked_h, outcome.there_h
    return {
        "cycle_h": process["cycle_time_mean_h"],
        "waiting_h": process["waiting_h"],
        "waiting_to_shift_h": process["waiting_h"],
        "processing_h": process["processing_h"],
        "utilisation": worked / there,
        "cost": process["cost_per_case"],
    }


def row(measure: str, theirs: Floats, ours: Floats, earliest: Floats) -> bool:
    """Print a row; return whether the difference is, or may be, within what is allowed."""
    mean, low, high = mean_interval(theirs)
    mine, from_, to = mean_interval(ours)
    error = float(np.hypot(high - mean, to - mine)) / mean
    apart = mine / mean - 1
    met = abs(apart) - error <= ALLOWED
    certain = abs(apart) + error <= ALLOWED
    word = "within 1%" if certain else ("may be within 1%" if met else "NO")
    print(
        f"| {measure} | {mean:.4f} [{low:.4f}, {high:.4f}] | {mine:.4f} [{from_:.4f}, {to:.4f}] "
        f"| {apart:+.2%} ± {error:.2%} | {word} | {earliest.mean():.4f} |",
        flush=True,
    )
    return met


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    cases = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    met = []
    for name in NAMES:
        print(f"\n{name}: Prosimos {seeds} x {cases:,} cases, here {20 * seeds} x {cases:,}\n")
        print("| measure | Prosimos | here, Prosimos' rule | difference | | here, earliest start |")
        print("|---|---|---|---|---|---|")
        model = scenario(name)
        theirs = by_prosimos(name, seeds, cases)
        ours = here(model, "prosimos", 20 * seeds, cases)
        earliest = here(model, "earliest", 5 * seeds, cases)
        rows = {m: row(m, theirs[m], ours[m], earliest[m]) for m in MEASURES}
        met += [held for measure, held in rows.items() if measure != DIFFERENT]
    if not all(met):
        sys.exit(1)


if __name__ == "__main__":
    main()
