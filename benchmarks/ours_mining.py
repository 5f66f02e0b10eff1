"""Mines one canonical log with this project, and prints what it took and found.

``set_s`` is what the peer also computes (directly-follows with times, variants, case durations,
rework), ``facts_s`` everything the analysis stage computes of a log. Better of several runs.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from common.model.workflow import Workflow
from functions.analysis.mining.cycle_time import cases
from functions.analysis.mining.directly_follows import directly_follows
from functions.analysis.mining.facts import measured_facts
from functions.analysis.mining.rework import repeated_cases
from functions.analysis.mining.steps import steps
from functions.analysis.mining.variants import variants

SET_COLUMNS = ["case_id", "activity", "complete_at"]
KB_PER_MB = 1024


def peer_set(log: pl.DataFrame, workflow: Workflow) -> dict[str, float]:
    """Compute what the peer computes, and return its counts."""
    ordered = steps(log, workflow)
    durations, ways = cases(ordered), variants(ordered)
    pairs, rework = directly_follows(ordered), repeated_cases(ordered, ways)
    return {
        "cases": durations.height,
        "events": log.height,
        "variants": ways.frame.height,
        "edges": pairs.height,
        "edge_h": round(float(pairs["sum_us"].sum()) / 3.6e9, 3),
        "duration_h": round(float(durations["cycle_us"].cast(pl.Int128).sum()) / 3.6e9, 3),
        "reworked": sum(rework.values()),
    }


def best(work: Callable[[], object], runs: int) -> float:
    """Return the seconds of the fastest run."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)


def main(path: Path, workflow_path: Path, runs: int, what: str) -> dict[str, float]:
    workflow = Workflow.from_json(workflow_path.read_bytes())
    if what == "facts":
        lazy = pl.scan_parquet(path)  # as the stage reads it: reading counts here
        measures = {"facts_s": best(lambda: measured_facts(lazy, workflow), runs)}
    else:
        log = pl.read_parquet(path, columns=SET_COLUMNS)
        measures = {"set_s": best(lambda: peer_set(log, workflow), runs)}
        measures |= peer_set(log, workflow)
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return measures | {"peak_mb": peak_kb / KB_PER_MB}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])))
