"""Activities that happen at few hours of the week only, such as payment runs.

The rule: four hours of the week or fewer hold at least 80% of the executions, while they hold
less than a third of everything else. Hours are those of the calendar's zone; UTC without one.
"""

import polars as pl

from common.model.measurements import Timetable
from functions.analysis.mining.calendars import DAYS, HOURS, US_PER_H
from functions.analysis.mining.steps import Steps
from functions.analysis.mining.working_time import local_us

FEWEST = 100  # executions
FEWEST_WEEKS = 4  # in which it happens
MOST_HOURS, HELD, OTHERS = 4, 0.8, 1 / 3


def timetables(steps: Steps, time_zone: str | None) -> tuple[Timetable, ...]:
    """Return the activities that follow a timetable, by id."""
    hour = local_us(steps.events["complete_us"], time_zone) // US_PER_H + 3 * HOURS
    base, span = int(hour.min()), int(hour.max()) - int(hour.min()) + 1  # type: ignore[arg-type]
    keys = steps.events.select(key=pl.col("activity").cast(pl.Int64) * span + (hour - base))
    at = pl.col("key") % span + base
    weekly = (
        keys.group_by("key")
        .len()
        .select(
            "len",
            activity=pl.col("key") // span,
            week=at // (DAYS * HOURS),
            hour=at % (DAYS * HOURS),
        )
    )
    weeks = dict(weekly.group_by("activity").agg(pl.col("week").n_unique()).rows())
    counts: dict[int, dict[int, int]] = {}
    of_all = [0] * (DAYS * HOURS)
    for activity, at, number in weekly.group_by("activity", "hour").agg(pl.col("len").sum()).rows():
        counts.setdefault(activity, {})[at] = number
        of_all[at] += number
    found = []
    for activity in sorted(counts):
        total = sum(counts[activity].values())
        if total >= FEWEST and weeks[activity] >= FEWEST_WEEKS:
            one = _timetable(steps.activities[activity], counts[activity], of_all)
            found += [one] if one else []
    return tuple(found)


def _timetable(activity: str, own: dict[int, int], of_all: list[int]) -> Timetable | None:
    total = sum(own.values())
    busiest: list[int] = []
    held = 0
    for hour in sorted(own, key=lambda each: (-own[each], each)):
        if held >= HELD * total:
            break
        busiest.append(hour)
        held += own[hour]
    others = sum(of_all) - total
    expected = (sum(of_all[hour] for hour in busiest) - held) / others if others else 0.0
    if len(busiest) > MOST_HOURS or expected >= OTHERS:
        return None
    return Timetable(
        activity=activity,
        weekly_hours=tuple(sorted(busiest)),
        share=held / total,
        expected_share=expected,
    )
