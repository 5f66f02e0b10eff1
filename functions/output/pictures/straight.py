"""Straight lines: items that a line can pass without a bend stand exactly below each other.

Like Brandes and Köpf (2001), but what is aligned first is what has the most weight, and a line
bends where keeping it straight would make the picture wider than the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from functions.output.pictures.layers import Item, Link
from functions.output.pictures.separation import Distance, from_left, separated

PASSES = 14
PAGE = 880.0  # pixels that need not be saved

Chain = list[int]  # items that stand below each other, from the top


@dataclass(frozen=True)
class Drawing:
    """Items in layers, with the space that is kept between them."""

    items: Sequence[Item]
    layers: Sequence[Sequence[int]]
    gap: float

    def distance(self, left: int, right: int) -> float:
        return (self.items[left].width + self.items[right].width) / 2 + self.gap

    @property
    def least_width(self) -> float:
        """Return the width of the widest layer."""
        return max(
            sum(self.items[i].width + self.gap for i in layer) - self.gap
            for layer in self.layers
            if layer
        )


def straightened(drawing: Drawing, links: Sequence[Link], centre: Sequence[float]) -> list[float]:
    """Return the centres, near to those given, with order and distance in each layer kept."""
    chains = _chains(drawing, links)
    lanes = max(item.lane for item in drawing.items) + 1
    if lanes == 1:
        chains = _narrowed(drawing, chains, max(PAGE, drawing.least_width))
    block = _blocks(chains)
    distances: dict[tuple[int, int], float] = {}
    for layer in drawing.layers:
        for left, right in pairwise(layer):
            pair = (block[left], block[right])
            distances[pair] = max(drawing.distance(left, right), distances.get(pair, 0.0))
    apart = [Distance(left, right, least) for (left, right), least in distances.items()]
    apart += _between_lanes(drawing, chains, lanes)
    near: list[list[tuple[int, float]]] = [[] for _ in range(len(chains) + lanes - 1)]
    for link in links:
        upper, lower = block[link.upper], block[link.lower]
        if upper != lower:
            near[upper].append((lower, link.weight))
            near[lower].append((upper, link.weight))
    weights = [sum(w for _, w in others) or 0.1 for others in near]
    x = [sum(centre[i] for i in chain) / len(chain) for chain in chains] + [0.0] * (lanes - 1)
    for _ in range(PASSES):
        wanted = [
            (x[i] + sum(x[n] * w for n, w in others) / weights[i]) / 2 if others else x[i]
            for i, others in enumerate(near)
        ]
        x = separated(wanted, weights, apart)
    return [x[block[i]] for i in range(len(drawing.items))]


def _between_lanes(drawing: Drawing, chains: Sequence[Chain], lanes: int) -> list[Distance]:
    """Return the distances of all chains from the borders of their lanes, which come after them."""
    found = []
    for number, chain in enumerate(chains):
        lane = drawing.items[chain[0]].lane
        half = max(drawing.items[i].width for i in chain) / 2 + drawing.gap / 2
        if lane > 0:
            found.append(Distance(len(chains) + lane - 1, number, half))
        if lane < lanes - 1:
            found.append(Distance(number, len(chains) + lane, half))
    return found


def _blocks(chains: Sequence[Chain]) -> dict[int, int]:
    return {item: number for number, chain in enumerate(chains) for item in chain}


def _chains(drawing: Drawing, links: Sequence[Link]) -> list[Chain]:
    """Return chains along stiff links that do not cross, the heaviest first."""
    place = {item: at for layer in drawing.layers for at, item in enumerate(layer)}
    below: dict[int, int] = {}
    above: dict[int, int] = {}
    taken: dict[int, list[tuple[int, int]]] = {}
    stiff = [link for link in links if link.stiff]
    for link in sorted(stiff, key=lambda one: (-one.weight, one.upper, one.lower)):
        if link.upper in below or link.lower in above:
            continue
        here = (place[link.upper], place[link.lower])
        others = taken.setdefault(drawing.items[link.upper].layer, [])
        if any((here[0] - a) * (here[1] - b) < 0 for a, b in others):
            continue
        others.append(here)
        below[link.upper], above[link.lower] = link.lower, link.upper
    chains = []
    for first in range(len(drawing.items)):
        if first not in above:
            chain = [first]
            while chain[-1] in below:
                chain.append(below[chain[-1]])
            chains.append(chain)
    return chains


def _narrowed(drawing: Drawing, chains: list[Chain], width: float) -> list[Chain]:
    """Cut chains until the picture is not wider than ``width``, or no cut helps."""
    while True:
        needed, corners = _widest(drawing, chains)
        cuts = [corner for corner in corners if corner.cut is not None]
        if needed <= width + 0.5 or not cuts:
            return chains
        chosen = min(cuts, key=lambda corner: (corner.is_node, -corner.chain))
        chain, at = chains[chosen.chain], chosen.cut
        chains = [*chains[: chosen.chain], chain[:at], chain[at:], *chains[chosen.chain + 1 :]]


@dataclass(frozen=True)
class _Corner:
    """Where the widest way through the picture passes a chain, and where cutting it helps."""

    chain: int
    cut: int | None
    is_node: bool


def _widest(drawing: Drawing, chains: Sequence[Chain]) -> tuple[float, list[_Corner]]:
    """Return the least width with these chains, and the chains that make it so wide."""
    block = _blocks(chains)
    before: list[list[tuple[int, int]]] = [[] for _ in chains]
    apart = []
    for layer in drawing.layers:
        for left, right in pairwise(layer):
            before[block[right]].append((left, right))
            apart.append(Distance(block[left], block[right], 0.0))
    at = [0.0] * len(chains)
    cause: list[tuple[int, int] | None] = [None] * len(chains)
    for chain in from_left(len(chains), apart):
        at[chain] = max(drawing.items[i].width for i in chains[chain]) / 2
        for left, right in before[chain]:
            x = at[block[left]] + drawing.distance(left, right)
            if x > at[chain]:
                at[chain], cause[chain] = x, (left, right)
    ends = [x + max(drawing.items[i].width for i in c) / 2 for x, c in zip(at, chains, strict=True)]
    last = max(range(len(chains)), key=lambda chain: ends[chain])
    leaves: int | None = None
    corners = []
    here: int | None = last
    while here is not None:
        found = cause[here]
        corners.append(_corner(drawing, chains, here, found[1] if found else None, leaves))
        leaves, here = (found[0], block[found[0]]) if found else (None, None)
    return ends[last], corners


def _corner(
    drawing: Drawing, chains: Sequence[Chain], chain: int, meets: int | None, leaves: int | None
) -> _Corner:
    if meets is None or leaves is None or meets == leaves:
        return _Corner(chain, None, is_node=False)
    upper, lower = sorted(chains[chain].index(item) for item in (meets, leaves))
    between = range(upper + 1, lower + 1)

    def bends_at_node(at: int) -> bool:
        return any(drawing.items[chains[chain][n]].edge is None for n in (at - 1, at))

    own = [drawing.items[i].edge is None for i in chains[chain]]
    cut = next((at for at in between if bends_at_node(at)), between[-1])
    return _Corner(chain, cut, is_node=sum(own) > 1)
