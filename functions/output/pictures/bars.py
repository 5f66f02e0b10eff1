"""Bars: one row per item, its name above the bar, its figures behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from functions.output.pictures.svg import (
    BOLD,
    hover,
    label,
    line,
    picture,
    rect,
    text_width,
    wrapped,
)

WIDTH = 720.0
NAME_SIZE = 13.0
ROW = 46.0
BAR = 14.0


@dataclass(frozen=True)
class Bar:
    """A row. ``length`` is 0 to 1; None means not known, drawn as an empty dashed frame."""

    name: str
    length: float | None
    figures: str = ""
    css: str = "bar"


@dataclass(frozen=True)
class IntervalBar:
    """A mean with its interval, all on one scale; None: its interval is not known."""

    name: str
    mean: float
    low: float | None
    high: float | None
    figures: str = ""
    css: str = "bar"


def bars(rows: Sequence[Bar], *, key: str, title: str, description: str) -> str:
    """Draw rows whose lengths are shares of the full width."""
    behind = max((text_width(row.figures, 12.0) for row in rows), default=0.0) + 14
    full = max(WIDTH - behind, WIDTH * 0.35)
    parts = []
    for index, row in enumerate(rows):
        y = index * ROW
        parts.append(_name(row.name, y))
        if row.length is None:
            parts.append(rect(0.5, y + 23, full - 1, BAR, "unknown", 3))
            parts.append(label(full + 10, y + 34, row.figures, "soft"))
            continue
        width = max(full * min(row.length, 1.0), 1.5)
        bar = rect(0, y + 23, width, BAR, row.css, 3)
        parts.append(hover(_told(row), rect(0, y + 23, full, BAR, "track", 3), bar))
        parts.append(label(full + 10, y + 34, row.figures, "soft"))
    return picture(key, title, description, (WIDTH, ROW * len(rows) + 2), parts)


def interval_bars(rows: Sequence[IntervalBar], *, key: str, title: str, description: str) -> str:
    """Draw means as bars from zero and their 95% intervals as whiskers."""
    top = max((max(row.high or 0.0, row.mean) for row in rows), default=1.0) or 1.0
    behind = max((text_width(row.figures, 12.0) for row in rows), default=0.0) + 18
    full = max(WIDTH - behind, WIDTH * 0.35)
    parts = []
    for index, row in enumerate(rows):
        y = index * ROW
        middle = y + 23 + BAR / 2
        parts.append(_name(row.name, y))
        bar = rect(0, y + 23, max(row.mean, 0.0) / top * full, BAR, row.css, 3)
        parts.append(hover(_told(row), rect(0, y + 23, full, BAR, "track", 3), bar))
        if row.low is not None and row.high is not None:
            low, high = (max(v, 0.0) / top * full for v in (row.low, row.high))
            parts.append(line(low, middle, high, middle, "whisker"))
            parts += [line(x, middle - 6, x, middle + 6, "whisker") for x in (low, high)]
        parts.append(label(full + 12, y + 34, row.figures, "soft"))
    return picture(key, title, description, (WIDTH, ROW * len(rows) + 2), parts)


def _told(row: Bar | IntervalBar) -> str:
    return f"{row.name}: {row.figures}" if row.figures else row.name


def _name(name: str, y: float) -> str:
    return label(0, y + 16, (wrapped(name, WIDTH, NAME_SIZE * BOLD, 1) or ("",))[0], "name")
