"""The score on its scale from 1 to 10, and the parts that it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.language import say
from functions.output.pictures.svg import label, picture, rect, text_width

WIDTH, SCALE_HEIGHT, STEPS = 360.0, 58.0, 10
GAP = 4.0
ROW = 24.0
NAMES, BARS = 92.0, 190.0  # widths of the columns of the parts


@dataclass(frozen=True)
class Part:
    """A sub-score from 0 to 1; None is not known. ``figures`` stand behind its bar."""

    name: str
    score: float | None
    figures: str


def score_scale(
    score: float, parts: Sequence[Part], *, key: str, title: str, description: str
) -> str:
    """Draw ten cells filled up to the score, the last in part, and one bar per sub-score."""
    drawn = [*_cells(score)]
    behind = max((text_width(part.figures, 11.5) for part in parts), default=0.0)
    full = min(BARS, WIDTH - NAMES - 10 - behind)
    for index, part in enumerate(parts):
        y = SCALE_HEIGHT + ROW * index
        drawn.append(label(0, y + 14, part.name))
        if part.score is None:
            drawn.append(rect(NAMES + 0.5, y + 5, full - 1, 10, "unknown", 3))
        else:
            drawn.append(rect(NAMES, y + 5, full, 10, "track", 3))
            drawn.append(rect(NAMES, y + 5, full * part.score, 10, "bar", 3))
        drawn.append(label(NAMES + full + 10, y + 14, part.figures, "soft"))
    height = SCALE_HEIGHT + ROW * len(parts)
    return picture(key, title, description, (WIDTH, height), drawn)


def _cells(score: float) -> list[str]:
    cell = (WIDTH - GAP * (STEPS - 1)) / STEPS
    drawn = []
    for index in range(STEPS):
        x = index * (cell + GAP)
        filled = min(max(score - index, 0.0), 1.0)
        drawn.append(rect(x, 4, cell, 14, "track", 3))
        if filled:
            drawn.append(rect(x, 4, cell * filled, 14, f"swatch heat-{index // 2}", 3))
    drawn.append(label(0, 36, say("1 nothing wrong"), "soft"))
    drawn.append(label(WIDTH, 36, say("10 as bad as the scale goes"), "soft", "end"))
    return drawn
