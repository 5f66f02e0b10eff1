"""Lasting changes, and the dependence on weekday and month.

A week's cases are those that begin in it. Change points of the weekly figures: Pettitt's test in
intervals of many lengths, split where it is surest, again on both sides; a change counts where
p < 0.01 over all intervals and the medians before and after differ by a fifth or more. Weeks depend
on each other to some degree, which the strict p-value is to make up for.
Source of the intervals: Kovács et al., Seeded binary segmentation (2023).
"""

import math
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import polars as pl

from common.model.measurements import ChangePoint, Season
from functions.analysis.mining.cycle_time import US_PER_WEEK, instant
from functions.analysis.mining.durations import US_PER_HOUR
from functions.analysis.mining.statistics import chi_square_p, pettitt
from functions.analysis.mining.working_time import EPOCH, US_PER_DAY, local_us

MONDAY_US = 4 * US_PER_DAY  # 5 January 1970
FEWEST_WEEKS, MOST_WEEKS = 16, 2000
SHORTEST = 6  # weeks on each side
FEWEST_CASES = 5  # in a week, for its median
SIGNIFICANT, RATIO = 0.01, 1.2
MOST_CHANGES = 10
COMPLETE = 0.95  # of the cases take less time than is left until the log ends
MOST_DAYS = 36_525
MONTHS_FOR_SEASON = 22  # about two years: with one, a month cannot be told from a trend

Week = tuple[int, float]


def changes(cases: pl.DataFrame) -> tuple[ChangePoint, ...]:
    """Return the change points of weekly arrivals and median cycle time, by time."""
    week = (pl.col("first_us") - MONDAY_US) // US_PER_WEEK
    weekly = cases.group_by(week=week).agg(arrivals=pl.len(), median_us=pl.col("cycle_us").median())
    rows = {row[0]: (row[1], row[2] / US_PER_HOUR) for row in weekly.rows()}
    # The weeks at the ends are cut off; of the last, cases that take long may be missing.
    usual_us = cases["cycle_us"].quantile(COMPLETE) or 0.0
    complete_us = int(cases["last_us"].max()) - usual_us  # type: ignore[arg-type]
    first, last = min(rows) + 1, min(max(rows), int(complete_us - MONDAY_US) // US_PER_WEEK) - 1
    if not FEWEST_WEEKS <= last - first + 1 <= MOST_WEEKS:
        return ()
    arrivals = [(each, float(rows.get(each, (0, 0))[0])) for each in range(first, last + 1)]
    cycle = [
        (each, rows[each][1])
        for each in range(first, last + 1)
        if each in rows and rows[each][0] >= FEWEST_CASES
    ]
    found = _of_figure("cycle_time", cycle) + _of_figure("arrivals", arrivals)
    found.sort(key=lambda each: (each.p_value, each.at, each.figure))
    return tuple(sorted(found[:MOST_CHANGES], key=lambda each: (each.at, each.figure)))


def _of_figure(figure: str, weeks: list[Week]) -> list[ChangePoint]:
    values = [value for _, value in weeks]
    points = dict(sorted(_split(values, 0, len(values)).items()))
    places = [0, *points, len(values)]
    found = []
    for (begin, place), (_, end) in pairwise(pairwise(places)):
        before, after = median(values[begin:place]), median(values[place:end])
        if max(before, after) >= RATIO * min(before, after) and before != after:
            at = instant(MONDAY_US + weeks[place][0] * US_PER_WEEK)
            found.append(
                ChangePoint.model_validate(
                    {
                        "figure": figure,
                        "at": at,
                        "before": before,
                        "after": after,
                        "p_value": points[place],
                    }
                )
            )
    return found


def _split(values: list[float], begin: int, end: int) -> dict[int, float]:
    """Return the places between ``begin`` and ``end`` at which the values shift, with p-values."""
    intervals = _intervals(begin, end)
    tested = []
    for first, last in intervals:
        place, p_value = pettitt(values[first:last])
        if SHORTEST <= place <= last - first - SHORTEST:
            tested.append((min(1.0, p_value * len(intervals)), first + place))
    p_value, place = min(tested, default=(1.0, 0))
    if p_value >= SIGNIFICANT:
        return {}
    return _split(values, begin, place) | {place: p_value} | _split(values, place, end)


def _intervals(begin: int, end: int) -> list[tuple[int, int]]:
    """Return overlapping intervals, each length the last over the root of two."""
    whole = end - begin
    found = set()
    scale = 1.0
    while whole / scale >= FEWEST_WEEKS:
        length, number = math.ceil(whole / scale), 2 * math.ceil(scale) - 1
        for each in range(number):
            first = begin + round(each * (whole - length) / max(1, number - 1))
            found.add((first, first + length))
        scale *= math.sqrt(2)
    return sorted(found)


def seasons(cases: pl.DataFrame, time_zone: str | None) -> tuple[Season, ...]:
    """Return how arrivals and cycle time depend on the weekday and, from two years on, the month.

    Arrivals are compared with the number of such days in the span.
    """
    day = local_us(cases["first_us"], time_zone) // US_PER_DAY
    daily = cases.select(day=day, cycle_us="cycle_us")
    span = range(int(daily["day"].min()), int(daily["day"].max()) + 1)  # type: ignore[arg-type]
    if not 7 * 4 <= len(span) <= MOST_DAYS:
        return ()
    dates = {each: EPOCH + timedelta(days=each) for each in span}
    found = [_season("weekday", 7, daily, {each: day.weekday() for each, day in dates.items()})]
    if _months(dates[span[0]], dates[span[-1]]) >= MONTHS_FOR_SEASON:
        months = {each: day.month - 1 for each, day in dates.items()}
        found.append(_season("month", 12, daily, months))
    return tuple(found)


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _season(by: str, parts: int, daily: pl.DataFrame, part_of: dict[int, int]) -> Season:
    days = [0] * parts
    for part in part_of.values():
        days[part] += 1
    keys = pl.DataFrame({"day": list(part_of), "part": list(part_of.values())})
    grouped = daily.join(keys, on="day").group_by("part").agg(pl.len(), pl.col("cycle_us").median())
    counts = {part: number for part, number, _ in grouped.rows()}
    medians = {part: us / US_PER_HOUR for part, _, us in grouped.rows()}
    per_day = daily.height / len(part_of)
    index = [
        counts.get(each, 0) / (days[each] * per_day) if days[each] else 0.0 for each in range(parts)
    ]
    expected = [days[each] * per_day for each in range(parts)]
    squares = sum(
        (counts.get(each, 0) - want) ** 2 / want for each, want in enumerate(expected) if want
    )
    return Season.model_validate(
        {
            "by": by,
            "arrivals_index": index,
            "cycle_median_h": [medians.get(each) for each in range(parts)],
            "arrivals_p_value": chi_square_p(squares, sum(1 for each in days if each) - 1),
        }
    )
