"""Does the as-is simulation reproduce what was observed?"""

from common.model.portfolio import Interval, TwinCheck
from functions.optimization.simulation.comparison import mean_interval
from functions.optimization.simulation.engine.run import Floats

TOLERANCES = {  # relative
    "cycle_time_mean_h": 0.05,
    "cycle_time_median_h": 0.15,
    "cycle_time_p95_h": 0.15,
    "events_per_case": 0.05,
    "rejection_share": 0.10,
    "rework_share": 0.10,
}


def unit_of(metric: str) -> str:
    """Return the unit of a metric, by its name."""
    if metric.endswith("_h"):
        return "h"
    if metric.endswith(("_share", "_utilisation")):
        return "share"
    return "money" if metric == "cost_per_case" else "count"


def compared(observed: dict[str, float], metrics: dict[str, Floats]) -> tuple[TwinCheck, ...]:
    """Compare each observed metric with its values in the replications of a simulation.

    A check passes if the mean is within its tolerance, or if the observed value lies in the
    95% interval of the simulation (a rare event may not be resolved more sharply).
    """
    found = []
    for metric, tolerance in TOLERANCES.items():
        if metric not in observed or metric not in metrics:
            continue
        value = observed[metric]
        mean, low, high = mean_interval(metrics[metric])
        error = abs(mean - value) / abs(value) if value else abs(mean)
        found.append(
            TwinCheck(
                metric=metric,
                unit=unit_of(metric),
                observed=value,
                simulated=Interval(mean=mean, low=low, high=high),
                relative_error=error,
                tolerance=tolerance,
                passed=error <= tolerance or low <= value <= high,
            )
        )
    return tuple(found)
