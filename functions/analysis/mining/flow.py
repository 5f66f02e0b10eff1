"""Arrivals, completions and work in process over time.

Source: Little, A proof for the queuing formula L = lambda W (1961).
"""

from typing import NamedTuple

import polars as pl

from common.model.measurements import FlowFacts, Period
from functions.analysis.mining.cycle_time import instant
from functions.analysis.mining.durations import US_PER_HOUR, sum_h
from functions.analysis.mining.working_time import WorkingClock

WEEK_H = 7 * 24
MOST_PERIODS = 120
LENGTHS_H = (1, 6, 24, 7 * 24, 28 * 24, 364 * 24, 3640 * 24, 36400 * 24)
MONDAY_US = 4 * 24 * US_PER_HOUR  # 5 January 1970
EDGE = 0.1  # of the span, at both ends, that Little's law leaves out


class OpenWork(NamedTuple):
    """The beginnings and ends of cases, sorted, in hours since the first."""

    begins: pl.Series
    ends: pl.Series

    def case_hours(self, until: float) -> float:
        """Return the hours that cases had been open up to an instant."""
        return _excess(self.begins, until) - _excess(self.ends, until)


def _excess(instants: pl.Series, until: float) -> float:
    before = instants.slice(0, int(instants.search_sorted(until)))
    return until * len(before) - float(before.sum())


def flow(cases: pl.DataFrame, clock: WorkingClock | None) -> FlowFacts | None:
    """Return the flow of the cases; None where the log's span has no length."""
    first_us, last_us = int(cases["first_us"].min()), int(cases["last_us"].max())  # type: ignore[arg-type]
    if last_us == first_us:
        return None
    work = OpenWork(
        ((cases["first_us"] - first_us) / US_PER_HOUR).sort(),
        ((cases["last_us"] - first_us) / US_PER_HOUR).sort(),
    )
    span_h = (last_us - first_us) / US_PER_HOUR
    period_h = next(each for each in LENGTHS_H if span_h / each < MOST_PERIODS - 1)
    open_mean, ratio = _littles_law(cases, work, first_us, span_h)
    return FlowFacts(
        period_h=period_h,
        periods=_periods(cases, work, first_us, last_us, int(period_h * US_PER_HOUR)),
        arrivals_per_week=_per_week(work.begins, span_h),
        completions_per_week=_per_week(work.ends, span_h),
        interarrival_cv=_interarrival_cv(cases["first_us"].sort(), clock),
        open_cases_mean=open_mean,
        littles_law_ratio=ratio,
    )


def _periods(
    cases: pl.DataFrame, work: OpenWork, first_us: int, last_us: int, length_us: int
) -> tuple[Period, ...]:
    base_us = MONDAY_US + (first_us - MONDAY_US) // length_us * length_us
    number = (last_us - base_us) // length_us + 1
    arrived = cases.group_by(period=(pl.col("first_us") - base_us) // length_us).agg(
        arrivals=pl.len(), median_us=pl.col("cycle_us").median()
    )
    completed = cases.group_by(period=(pl.col("last_us") - base_us) // length_us).len()
    arrivals = {row[0]: row[1:] for row in arrived.rows()}
    completions = dict(completed.rows())
    length_h = length_us / US_PER_HOUR
    begin_h = (base_us - first_us) / US_PER_HOUR
    borders = [work.case_hours(begin_h + each * length_h) for each in range(number + 1)]
    periods = []
    for each in range(number):
        arrivals_in, median_us = arrivals.get(each, (0, None))
        periods.append(
            Period(
                begins_at=instant(base_us + each * length_us),
                arrivals=arrivals_in,
                completions=completions.get(each, 0),
                open_cases=max(0.0, borders[each + 1] - borders[each]) / length_h,
                cycle_median_h=None if median_us is None else median_us / US_PER_HOUR,
            )
        )
    return tuple(periods)


def _littles_law(
    cases: pl.DataFrame, work: OpenWork, first_us: int, span_h: float
) -> tuple[float, float | None]:
    begin, end = EDGE * span_h, (1 - EDGE) * span_h
    open_mean = max(0.0, work.case_hours(end) - work.case_hours(begin)) / (end - begin)
    begun_h = (cases["first_us"] - first_us) / US_PER_HOUR
    inside = cases.filter((begun_h >= begin) & (begun_h < end))
    if inside.is_empty() or not open_mean:
        return open_mean, None
    return open_mean, sum_h(inside["cycle_us"]) / (end - begin) / open_mean


def _per_week(instants: pl.Series, span_h: float) -> float:
    begin, end = EDGE * span_h, (1 - EDGE) * span_h
    inside = ((instants >= begin) & (instants < end)).sum()
    return float(inside) * WEEK_H / (end - begin)


def _interarrival_cv(begins_us: pl.Series, clock: WorkingClock | None) -> float | None:
    between = (clock.passed_us(begins_us) if clock else begins_us).diff().drop_nulls()
    mean = between.mean() if len(between) > 1 else None
    return float(between.std(ddof=0)) / float(mean) if mean else None  # type: ignore[arg-type]
