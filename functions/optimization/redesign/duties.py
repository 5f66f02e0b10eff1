"""What a model lets people do, and in which order: what guards look at in changes made together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_, or_

from functions.optimization.simulation.engine.model import START, Activity, Model

Doers = Mapping[str, frozenset[str]]  # by step
Pair = tuple[str, str]


def steps_of(model: Model, shown: Mapping[str, str]) -> dict[str, str]:
    """Return the step that each activity of a model stands for: copies stand for what they copy."""
    steps = frozenset(shown.values())
    found = {}
    for activity in model.activities:
        step = _step(activity, shown, steps)
        if step is not None:
            found[activity.id] = step
    return found


def _step(activity: Activity, shown: Mapping[str, str], steps: frozenset[str]) -> str | None:
    for name in (activity.id, activity.luck_of, activity.counts_as):
        if name is not None and name in shown:
            return shown[name]
    return activity.counts_as if activity.counts_as in steps else None


def doers(model: Model, shown: Mapping[str, str], steps: Iterable[str]) -> Doers:
    """Return who does some steps, or a copy of them, in a model."""
    found: dict[str, set[str]] = {step: set() for step in steps}
    of_node = steps_of(model, shown)
    for activity in model.activities:
        step = of_node.get(activity.id)
        if step in found:
            found[step].update(p.resource for p in activity.performers)
    return {step: frozenset(found[step]) for step in found}


def in_one_hand(found: Doers, pairs: Iterable[Pair]) -> frozenset[Pair]:
    """Return the pairs of steps that somebody may do both of."""
    return frozenset((one, other) for one, other in pairs if found[one] & found[other])


def orders(model: Model, shown: Mapping[str, str]) -> frozenset[Pair]:
    """Return the pairs of steps of which the first has always been done before the second begins.

    What every way to a node has in common; where parallel ways join, all that is done on any.
    """
    steps = sorted(set(shown.values()))
    bit = {step: 1 << number for number, step in enumerate(steps)}
    own = {node: bit[step] for node, step in steps_of(model, shown).items()}
    every = (1 << len(steps)) - 1
    before = _before(model, own, every)
    common = dict.fromkeys(steps, every)
    for node, step in steps_of(model, shown).items():
        common[step] &= before.get(node, every)
    return frozenset(
        (one, step) for step in steps for one in steps if one != step and common[step] & bit[one]
    )


def _before(model: Model, own: Mapping[str, int], every: int) -> dict[str, int]:
    """Return the steps that are surely done when a case comes to a node, as bits.

    The greatest solution: nodes begin with every step and lose what some way to them lacks.
    """
    joins = {gateway.id for gateway in model.gateways if gateway.kind == "parallel"}
    ways = _ways(model, own)
    into: dict[str, list[tuple[str, int]]] = defaultdict(list)
    onward: dict[str, list[str]] = defaultdict(list)
    for source, target, done in ways:
        into[target].append((source, done))
        onward[source].append(target)
    before = dict.fromkeys((START, *into), every)
    before[START], left = 0, dict.fromkeys((START, *into))  # first come, first served
    while left:
        node = next(iter(left))
        del left[node]
        coming = [before.get(source, every) | done for source, done in into[node]]
        known = reduce(or_ if node in joins else and_, coming) if coming else before[node]
        if known != before[node] or node == START:
            before[node] = known
            left |= dict.fromkeys(onward[node])
    return before


def _ways(model: Model, own: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Return every way with what is done on it: nothing where work is broken off."""
    ways = [(flow.source, flow.target, own.get(flow.source, 0)) for flow in model.flows]
    for activity in model.activities:
        if activity.time_limit is not None:
            ways.append((activity.id, activity.time_limit.to, 0))
        if activity.patience is not None:
            ways.append((activity.id, activity.abandons_to, 0))
    return ways
