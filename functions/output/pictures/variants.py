"""Variants as rows of chevrons: which steps cases take, how many do so and how long it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from common.language import say
from functions.output.pictures.svg import (
    BOLD,
    element,
    hover,
    label,
    number,
    picture,
    rect,
    text_width,
    wrapped,
)

WIDTH = 860.0
IN_A_LINE, MOST_LINES = 6, 4
HEAD, CHEVRON, BETWEEN, GAP = 28.0, 46.0, 6.0, 22.0
POINT = 10.0  # how far a chevron reaches into the next
TEXT, LINE = 10.0, 12.0
SHARE = 150.0  # width of the bar of shares


@dataclass(frozen=True)
class Chevron:
    """One step of a variant, done ``times`` in a row. ``other``: not in the most frequent one."""

    name: str
    times: int = 1
    other: bool = False


@dataclass(frozen=True)
class Variant:
    """``share`` is that of the cases, ``figures`` stand behind its bar."""

    name: str
    share: float
    figures: str
    steps: tuple[Chevron, ...]


def variant_row(
    name: str, share: float, figures: str, steps: Sequence[str], usual: Sequence[str]
) -> Variant:
    """Return a variant whose steps are marked where they are not in the usual order of steps."""
    common = _common(steps, usual)
    chevrons: list[Chevron] = []
    for (step, kept), group in groupby(zip(steps, common, strict=True)):
        chevrons.append(Chevron(step, len(list(group)), not kept))
    return Variant(name, share, figures, tuple(chevrons))


def variants(rows: Sequence[Variant], *, key: str, title: str, description: str) -> str:
    """Draw the rows as given, the most frequent first by custom."""
    largest = max((row.share for row in rows), default=1.0) or 1.0
    parts, y = _legend(rows), 26.0
    for row in rows:
        drawn, height = _row(row, y, largest)
        parts += drawn
        y += height + GAP
    return picture(key, title, description, (WIDTH, y - GAP + 2), parts)


def _legend(rows: Sequence[Variant]) -> list[str]:
    if not any(step.other for row in rows for step in row.steps):
        return []
    return [
        rect(0, 2, 14, 12, "chevron other", 2),
        label(20, 12, say("not in the most frequent variant, or not in this place"), "soft"),
    ]


def _row(row: Variant, y: float, largest: float) -> tuple[list[str], float]:
    name_width = text_width(row.name, 13 * BOLD) + 14
    parts = [
        label(0, y + 14, row.name, "name"),
        rect(name_width, y + 5, SHARE, 10, "track", 3),
        rect(name_width, y + 5, max(SHARE * row.share / largest, 1.5), 10, "bar", 3),
        label(name_width + SHARE + 10, y + 14, row.figures, "soft"),
    ]
    shown = row.steps[: IN_A_LINE * MOST_LINES]
    width = (WIDTH - POINT) / IN_A_LINE
    for index, step in enumerate(shown):
        line, column = divmod(index, IN_A_LINE)
        parts.append(_chevron(step, column * width, y + HEAD + line * (CHEVRON + BETWEEN), width))
    lines = -(-len(shown) // IN_A_LINE)
    height = HEAD + lines * (CHEVRON + BETWEEN) - BETWEEN
    left_out = len(row.steps) - len(shown)
    if left_out:
        height += 18
        parts.append(label(0, y + height - 3, say("… and {n} more steps", n=left_out), "soft"))
    return parts, height


def _chevron(step: Chevron, x: float, y: float, width: float) -> str:
    right, middle, bottom = x + width - 4, y + CHEVRON / 2, y + CHEVRON
    corners = (
        (x, y), (right, y), (right + POINT, middle),
        (right, bottom), (x, bottom), (x + POINT, middle),
    )  # fmt: skip
    points = " ".join(f"{number(a)},{number(b)}" for a, b in corners)
    css = "chevron other" if step.other else "chevron"
    name = f"{step.name} ×{step.times}" if step.times > 1 else step.name
    rows = wrapped(name, width - 2 * POINT - 8, TEXT, 3)
    top = middle - LINE * (len(rows) - 1) / 2 + 3.5
    centre = (x + right + POINT) / 2
    words = [
        label(centre, top + LINE * index, text, "small", "middle")
        for index, text in enumerate(rows)
    ]
    return hover(name, element("polygon", points=points, class_=css), *words)


def _common(steps: Sequence[str], usual: Sequence[str]) -> list[bool]:
    """Return, for each step, whether it belongs to the longest common subsequence."""
    longest = [[0] * (len(usual) + 1) for _ in range(len(steps) + 1)]
    for i in range(len(steps) - 1, -1, -1):
        for j in range(len(usual) - 1, -1, -1):
            longest[i][j] = (
                longest[i + 1][j + 1] + 1
                if steps[i] == usual[j]
                else max(longest[i + 1][j], longest[i][j + 1])
            )
    kept, i, j = [False] * len(steps), 0, 0
    while i < len(steps) and j < len(usual):
        if steps[i] == usual[j]:
            kept[i] = True
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return kept
