"""A layered layout from top to bottom in which no box, label or passing line overlaps another.

Nodes stand on even layers and edge labels on odd ones; an edge keeps a slot of its own on every
layer that it passes, so that lines meet only in the empty space between layers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from functions.output.pictures.flows import Flow, Pair
from functions.output.pictures.layers import Item, Link, ordered
from functions.output.pictures.positions import centres
from functions.output.pictures.ranks import forward_order, ranks

Size = tuple[float, float]
Point = tuple[float, float]

LINE_SLOT = 8.0
PORTS = 0.84  # part of a side at which lines arrive
PORT_STEP, PORT_LEAST = 16.0, 5.0
STIFF = 0.3  # part of the heaviest flow from which on a flow is drawn as straight as can be
MARGIN = 12.0
STEM = 14.0  # a line begins and ends upright, with room for its tip


@dataclass(frozen=True)
class Box:
    """A rectangle by its left upper corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> float:
        return self.x + self.width / 2

    def overlaps(self, other: "Box") -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True)
class Route:
    """The way of an edge from its upper to its lower node, through one slot per layer.

    Two points per layer: the line is upright between them, and curved to the next layer.

    ``back`` says that the flow runs upwards, against the direction of the points.
    """

    points: tuple[Point, ...]
    label: Box
    back: bool


@dataclass(frozen=True)
class Layout:
    width: float
    height: float
    boxes: dict[str, Box]
    routes: dict[Pair, Route]
    borders: tuple[float, ...] = ()  # of the lanes
    crossed: tuple[tuple[Pair, Pair], ...] = ()  # one entry per crossing of two edges


def layout(
    sizes: Mapping[str, Size],
    flows: Sequence[Flow],
    labels: Mapping[Pair, Size],
    ends: Pair,
    lanes: Mapping[str, int] | None = None,
) -> Layout:
    """Return where the boxes, the edges and their labels go. ``ends`` are the top and bottom.

    ``lanes`` numbers the upright lanes, from the left, in which the nodes stand.
    """
    flows = [flow for flow in flows if flow.source != flow.target]
    order = forward_order(list(sizes), flows, *ends)
    place = {node: index for index, node in enumerate(order)}
    rank = ranks(order, [flow.ends for flow in flows])
    items, chains, links = _items(sizes, flows, labels, rank, place)
    items = [replace(item, lane=_lane(item, lanes or {})) for item in items]
    links = [replace(k, stiff=k.stiff and _same_lane(items, k)) for k in links]
    layers: list[list[int]] = [[] for _ in range(2 * max(rank.values()) + 1)]
    for index, item in enumerate(items):
        layers[item.layer].append(index)
    layers = ordered(layers, links, [item.lane for item in items])
    centre = [x + MARGIN for x in centres(items, layers, links)]
    tops = _tops(items, layers, links, centre)
    heights = [max((items[i].height for i in layer), default=0.0) for layer in layers]
    boxes = {
        item.key: Box(
            centre[i] - item.width / 2,
            tops[item.layer] + (heights[item.layer] - item.height) / 2,
            item.width,
            item.height,
        )
        for i, item in enumerate(items)
    }
    routes = _routes(items, chains, boxes, centre, tops, heights, place)
    right = max(box.x + box.width for box in boxes.values())
    borders = _borders(items, centre, right) if lanes else ()
    return Layout(
        width=right + MARGIN,
        height=tops[-1] + heights[-1] + MARGIN,
        boxes={node: boxes[node] for node in sizes},
        routes=routes,
        borders=borders,
        crossed=tuple(_crossed(chains, layers)),
    )


def _crossed(
    chains: Mapping[Pair, Sequence[int]], layers: Sequence[Sequence[int]]
) -> Iterator[tuple[Pair, Pair]]:
    """Yield two edges for each place between layers where they change sides."""
    place = {
        item: (depth, at) for depth, layer in enumerate(layers) for at, item in enumerate(layer)
    }
    gaps: dict[int, list[tuple[int, int, Pair]]] = {}
    for pair, chain in chains.items():
        for upper, lower in pairwise(chain):
            depth, above = place[upper]
            gaps.setdefault(depth, []).append((above, place[lower][1], pair))
    for pieces in gaps.values():
        for (above, below, pair), (other_above, other_below, other) in combinations(pieces, 2):
            if (above - other_above) * (below - other_below) < 0:
                yield pair, other


def _lane(item: Item, lanes: Mapping[str, int]) -> int:
    """Return where an item stands: the label of an edge with its source, the rest with its end."""
    if item.edge is None:
        return lanes.get(item.key, 0)
    return lanes.get(item.edge[0 if item.labelled else 1], 0)


def _same_lane(items: Sequence[Item], link: Link) -> bool:
    return items[link.upper].lane == items[link.lower].lane


def _borders(items: Sequence[Item], centre: Sequence[float], right: float) -> tuple[float, ...]:
    """Return where the lanes begin, and where the last one ends."""
    ends: dict[int, tuple[float, float]] = {}
    for item, x in zip(items, centre, strict=True):
        low, high = ends.get(item.lane, (x, x))
        ends[item.lane] = min(low, x - item.width / 2), max(high, x + item.width / 2)
    inside = [ends[lane] for lane in sorted(ends)]
    between = [(left[1] + after[0]) / 2 for left, after in pairwise(inside)]
    return (0.0, *between, right + MARGIN)


