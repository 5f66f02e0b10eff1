"""A drawing of any workflow: columns from left to right, loops back underneath.

Nodes stand in cells of their own. Flows run horizontally through the cells of their way and
vertically in the gaps between columns, each on a track of its own, so they cross no node.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from common.bpmn.bounds import Bounds
from common.bpmn.sizes import GAP
from functions.optimization.to_be.layers import Edge, Layers, layered

Size = tuple[float, float]
Point = tuple[float, float]

BORDER = 40.0
ROW_GAP = 40.0
PASSING = 20.0  # height of a place that a flow passes
TRACK = 10.0  # between vertical pieces in a gap
LANE = 24.0  # between loops underneath: room for a label
NEAR = 15.0  # from a node to the first vertical piece, and from a label to a node
SETTLING = 6


@dataclass(frozen=True)
class Layout:
    """Where nodes stand, the way of each edge, and where its label begins, by its number."""

    nodes: dict[str, Bounds]
    ways: tuple[tuple[Point, ...], ...]
    labels: tuple[Point, ...]

    @property
    def height(self) -> float:
        """Down to the lowest point."""
        return max(
            *(box.y + box.height for box in self.nodes.values()),
            *(y for way in self.ways for _, y in way),
        )


def laid_out(
    start: str,
    sizes: Mapping[str, Size],
    edges: Sequence[Edge],
    label_widths: Sequence[float],
    top: float = 0.0,
) -> Layout:
    """Return the drawing below ``top``; the same input gives the same drawing."""
    layers = layered(start, list(sizes), edges)
    heights = {n: sizes[n][1] if n in sizes else PASSING for c in layers.columns for n in c}
    middle = _middles(layers, heights)
    tracks = _tracks(layers, edges, middle)
    left, gaps = _columns(layers, sizes, tracks, _label_room(layers, edges, label_widths))
    highest = min(middle[n] - heights[n] / 2 for n in middle)
    shift = top + BORDER - highest
    boxes = {}
    for column, x in zip(layers.columns, left, strict=True):
        wide = max((sizes[n][0] for n in column if n in sizes), default=0.0)
        for node in column:
            if node in sizes:
                width, height = sizes[node]
                y = middle[node] + shift - height / 2
                boxes[node] = Bounds(x + (wide - width) / 2, y, width, height)
    lowest = max(middle[n] + heights[n] / 2 for n in middle) + shift
    pen = _Pen(layers, boxes, middle, shift, tracks, gaps, lowest)
    return Layout(
        boxes,
        tuple(pen.way(number, edge) for number, edge in enumerate(edges)),
        tuple(pen.label(number, edge) for number, edge in enumerate(edges)),
    )


def _middles(layers: Layers, heights: Mapping[str, float]) -> dict[str, float]:
    """Return the height of each node's middle, near those of its neighbours."""
    before: dict[str, list[str]] = defaultdict(list)
    behind: dict[str, list[str]] = defaultdict(list)
    for way in layers.ways.values():
        for one, two in pairwise(way):
            behind[one].append(two)
            before[two].append(one)
    middle: dict[str, float] = {}
    for column in layers.columns:
        _stack(column, heights, middle, dict.fromkeys(column, 0.0))
    for turn in range(SETTLING + 1):
        last = turn == SETTLING  # then only as those before, so that rows are straight
        for column in layers.columns if turn % 2 == 0 else layers.columns[::-1]:
            wanted = {}
            for node in column:
                near = before[node] or behind[node] if last else before[node] + behind[node]
                own = middle[node]
                wanted[node] = sum(middle[n] for n in near) / len(near) if near else own
            _stack(column, heights, middle, wanted)
    return middle


def _stack(
    column: Sequence[str],
    heights: Mapping[str, float],
    middle: dict[str, float],
    wanted: Mapping[str, float],
) -> None:
    """Stand the nodes of a column as near as can be to where they are wanted, in order and apart.

    Least squares: pool adjacent violators, after taking off what stands above each.
    """
    above, pools = 0.0, []  # of each pool: sum of what is wanted, and how many it holds
    offsets = []
    for at, node in enumerate(column):
        if at:
            above += (heights[column[at - 1]] + heights[node]) / 2 + ROW_GAP
        offsets.append(above)
        pools.append((wanted[node] - above, 1))
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] > pools[-1][0] * pools[-2][1]:
            total, count = pools.pop()
            pools[-1] = (pools[-1][0] + total, pools[-1][1] + count)
    places = [total / count for total, count in pools for _ in range(count)]
    for node, place, offset in zip(column, places, offsets, strict=True):
        middle[node] = round(place + offset, 3)


