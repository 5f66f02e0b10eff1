"""How much room a block needs around its axis, the line along which it is passed."""

from dataclasses import dataclass

from common.bpmn.lettering import LINE_HEIGHT
from common.bpmn.sizes import GAP, GATEWAY, task_size
from functions.input.discovery.blocks import Block

ROW_GAP = 36.0  # between branches: room for a label above the lower one


@dataclass(frozen=True)
class Room:
    """A block with its extent: to the right, and above and below the axis.

    ``offsets`` say how far below the axis each child has its own.
    """

    block: Block
    width: float = 0.0
    above: float = 0.0
    below: float = 0.0
    children: tuple["Room", ...] = ()
    offsets: tuple[float, ...] = ()

    @property
    def inner_width(self) -> float:
        """The width between the two gateways of a block, without the gaps beside them."""
        return max(child.width for child in self.children)


def measured(block: Block) -> Room:
    """Return the room that a block needs."""
    rooms = tuple(map(measured, block.children))
    match block.kind:
        case "activity":
            width, height = task_size(block.name)
            return Room(block, width, height / 2, height / 2)
        case "silent":
            return Room(block)
        case "sequence":
            width = sum(room.width for room in rooms) + GAP * (len(rooms) - 1)
            above, below = max(r.above for r in rooms), max(r.below for r in rooms)
            return Room(block, width, above, below, rooms, (0.0,) * len(rooms))
        case "loop":
            body, redo = rooms
            drop = max(body.below, GATEWAY / 2) + ROW_GAP + redo.above
            offsets: tuple[float, ...] = (0.0, drop)
        case _:
            offsets = _stacked(rooms)
    above = max(GATEWAY / 2, *(r.above - at for r, at in zip(rooms, offsets, strict=True)))
    below = max(GATEWAY / 2, *(r.below + at for r, at in zip(rooms, offsets, strict=True)))
    width = 2 * (GATEWAY + GAP) + max(room.width for room in rooms)
    return Room(block, width, above + LINE_HEIGHT, below, rooms, offsets)


def _stacked(rooms: tuple[Room, ...]) -> tuple[float, ...]:
    """The first way on the axis, the others below it; one that does nothing is above it."""
    top = max(rooms[0].above, GATEWAY / 2)
    bottom = max(rooms[0].below, GATEWAY / 2)
    offsets = [0.0]
    for room in rooms[1:]:
        if room.block.kind == "silent":
            top += ROW_GAP
            offsets.append(-top)
        else:
            bottom += ROW_GAP + room.above
            offsets.append(bottom)
            bottom += room.below
    return tuple(offsets)
