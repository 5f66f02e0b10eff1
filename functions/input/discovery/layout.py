"""Blocks to a drawing: from left to right, ways of a choice stacked, loops back underneath.

Every block has a rectangle of its own around its axis, so nothing can overlap: a block is entered
and left on the axis, and what lies between its two gateways is a stack of smaller blocks. What
leads back is drawn like everything else, but mirrored.
"""

from dataclasses import dataclass
from itertools import pairwise

from common.bpmn.lettering import LINE_HEIGHT, text_width
from common.bpmn.sizes import EVENT, GAP, GATEWAY
from functions.input.discovery.blocks import Block
from functions.input.discovery.drawing import Box, Connection, Drawing, Node, NodeKind, Point
from functions.input.discovery.sizes import Room, measured

BORDER = 40.0
HALF = GATEWAY / 2


@dataclass(frozen=True)
class _Open:
    """A connection that has left its source and not yet come to its target."""

    source: str
    points: tuple[Point, ...]
    count: int
    share: float | None = None


def layout(block: Block, start: str, end: str) -> Drawing:
    """Return the drawing of a whole process between events with these ids."""
    room = measured(block)
    y = BORDER + max(room.above, EVENT / 2)
    pen = _Pen()
    pen.node(start, "start", BORDER, y, 1, EVENT, EVENT)
    x = BORDER + EVENT
    left = pen.block(room, x + GAP, y, 1, _Open(start, ((x, y),), block.count))
    x += GAP + room.width + GAP
    pen.arrive(left, end, (x, y))
    pen.node(end, "end", x, y, 1, EVENT, EVENT)
    return pen.drawing


class _Pen:
    """Draws blocks. ``ahead`` is 1 to the right and -1 to the left."""

    def __init__(self) -> None:
        self.drawing = Drawing()

    def node(
        self, id_: str, kind: NodeKind, x: float, y: float, ahead: int, width: float, height: float
    ) -> None:
        """Draw a node that begins at ``x``."""
        left = x if ahead > 0 else x - width
        self.drawing.nodes.append(Node(id_, kind, Box(left, y - height / 2, width, height)))

    def arrive(self, coming: _Open, target: str, *points: Point) -> None:
        """End a connection at its target."""
        way = _straightened((*coming.points, *points))
        label = "" if coming.share is None else percent(coming.share)
        self.drawing.connections.append(
            Connection(
                coming.source,
                target,
                way,
                coming.count,
                coming.share,
                label,
                _label_box(way, label) if label else None,
            )
        )

    def block(self, room: Room, x: float, y: float, ahead: int, coming: _Open) -> _Open:
        """Draw a block that begins at ``x``; return the connection that leaves it."""
        match room.block.kind:
            case "silent":
                return coming
            case "activity":
                return self._activity(room, x, y, ahead, coming)
            case "sequence":
                for child in room.children:
                    coming = self.block(child, x, y, ahead, coming)
                    x += ahead * (child.width + GAP)
                return coming
            case "loop":
                return self._loop(room, x, y, ahead, coming)
            case _:
                return self._branches(room, x, y, ahead, coming)

    def _activity(self, room: Room, x: float, y: float, ahead: int, coming: _Open) -> _Open:
        id_ = room.block.opening
        self.arrive(coming, id_, (x, y))
        self.node(id_, "activity", x, y, ahead, room.width, room.above + room.below)
        return _Open(id_, ((x + ahead * room.width, y),), room.block.count)

    def _branches(self, room: Room, x: float, y: float, ahead: int, coming: _Open) -> _Open:
        block = room.block
        kind: NodeKind = "exclusive" if block.kind == "exclusive" else "parallel"
        closing = x + ahead * (room.width - GATEWAY)
        self.arrive(coming, block.opening, (x, y))
        self.node(block.opening, kind, x, y, ahead, GATEWAY, GATEWAY)
        for child, offset in zip(room.children, room.offsets, strict=True):
            count, line = child.block.count, y + offset
            share = count / block.count if kind == "exclusive" and block.count else None
            leaving = _Open(block.opening, _way_out(x, y, line, ahead), count, share)
            left = self.block(child, _middle(x, room, child, ahead), line, ahead, leaving)
            self.arrive(left, block.closing, *_way_in(closing, y, line, ahead))
        self.node(block.closing, kind, closing, y, ahead, GATEWAY, GATEWAY)
        return _Open(block.closing, ((closing + ahead * GATEWAY, y),), block.count)

    def _loop(self, room: Room, x: float, y: float, ahead: int, coming: _Open) -> _Open:
        block, (body, redo) = room.block, room.children
        closing = x + ahead * (room.width - GATEWAY)
        behind = closing + ahead * GATEWAY
        again = redo.block.count / body.block.count if body.block.count else None
        self.arrive(coming, block.opening, (x, y))
        self.node(block.opening, "exclusive", x, y, ahead, GATEWAY, GATEWAY)
        entering = _Open(block.opening, ((x + ahead * GATEWAY, y),), body.block.count)
        done = self.block(body, _middle(x, room, body, ahead), y, ahead, entering)
        self.arrive(done, block.closing, (closing, y))
        self.node(block.closing, "exclusive", closing, y, ahead, GATEWAY, GATEWAY)
        line = y + room.offsets[1]
        out = _way_out(closing, y, line, ahead)
        back = _Open(block.closing, out, redo.block.count, again)
        back = self.block(redo, _middle(behind, room, redo, -ahead), line, -ahead, back)
        self.arrive(back, block.opening, *_way_in(x, y, line, ahead))
        share = None if again is None else 1 - again
        return _Open(block.closing, ((behind, y),), block.count, share)


