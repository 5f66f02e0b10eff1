"""Reads and mines one XES file with pm4py's defaults, and prints what it took and found.

Its own importer is named, because it hands over to r4pm where that is installed, as it is here.
Runs in an environment of its own (requirements/peers.txt).
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import pm4py  # noqa: E402


def main(path: str) -> dict[str, float]:
    taken, cpu = [], []
    for _ in range(2):
        started, cpu_started = time.perf_counter(), time.process_time()
        log = pm4py.read_xes(path, variant=pm4py.util.constants.DEFAULT_XES_PARSER)
        taken.append(time.perf_counter() - started)
        cpu.append(time.process_time() - cpu_started)
    started = time.perf_counter()
    edges, _, _ = pm4py.discover_dfg(log)
    pm4py.discover_performance_dfg(log)
    variants = pm4py.get_variants(log)
    durations = pm4py.get_all_case_durations(log)
    rework = pm4py.get_rework_cases_per_activity(log)
    mine_s = time.perf_counter() - started
    counts = log.groupby(["case:concept:name", "concept:name"]).size()
    return {
        "table_s": min(taken),
        "table_cpu_s": min(cpu),
        "read_s": min(taken),
        "mine_s": mine_s,
        "cases": len(durations),
        "events": len(log),
        "variants": len(variants),
        "edges": len(edges),
        "reworked": int((counts > 1).groupby(level=0).any().sum()) if rework else 0,
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
