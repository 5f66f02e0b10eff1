"""The metrics of a log, and whether the runs of its twin have them too."""

import numpy as np

from common.model.portfolio import TwinCheck
from functions.optimization.calibration.checks import compared
from functions.optimization.calibration.twin.event_table import EventTable
from functions.optimization.calibration.twin.judgement import runs_as_logs
from functions.optimization.calibration.twin.twin import NOTHING, Known, Twin
from functions.optimization.calibration.twin.working_time import HOUR_S

RUNS = 20
MOST_CASES = 5_000  # per run: the metrics are shares and means


def metrics_of(table: EventTable, known: Known = NOTHING) -> dict[str, float]:
    """Return what a log says about its cases as a whole, by name and unit.

    ``rejection_share`` (absent where nothing rejects) and ``rework_share`` are the shares of cases
    with an activity that rejects, and with one that is done more than once.
    """
    cycle_h = (table.case_ends_s() - table.arrivals_s()) / HOUR_S
    median, p95 = np.quantile(cycle_h, [0.5, 0.95])
    done = table.case * len(table.activities) + table.activity
    _, first, times = np.unique(done, return_index=True, return_counts=True)
    metrics = {
        "cycle_time_mean_h": float(cycle_h.mean()),
        "cycle_time_median_h": float(median),
        "cycle_time_p95_h": float(p95),
        "events_per_case": table.case.size / table.cases,
        "rework_share": np.unique(table.case[first[times > 1]]).size / table.cases,
    }
    rejecting = [name in known.rejecting for name in table.activities]
    if any(rejecting):
        rejected = np.array(rejecting)[table.activity]
        metrics["rejection_share"] = np.unique(table.case[rejected]).size / table.cases
    return metrics


def checked(
    fitted: Twin,
    table: EventTable,
    seed: int,
    known: Known = NOTHING,
    runs: int = RUNS,
    most_cases: int = MOST_CASES,
) -> tuple[TwinCheck, ...]:
    """Compare runs of a twin with the latest cases of its log, those on which it was fitted."""
    latest = table.of_cases(np.arange(table.cases) >= table.cases - fitted.cases)
    first_s, cases = float(latest.arrivals_s()[0]), min(latest.cases, most_cases)
    simulated = [
        metrics_of(run, known) for run in runs_as_logs(fitted, first_s, cases, seed, max(2, runs))
    ]
    names = sorted(set.intersection(*(set(one) for one in simulated)))
    values = {name: np.array([one[name] for one in simulated]) for name in names}
    return compared(metrics_of(latest, known), values)
