"""Where the items of each layer stand: near their neighbours, in order, apart, lines straight."""

from collections.abc import Sequence
from itertools import pairwise

from functions.output.pictures.layers import Item, Link
from functions.output.pictures.straight import Drawing, straightened

GAP_X = 18.0
PASSES = 24
BOTH_SIDES_FROM = PASSES - 4


def centres(
    items: Sequence[Item],
    layers: Sequence[Sequence[int]],
    links: Sequence[Link],
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
    centre = straightened(Drawing(items, layers, GAP_X), links, centre)
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
