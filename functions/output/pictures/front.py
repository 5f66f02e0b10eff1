"""The Pareto front: sets of changes by two measures, of which less is better."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from functions.output.pictures.axis import SMALL, Axis, Scale, lying, scale, upright, widest
from functions.output.pictures.placing import Area, placed
from functions.output.pictures.svg import (
    element,
    hover,
    label,
    line,
    number,
    picture,
    text_width,
    wrapped,
)

WIDTH, HEAD, PLOT, FOOT = 720.0, 40.0, 320.0, 48.0
RADIUS, LARGE_RADIUS = 6.0, 9.0
NAME_WIDTH = 190.0
BOLD = 1.12  # times as wide


@dataclass(frozen=True)
class Dot:
    """A set of changes. ``name`` stands beside it, ``figures`` shows on hover."""

    name: str
    x: float
    y: float
    x_ends: tuple[float, float] | None = None  # of its interval
    y_ends: tuple[float, float] | None = None
    figures: str = ""
    recommended: bool = False
    as_is: bool = False


def front(
    dots: Sequence[Dot], across: Axis, up: Axis, *, key: str, title: str, description: str
) -> str:
    """Draw the dots with their intervals, and a line through those that none beats in both."""
    heights = [v for d in dots for v in (d.y, *(d.y_ends or ()))]
    rows = scale(heights, HEAD + PLOT, HEAD, unit=up.unit)
    left = widest(up, rows) + 14
    widths = [v for d in dots for v in (d.x, *(d.x_ends or ()))]
    columns = scale(widths, left, WIDTH, unit=across.unit)
    columns = replace(columns, end=WIDTH - max(20, _half_of_last(across, columns)))
    parts = lying(across, columns, HEAD, HEAD + PLOT)
    parts += upright(up, rows, left, columns.end)
    parts.append(_line(unbeaten(dots), columns, rows))
    for dot in dots:
        parts += _whiskers(dot, columns, rows)
    parts += [hover(_hovered(dot), _mark(dot, columns, rows)) for dot in dots]
    parts += _names(dots, columns, rows, left)
    return picture(key, title, description, (WIDTH, HEAD + PLOT + FOOT), parts)


def _half_of_last(across: Axis, columns: Scale) -> float:
    """Return by how much the text below the last line goes beyond it."""
    return text_width(across.written(columns.ticks[-1]), SMALL) / 2 + 2


def unbeaten(dots: Sequence[Dot]) -> list[Dot]:
    """Return, by ``x``, the dots to which no other is at least as good in both measures."""
    found: list[Dot] = []
    for dot in sorted(dots, key=lambda d: (d.x, d.y)):
        if not found or dot.y < found[-1].y:
            found.append(dot)
    return found


def _hovered(dot: Dot) -> str:
    return f"{dot.name}: {dot.figures}" if dot.figures else dot.name


def _line(dots: Sequence[Dot], columns: Scale, rows: Scale) -> str:
    """Return the border of what can be had: between two dots only the worse of both can."""
    steps: list[tuple[float, float]] = []
    for dot in dots:
        x, y = columns.at(dot.x), rows.at(dot.y)
        if steps:
            steps.append((x, steps[-1][1]))
        steps.append((x, y))
    points = " ".join(f"{number(x)},{number(y)}" for x, y in steps)
    return element("polyline", points=points, class_="front-line")


def _whiskers(dot: Dot, columns: Scale, rows: Scale) -> list[str]:
    x, y = columns.at(dot.x), rows.at(dot.y)
    parts = []
    if dot.x_ends is not None:
        parts.append(line(columns.at(dot.x_ends[0]), y, columns.at(dot.x_ends[1]), y, "thin"))
    if dot.y_ends is not None:
        parts.append(line(x, rows.at(dot.y_ends[0]), x, rows.at(dot.y_ends[1]), "thin"))
    return parts


def _radius(dot: Dot) -> float:
    return LARGE_RADIUS if dot.recommended else RADIUS


def _mark(dot: Dot, columns: Scale, rows: Scale) -> str:
    css = "dot recommended" if dot.recommended else "dot as-is" if dot.as_is else "dot"
    return element("circle", cx=columns.at(dot.x), cy=rows.at(dot.y), r=_radius(dot), class_=css)


def _names(dots: Sequence[Dot], columns: Scale, rows: Scale, left: float) -> list[str]:
    texts = [(wrapped(dot.name, NAME_WIDTH, 12, 1) or ("",))[0] for dot in dots]
    marks = [
        Area(columns.at(d.x) - r, rows.at(d.y) - r, 2 * r, 2 * r)
        for d, r in ((d, _radius(d)) for d in dots)
    ]
    sizes = [
        (text_width(text, 12) * (BOLD if dot.recommended else 1), 15.0)
        for dot, text in zip(dots, texts, strict=True)
    ]
    bounds = Area(left, 4, WIDTH - left, HEAD + PLOT - 4)
    areas = placed(marks, sizes, bounds)
    return [
        _name(text, area, mark, "haloed name" if dot.recommended else "haloed")
        for dot, text, area, mark in zip(dots, texts, areas, marks, strict=True)
    ]


def _name(text: str, area: Area, mark: Area, css: str) -> str:
    """Draw a name from its mark on, so that it grows away from it where a font is wide."""
    x, anchor = area.x, "start"
    if area.x + area.width <= mark.x:
        x, anchor = area.x + area.width, "end"
    elif area.x < mark.x + mark.width:
        x, anchor = area.x + area.width / 2, "middle"
    return label(x, area.y + 11.5, text, css, anchor)
