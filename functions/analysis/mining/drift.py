"""Lasting changes, and the dependence on weekday and month.

A week's cases are those that begin in it. Change points by Pettitt's test on the weekly figures,
again on both sides of each, where p < 0.001 and the medians differ by a fifth or more. Weeks
depend on each other to some degree, which the strict p-value is to make up for.
"""

from datetime import date, timedelta
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
SIGNIFICANT, RATIO = 0.001, 1.2
MOST_CHANGES = 10
MONTHS_FOR_SEASON = 22  # about two years: with one, a month cannot be told from a trend

Week = tuple[int, float]


def changes(cases: pl.DataFrame) -> tuple[ChangePoint, ...]:
    """Return the change points of weekly arrivals and median cycle time, by time."""
    week = (pl.col("first_us") - MONDAY_US) // US_PER_WEEK
    weekly = cases.group_by(week=week).agg(arrivals=pl.len(), median_us=pl.col("cycle_us").median())
    rows = {row[0]: (row[1], row[2] / US_PER_HOUR) for row in weekly.rows()}
    first, last = min(rows) + 1, max(rows) - 1  # the weeks at the ends are cut off
    if not FEWEST_WEEKS <= last - first + 1 <= MOST_WEEKS:
        return ()
    arrivals = [(each, float(rows.get(each, (0, 0))[0])) for each in range(first, last + 1)]
    cycle = [
        (each, rows[each][1])
        for each in range(first, last + 1)
        if each in rows and rows[each][0] >= FEWEST_CASES
    ]
    found = _split("cycle_time", cycle) + _split("arrivals", arrivals)
    found.sort(key=lambda each: (each.p_value, each.at, each.figure))
    return tuple(sorted(found[:MOST_CHANGES], key=lambda each: (each.at, each.figure)))


def _split(figure: str, weeks: list[Week]) -> list[ChangePoint]:
    if len(weeks) < FEWEST_WEEKS:
        return []
    place, p_value = pettitt([value for _, value in weeks])
    if p_value >= SIGNIFICANT or not SHORTEST <= place <= len(weeks) - SHORTEST:
        return []
    before = median(value for _, value in weeks[:place])
    after = median(value for _, value in weeks[place:])
    sides = _split(figure, weeks[:place]) + _split(figure, weeks[place:])
    if max(before, after) < RATIO * min(before, after) or before == after:
        return sides
    at = instant(MONDAY_US + weeks[place][0] * US_PER_WEEK)
    point = ChangePoint.model_validate(
        {"figure": figure, "at": at, "before": before, "after": after, "p_value": p_value}
    )
    return [*sides, point]


def seasons(cases: pl.DataFrame, time_zone: str | None) -> tuple[Season, ...]:
    """Return how arrivals and cycle time depend on the weekday and, from two years on, the month.

    Arrivals are compared with the number of such days in the span.
    """
    day = local_us(cases["first_us"], time_zone) // US_PER_DAY
    daily = cases.select(day=day, cycle_us="cycle_us")
    span = range(int(daily["day"].min()), int(daily["day"].max()) + 1)  # type: ignore[arg-type]
    if len(span) < 7 * 4:
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
