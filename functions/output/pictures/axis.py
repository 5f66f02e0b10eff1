"""An axis of round numbers, upright or lying."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from functions.output.pictures.svg import label, line, text_width

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
SMALL = 11.5


@dataclass(frozen=True)
class Axis:
    """What is measured, and how one of its values is written.

    ``unit`` is the size of what is written as one: ticks are round numbers of it, such as days
    where the values are hours.
    """

    name: str
    written: Callable[[float], str]
    unit: float = 1.0


@dataclass(frozen=True)
class Scale:
    """Values from ``low`` to ``high`` on the way from ``begin`` to ``end``, in pixels."""

    low: float
    high: float
    begin: float
    end: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Return the place of a value; what lies outside stays on the border."""
        share = (value - self.low) / (self.high - self.low)
        return self.begin + (self.end - self.begin) * min(max(share, 0.0), 1.0)


def scale(
    values: Sequence[float], begin: float, end: float, about: int = 5, unit: float = 1.0
) -> Scale:
    """Return a scale that holds all values, with about so many ticks at round numbers of units."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if not _are_apart(low, high):
        low, high = min(low, 0.0), max(high, 0.0)
    if not _are_apart(low, high):
        high = low + 1.0
    step = _step((high - low) / about / unit) * unit
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(n * step for n in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], begin, end, ticks)


def _are_apart(low: float, high: float) -> bool:
    """Return whether there is something to see between the two, beyond the noise of floats."""
    return high - low > 1e-9 * max(abs(low), abs(high), 1e-9)


def _step(wanted: float) -> float:
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(f * power for f in STEPS if f * power >= wanted * (1 - 1e-9))


def lying(axis: Axis, across: Scale, top: float, bottom: float) -> list[str]:
    """Draw grid lines from top to bottom, with the values below them and the name below those."""
    parts = []
    free_from = -math.inf
    for tick in across.ticks:
        x = across.at(tick)
        parts.append(line(x, top, x, bottom, "zero" if tick == 0 else "grid"))
        text = axis.written(tick)
        half = text_width(text, SMALL) / 2
        if x - half >= free_from:
            parts.append(label(x, bottom + 17, text, "soft", "middle"))
            free_from = x + half + 8
    middle = (across.begin + across.end) / 2
    return [*parts, label(middle, bottom + 36, axis.name, "strong", "middle")]


def upright(axis: Axis, up: Scale, left: float, right: float) -> list[str]:
    """Draw grid lines from left to right, with the values before them and the name on top."""
    parts = [label(0, up.end - 12, axis.name, "strong")]
    for tick in up.ticks:
        y = up.at(tick)
        parts.append(line(left, y, right, y, "zero" if tick == 0 else "grid"))
        parts.append(label(left - 8, y + 4, axis.written(tick), "soft", "end"))
    return parts


def widest(axis: Axis, of: Scale) -> float:
    """Return the width of the widest text beside an upright axis."""
    return max(text_width(axis.written(tick), SMALL) for tick in of.ticks)
