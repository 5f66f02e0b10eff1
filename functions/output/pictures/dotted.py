"""A dotted chart: one row per case, one dot per event (Song and van der Aalst 2007)."""

from collections.abc import Sequence
from dataclasses import dataclass

from functions.output.pictures.axis import SMALL, Scale
from functions.output.pictures.svg import (
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

WIDTH, PLOT, FOOT = 860.0, 420.0, 46.0
LEFT, RIGHT = 10.0, 14.0
COLOURS = 6  # classes kind-0 to kind-5; kind-5 is for all that have no colour of their own
LEGEND_ROW, LEGEND_COLUMN = 20.0, 286.0


@dataclass(frozen=True)
class Row:
    """A case: its events as times and indices of their kinds, and what it tells when asked."""

    events: Sequence[tuple[float, int]]
    told: str = ""


@dataclass(frozen=True)
class Tick:
    """A place on the axis of time, and its words."""

    at: float
    words: str


def dotted(
    rows: Sequence[Row],
    kinds: Sequence[str],
    ticks: Sequence[Tick],
    axis: str,
    *,
    key: str,
    title: str,
    description: str,
) -> str:
    """Draw cases from the top down; an event is a time and the index of its kind.

    The first ``COLOURS - 1`` kinds have a colour of their own, the last name is for the others.
    """
    cases = [row.events for row in rows]
    head = LEGEND_ROW * -(-len(kinds) // 3) + 12
    last = max((at for case in cases for at, _ in case), default=1.0)
    first = min((at for case in cases for at, _ in case), default=0.0)
    across = Scale(first, max(last, first + 1e-9), LEFT, WIDTH - RIGHT, ())
    parts = [*_legend(kinds), *_ticks(ticks, across, head), *_ends(cases, across, head)]
    paths: list[list[str]] = [[] for _ in range(COLOURS)]
    for row, case in enumerate(cases):
        y = number(_y(row, len(cases), head))
        for at, kind in case:
            paths[min(kind, COLOURS - 1)].append(f"M{number(across.at(at))} {y}h.01")
    for kind in range(COLOURS - 1, -1, -1):  # the frequent ones on top
        if paths[kind]:
            parts.append(element("path", d="".join(paths[kind]), class_=f"dots kind-{kind}"))
    parts += _strips([row.told for row in rows], head)
    parts.append(label((LEFT + WIDTH - RIGHT) / 2, head + PLOT + 38, axis, "strong", "middle"))
    return picture(key, title, description, (WIDTH, head + PLOT + FOOT), parts)


def _y(row: int, rows: int, head: float) -> float:
    return head + 5 + (PLOT - 10) * (row + 0.5) / max(rows, 1)


def _ends(cases: Sequence[Sequence[tuple[float, int]]], across: Scale, head: float) -> list[str]:
    """Return one path of thin lines from the first to the last event of each case."""
    spans = []
    for row, case in enumerate(cases):
        if case:
            y = number(_y(row, len(cases), head))
            left, right = across.at(min(case)[0]), across.at(max(case)[0])
            spans.append(f"M{number(left)} {y}H{number(right)}")
    return [element("path", d="".join(spans), class_="span")]


def _strips(told: Sequence[str], head: float) -> list[str]:
    """Return a strip per case that tells of it while the pointer rests on it."""
    height = (PLOT - 10) / max(len(told), 1)
    return [
        hover(words, rect(LEFT, top - height / 2, WIDTH - LEFT - RIGHT, height, "strip"))
        for words, top in ((words, _y(row, len(told), head)) for row, words in enumerate(told))
        if words
    ]


def _ticks(ticks: Sequence[Tick], across: Scale, head: float) -> list[str]:
    parts = [line(LEFT, head + PLOT, WIDTH - RIGHT, head + PLOT, "grid")]
    free_from = 0.0
    for tick in ticks:
        x = across.at(tick.at)
        parts.append(line(x, head, x, head + PLOT, "grid"))
        half = text_width(tick.words, SMALL) / 2
        if x - half >= free_from and x + half <= WIDTH:
            parts.append(label(x, head + PLOT + 18, tick.words, "soft", "middle"))
            free_from = x + half + 10
    return parts


def _legend(kinds: Sequence[str]) -> list[str]:
    parts = []
    for index, name in enumerate(kinds):
        row, column = divmod(index, 3)
        x, y = column * LEGEND_COLUMN, row * LEGEND_ROW
        parts.append(rect(x, y + 3, 10, 10, f"kind-{min(index, COLOURS - 1)}", 5))
        text = (wrapped(name, LEGEND_COLUMN - 30, 12, 1) or ("",))[0]
        parts.append(label(x + 17, y + 12.5, text))
    return parts
