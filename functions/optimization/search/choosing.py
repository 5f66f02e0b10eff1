"""From all sets that were tried to the one that is recommended, and the order to begin in."""

from functions.optimization.search.effects import Metrics, corrected, gain, worthwhile
from functions.optimization.search.exploring import Explored
from functions.optimization.search.pool import AS_IS, Changes
from functions.optimization.simulation.engine.diagnosis import CannotRunError

FINALISTS = 5
LAST_STEPS = 20


def chosen(explored: Explored) -> Changes:
    """Return the set that is worth most beyond what it takes and of which no change can be spared.

    Each must bring half a percent beside the others, beyond chance, and more than it takes. What is
    lighter (without the change, or with fewer people) wins where the difference is less.
    """
    best = _best(explored)
    for _ in range(LAST_STEPS):
        changed = _lighter(explored, best)
        if changed is None:
            changed = _richer(explored, best)
        if changed is None:
            return best
        best = changed
    return best


def spared(explored: Explored, best: Changes) -> Changes:
    """Return the set without the changes that can be spared, one after the other."""
    while (less := _lighter(explored, best)) is not None:
        best = less
    return best


def _best(explored: Explored) -> Changes:
    allowed = [each for each in explored.shown if explored.experiments.pool.allowed(each)]
    first = sorted(allowed, key=lambda each: (-explored.net(each), len(each), each))
    finalists = [each for each in {*first[:FINALISTS], AS_IS} if _run(explored, each) is not None]
    return min(finalists, key=lambda each: (-explored.net(each), len(each), each))


def _run(explored: Explored, changes: Changes) -> Metrics | None:
    """Measure a set as long as the longest; ``None`` where it cannot be simulated."""
    try:
        found = explored.experiments.of(changes, explored.sample, explored.plan.rounds[-1])
    except CannotRunError:
        return None
    explored.shown[changes] = found
    explored.tried.add(changes)
    return found


def _worth(explored: Explored, before: Changes, after: Changes) -> bool:
    """Whether one change more, or with another value, brings enough and more than it takes."""
    here, there = _run(explored, before), _run(explored, after)
    if here is None or there is None:
        return False
    pool = explored.experiments.pool
    more = pool.price(after) - pool.price(before)
    enough = worthwhile(here, there, explored.as_is, corrected(len(pool.ids)))
    return enough and (more <= 0 or pool.worth.of(here, there) >= more)


def _lighter(explored: Explored, best: Changes) -> Changes | None:
    """Return the set without the change that is missed least, if it is not missed."""
    here = _run(explored, best)
    if here is None:
        return AS_IS
    pool, found = explored.experiments.pool, []
    for each in best:
        for other in _instead(explored, best, each):
            there = _run(explored, other)
            if there is not None and not _worth(explored, other, best):
                saved = pool.price(best) - pool.price(other)
                found.append((pool.worth.of(there, here) - saved, len(other), other))
    return min(found)[2] if found else None


def _instead(explored: Explored, best: Changes, each: str) -> list[Changes]:
    """Return the set without a change, and with its values that need fewer people."""
    pool = explored.experiments.pool
    rest = tuple(other for other in best if other != each)
    values = [other for other in pool.ids if pool.origin[other] == pool.origin[each]]
    fewer = [
        tuple(sorted((*rest, other)))
        for other in values
        if pool.heads((other,)) < pool.heads((each,))
    ]
    return [rest, *fewer]


def _richer(explored: Explored, best: Changes) -> Changes | None:
    """Return the set with the one further change that brings most, if it is worth it."""
    here = _run(explored, best)
    pool = explored.experiments.pool
    more = [found for each in explored.useful if (found := pool.with_(best, each)) is not None]
    if here is None or not more:
        return None
    foreseen = sorted(more, key=lambda each: (_foreseen(explored, best, each), each))
    explored.try_(foreseen, FINALISTS, at_least=FINALISTS)
    better = [
        each for each in more if each in explored.shown and explored.net(each) > explored.net(best)
    ]
    for each in sorted(better, key=lambda each: (-explored.net(each), each))[:FINALISTS]:
        if _worth(explored, best, each):
            return each
    return None


def _foreseen(explored: Explored, best: Changes, changes: Changes) -> float:
    """Return the goal that is expected of a set, and what it takes, in the unit of its worth."""
    pool = explored.experiments.pool
    return float(explored.foreseen(best, changes)[0]) * pool.worth.hour + pool.price(changes)


def in_order(explored: Explored, best: Changes) -> tuple[str, ...]:
    """Return the changes of a set, each time the one next that brings most beside those before."""
    order: list[str] = []
    now = explored.as_is
    while len(order) < len(best):
        steps = []
        for each in best:
            if each not in order:
                after = _run(explored, tuple(sorted((*order, each))))
                steps.append((-gain(now, after) if after is not None else 0.0, each))
        _, next_ = min(steps)
        order.append(next_)
        now = _run(explored, tuple(sorted(order))) or now
    return tuple(order)
