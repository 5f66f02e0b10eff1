"""What guards stopped, changes alone and together, with what it would have brought."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from common.model.portfolio import Stop
from functions.optimization.redesign.proposal import Proposal, Values
from functions.optimization.search.effects import effects, gain
from functions.optimization.search.pool import Changes, Pool
from functions.optimization.search.search import Found
from functions.optimization.simulation.engine.model import Model

MOST_TOGETHER = 4  # sets that are told


def forgone(found: Found, stopped: Iterable[tuple[Proposal, Stop]]) -> tuple[Stop, ...]:
    """Return what guards stopped, with what it would have brought: it is tried, never proposed."""
    pool, told = found.proof.experiments.pool, []
    for number, (proposal, stop) in enumerate(stopped):
        told.append(_tried(found, stop, pool.what_if(proposal.id, f"stopped {number}", proposal)))
    return tuple(told)


def _tried(found: Found, stop: Stop, made: str) -> Stop:
    """Return a stop with what the change of this id would have brought."""
    after = found.proof.of((made,))
    effect = None if after is None else effects(found.proof.as_is, after)[0]
    return stop.model_copy(update={"forgone": effect})


def stopped_together(found: Found) -> tuple[Stop, ...]:
    """Return sets of changes, each helpful alone, that a guard stopped: those of most gain first.

    Limits of people and money come last, and stop single changes too. Of changes with several
    values, and of sets within others, one is told.
    """
    pool, told = found.proof.experiments.pool, list[Stop]()
    stops, beyond = _stops(found), _beyond(found)
    ranked = [*_by_gain(found, stops), *_by_gain(found, beyond)]
    stops = beyond | stops
    for number, changes in enumerate(ranked[:MOST_TOGETHER]):
        made = pool.what_if("", f"stopped together {number}", _as_one(pool, changes))
        told.append(_tried(found, stops[changes], made))
    return tuple(told)


def _stops(found: Found) -> dict[Changes, Stop]:
    explored = found.explored
    pool, helpful = explored.experiments.pool, _helpful(found)
    pairs = set(combinations(sorted(helpful), 2))
    refused = {each for each in explored.tried if each not in explored.shown and len(each) > 2}
    stops: dict[Changes, Stop] = {}
    for changes in sorted({*pairs, *refused}, key=lambda each: (len(each), each)):
        within = any(set(other) <= set(changes) for other in stops)
        if not within and (stop := pool.stop(changes)) is not None:
            stops[changes] = stop
    return {changes: stop for changes, stop in stops.items() if set(changes) <= set(helpful)}


def _beyond(found: Found) -> dict[Changes, Stop]:
    """Return helpful changes, and pairs of them, that a limit keeps out."""
    pool, helpful = found.explored.experiments.pool, _helpful(found)
    stops: dict[Changes, Stop] = {}
    for changes in [*((each,) for each in helpful), *combinations(sorted(helpful), 2)]:
        within = any(set(other) <= set(changes) for other in stops)
        if not within and (stop := pool.beyond(changes)) is not None:
            stops[changes] = stop
    return stops


def _by_gain(found: Found, stops: Iterable[Changes]) -> list[Changes]:
    return sorted(stops, key=lambda changes: (-_gain(found, changes), changes))


def _helpful(found: Found) -> list[str]:
    pool = found.proof.experiments.pool
    own = [each for each in pool.ids if pool.origin[each] == each]
    return [each for each in own if found.verdicts.get(each) == "beneficial"]


def _gain(found: Found, changes: Changes) -> float:
    alone = [found.proof.of((each,)) for each in changes]
    return sum(gain(found.proof.as_is, after) for after in alone if after is not None)


def _as_one(pool: Pool, changes: Changes) -> Proposal:
    """Return changes as one proposal: to be simulated, not chosen."""
    made = [pool.proposals[each] for each in sorted(changes, key=lambda e: (pool.origin[e], e))]

    def change(model: Model, _: Values) -> Model:
        for each in made:
            model = each.change(model)
        return model

    return replace(made[0], edit=change)