def _label_room(
    layers: Layers, edges: Sequence[Edge], label_widths: Sequence[float]
) -> dict[int, float]:
    """Return the widest label in the gap before each column."""
    rank = {node: at for at, column in enumerate(layers.columns) for node in column}
    room: dict[int, float] = defaultdict(float)
    for number, (source, _) in enumerate(edges):
        if number not in layers.back:
            gap = rank[source] + 1
            room[gap] = max(room[gap], label_widths[number])
    return room


@dataclass(frozen=True)
class _Tracks:
    """The track of each vertical piece: gap before a column -> edge and end -> number."""

    of: dict[int, dict[tuple[int, str], int]]
    lanes: dict[int, int]  # underneath, by edge that leads back


def _tracks(layers: Layers, edges: Sequence[Edge], middle: Mapping[str, float]) -> _Tracks:
    rank = {node: at for at, column in enumerate(layers.columns) for node in column}
    wanted: dict[int, list[tuple[float, int, str]]] = defaultdict(list)
    for number, way in layers.ways.items():
        for one, two in pairwise(way):
            if middle[one] != middle[two]:
                key = middle[one] if middle[two] < middle[one] else -middle[one]
                wanted[rank[two]].append((key, number, two))
    for number in layers.back:
        source, target = edges[number]
        wanted[rank[source] + 1].append((1e9, number, "down"))
        wanted[rank[target]].append((-1e9, number, "up"))
    of = {
        gap: {(number, end): at for at, (_, number, end) in enumerate(sorted(pieces))}
        for gap, pieces in wanted.items()
    }
    return _Tracks(of, {number: at for at, number in enumerate(layers.back)})


def _columns(
    layers: Layers, sizes: Mapping[str, Size], tracks: _Tracks, labels: Mapping[int, float]
) -> tuple[list[float], dict[int, float]]:
    """Return where columns begin, and where the tracks of the gap before each begin."""
    x, left, gaps = BORDER, [], {}
    for at, column in enumerate(layers.columns):
        pieces = len(tracks.of.get(at, {}))
        gaps[at] = x + NEAR
        if at or pieces:
            x += max(GAP, 2 * NEAR + TRACK * max(0, pieces - 1) + labels.get(at, 0.0))
        left.append(x)
        x += max((sizes[n][0] for n in column if n in sizes), default=0.0)
    gaps[len(layers.columns)] = x + NEAR
    return left, gaps


@dataclass(frozen=True)
class _Pen:
    layers: Layers
    boxes: dict[str, Bounds]
    middle: Mapping[str, float]
    shift: float
    tracks: _Tracks
    gaps: dict[int, float]
    lowest: float

    def way(self, number: int, edge: Edge) -> tuple[Point, ...]:
        """Return the points of an edge."""
        source, target = (self.boxes[node] for node in edge)
        points = [(source.x + source.width, source.y + source.height / 2)]
        end = (target.x, target.y + target.height / 2)
        if number in self.tracks.lanes:
            lane = self.lowest + ROW_GAP / 2 + LANE * (self.tracks.lanes[number] + 0.5)
            down, up = self._x(edge[0], 1, number, "down"), self._x(edge[1], 0, number, "up")
            points += [(down, points[0][1]), (down, lane), (up, lane), (up, end[1])]
            return _straight((*points, end))
        for one, two in pairwise(self.layers.ways[number]):
            if self.middle[one] != self.middle[two]:
                x = self._x(two, 0, number, two)
                points += [(x, self._y(one)), (x, self._y(two))]
        return _straight((*points, end))

    def label(self, number: int, edge: Edge) -> Point:
        """Return where the line under the label of an edge begins: behind the first gap's tracks.

        Of an edge that leads back: at the left of its loop.
        """
        if number in self.tracks.lanes:
            return min(self.way(number, edge)[2:4])
        gap = next(n for n, column in enumerate(self.layers.columns) if edge[0] in column) + 1
        pieces = len(self.tracks.of.get(gap, {}))
        return self.gaps[gap] + TRACK * max(0, pieces - 1), self._y(self.layers.ways[number][1])

    def _y(self, node: str) -> float:
        return self.middle[node] + self.shift

    def _x(self, node: str, further: int, number: int, end: str) -> float:
        (at,) = (n for n, column in enumerate(self.layers.columns) if node in column)
        gap = at + further
        return self.gaps[gap] + TRACK * self.tracks.of[gap][number, end]


def _straight(points: Sequence[Point]) -> tuple[Point, ...]:
    """Leave out points on a straight line between their neighbours."""
    kept = [points[0]]
    for at in range(1, len(points) - 1):
        before, here, behind = kept[-1], points[at], points[at + 1]
        line = before[0] == here[0] == behind[0] or before[1] == here[1] == behind[1]
        if here != before and not line:
            kept.append(here)
    return (*kept, points[-1])
