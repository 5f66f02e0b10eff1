"""The score on its scale from 1 to 10."""

from functions.output.pictures.svg import label, picture, rect

WIDTH, HEIGHT, STEPS = 360.0, 46.0, 10
GAP = 4.0


def score_scale(score: float, *, key: str, title: str, description: str) -> str:
    """Draw ten cells, filled up to the score, the last one in part."""
    cell = (WIDTH - GAP * (STEPS - 1)) / STEPS
    parts = []
    for index in range(STEPS):
        x = index * (cell + GAP)
        filled = min(max(score - index, 0.0), 1.0)
        parts.append(rect(x, 4, cell, 16, "track", 3))
        if filled:
            parts.append(rect(x, 4, cell * filled, 16, f"swatch heat-{index // 2}", 3))
    parts.append(label(0, 40, "1 · nothing wrong", "soft"))
    parts.append(label(WIDTH, 40, "10 · as bad as the scale goes", "soft", "end"))
    return picture(key, title, description, (WIDTH, HEIGHT), parts)
