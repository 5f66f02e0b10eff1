"""How far back a log still tells how the process is now."""

import numpy as np

from functions.optimization.calibration.twin.changes import nearer_parts
from functions.optimization.calibration.twin.distances import (
    earth_movers_distance,
    n_gram_counts,
)
from functions.optimization.calibration.twin.event_table import EventTable, split_by_arrival

FITTED = 0.7  # share of the cases from which the rest is foretold
CLEARLY = 0.9  # so much nearer must a part of the cases be than all of them
MOST_EXECUTIONS = 300_000  # to fit: more tell nothing new, and take their time
FEW = 200  # cases: fewer are not left alone
LATEST = (2, 4, 8)  # parts of the cases: the latest half, quarter, eighth


def recent(table: EventTable) -> EventTable:
    """Return the latest cases if they foretell what follows clearly better than all do.

    Nearness is that of the shares of 3-grams and of the elapsed times in cases. It has to be
    beyond chance too (``changes``), because the nearest of several parts is always nearer.
    """
    early, late = split_by_arrival(table, FITTED)
    parts = tuple(part for part in LATEST if early.cases // part >= FEW)
    best, lowest = 1, _distance(early, late) if parts else np.inf
    for part in nearer_parts(early, late, parts) if parts else ():
        distance = _distance(_latest(early, part), late)
        if distance < CLEARLY * lowest:
            best, lowest = part, distance
    return table if best == 1 else _latest(table, best)


def bounded(table: EventTable, most: int = MOST_EXECUTIONS) -> EventTable:
    """Return the latest cases with at most so many executions together: enough to fit a twin."""
    if table.case.size <= most:
        return table
    later = np.cumsum(np.bincount(table.case)[::-1])[::-1]  # executions of a case and those after
    chosen = later <= most
    chosen[-1] = True
    return table.of_cases(chosen)


def _latest(table: EventTable, part: int) -> EventTable:
    return table.of_cases(np.arange(table.cases) >= table.cases - table.cases // part)


def _distance(first: EventTable, second: EventTable) -> float:
    """Return the share of other 3-grams plus the distance of times, in parts of their mean."""
    if not first.cases or not second.cases:
        return np.inf
    mine, others = n_gram_counts(first, second, 3)
    grams = float(np.abs(mine / mine.sum() - others / others.sum()).sum() / 2)
    elapsed = [table.end_s - table.arrivals_s()[table.case] for table in (first, second)]
    return grams + earth_movers_distance(*elapsed) / max(float(elapsed[1].mean()), 1.0)
