"""Layers of a layered drawing: long edges cut into pieces, crossings reduced by barycentres."""

from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from functions.output.pictures.flows import Pair

SWEEPS, IDLE, EXCHANGES = 24, 6, 8
STARTS = 12  # orders to begin from, besides the one given and its reverse
MULTIPLIER, PRIME = 48_271, 2_147_483_647  # of Park and Miller: orders that repeat


@dataclass(frozen=True)
class Item:
    """A node, or the place where an edge passes a layer (``edge`` is set)."""

    key: str
    layer: int
    width: float
    height: float
    edge: Pair | None = None
    labelled: bool = False
    lane: int = 0


@dataclass(frozen=True)
class Link:
    """A piece of an edge between neighbouring layers, by the indices of its items.

    A ``stiff`` one is drawn upright wherever that is possible.
    """

    upper: int
    lower: int
    weight: float
    stiff: bool = True


def crossings(links: Sequence[tuple[int, int]]) -> int:
    """Return how many pairs of links cross; a link is two positions, above and below."""
    seen: list[int] = []
    found = 0
    for _, below in sorted(links):
        found += len(seen) - bisect_right(seen, below)
        insort(seen, below)
    return found


def ordered(
    layers: Sequence[Sequence[int]], links: Sequence[Link], lanes: Sequence[int]
) -> list[list[int]]:
    """Return the layers, each in an order with few crossings; ``lanes`` says the lane of an item.

    Barycentres (Sugiyama, Tagawa, Toda 1981), then exchanges of neighbours (Gansner et al. 1993);
    begun from the order as given, from its reverse, and from others that are all mixed up: what a
    sweep ends with depends on where it began. Lanes stay apart, in their order.
    """
    above: dict[int, list[int]] = {}
    below: dict[int, list[int]] = {}
    for link in links:
        above.setdefault(link.lower, []).append(link.upper)
        below.setdefault(link.upper, []).append(link.lower)
    best: list[list[int]] = []
    fewest = -1
    for begin in _begins(layers, lanes):
        order = _swept(begin, above, below, lanes)
        found = _all_crossings(order, below)
        if fewest < 0 or found < fewest:
            best, fewest = order, found
        if not fewest:
            break
    return best


def _begins(layers: Sequence[Sequence[int]], lanes: Sequence[int]) -> Iterator[list[list[int]]]:
    def by_lane(layer: Sequence[int]) -> list[int]:
        return sorted(layer, key=lambda item: lanes[item])

    yield [by_lane(layer) for layer in layers]
    yield [by_lane(layer[::-1]) for layer in layers]
    if len(set(lanes)) > 1:
        return  # lanes leave so little choice that further begins were never better
    for start in range(1, STARTS + 1):
        factor = pow(MULTIPLIER, start, PRIME)
        yield [by_lane(sorted(layer, key=lambda i: (i + 1) * factor % PRIME)) for layer in layers]


def _swept(
    current: list[list[int]],
    above: dict[int, list[int]],
    below: dict[int, list[int]],
    lanes: Sequence[int],
) -> list[list[int]]:
    best = [list(layer) for layer in current]
    fewest = _all_crossings(best, below)
    idle = 0
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        walk = range(1, len(current)) if down else range(len(current) - 2, -1, -1)
        neighbours = above if down else below
        for index in walk:
            fixed = current[index - 1 if down else index + 1]
            current[index] = _by_barycentre(current[index], fixed, neighbours, lanes)
        _exchange(current, above, below, lanes)
        found = _all_crossings(current, below)
        idle = 0 if found < fewest else idle + 1
        if found < fewest:
            best, fewest = [list(layer) for layer in current], found
        if not fewest or idle == IDLE:
            break
    return best


def _exchange(
    layers: list[list[int]],
    above: dict[int, list[int]],
    below: dict[int, list[int]],
    lanes: Sequence[int],
) -> None:
    """Exchange neighbours of a layer as long as that leaves fewer crossings."""
    place = {item: at for layer in layers for at, item in enumerate(layer)}
    for _ in range(EXCHANGES):
        better = False
        for layer in layers:
            for at in range(len(layer) - 1):
                left, right = layer[at], layer[at + 1]
                gain = sum(
                    _gain(
                        [place[n] for n in neighbours.get(left, ())],
                        [place[n] for n in neighbours.get(right, ())],
                    )
                    for neighbours in (above, below)
                )
                if gain > 0 and lanes[left] == lanes[right]:
                    layer[at], layer[at + 1] = right, left
                    place[left], place[right] = at + 1, at
                    better = True
        if not better:
            return


def _gain(left: list[int], right: list[int]) -> int:
    """Return how many crossings fewer there are when the two items change places."""
    return sum((a > b) - (a < b) for a in left for b in right)


def _by_barycentre(
    layer: list[int], fixed: list[int], neighbours: dict[int, list[int]], lanes: Sequence[int]
) -> list[int]:
    place = {item: index for index, item in enumerate(fixed)}
    own = {item: index for index, item in enumerate(layer)}

    def centre(item: int) -> tuple[int, float, int]:
        near = [place[n] for n in neighbours.get(item, ()) if n in place]
        return lanes[item], (sum(near) / len(near) if near else float(own[item])), own[item]

    return sorted(layer, key=centre)


def _all_crossings(layers: list[list[int]], below: dict[int, list[int]]) -> int:
    total = 0
    for upper, lower in pairwise(layers):
        place = {item: index for index, item in enumerate(lower)}
        pairs = [(index, place[n]) for index, item in enumerate(upper) for n in below.get(item, ())]
        total += crossings(pairs)
    return total
