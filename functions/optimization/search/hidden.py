"""Find changes that help only several together: neither alone nor in pairs.

Of branches that run side by side the last one decides, and of stations with the same pace in a row
the next one waits for what the one before lets through: all have to be relieved.
"""

from itertools import combinations

from functions.optimization.search.effects import GOAL, WORTHWHILE, Metrics
from functions.optimization.search.exploring import BEYOND_DOUBT, Explored
from functions.optimization.search.pool import Changes
from functions.optimization.simulation.comparison import Floats, paired_difference
from functions.optimization.simulation.engine.diagnosis import CannotRunError

LEAST = 3  # fewer together are simulated as pairs
UNFORESEEN = 0.5  # of what all bring together, where it is looked into
KEPT = 0.8  # of what all bring together, by those that are kept
TRIALS = 60  # sets, to find out which


def try_hidden(explored: Explored, base: Changes) -> None:
    """Try at once all changes that show nothing beside a set; if they do, look for what matters.

    One simulation says whether there is something; then parts are left out that are not missed.
    Source: Zeller and Hildebrandt, *Simplifying and isolating failure-inducing input* (2002).
    """
    idle = _idle(explored, base)
    whole = _simulated(explored, (*base, *idle)) if len(idle) >= LEAST else None
    if whole is not None and _surprises(explored, base, idle, whole):
        kept = _narrowed(explored, base, idle, _hours(whole))
        explored.try_([tuple(sorted((*base, *kept)))], 1, at_least=1)


def _idle(explored: Explored, base: Changes) -> tuple[str, ...]:
    """Return changes that bring too little alone, as many as can stand together with a set."""
    pool, found = explored.experiments.pool, base
    for each in explored.useful:
        alone = explored.shown[each,][GOAL]
        brings = float((explored.as_is[GOAL][: alone.size] - alone).mean())
        known = {pool.origin[other] for other in found}
        more = None if pool.origin[each] in known else pool.with_(found, each)
        if brings < _least(explored) and more is not None:
            found = more
    return tuple(each for each in found if each not in base)


def _simulated(explored: Explored, changes: tuple[str, ...]) -> Metrics | None:
    """Return what a set shows as long as the longest; ``None`` where it cannot be simulated."""
    made = tuple(sorted(changes))
    try:
        return explored.experiments.of(made, explored.sample, explored.plan.rounds[-1])
    except CannotRunError:
        return None


def _surprises(explored: Explored, base: Changes, idle: tuple[str, ...], whole: Metrics) -> bool:
    """Whether changes bring something beyond doubt, and most of it is not foretold by each alone
    and in pairs."""
    expected = _expected(explored, base, idle)
    more = float((expected - whole[GOAL][: expected.size]).mean())
    before = _simulated(explored, base) or explored.as_is
    mean, _, high = paired_difference(before[GOAL], whole[GOAL], BEYOND_DOUBT)
    return high < 0 and more >= max(_least(explored), UNFORESEEN * -mean)


def _expected(explored: Explored, base: Changes, idle: tuple[str, ...]) -> Floats:
    """Return the goal in every replication if changes act as alone, or help as in pairs."""
    held = explored.shown
    pairs = [pair for pair in combinations(sorted((*base, *idle)), 2) if pair in held]
    used = [base, *((each,) for each in (*base, *idle)), *pairs]
    size = min(held[each][GOAL].size for each in used if each in held)
    as_is = explored.as_is[GOAL][:size]

    def change(changes: Changes) -> Floats:
        return held[changes][GOAL][:size] - as_is

    value = held[base][GOAL][:size]
    for each in idle:
        value = value + change((each,))
    for one, other in pairs:
        if one in idle or other in idle:
            more = change((one, other)) - change((one,)) - change((other,))
            if float(more.mean()) <= -_least(explored):
                value = value + more
    return value


def _narrowed(
    explored: Explored, base: Changes, idle: tuple[str, ...], reached: float
) -> tuple[str, ...]:
    """Leave out parts, smaller and smaller ones, as long as most of what all bring is kept."""
    alone = _simulated(explored, base) or explored.as_is
    enough = reached + (1 - KEPT) * (_hours(alone) - reached)
    kept, size, trials = idle, max(1, len(idle) // 2), 0
    while size and trials < TRIALS:
        parts = [(*kept[:at], *kept[at + size :]) for at in range(0, len(kept), size)]
        trials += len(parts)
        left = next((each for each in parts if _holds(explored, (*base, *each), enough)), None)
        if left is None:
            size //= 2
        else:
            kept = left
    return kept


def _holds(explored: Explored, changes: tuple[str, ...], enough: float) -> bool:
    found = _simulated(explored, changes)
    return found is not None and _hours(found) <= enough


def _hours(metrics: Metrics) -> float:
    return float(metrics[GOAL].mean())


def _least(explored: Explored) -> float:
    """Return the least difference that is worth a project, in hours."""
    return WORTHWHILE * _hours(explored.as_is)
