"""A waterfall: how a total is made of parts, in one or more measures side by side."""

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

WIDTH, GAP = 720.0, 24.0
HEAD, ROW, INNER_ROW = 26.0, 46.0, 36.0
BAR, INNER_BAR = 15.0, 8.0
AFTER_INNER = 6.0
INDENT = 14.0
NAME_SIZE = 13.0


@dataclass(frozen=True)
class Step:
    """A part of the total, with its size and figures in each measure.

    None is not known and draws nothing. An ``inner`` step divides the step before it; the
    ``total`` starts from zero.
    """

    name: str
    sizes: tuple[float | None, ...]
    figures: tuple[str, ...]
    css: str = "bar"
    inner: bool = False
    total: bool = False


def waterfall(
    measures: Sequence[str], steps: Sequence[Step], *, key: str, title: str, description: str
) -> str:
    """Draw one panel per measure, each scaled to its own total; the names stand above the bars."""
    width = (WIDTH - GAP * (len(measures) - 1)) / len(measures)
    behind = max((text_width(text, 11.5) for step in steps for text in step.figures), default=0)
    full = max(width - behind - 12, width * 0.4)
    tops, height = _tops(steps)
    parts = []
    for index, step in enumerate(steps):
        indent = INDENT if step.inner else 0.0
        name = (wrapped(step.name, WIDTH - indent, NAME_SIZE * BOLD, 1) or ("",))[0]
        parts.append(label(indent, tops[index] + 14, name, "" if step.inner else "name"))
    for number, measure in enumerate(measures):
        left = number * (width + GAP)
        if len(measures) > 1:
            parts.append(label(left, 13, measure, "soft"))
        parts += _panel(steps, tops, number, left, full)
    return picture(key, title, description, (WIDTH, height), parts)


def _tops(steps: Sequence[Step]) -> tuple[list[float], float]:
    tops, y = [], HEAD
    for before, step in zip((None, *steps), steps, strict=False):
        if before is not None and before.inner and not step.inner:
            y += AFTER_INNER
        tops.append(y)
        y += INNER_ROW if step.inner else ROW
    return tops, y


def _panel(
    steps: Sequence[Step], tops: list[float], number: int, left: float, full: float
) -> list[str]:
    known = [(index, step, step.sizes[number]) for index, step in enumerate(steps)]
    scale = max((size or 0.0 for _, step, size in known if step.total), default=0.0)
    scale = scale or sum(size or 0.0 for _, step, size in known if not step.inner) or 1.0
    parts: list[str] = []
    outer_at = inner_at = 0.0
    for index, step, size in known:
        if size is None:
            continue
        begin = 0.0 if step.total else inner_at if step.inner else outer_at
        bar = INNER_BAR if step.inner else BAR
        x, length = left + begin / scale * full, max(size / scale * full, 1.5)
        y = tops[index] + 20
        if begin > 0:
            parts.append(line(x, y - 4, x, y + bar, "grid"))
        told = f"{step.name}: {step.figures[number]}"
        parts.append(hover(told, rect(x, y, length, bar, step.css, 2)))
        parts.append(label(x + length + 6, y + bar / 2 + 4, step.figures[number], "soft"))
        if step.inner:
            inner_at += size
        elif not step.total:
            inner_at, outer_at = outer_at, outer_at + size
    return parts
