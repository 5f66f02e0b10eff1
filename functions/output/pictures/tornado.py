"""A tornado: how far one result moves when one uncertain input goes to an end of its range."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.language import say
from functions.output.pictures.axis import Axis, Scale, lying, scale
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

WIDTH, HEAD, ROW, BAR, FOOT = 720.0, 44.0, 50.0, 16.0, 48.0
SIDE = 12.0


@dataclass(frozen=True)
class Range:
    """An input at its low and its high end: the result there, and the input as it is written."""

    name: str
    at_low: float
    at_high: float
    low: str
    high: str
    note: str = ""  # behind the name, such as the value from which another change is better


def tornado(
    rows: Sequence[Range], base: float, axis: Axis, *, key: str, title: str, description: str
) -> str:
    """Draw the rows as given, the widest first by custom; ``base`` is the result as expected."""
    values = [base, *(v for row in rows for v in (row.at_low, row.at_high))]
    ends = max((_words(row, base) for row in rows), default=0.0)
    across = scale(values, ends + SIDE, WIDTH - ends - SIDE, unit=axis.unit)
    bottom = HEAD + ROW * len(rows)
    middle = across.at(base)
    parts = [*_legend(), *lying(axis, across, HEAD - 8, bottom)]
    for index, row in enumerate(rows):
        y = HEAD + ROW * index
        parts.append(line(middle, y + 20, middle, y + 24 + BAR, "base"))  # not through the name
        parts += [*_names(row, y), *_bar(row, y + 22, base, across, axis)]
    return picture(key, title, description, (WIDTH, bottom + FOOT), parts)


def _names(row: Range, y: float) -> list[str]:
    note = (wrapped(row.note, WIDTH * 0.36, 11.5, 1) or ("",))[0]
    free = WIDTH - text_width(note, 11.5) - 16
    name = (wrapped(row.name, free, 13 * BOLD, 1) or ("",))[0]
    parts = [label(0, y + 14, name, "name haloed")]
    return [*parts, label(WIDTH, y + 14, note, "soft haloed", "end")] if note else parts


def _bar(row: Range, y: float, base_value: float, across: Scale, axis: Axis) -> list[str]:
    """Return both halves with the ends of the input outside; the shorter one lies on top."""
    base = across.at(base_value)
    ends = [
        (across.at(row.at_low), row.at_low, row.low, "at-low"),
        (across.at(row.at_high), row.at_high, row.high, "at-high"),
    ]
    ends.sort(key=lambda end: -abs(end[0] - base))
    parts = [
        hover(
            f"{row.name} {text}: {axis.written(result)}",
            rect(min(x, base), y, max(abs(x - base), 1.5), BAR, css, 2),
        )
        for x, result, text, css in ends
    ]
    if _one_sided(row, base_value):
        x, words = ends[0][0], f"{ends[1][2]} · {ends[0][2]}"
        return [*parts, _end(x, y, words, left=x < base)]
    lefter = min(ends, key=lambda end: (end[0], end[3]))
    return [*parts, *(_end(end[0], y, end[2], left=end is lefter) for end in ends)]


def _one_sided(row: Range, base: float) -> bool:
    """Return whether both ends move the result the same way."""
    return (row.at_low - base) * (row.at_high - base) > 0


def _words(row: Range, base: float) -> float:
    """Return the width that the ends of the input need beside the bar."""
    if _one_sided(row, base):
        return text_width(f"{row.low} · {row.high}", 11.5)
    return max(text_width(row.low, 11.5), text_width(row.high, 11.5))


def _end(x: float, y: float, text: str, *, left: bool) -> str:
    return label(x + (-6 if left else 6), y + 12, text, "soft haloed", "end" if left else "start")


def _legend() -> list[str]:
    parts, x = [], 0.0
    names = (
        ("at-low", say("input at its low end")),
        ("at-high", say("input at its high end")),
    )
    for css, name in names:
        parts.append(rect(x, 3, 14, 12, css, 2))
        parts.append(label(x + 20, 13, name, "soft"))
        x += 20 + text_width(name, 11.5) + 24
    return parts
