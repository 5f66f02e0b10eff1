"""An event log of a simulated run, in the canonical columns, so that mining can read it back."""

from datetime import UTC

import numpy as np
from numpy.typing import NDArray

from common.model.log_columns import ACTIVITY, CASE_ID, COMPLETE_AT, RESOURCE, START_AT
from functions.optimization.simulation.engine.compilation import Compiled
from functions.optimization.simulation.engine.run import Executions, Length, Runner

Columns = dict[str, NDArray[np.generic]]
ENABLED_AT, NUMBER = "event:enabled_at", "case:number"


def event_log(compiled: Compiled, seed: int, length: Length, number: int = 0) -> Columns:
    """Return one replication as columns: by case, within a case by completion.

    Instants are UTC in microseconds; waits have no resource (empty). Where memory counts, give
    ``Runner.replication`` an ``on_log`` that passes each part through ``columns_of``.
    """
    parts: list[Executions] = []
    Runner(compiled).replication(seed, number, length, on_log=parts.append)
    each = [columns_of(compiled, part) for part in parts or [_empty()]]
    columns = {name: np.concatenate([part[name] for part in each]) for name in each[0]}
    order = np.lexsort((columns[COMPLETE_AT], columns[NUMBER]))
    return {name: values[order] for name, values in columns.items()}


def columns_of(compiled: Compiled, part: Executions) -> Columns:
    """Return executions in the canonical columns."""
    names = np.array(compiled.graph.names, dtype=np.str_)
    people = np.array([*compiled.resources, ""], dtype=np.str_)  # -1: the last, nobody
    zero = np.datetime64(compiled.model.starts_at.astimezone(UTC).replace(tzinfo=None), "us")
    return {
        CASE_ID: np.char.add("case ", part.case.astype(np.str_)),
        NUMBER: part.case,
        ACTIVITY: names[part.node],
        ENABLED_AT: zero + _microseconds(part.enabled_s),
        START_AT: zero + _microseconds(part.begins_s),
        COMPLETE_AT: zero + _microseconds(part.ends_s),
        RESOURCE: people[part.resource],
    }


def _microseconds(seconds: NDArray[np.float64]) -> NDArray[np.timedelta64]:
    return np.round(seconds * 1e6).astype(np.int64).astype("timedelta64[us]")


def _empty() -> Executions:
    numbers, instants = np.zeros(0, dtype=np.int64), np.zeros(0)
    return Executions(numbers, numbers, numbers, instants, instants, instants)
