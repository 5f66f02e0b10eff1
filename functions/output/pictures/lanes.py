"""Lanes of a process map: one upright lane per role, ordered so that work passes to neighbours."""

from collections.abc import Mapping, Sequence
from itertools import permutations

from functions.output.pictures.flows import Flow

MOST = 7  # roles; beside each other more cannot be read


def lane_order(lane_of: Mapping[str, str], flows: Sequence[Flow]) -> tuple[str, ...]:
    """Return the lanes in the order in which flows pass over the fewest lanes, by weight."""
    names = list(dict.fromkeys(lane_of.values()))
    between: dict[tuple[str, str], float] = {}
    for flow in flows:
        if flow.source in lane_of and flow.target in lane_of:
            pair = (lane_of[flow.source], lane_of[flow.target])
            if pair[0] != pair[1]:
                between[pair] = between.get(pair, 0.0) + flow.weight

    def passed(order: tuple[str, ...]) -> float:
        place = {name: index for index, name in enumerate(order)}
        return sum(weight * abs(place[a] - place[b]) for (a, b), weight in between.items())

    return min(permutations(names), key=passed) if len(names) <= MOST else tuple(names)


def with_ends(lane_of: Mapping[str, str], flows: Sequence[Flow]) -> dict[str, str]:
    """Return the lanes with those of nodes that have none: where most of their flows lead to.

    Ends and gateways stand with the step that they are most connected to.
    """
    found = dict(lane_of)
    open_nodes = list(dict.fromkeys(e for f in flows for e in f.ends if e not in found))
    while open_nodes:
        ties: dict[str, dict[str, float]] = {node: {} for node in open_nodes}
        for flow in flows:
            for own, other in (flow.ends, flow.ends[::-1]):
                if own in ties and other in found:
                    lane = found[other]
                    ties[own][lane] = ties[own].get(lane, 0.0) + flow.weight
        settled = {n: max(t, key=lambda lane: (t[lane], lane)) for n, t in ties.items() if t}
        if not settled:
            return found | dict.fromkeys(open_nodes, next(iter(found.values()), ""))
        found |= settled
        open_nodes = [node for node in open_nodes if node not in settled]
    return found
