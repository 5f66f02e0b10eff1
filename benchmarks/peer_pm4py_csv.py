"""Reads one CSV file with pandas and pm4py, as pm4py's users do, and prints what it took.

``table_s`` is ``read_csv`` and ``format_dataframe``; ``log_s`` adds the conversion to pm4py's
event log. With two arguments the first is an XES file, which is written as the second, a CSV of
all its columns. Runs in an environment of its own (requirements/peers.txt).
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import pandas as pd  # noqa: E402
import pm4py  # noqa: E402

RUNS = 3


def write(source: str, target: str) -> None:
    pm4py.read_xes(source).to_csv(target, index=False)


def main(path: str) -> dict[str, float]:
    table_s, table_cpu_s, log_s = [], [], []
    for _ in range(RUNS):
        started, cpu_started = time.perf_counter(), time.process_time()
        table = pm4py.format_dataframe(pd.read_csv(path))
        table_s.append(time.perf_counter() - started)
        table_cpu_s.append(time.process_time() - cpu_started)
        pm4py.convert_to_event_log(table)
        log_s.append(time.perf_counter() - started)
    return {
        "table_s": min(table_s),
        "table_cpu_s": min(table_cpu_s),
        "log_s": min(log_s),
        "events": len(table),
        "cases": int(table["case:concept:name"].nunique()),
    }


if __name__ == "__main__":
    if len(sys.argv) == 3:
        write(sys.argv[1], sys.argv[2])
    else:
        print(json.dumps(main(sys.argv[1])))
