"""Durations in working time: only what lies within the shifts of a calendar counts.

Times of day are those of the calendar's zone; UTC where it names none. A shift that the clocks
are turned in counts by the time of day, so it may be an hour off.
"""

from datetime import date

import polars as pl

from common.model.staffing import Calendar

US_PER_S = 1_000_000
US_PER_DAY = 86_400 * US_PER_S
LONGEST_US = 36_525 * US_PER_DAY  # a clock looks up every day of its span
EPOCH = date(1970, 1, 1)  # a Thursday
CLOSED = 7  # the kind of day on which nobody works; the others are the weekdays
MARGIN_DAYS = 2  # local days may lie outside the span of UTC days


class WorkingClock:
    """Tells how much working time has passed at an instant since the clock's first day."""

    def __init__(self, calendar: Calendar, first_us: int, last_us: int) -> None:
        """Cover the instants from ``first_us`` to ``last_us`` (since 1970, UTC)."""
        self.calendar = calendar
        self._first_day = first_us // US_PER_DAY - MARGIN_DAYS
        days = last_us // US_PER_DAY - self._first_day + 1 + MARGIN_DAYS
        holidays = {(each - EPOCH).days for each in calendar.holidays}
        kinds = [self._kind(self._first_day + number, holidays) for number in range(days)]
        self._kinds = pl.Series(kinds, dtype=pl.UInt32)
        slots = _slots(calendar)
        length = pl.Series([sum(end - begin for begin, end in slots[kind]) for kind in range(8)])
        self._before = length.gather(self._kinds).cum_sum().shift(1, fill_value=0)
        self._shifts = _by_number(slots)
        ends = pl.Series([max((end for _, end in slots[kind]), default=None) for kind in range(8)])
        starts = pl.int_range(self._first_day, self._first_day + days, eager=True) * US_PER_DAY
        self._starts = starts
        self._closed_at = (starts + ends.gather(self._kinds)).shift(1).forward_fill()

    @staticmethod
    def _kind(day: int, holidays: set[int]) -> int:
        return CLOSED if day in holidays else (day + 3) % 7

    def passed_us(self, instants_us: pl.Series) -> pl.Series:
        """Return the working microseconds that have passed at each instant; nulls stay null."""
        frame = self._placed(instants_us)
        worked = pl.lit(self._before).gather(pl.col("day"))
        for begin, end in self._shifts:
            late = pl.col("time") - pl.lit(begin).gather(pl.col("kind"))
            length = pl.lit(end - begin).gather(pl.col("kind"))
            worked += pl.when(late > 0).then(pl.min_horizontal(late, length)).otherwise(0)
        known = pl.when(pl.col("time").is_not_null()).then(worked)
        return frame.select(known.alias(instants_us.name)).to_series()

    def closed_us(self, instants_us: pl.Series) -> pl.Series:
        """Return how long nobody has worked just before each instant; 0 while somebody works."""
        frame = self._placed(instants_us)
        start = pl.lit(self._starts).gather(pl.col("day"))
        last = pl.lit(self._closed_at).gather(pl.col("day"))
        for begin, end in self._shifts:
            opens, closes = (pl.lit(each).gather(pl.col("kind")) for each in (begin, end))
            seen = start + pl.min_horizontal(pl.col("time"), closes)
            begun = (pl.col("time") > opens) & (closes > opens)
            last = pl.max_horizontal(last, pl.when(begun).then(seen))
        closed = start + pl.col("time") - last
        return frame.select(closed.alias(instants_us.name)).to_series()

    def open_share(self, instants_us: pl.Series) -> float:
        """Return the share of the instants at which somebody works."""
        is_open = pl.lit(False)
        for begin, end in self._shifts:
            starts, ends = (pl.lit(each).gather(pl.col("kind")) for each in (begin, end))
            is_open |= (pl.col("time") >= starts) & (pl.col("time") < ends)
        return float(self._placed(instants_us).select(is_open.sum()).item()) / len(instants_us)

    def _placed(self, instants_us: pl.Series) -> pl.DataFrame:
        """Return the day since the clock's first, its kind, and the time of day."""
        local = local_us(instants_us, self.calendar.time_zone).to_frame("at")
        day = (pl.col("at") // US_PER_DAY - self._first_day).cast(pl.UInt32)
        placed = local.select(day=day, time=pl.col("at") % US_PER_DAY)
        return placed.with_columns(kind=pl.lit(self._kinds).gather(pl.col("day")))


def local_us(instants_us: pl.Series, time_zone: str | None) -> pl.Series:
    """Return the time of day and date in a zone, as microseconds since its 1970 began."""
    if time_zone is None or time_zone == "UTC":
        return instants_us
    at = instants_us.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return at.dt.convert_time_zone(time_zone).dt.replace_time_zone(None).to_physical()


def _slots(calendar: Calendar) -> list[list[tuple[int, int]]]:
    """Return for each weekday, and for closed days, the shifts in microseconds, none twice."""
    slots: list[list[tuple[int, int]]] = [[] for _ in range(CLOSED + 1)]
    for shift in sorted(calendar.shifts, key=lambda each: (each.weekday, each.begins_s)):
        begin, end = round(shift.begins_s * US_PER_S), round(shift.ends_s * US_PER_S)
        day = slots[shift.weekday]
        if day and begin <= day[-1][1]:
            day[-1] = (day[-1][0], max(end, day[-1][1]))
        else:
            day.append((begin, end))
    return slots


def _by_number(slots: list[list[tuple[int, int]]]) -> list[tuple[pl.Series, pl.Series]]:
    """Return the first shift of every kind of day, the second, …; one of no length where none."""
    most = max(len(day) for day in slots)
    padded = [day + [(0, 0)] * (most - len(day)) for day in slots]
    return [
        (pl.Series([day[n][0] for day in padded]), pl.Series([day[n][1] for day in padded]))
        for n in range(most)
    ]