def _items(
    sizes: Mapping[str, Size],
    flows: Sequence[Flow],
    labels: Mapping[Pair, Size],
    rank: Mapping[str, int],
    place: Mapping[str, int],
) -> tuple[list[Item], dict[Pair, list[int]], list[Link]]:
    nodes = sorted(sizes, key=lambda n: place[n])
    items = [Item(n, 2 * rank[n], *sizes[n]) for n in nodes]
    index = {item.key: i for i, item in enumerate(items)}
    heaviest = max((flow.weight for flow in flows), default=1.0) or 1.0
    chains: dict[Pair, list[int]] = {}
    links: list[Link] = []
    for flow in flows:
        upper, lower = sorted(flow.ends, key=lambda n: place[n])
        chain = [index[upper]]
        top, bottom = 2 * rank[upper], 2 * rank[lower]
        at_label = top + 1 if upper == flow.source else bottom - 1
        for layer in range(top + 1, bottom):
            here = layer == at_label
            width, height = labels[flow.ends] if here else (LINE_SLOT, 0.0)
            name = f"{flow.source}\0{flow.target}\0{layer}"
            items.append(Item(name, layer, width, height, flow.ends, here))
            chain.append(len(items) - 1)
        chain.append(index[lower])
        straight = 1.0 + 4.0 * flow.weight / heaviest
        links += [
            _link(items, a, b, straight, flow.weight >= STIFF * heaviest)
            for a, b in pairwise(chain)
        ]
        chains[flow.ends] = chain
    return items, chains, links


def _link(items: Sequence[Item], upper: int, lower: int, weight: float, heavy: bool) -> Link:
    """Return a piece of an edge: stiff where the edge passes layers, and where it is heavy."""
    passing = items[upper].edge is not None and items[lower].edge is not None
    return Link(upper, lower, weight * (3.0 if passing else 1.0), heavy or passing)


def _tops(
    items: list[Item], layers: list[list[int]], links: Sequence[Link], centre: list[float]
) -> list[float]:
    reach = [0.0] * len(layers)
    for link in links:
        upper = items[link.upper].layer
        reach[upper] = max(reach[upper], abs(centre[link.upper] - centre[link.lower]))
    tops = [MARGIN]
    for layer, farthest in zip(layers[:-1], reach[:-1], strict=True):
        height = max((items[i].height for i in layer), default=0.0)
        slope = min((12.0 if height > LINE_SLOT else 2.0) + 0.07 * farthest, 60.0)
        tops.append(tops[-1] + height + STEM + slope)
    return tops


def _routes(
    items: list[Item],
    chains: Mapping[Pair, list[int]],
    boxes: Mapping[str, Box],
    centre: list[float],
    tops: list[float],
    heights: list[float],
    place: Mapping[str, int],
) -> dict[Pair, Route]:
    ports = _ports(items, chains, centre)
    routes = {}
    for pair, chain in chains.items():
        first, last = items[chain[0]], items[chain[-1]]
        upper, lower = boxes[first.key], boxes[last.key]
        leaves, meets = ports[pair, True], ports[pair, False]
        points = [
            (leaves, upper.y + upper.height),
            (leaves, tops[first.layer] + heights[first.layer] + STEM),
        ]
        label = upper
        for i in chain[1:-1]:
            item = items[i]
            top = tops[item.layer]
            points += [(centre[i], top), (centre[i], top + heights[item.layer])]
            label = boxes[item.key] if item.labelled else label
        points += [(meets, tops[last.layer] - STEM), (meets, lower.y)]
        routes[pair] = Route(tuple(points), label, place[pair[0]] > place[pair[1]])
    return routes


def _ports(
    items: list[Item], chains: Mapping[Pair, list[int]], centre: list[float]
) -> dict[tuple[Pair, bool], float]:
    """Return where each edge leaves its upper box (True) and meets its lower one (False)."""
    sides: dict[tuple[int, bool], list[tuple[float, Pair]]] = {}
    for pair, chain in chains.items():
        sides.setdefault((chain[0], True), []).append((centre[chain[1]], pair))
        sides.setdefault((chain[-1], False), []).append((centre[chain[-2]], pair))
    ports: dict[tuple[Pair, bool], float] = {}
    for (node, outgoing), edges in sides.items():
        edges.sort()
        places = spread([x for x, _ in edges], centre[node], items[node].width)
        ports |= {(pair, outgoing): x for x, (_, pair) in zip(places, edges, strict=True)}
    return ports


def spread(wanted: Sequence[float], centre: float, width: float) -> list[float]:
    """Return places on a side of a box: where the lines come from, apart, within the side.

    The line that comes nearest to the middle runs straight, the others make room for it.
    """
    low, high = centre - PORTS * width / 2, centre + PORTS * width / 2
    straight = min(range(len(wanted)), key=lambda index: abs(wanted[index] - centre))
    at = min(max(wanted[straight], low), high)
    before, after = wanted[:straight], wanted[straight + 1 :]
    room = min(PORT_STEP, (at - low) / max(len(before), 1), (high - at) / max(len(after), 1))
    if room < PORT_LEAST:  # too many on one side of it
        step = min(PORT_STEP, (high - low) / len(wanted))
        return _pushed(wanted, low, high, step)
    step = min(PORT_STEP, (at - low) / max(len(before), 1))
    left = _pushed(before, low, at - step, step)
    step = min(PORT_STEP, (high - at) / max(len(after), 1))
    return [*left, at, *_pushed(after, at + step, high, step)]


def _pushed(wanted: Sequence[float], low: float, high: float, step: float) -> list[float]:
    """Return the places moved apart to the right, and from the end back to the left."""
    places: list[float] = []
    for x in wanted:
        places.append(max(x, places[-1] + step if places else low))
    limit = high
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], limit)
        limit = places[index] - step
    return places
