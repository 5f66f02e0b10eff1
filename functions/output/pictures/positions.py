"""Where the items of each layer stand: near their neighbours, in order, apart, lines straight."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from functions.output.pictures.flows import Pair
from functions.output.pictures.layers import Item, Link

GAP_X = 18.0
PASSES = 24
BOTH_SIDES_FROM = PASSES - 4


def centres(
    items: Sequence[Item],
    layers: Sequence[Sequence[int]],
    links: Sequence[Link],
    chains: Mapping[Pair, Sequence[int]],
) -> list[float]:
    """Return the horizontal centre of each item; the leftmost edge is at 0."""
    near: list[list[tuple[int, float, bool]]] = [[] for _ in items]
    for link in links:
        near[link.upper].append((link.lower, link.weight, True))
        near[link.lower].append((link.upper, link.weight, False))
    centre = _packed(items, layers)
    for sweep in range(PASSES):
        down = sweep % 2 == 0
        for layer in layers if down else layers[::-1]:
            _settle(layer, items, near, centre, None if sweep >= BOTH_SIDES_FROM else not down)
    for chain in chains.values():
        _straighten(chain[1:-1], items, layers, centre)
    left = min(c - item.width / 2 for c, item in zip(centre, items, strict=True))
    return [c - left for c in centre]


def _packed(items: Sequence[Item], layers: Sequence[Sequence[int]]) -> list[float]:
    centre = [0.0] * len(items)
    for layer in layers:
        width = sum(items[i].width + GAP_X for i in layer)
        x = -width / 2
        for i in layer:
            centre[i] = x + items[i].width / 2
            x += items[i].width + GAP_X
    return centre


def _settle(
    layer: Sequence[int],
    items: Sequence[Item],
    near: Sequence[Sequence[tuple[int, float, bool]]],
    centre: list[float],
    side: bool | None,
) -> None:
    """Move a layer towards its neighbours: those below (True), above (False) or both (None)."""
    wanted: list[float] = []
    weights: list[float] = []
    for i in layer:
        chosen = [(n, w) for n, w, below in near[i] if side is None or below == side]
        total = sum(w for _, w in chosen)
        wanted.append(sum(centre[n] * w for n, w in chosen) / total if chosen else centre[i])
        weights.append(total or 0.1)
    for i, x in zip(layer, apart(layer, items, wanted, weights), strict=True):
        centre[i] = x


def apart(
    layer: Sequence[int],
    items: Sequence[Item],
    wanted: Sequence[float],
    weights: Sequence[float],
) -> list[float]:
    """Return the positions nearest to those wanted that keep order and distance.

    Weighted least squares by pooling adjacent violators.
    """
    offsets = [0.0]
    for before, i in pairwise(layer):
        offsets.append(offsets[-1] + _distance(items[before], items[i]))
    blocks: list[tuple[float, float, int]] = []  # mean, weight, members
    for x, offset, own in zip(wanted, offsets, weights, strict=False):
        mean, total, members = x - offset, own, 1
        while blocks and blocks[-1][0] > mean:
            other, heavy, many = blocks.pop()
            mean = (mean * total + other * heavy) / (total + heavy)
            total, members = total + heavy, members + many
        blocks.append((mean, total, members))
    means = [mean for mean, _, members in blocks for _ in range(members)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=False)]


def _distance(left: Item, right: Item) -> float:
    return (left.width + right.width) / 2 + GAP_X


def _straighten(
    chain: Sequence[int],
    items: Sequence[Item],
    layers: Sequence[Sequence[int]],
    centre: list[float],
) -> None:
    """Give the longest runs of a line's slots one position each, within what is free."""
    run: list[int] = []
    low, high = float("-inf"), float("inf")
    for i in chain:
        left, right = _free(i, items, layers[items[i].layer], centre)
        if max(low, left) > min(high, right):
            _align(run, low, high, centre)
            run, low, high = [], float("-inf"), float("inf")
        run.append(i)
        low, high = max(low, left), min(high, right)
    _align(run, low, high, centre)


def _free(
    i: int, items: Sequence[Item], layer: Sequence[int], centre: Sequence[float]
) -> tuple[float, float]:
    at = layer.index(i)
    left, right = float("-inf"), float("inf")
    if at > 0:
        left = centre[layer[at - 1]] + _distance(items[layer[at - 1]], items[i])
    if at < len(layer) - 1:
        right = centre[layer[at + 1]] - _distance(items[i], items[layer[at + 1]])
    return min(left, centre[i]), max(right, centre[i])


def _align(run: Sequence[int], low: float, high: float, centre: list[float]) -> None:
    if not run:
        return
    mean = sum(centre[i] for i in run) / len(run)
    for i in run:
        centre[i] = min(max(mean, low), high)
