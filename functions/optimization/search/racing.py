"""Let sets of changes race: all start, the weak leave early, the best are measured longest."""

from collections.abc import Callable

from functions.optimization.search.effects import GOAL, Metrics
from functions.optimization.search.experiments import Experiments, Sample
from functions.optimization.search.pool import Changes
from functions.optimization.simulation.comparison import paired_difference
from functions.optimization.simulation.engine.diagnosis import CannotRunError

Order = Callable[[dict[Changes, Metrics]], list[Changes]]  # best first
BEYOND_DOUBT = 0.99


def race(
    experiments: Experiments,
    sample: Sample,
    runners: list[Changes],
    rounds: tuple[int, ...],
    order: Order,
    keep: int,
) -> dict[Changes, Metrics]:
    """Return what each runner showed before it left, so many replications long.

    After each round the better half goes on, of which those leave too that lose to the last of
    the ``keep`` best beyond doubt: their paired difference in the goal is above zero at 99%.
    Source: Jamieson and Talwalkar, *Non-stochastic best arm identification* (2016), with the
    paired bounds of Maron and Moore, *The racing algorithm* (1997).
    """
    shown: dict[Changes, Metrics] = {}
    left = sorted(runners)
    for number, replications in enumerate(rounds):
        now = {}
        for changes in left:
            try:
                now[changes] = experiments.of(changes, sample, replications)
            except CannotRunError:
                continue
        shown |= now
        if number == len(rounds) - 1 or not now:
            break
        ranked = order(now)
        half = ranked[: max(keep, (len(ranked) + 1) // 2)]
        left = sorted([*half[:keep], *_not_lost(now, half, keep)])
    return shown


def _not_lost(now: dict[Changes, Metrics], ranked: list[Changes], keep: int) -> list[Changes]:
    if len(ranked) <= keep:
        return []
    against = now[ranked[keep - 1]][GOAL]
    return [
        changes
        for changes in ranked[keep:]
        if paired_difference(against, now[changes][GOAL], BEYOND_DOUBT)[1] <= 0
    ]
