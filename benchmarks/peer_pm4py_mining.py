"""Mines one canonical log with pm4py, and prints what it took and found.

The table is read and formatted as pm4py wants it before the clock starts; runs in an environment
of its own (requirements/peers.txt).
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import pandas as pd  # noqa: E402
import pm4py  # noqa: E402

NAMES = {
    "case_id": "case:concept:name",
    "activity": "concept:name",
    "complete_at": "time:timestamp",
}


def main(path: str, runs: int) -> dict[str, float]:
    log = pd.read_parquet(path, columns=list(NAMES)).rename(columns=NAMES)
    log = pm4py.format_dataframe(log)
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        edges, _, _ = pm4py.discover_dfg(log)
        timed, _, _ = pm4py.discover_performance_dfg(log)
        variants = pm4py.get_variants(log)
        durations = pm4py.get_all_case_durations(log)
        rework = pm4py.get_rework_cases_per_activity(log)
        taken.append(time.perf_counter() - started)
    return {
        "set_s": min(taken),
        "cases": len(durations),
        "events": len(log),
        "variants": len(variants),
        "edges": len(edges),
        "edge_h": round(sum(timed[edge]["mean"] * edges[edge] for edge in edges) / 3600, 3),
        "duration_h": round(sum(durations) / 3600, 3),
        "reworked": sum(rework.values()),
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]))))
