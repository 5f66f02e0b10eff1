"""Run Prosimos on a scenario and print what it found, as one line of JSON per seed.

Runs in .venv-simulation-peers: peer_prosimos.py FOLDER CASES FIRST_SEED LAST_SEED
"""

import json
import random
import sys
import time
from pathlib import Path

import numpy as np
from prosimos.simulation_engine import run_simulation

STARTS_AT = "2024-01-01T09:00:00+00:00"


def run(folder: Path, cases: int, seed: int) -> dict[str, float]:
    """Return seconds taken and means of one run; times in hours."""
    np.random.seed(seed)
    random.seed(seed)
    began = time.process_time()
    model, parameters = str(folder / "model.bpmn"), str(folder / "parameters.json")
    (process, tasks, resources, *_), _ = run_simulation(
        model, parameters, cases, None, None, STARTS_AT
    )
    seconds = time.process_time() - began
    executions = sum(task.waiting_time.count for task in tasks.values())
    # Prosimos 2.1 fills these two fields in the other's place; its own ratio is worked/available.
    worked = sum(resource.available_time for resource in resources.values())
    available = sum(resource.worked_time for resource in resources.values())
    return {
        "seconds": seconds,
        "executions": executions,
        "cycle_h": process.idle_cycle_time.avg / 3600,
        "waiting_h": sum(task.waiting_time.total for task in tasks.values()) / cases / 3600,
        "processing_h": sum(task.processing_time.total for task in tasks.values()) / cases / 3600,
        "cost": sum(task.cost.total for task in tasks.values()) / cases,
        "utilisation": worked / available,
    }


def main() -> None:
    folder, cases, first, last = sys.argv[1:]
    for seed in range(int(first), int(last) + 1):
        print(json.dumps(run(Path(folder), int(cases), seed)), flush=True)


if __name__ == "__main__":
    main()
