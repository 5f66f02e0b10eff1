"""Reads one XES file with r4pm (Rust), and prints what it took and found.

Runs in an environment of its own (requirements/peers.txt).
"""

import json
import sys
import time

import r4pm


def main(path: str) -> dict[str, float]:
    taken, cpu = [], []
    for _ in range(2):
        started, cpu_started = time.perf_counter(), time.process_time()
        log, _attributes = r4pm.df.import_xes(path)
        taken.append(time.perf_counter() - started)
        cpu.append(time.process_time() - cpu_started)
    cases = log["case:concept:name"].n_unique()
    return {
        "table_s": min(taken),
        "table_cpu_s": min(cpu),
        "cases": cases,
        "events": len(log),
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
