"""Run Prosimos on a scenario and print what it found, as one line of JSON per seed.

Runs in .venv-simulation-peers: peer_prosimos.py FOLDER CASES FIRST_SEED LAST_SEED
"""

import json
import random
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from prosimos.simulation_engine import run_simulation
from prosimos.simulation_stats_calculator import LogInfo

STARTS_AT = "2024-01-01T09:00:00+00:00"


def run(folder: Path, cases: int, seed: int) -> dict[str, float]:
    """Return seconds taken and means of one run; times in hours."""
    np.random.seed(seed)
    random.seed(seed)
    began = time.process_time()
    model, parameters = str(folder / "model.bpmn"), str(folder / "parameters.json")
    (process, tasks, resources, *_), log = run_simulation(
        model, parameters, cases, None, None, STARTS_AT
    )
    seconds = time.process_time() - began
    waiting = sum(task.waiting_time.total for task in tasks.values())
    executions = sum(task.waiting_time.count for task in tasks.values())
    # Prosimos 2.1 fills these two fields in the other's place; its own ratio is worked/available.
    worked = sum(resource.available_time for resource in resources.values())
    available = sum(resource.worked_time for resource in resources.values())
    return {
        "seconds": seconds,
        "executions": executions,
        "cycle_h": process.idle_cycle_time.avg / 3600,
        "waiting_h": waiting / cases / 3600,
        "waiting_to_shift_h": (waiting + begun_at_the_end_s(log)) / cases / 3600,
        "processing_h": sum(task.processing_time.total for task in tasks.values()) / cases / 3600,
        "cost": sum(task.cost.total for task in tasks.values()) / cases,
        "utilisation": worked / available,
    }


def begun_at_the_end_s(log: LogInfo) -> float:
    """Return the time until the next shift of all work that begins when a shift is just over.

    Prosimos counts the last instant of a shift to it: work that is ready then is begun and rests at
    once. That is common, because what is ready on the hour often is so when shifts end.
    """
    total = 0.0
    for case in log.trace_list:
        for event in case.event_list:
            calendar = log.sim_setup.get_resource_calendar(event.resource_id)
            begun = event.started_datetime
            at = datetime.combine(calendar.default_date, begun.time())
            shifts = calendar.work_intervals[begun.weekday()]
            if event.ideal_duration > 0 and not any(s.start <= at < s.end for s in shifts):
                total += calendar.next_available_time(begun + timedelta(microseconds=1))
    return total


def main() -> None:
    folder, cases, first, last = sys.argv[1:]
    for seed in range(int(first), int(last) + 1):
        print(json.dumps(run(Path(folder), int(cases), seed)), flush=True)


if __name__ == "__main__":
    main()
