"""What a change does to the metrics, and what may be claimed of it."""

from typing import Literal

import numpy as np

from common.model.portfolio import Effect, Interval
from functions.optimization.calibration.checks import unit_of
from functions.optimization.simulation.comparison import (
    CONFIDENCE,
    mean_interval,
    paired_difference,
)
from functions.optimization.simulation.engine.run import Floats

WORTHWHILE = 0.005  # of the value as it is: less is not worth a project
GOAL = "cycle_time_mean_h"
BESIDE = ("cost_per_case", "rework_share", "rejection_share")  # judged where the goal says nothing
REPORTED = (
    GOAL,
    "cycle_time_p95_h",
    "rework_share",
    "rejection_share",
    "events_per_case",
    "cost_per_case",
    "processing_h",
    "waiting_for_people_h",
    "waiting_for_shift_h",
    "busiest_utilisation",
)

Metrics = dict[str, Floats]  # one value per replication; less is better
Verdict = Literal["beneficial", "no_effect", "harmful"]


def effects(as_is: Metrics, to_be: Metrics) -> tuple[Effect, ...]:
    """Return every reported metric before and after, paired by replication."""
    return tuple(
        _effect(metric, as_is[metric], to_be[metric])
        for metric in REPORTED
        if metric in as_is and metric in to_be
    )


def _effect(metric: str, before: Floats, after: Floats) -> Effect:
    difference = interval(paired_difference(before, after))
    mean = float(before.mean())
    return Effect(
        metric=metric,
        unit=unit_of(metric),
        as_is=interval(mean_interval(before)),
        to_be=interval(mean_interval(after)),
        difference=difference,
        relative=difference.mean / mean if mean else None,
        relative_interval=(difference.low / mean, difference.high / mean) if mean else None,
    )


def interval(bounds: tuple[float, float, float]) -> Interval:
    """Return mean, low and high as the report knows them."""
    mean, low, high = bounds
    return Interval(mean=mean, low=low, high=high)


def judged(as_is: Metrics, to_be: Metrics) -> tuple[str, ...]:
    """Return the metrics that a verdict looks at: those that both models know."""
    return tuple(
        metric
        for metric in (GOAL, *BESIDE)
        if all(metric in each and np.isfinite(each[metric]).all() for each in (as_is, to_be))
    )


def verdict(as_is: Metrics, to_be: Metrics, trials: int) -> Verdict:
    """Judge by the mean cycle time; where that stays the same by cost, then rework and rejection.

    Bonferroni: each interval has confidence 1 - 0.05/n for all n that are looked at, of every
    trial and metric, so that all hold together with 95%.
    """
    metrics = judged(as_is, to_be)
    level = corrected(trials * len(metrics))
    for metric in metrics:
        _, low, high = paired_difference(as_is[metric], to_be[metric], level)
        if high < 0:
            return "beneficial"
        if low > 0:
            return "harmful"
    return "no_effect"


def corrected(comparisons: int) -> float:
    """Return the confidence of each of several intervals that hold together with 95%."""
    return 1 - (1 - CONFIDENCE) / max(1, comparisons)


def gain(before: Metrics, after: Metrics, metric: str = GOAL) -> float:
    """Return by how much a metric falls."""
    return float((before[metric] - after[metric]).mean())


def worthwhile(before: Metrics, after: Metrics, as_is: Metrics, level: float) -> bool:
    """Whether a change brings enough, and beyond chance: less time, or else less cost or rework.

    Where it is not the time that falls, the time must not rise.
    """
    if _falls(before, after, as_is, GOAL, level):
        return True
    _, low, _ = paired_difference(before[GOAL], after[GOAL], level)
    return low <= 0 and any(
        _falls(before, after, as_is, metric, level) for metric in judged(before, after)[1:]
    )


def _falls(before: Metrics, after: Metrics, as_is: Metrics, metric: str, level: float) -> bool:
    mean, _, high = paired_difference(before[metric], after[metric], level)
    return high < 0 and -mean >= WORTHWHILE * float(as_is[metric].mean())
