"""A week as hours by weekdays: when people work, and what happens at fixed hours only."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from common.language import say
from functions.output.pictures.svg import hover, label, picture, rect, text_width, wrapped

WIDTH, NAMES = 720.0, 84.0
HEAD, ROW, GAP = 20.0, 24.0, 2.0
LEGEND_ROW, SWATCH = 22.0, 14.0
HOURS, LETTERS = 24, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST = 8  # timetables that fit


@dataclass(frozen=True)
class Fixed:
    """What happens at these hours of the week, counted from Monday 0 h."""

    name: str
    hours: tuple[int, ...]


def week(
    days: Sequence[str],
    worked: Collection[int],
    fixed: Sequence[Fixed],
    *,
    key: str,
    title: str,
    description: str,
) -> str:
    """Draw seven rows of 24 cells; letters name the timetables, at most eight."""
    letters: dict[int, str] = {}
    shown = list(zip(LETTERS, fixed[:MOST], strict=False))
    for letter, each in shown:
        for hour in each.hours:
            letters[hour] = letters.get(hour, "") + letter
    parts = _hours()
    for day, name in enumerate(days):
        y = HEAD + day * ROW
        parts.append(label(0, y + 15, name))
        for hour in range(HOURS):
            at = day * HOURS + hour
            drawn = _cell(hour, y, at, worked, letters)
            told = _told(name, hour, at in worked, [one.name for one in fixed if at in one.hours])
            parts.append(hover(told, *drawn) if at in worked or at in letters else "".join(drawn))
    below = HEAD + ROW * len(days) + 10
    parts += _legend(below, bool(worked), [(letter, each.name) for letter, each in shown])
    height = below + LEGEND_ROW * (bool(worked) + len(shown))
    return picture(key, title, description, (WIDTH, height), parts)


def _width() -> float:
    return (WIDTH - NAMES) / HOURS


def _hours() -> list[str]:
    return [
        label(NAMES + hour * _width() + 1, 12, f"{hour}:00", "soft") for hour in range(0, HOURS, 3)
    ]


def _cell(
    hour: int, y: float, at: int, worked: Collection[int], letters: Mapping[int, str]
) -> list[str]:
    x, width = NAMES + hour * _width(), _width() - GAP
    text = letters.get(at)
    if text is None:
        return [rect(x, y, width, ROW - GAP, "open-hour" if at in worked else "track", 3)]
    shown = text if text_width(text, 12) < width else "+"
    return [
        rect(x, y, width, ROW - GAP, "swatch heat-3", 3),
        label(x + width / 2, y + 15, shown, "on-end", "middle"),
    ]


def _told(day: str, hour: int, works: bool, fixed: Sequence[str]) -> str:
    inside = say("working time") if works else say("outside working time")
    return ": ".join((f"{day} {hour}:00–{hour + 1}:00", " · ".join((inside, *fixed))))


def _legend(y: float, has_hours: bool, names: Sequence[tuple[str, str]]) -> list[str]:
    parts = []
    if has_hours:
        parts.append(rect(0, y, SWATCH, SWATCH, "open-hour", 3))
        inside = say("working time")
        parts.append(label(SWATCH + 8, y + 11, inside, "soft"))
        next_at = SWATCH + 8 + text_width(inside, 11.5) + 24
        parts.append(rect(next_at, y, SWATCH, SWATCH, "track", 3))
        outside = label(next_at + SWATCH + 8, y + 11, say("outside working time"), "soft")
        parts.append(outside)
        y += LEGEND_ROW
    for letter, name in names:
        parts.append(rect(0, y, SWATCH + 4, SWATCH + 2, "swatch heat-3", 3))
        parts.append(label((SWATCH + 4) / 2, y + 12, letter, "on-end", "middle"))
        parts.append(label(SWATCH + 12, y + 12, (wrapped(name, WIDTH - 40, 12, 1) or ("",))[0]))
        y += LEGEND_ROW
    return parts
