"""Small logs for the tests of the twin."""

import csv
import gzip
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from functions.optimization.calibration.twin.event_table import EventTable, event_table
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.model import Model
from functions.optimization.simulation.engine.run import Length, Runner
from tests.paths import SHARED_DATA

HOUR = 3_600.0
MONDAY = 4 * 86_400.0 + 2_800 * 7 * 86_400.0  # 2023-09-04, midnight UTC


def table_of(cases, begin: float = MONDAY, starts: bool = True) -> EventTable:
    """Return a log of cases, each a list of (activity, start, end) or (…, resource), in hours."""
    rows = [(number, *event) for number, case in enumerate(cases) for event in case]
    names = sorted({row[1] for row in rows})
    people = sorted({row[4] for row in rows if len(row) > 4})
    columns = {
        "case": np.array([row[0] for row in rows]),
        "activity": np.array([names.index(row[1]) for row in rows]),
        "end_s": begin + HOUR * np.array([row[3] for row in rows], dtype=np.float64),
    }
    if starts:
        columns["start_s"] = begin + HOUR * np.array([row[2] for row in rows], dtype=np.float64)
    if people:
        who = [people.index(row[4]) if len(row) > 4 else -1 for row in rows]
        columns["resource"] = np.array(who)
    return event_table(columns, tuple(names), tuple(people))


def run_of(model: Model, cases: int, seed: int, hidden: tuple[str, ...] = ()) -> EventTable:
    """Return a simulated log of a known model, without the executions that are hidden."""
    compiled = compile_model(replace(model, starts_at=datetime.fromtimestamp(MONDAY, UTC)))
    parts = []
    Runner(compiled).replication(seed, 0, Length(cases=cases), on_log=parts.append)
    node = np.concatenate([part.node for part in parts])
    names = compiled.graph.names
    shown = np.array([name not in hidden for name in names])[node]
    columns = {
        "case": np.concatenate([part.case for part in parts]),
        "activity": node,
        "resource": np.concatenate([part.resource for part in parts]),
        "start_s": MONDAY + np.concatenate([part.begins_s for part in parts]),
        "end_s": MONDAY + np.concatenate([part.ends_s for part in parts]),
    }
    chosen = {name: column[shown] for name, column in columns.items()}
    return event_table(chosen, tuple(names), compiled.resources)


def loan(part: str) -> EventTable:
    """Return a part of the loan application's log, which stands beside the repository."""
    path = SHARED_DATA / "logs" / f"loan_application_{part}.csv.gz"
    with gzip.open(path, "rt") as lines:
        rows = list(csv.DictReader(lines))
    names = sorted({row["activity"] for row in rows})

    def seconds(column: str) -> np.ndarray:
        stamps = np.array([row[column] for row in rows], dtype="datetime64[ms]")
        return stamps.astype(np.int64) / 1000.0

    people = sorted({row["resource"] for row in rows})
    return event_table(
        {
            "case": np.array([int(row["case_id"]) for row in rows]),
            "activity": np.array([names.index(row["activity"]) for row in rows]),
            "start_s": seconds("start_time"),
            "end_s": seconds("end_time"),
            "enabled_s": seconds("enabled_time"),
            "resource": np.array([people.index(row["resource"]) for row in rows]),
        },
        tuple(names),
        tuple(people),
    )
