"""A matrix as a heat map: a number in every cell, and how warm it is by its part of the largest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from functions.output.pictures.svg import (
    BOLD,
    element,
    hover,
    label,
    line,
    number,
    picture,
    rect,
    text_width,
    wrapped,
)

LEAST_WIDTH = 720.0
NAMES = 176.0  # of the rows, at most
NAME, SMALL, TEXT_LINE = 12.0, 11.5, 14.0
ROW, GAP, PAD = 26.0, 2.0, 12.0
NARROWEST, WIDEST = 44.0, 118.0  # a column
NAME_LINES, HEAD_LINES, LONGEST_HEAD = 3, 3, 150.0
SLANT = 0.7071  # sine and cosine of 45 degrees
LEGEND, SWATCH = 30.0, 20.0


@dataclass(frozen=True)
class Spot:
    """A cell: the lines that stand in it, how warm it is (0 to 4), and what it tells in full."""

    lines: tuple[str, ...]
    heat: int
    told: str


@dataclass(frozen=True)
class Grid:
    """What is drawn: ``spots`` by row and column; ``bounds`` name the heats, from the coldest.

    ``corner`` says what rows and columns are.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    spots: Mapping[tuple[int, int], Spot]
    corner: str
    bounds: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """Where the columns and rows are: their heads are upright, or slanted where names are long."""

    names: float
    column: float
    row: float
    head: float
    slanted: bool
    width: float


def matrix(grid: Grid, *, key: str, title: str, description: str) -> str:
    """Draw the matrix; numbers stand in the cells, so that no colour has to be read."""
    plan = planned(grid)
    across = plan.names + plan.column * len(grid.columns)
    height = plan.head + plan.row * len(grid.rows)
    parts = [label(0, plan.head - 8, grid.corner, "soft"), *_heads(grid.columns, plan)]
    for index, name in enumerate(grid.rows):
        y = plan.head + plan.row * index
        parts.append(line(0, y, across, y, "grid"))
        parts += _name(name, y, plan)
    parts.append(line(0, height, across, height, "grid"))
    parts += [_spot(spot, *place, plan) for place, spot in sorted(grid.spots.items())]
    parts.append(_legend(grid.bounds, height + 10))
    size = plan.width, height + (LEGEND if grid.bounds else 4.0)
    return picture(key, title, description, size, parts)


def planned(grid: Grid) -> Plan:
    """Return a plan in which every number has room and no two names meet."""
    texts = [text for spot in grid.spots.values() for text in spot.lines]
    most = max((len(spot.lines) for spot in grid.spots.values()), default=1)
    needed = max(NARROWEST, PAD + max((text_width(t, SMALL * BOLD) for t in texts), default=0.0))
    widest_name = max((text_width(name, NAME) for name in (*grid.rows, grid.corner)), default=0.0)
    names = min(NAMES, widest_name + PAD)
    several = max(most, *(len(_row_name(name)) for name in grid.rows))
    row = max(ROW, TEXT_LINE * several + 8)
    column = max(needed, min((LEAST_WIDTH - names) / max(len(grid.columns), 1), WIDEST))
    if all(_fits(name, column - 8) for name in grid.columns):
        lines = max((len(_head(name, column - 8)) for name in grid.columns), default=1)
        head, beyond, slanted = 14.0 + TEXT_LINE * max(lines, 2), 0.0, False
    else:
        longest = max(_longest(_slanted(name)) for name in grid.columns)
        free = LEAST_WIDTH - names - longest * SLANT
        column = max(needed, min(free / len(grid.columns), WIDEST))
        head, slanted = 32.0 + longest * SLANT, True
        beyond = _beyond(grid.columns, column)
    width = max(names + column * len(grid.columns) + beyond, _legend_width(grid.bounds))
    return Plan(names, column, row, head, slanted, width)


def _beyond(columns: Sequence[str], column: float) -> float:
    """Return how far slanted heads reach beyond the last column."""
    left = [column * (len(columns) - at - 0.5) for at in range(len(columns))]
    reach = [_longest(_slanted(name)) * SLANT + 20.0 for name in columns]
    return max(0.0, *(far - near for far, near in zip(reach, left, strict=True)))


def _fits(name: str, width: float) -> bool:
    """Return whether a name stands above a column without a word that is cut."""
    words = name.split()
    if any(text_width(word, SMALL * BOLD) > width for word in words):
        return False
    return len(wrapped(name, width, SMALL * BOLD, HEAD_LINES + 1)) <= HEAD_LINES


def _head(name: str, width: float) -> tuple[str, ...]:
    return wrapped(name, width, SMALL * BOLD, HEAD_LINES) or ("",)


def _slanted(name: str) -> tuple[str, ...]:
    return wrapped(name, LONGEST_HEAD, SMALL * BOLD, 2) or ("",)


def _longest(lines: Sequence[str]) -> float:
    return max(text_width(text, SMALL * BOLD) for text in lines)


def _heads(columns: Sequence[str], plan: Plan) -> list[str]:
    parts = []
    for index, name in enumerate(columns):
        x = plan.names + plan.column * (index + 0.5)
        if plan.slanted:
            parts.append(_slanted_head(name, x, plan))
            continue
        lines = _head(name, plan.column - 8)
        first = plan.head - 8 - TEXT_LINE * (len(lines) - 1)
        parts += [
            label(x, first + TEXT_LINE * at, text, "strong", "middle")
            for at, text in enumerate(lines)
        ]
    return parts


def _slanted_head(name: str, x: float, plan: Plan) -> str:
    """Return a head that rises to the right; two lines stay within the way to the next one."""
    lines = _slanted(name)
    first = 4.0 - TEXT_LINE * (len(lines) - 1) / 2
    turned = f"translate({number(x)} {number(plan.head - 10)}) rotate(-45)"
    rows = [label(0, first + TEXT_LINE * at, text, "strong") for at, text in enumerate(lines)]
    return element("g", *rows, transform=turned)


def _row_name(name: str) -> tuple[str, ...]:
    return wrapped(name, NAMES - PAD, NAME, NAME_LINES) or ("",)


def _name(name: str, y: float, plan: Plan) -> list[str]:
    lines = _row_name(name)
    first = y + plan.row / 2 + 4 - TEXT_LINE * (len(lines) - 1) / 2
    return [label(0, first + TEXT_LINE * at, text) for at, text in enumerate(lines)]


def _spot(spot: Spot, row: int, column: int, plan: Plan) -> str:
    x, y = plan.names + plan.column * column, plan.head + plan.row * row
    first = y + plan.row / 2 + 4 - TEXT_LINE * (len(spot.lines) - 1) / 2
    ground = rect(
        x + GAP / 2, y + GAP / 2, plan.column - GAP, plan.row - GAP, f"warm-{spot.heat}", 3
    )
    texts = [
        label(
            x + plan.column / 2,
            first + TEXT_LINE * at,
            text,
            "strong" if at == 0 else "cell",
            "middle",
        )
        for at, text in enumerate(spot.lines)
    ]
    return hover(spot.told, ground, *texts)


def _legend_width(bounds: Sequence[str]) -> float:
    return sum(SWATCH + 24 + text_width(bound, SMALL) for bound in bounds)


def _legend(bounds: Sequence[str], y: float) -> str:
    parts, x = [], 0.0
    for heat, bound in enumerate(bounds):
        parts.append(rect(x, y, SWATCH, 12, f"warm-{heat} framed", 2))
        parts.append(label(x + SWATCH + 6, y + 10, bound, "soft"))
        x += SWATCH + 24 + text_width(bound, SMALL)
    return "".join(parts)
