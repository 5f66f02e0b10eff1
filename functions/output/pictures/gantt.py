"""A roadmap: one row per change, weeks from left to right, arrows from what it waits for."""

from collections.abc import Sequence
from dataclasses import dataclass

from common.language import say
from functions.output.pictures.axis import Scale
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

WIDTH, HEAD, ROW, BAR = 720.0, 56.0, 50.0, 17.0
RIGHT = 12.0


@dataclass(frozen=True)
class Task:
    """A change from the begin of a week on. ``after`` are the places of the rows it waits for."""

    name: str
    begins_week: int
    weeks: int
    wave: str  # quick_win, project or structural
    note: str = ""  # behind the name, such as who answers for it
    figures: str = ""
    after: tuple[int, ...] = ()


def gantt(
    tasks: Sequence[Task],
    waves: Sequence[tuple[str, str]],
    *,
    key: str,
    title: str,
    description: str,
) -> str:
    """Draw the tasks as given. ``waves`` are the kinds of wave that occur, with their names."""
    last = max((task.begins_week + task.weeks for task in tasks), default=1)
    step = next(n for n in (1, 2, 4, 8, 13, 26, 52, 104, last + 1) if last / n <= 13)
    weeks = Scale(0.0, float(last), 0.0, WIDTH - RIGHT, ())
    bottom = HEAD + ROW * len(tasks)
    parts = [*_legend(waves), *_weeks(weeks, last, step, bottom)]
    for index, task in enumerate(tasks):
        for before in task.after:
            parts.append(_arrow(tasks[before], before, task, index, weeks))
    for index, task in enumerate(tasks):
        parts += _task(task, HEAD + ROW * index, weeks)
    return picture(key, title, description, (WIDTH, bottom + 6), parts)


def _legend(waves: Sequence[tuple[str, str]]) -> list[str]:
    parts, x = [], 0.0
    for wave, name in waves:
        parts.append(rect(x, 2, 14, 12, f"wave-{wave}", 2))
        parts.append(label(x + 20, 12, name, "soft"))
        x += 20 + text_width(name, 11.5) + 24
    return parts


def _weeks(weeks: Scale, last: int, step: int, bottom: float) -> list[str]:
    parts = [label(0, 38, say("Week"), "strong")]
    free_from = text_width(say("Week"), 11.5) + 12
    for week in range(0, last + 1, step):
        x = weeks.at(week)
        parts.append(line(x, 46, x, bottom, "grid"))
        text = str(week + 1)
        if x + 3 >= free_from and week < last:
            parts.append(label(x + 3, 38, text, "soft"))
            free_from = x + 3 + text_width(text, 11.5) + 6
    return parts


def _task(task: Task, y: float, weeks: Scale) -> list[str]:
    begin, end = weeks.at(task.begins_week), weeks.at(task.begins_week + task.weeks)
    note = (wrapped(task.note, WIDTH * 0.36, 11.5, 1) or ("",))[0]
    free = WIDTH - text_width(note, 11.5) - 16
    name = (wrapped(task.name, free, 13 * BOLD, 1) or ("",))[0]
    span = say(
        "weeks {first} to {last}", first=task.begins_week + 1, last=task.begins_week + task.weeks
    )
    words = " · ".join(text for text in (task.name, span, task.note, task.figures) if text)
    return [
        label(0, y + 14, name, "name haloed"),
        label(WIDTH, y + 14, note, "soft haloed", "end"),
        hover(words, rect(begin + 1, y + 22, max(end - begin - 2, 3), BAR, f"wave-{task.wave}", 4)),
    ]


def _arrow(before: Task, row: int, task: Task, own: int, weeks: Scale) -> str:
    """Return a line from the end of one bar to the begin of another, with a small head."""
    x, y = weeks.at(before.begins_week + before.weeks) - 4, HEAD + ROW * row + 22 + BAR
    to_x, to_y = weeks.at(task.begins_week) + 8, HEAD + ROW * own + 22
    if own < row:
        y, to_y = y - BAR, to_y + BAR
    size = -6 if to_y > y else 6
    middle = to_y + 2.2 * size
    d = f"M{number(x)} {number(y)}L{number(x)} {number(middle)}L{number(to_x)} {number(middle)}"
    path = element("path", d=f"{d}L{number(to_x)} {number(to_y + size)}", class_="waits-for")
    points = f"{number(to_x)},{number(to_y)} {number(to_x - 4)},{number(to_y + size)} "
    return path + element(
        "polygon",
        points=points + f"{number(to_x + 4)},{number(to_y + size)}",
        class_="waits-for-tip",
    )
