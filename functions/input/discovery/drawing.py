"""What a drawn model consists of: nodes with their places, and connections with their ways."""

from dataclasses import dataclass, field
from typing import Literal

Point = tuple[float, float]
NodeKind = Literal["start", "end", "activity", "exclusive", "parallel"]


@dataclass(frozen=True)
class Box:
    """A rectangle; y grows downwards."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Box") -> bool:
        """Whether the two have more than a border in common."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True)
class Node:
    """An activity, a gateway, or an end of the process."""

    id: str
    kind: NodeKind
    box: Box
    name: str = ""


@dataclass(frozen=True)
class Connection:
    """A flow from one node to another, along horizontal and vertical lines."""

    source: str
    target: str
    points: tuple[Point, ...]
    count: int
    share: float | None  # of the executions of the source, where it is a decision
    label: str = ""
    label_box: Box | None = None


@dataclass
class Drawing:
    """A diagram, from left to right."""

    nodes: list[Node] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)
