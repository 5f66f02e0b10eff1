"""Layers of a layered drawing: long edges cut into pieces, crossings reduced by barycentres."""

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from functions.output.pictures.flows import Pair

SWEEPS = 16


@dataclass(frozen=True)
class Item:
    """A node, or the place where an edge passes a layer (``edge`` is set)."""

    key: str
    layer: int
    width: float
    height: float
    edge: Pair | None = None
    labelled: bool = False


@dataclass(frozen=True)
class Link:
    """A piece of an edge between neighbouring layers, by the indices of its items."""

    upper: int
    lower: int
    weight: float


def crossings(links: Sequence[tuple[int, int]]) -> int:
    """Return how many pairs of links cross; a link is two positions, above and below."""
    seen: list[int] = []
    found = 0
    for _, below in sorted(links):
        found += len(seen) - bisect_right(seen, below)
        insort(seen, below)
    return found


def ordered(layers: list[list[int]], links: Sequence[Link]) -> list[list[int]]:
    """Return the layers, each in an order with few crossings (Sugiyama, Tagawa, Toda 1981)."""
    above: dict[int, list[int]] = {}
    below: dict[int, list[int]] = {}
    for link in links:
        above.setdefault(link.lower, []).append(link.upper)
        below.setdefault(link.upper, []).append(link.lower)
    best = [list(layer) for layer in layers]
    fewest = _all_crossings(best, below)
    current = [list(layer) for layer in layers]
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        walk = range(1, len(current)) if down else range(len(current) - 2, -1, -1)
        neighbours = above if down else below
        for index in walk:
            fixed = current[index - 1 if down else index + 1]
            current[index] = _by_barycentre(current[index], fixed, neighbours)
        found = _all_crossings(current, below)
        if found < fewest:
            best, fewest = [list(layer) for layer in current], found
    return best


def _by_barycentre(
    layer: list[int], fixed: list[int], neighbours: dict[int, list[int]]
) -> list[int]:
    place = {item: index for index, item in enumerate(fixed)}
    own = {item: index for index, item in enumerate(layer)}

    def centre(item: int) -> tuple[float, int]:
        near = [place[n] for n in neighbours.get(item, ()) if n in place]
        return (sum(near) / len(near) if near else float(own[item])), own[item]

    return sorted(layer, key=centre)


def _all_crossings(layers: list[list[int]], below: dict[int, list[int]]) -> int:
    total = 0
    for upper, lower in pairwise(layers):
        place = {item: index for index, item in enumerate(lower)}
        pairs = [(index, place[n]) for index, item in enumerate(upper) for n in below.get(item, ())]
        total += crossings(pairs)
    return total
