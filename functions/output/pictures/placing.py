"""Names beside marks: each at the first place around its mark where it hides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Area:
    """A rectangle by its left upper corner."""

    x: float
    y: float
    width: float
    height: float

    def overlap(self, other: "Area") -> float:
        """Return how much of the two is common, in square pixels."""
        across = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        down = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(across, 0.0) * max(down, 0.0)

    def within(self, other: "Area") -> bool:
        return (
            other.x <= self.x
            and other.y <= self.y
            and self.x + self.width <= other.x + other.width
            and self.y + self.height <= other.y + other.height
        )


def placed(marks: Sequence[Area], sizes: Sequence[tuple[float, float]], bounds: Area) -> list[Area]:
    """Return where the name of each mark goes: of all places tried, the one that hides least."""
    taken: list[Area] = list(marks)
    names = []
    for mark, (width, height) in zip(marks, sizes, strict=True):
        tried = [a for a in _around(mark, width, height) if a.within(bounds)]
        best = min(
            tried or [Area(mark.x, mark.y, width, height)],
            key=lambda area: sum(area.overlap(other) for other in taken),
        )
        names.append(best)
        taken.append(best)
    return names


def _around(mark: Area, width: float, height: float) -> list[Area]:
    """Return places from near to far, those at the corners first: lines run straight."""
    centre, middle = mark.x + mark.width / 2, mark.y + mark.height / 2
    places = []
    for away in (2.0, 14.0, 28.0, 44.0, 62.0, 82.0):
        right, left = mark.x + mark.width + away, mark.x - width - away
        above, below = mark.y - height - away + 4, mark.y + mark.height + away - 4
        places += [
            (right, above),
            (right, below),
            (left, above),
            (left, below),
            (right, middle - height / 2),
            (left, middle - height / 2),
            (centre - width / 2, above),
            (centre - width / 2, below),
        ]
    return [Area(x, y, width, height) for x, y in places]