def percent(share: float) -> str:
    """Return a share in words of the diagram, such as 85% or 0.4%."""
    if 0 < share < 0.01 or 0.99 < share < 1:
        text = f"{100 * share:.1f}"
        if text in ("0.0", "100.0"):
            return "<0.1%" if share < 0.5 else ">99.9%"
        return f"{text}%"
    return f"{100 * share:.0f}%"


def _middle(x: float, room: Room, child: Room, ahead: int) -> float:
    """Where a child begins that stands half-way between gateways; the first begins at ``x``."""
    return x + ahead * (GATEWAY + GAP + (room.inner_width - child.width) / 2)


def _way_out(x: float, y: float, line: float, ahead: int) -> tuple[Point, ...]:
    """From a gateway that begins at ``x`` to a line above or below it, or on its axis."""
    if line == y:
        return ((x + ahead * GATEWAY, y),)
    middle = x + ahead * HALF
    return ((middle, y + (HALF if line > y else -HALF)), (middle, line))


def _way_in(x: float, y: float, line: float, ahead: int) -> tuple[Point, ...]:
    return ((x, y),) if line == y else _way_out(x, y, line, ahead)[::-1]


def _straightened(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Leave out points on a straight line between their neighbours."""
    kept = list(points[:1])
    for at in range(1, len(points) - 1):
        before, here, behind = kept[-1], points[at], points[at + 1]
        if here != before and not (
            before[0] == here[0] == behind[0] or before[1] == here[1] == behind[1]
        ):
            kept.append(here)
    return (*kept, points[-1])


def _label_box(way: tuple[Point, ...], label: str) -> Box:
    """Above the first horizontal piece of a connection, next to where it begins."""
    width = text_width(label) + 4
    for (x1, y1), (x2, y2) in pairwise(way):
        if y1 == y2:
            left = x1 + 4 if x2 > x1 else x1 - 4 - width
            return Box(left, y1 - LINE_HEIGHT - 2, width, LINE_HEIGHT)
    x, y = way[0]
    return Box(x + 4, y, width, LINE_HEIGHT)
