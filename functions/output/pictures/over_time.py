"""Figures of many periods: lines above, the number of open cases as an area below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from common.language import term
from common.numerals import count
from functions.output.pictures.svg import (
    element,
    hover,
    label,
    line,
    number,
    picture,
    rect,
    text_width,
)

WIDTH, LEFT, RIGHT = 720.0, 44.0, 8.0
LEGEND, UPPER, BETWEEN, LOWER, FOOT = 26.0, 130.0, 48.0, 100.0, 24.0
MARKS = 16.0  # height of a row of words of marks
TICKS = 8
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Line:
    name: str
    values: tuple[float, ...]
    css: str


@dataclass(frozen=True)
class Mark:
    """Something that changed at a period, drawn as a line over both parts."""

    period: int
    text: str


def over_time(
    begins: Sequence[datetime],
    lines: Sequence[Line],
    area: Line,
    marks: Sequence[Mark],
    *,
    key: str,
    title: str,
    description: str,
) -> str:
    """Draw periods of equal length from left to right."""
    marked = MARKS * len(marks)
    upper_at = LEGEND + marked
    lower_at = upper_at + UPPER + BETWEEN
    foot_at = lower_at + LOWER
    parts = [*_legend(lines)]
    top = max((max(each.values, default=0.0) for each in lines), default=0.0)
    parts += _axis(top, upper_at, UPPER)
    parts += [_polyline(each, _nice(top), upper_at, UPPER) for each in lines]
    open_top = max(area.values, default=0.0)
    parts.append(label(0, lower_at - 14, area.name, "strong"))
    parts += _axis(open_top, lower_at, LOWER)
    parts.append(_area(area, _nice(open_top), lower_at, LOWER))
    for row, mark in enumerate(marks):
        parts += _mark(mark, len(begins), LEGEND + MARKS * row, foot_at)
    parts += _ticks(begins, foot_at)
    parts += _strips(begins, (*lines, area), upper_at, foot_at)
    return picture(key, title, description, (WIDTH, foot_at + FOOT), parts)


def _strips(begins: Sequence[datetime], told: Sequence[Line], top: float, foot: float) -> list[str]:
    """Return a strip per period that tells its figures while the pointer rests on it."""
    width = _x(1, len(begins)) - LEFT
    strips = []
    for index, begin in enumerate(begins):
        month = term(MONTHS[begin.month - 1])
        figures = " · ".join(f"{each.name}: {count(round(each.values[index]))}" for each in told)
        words = f"{begin.day} {month} {begin.year} · {figures}"
        strips.append(hover(words, rect(_x(index, len(begins)), top, width, foot - top, "strip")))
    return strips


def _x(index: float, periods: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * index / max(periods, 1)


def _nice(top: float) -> float:
    """Return the end of an axis: 1, 2 or 5 times a power of ten, not below ``top``."""
    if top <= 0:
        return 1.0
    power = 10.0 ** (len(str(int(top))) - 1) if top >= 1 else 1.0
    return next(f * power for f in (1, 2, 3, 4, 5, 6, 8, 10) if f * power >= top)


def _axis(top: float, at: float, height: float) -> list[str]:
    end = _nice(top)
    parts = []
    for share in (0.0, 0.5, 1.0):
        y = at + height * (1 - share)
        parts.append(line(LEFT, y, WIDTH - RIGHT, y, "grid"))
        parts.append(label(LEFT - 7, y + 4, count(end * share), "soft", "end"))
    return parts


def _points(values: Sequence[float], end: float, at: float, height: float) -> list[str]:
    return [
        f"{number(_x(i + 0.5, len(values)))},{number(at + height * (1 - v / end))}"
        for i, v in enumerate(values)
    ]


def _polyline(each: Line, end: float, at: float, height: float) -> str:
    return element(
        "polyline",
        points=" ".join(_points(each.values, end, at, height)),
        class_=f"series {each.css}",
    )


def _area(each: Line, end: float, at: float, height: float) -> str:
    points = _points(each.values, end, at, height)
    if points:
        base = number(at + height)
        first, last = points[0].split(",")[0], points[-1].split(",")[0]
        points = [f"{first},{base}", *points, f"{last},{base}"]
    return element("polygon", points=" ".join(points), class_="area")


def _legend(lines: Sequence[Line]) -> list[str]:
    parts, x = [], 0.0
    for each in lines:
        parts.append(line(x, 9, x + 22, 9, f"series {each.css}"))
        parts.append(label(x + 28, 13, each.name, "strong"))
        x += 28 + text_width(each.name, 11.5) + 26
    return parts


def _mark(mark: Mark, periods: int, at: float, foot_at: float) -> list[str]:
    x = _x(mark.period, periods)
    late = x + 6 + text_width(mark.text, 11.5) > WIDTH
    words = label(x + (-6 if late else 6), at + 11, mark.text, "soft", "end" if late else "start")
    return [line(x, at + 2, x, foot_at, "mark"), rect(x - 2, at + 2, 4, 9, "swatch heat-3"), words]


def _ticks(begins: Sequence[datetime], at: float) -> list[str]:
    """Return month names below, each where the first period of its month begins."""
    firsts = [
        i
        for i, begin in enumerate(begins)
        if i == 0 or (begin.year, begin.month) != (begins[i - 1].year, begins[i - 1].month)
    ]
    if len(firsts) < 2:
        step, chosen = max(len(begins) // TICKS, 1), list(range(0, len(begins)))
    else:
        step, chosen = -(-len(firsts) // TICKS), firsts
    parts = []
    for i in chosen[::step]:
        begin = begins[i]
        month = term(MONTHS[begin.month - 1])
        text = f"{month} {begin.year}" if len(firsts) > 1 else f"{begin.day} {month}"
        x = _x(i, len(begins))
        if x + text_width(text, 11.5) > WIDTH:
            break
        parts.append(line(x, at, x, at + 5, "grid"))
        parts.append(label(x + 1, at + 17, text, "soft"))
    return parts
