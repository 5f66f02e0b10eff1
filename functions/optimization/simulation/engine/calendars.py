"""Shifts as instants of the model's clock: local times, holidays and clock changes resolved."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property, lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from common.model.staffing import DAY_S, Calendar, Shift

WEEK_S = 7.0 * DAY_S
EXPANDED_WEEKS = 10 * 52  # with holidays or clock changes; after that they repeat


@dataclass(frozen=True)
class Pattern:
    """Shifts from the start of the model's clock on, repeating after ``period_s``; ascending."""

    period_s: float
    shifts_s: tuple[tuple[float, float], ...]

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:  # of thousands of shifts, asked for again and again
        return hash((self.period_s, self.shifts_s))

    @cached_property
    def on_share(self) -> float:
        """The share of all time that lies in a shift."""
        return sum(ends - begins for begins, ends in self.shifts_s) / self.period_s


@lru_cache(maxsize=512)
def pattern(calendar: Calendar, starts_at: datetime) -> Pattern:
    """Resolve a calendar; raises ``ValueError`` where it has no shift or no such time zone.

    A calendar whose zone is not known is read in the zone of ``starts_at``. A local time that a
    clock change skips or repeats counts as in RFC 5545, 3.3.5: as if the clock had not changed
    yet. With holidays or clock changes, ten years are exact and then repeat.
    """
    if not calendar.shifts:
        raise ValueError(f"calendar {calendar.id} has no shift")
    zone = _zone(calendar, starts_at)
    fixed = zone is None or len({_offset(zone, d) for d in _days(starts_at, 370)}) == 1
    weekly = fixed and not calendar.holidays
    weeks = 1 if weekly else EXPANDED_WEEKS
    spans: list[tuple[float, float]] = []
    for day in _days(starts_at, 7 * weeks + 2):
        if day not in calendar.holidays:
            spans += [_span(s, day, zone, starts_at) for s in calendar.shifts if _on(s, day)]
    period = weeks * WEEK_S
    shifts = _merged([(max(b, 0.0), min(e, period)) for b, e in spans if e > 0 and b < period])
    if not shifts:
        raise ValueError(f"calendar {calendar.id} has no shift outside its holidays")
    return Pattern(period, shifts)


@lru_cache(maxsize=1024)
def union(patterns: tuple[Pattern, ...]) -> Pattern:
    """Return when at least one of several patterns has a shift."""
    period = max(p.period_s for p in patterns)
    shifts = [
        (begins + k * p.period_s, ends + k * p.period_s)
        for p in patterns
        for k in range(round(period / p.period_s))
        for begins, ends in p.shifts_s
    ]
    return Pattern(period, _merged(shifts))


def _on(shift: Shift, day: date) -> bool:
    return shift.weekday == day.weekday()


def _days(starts_at: datetime, count: int) -> list[date]:
    """Days from the one before the start on, so that no zone's shifts are missed."""
    first = starts_at.date() - timedelta(days=1)
    return [first + timedelta(days=k) for k in range(count)]


def _zone(calendar: Calendar, starts_at: datetime) -> tzinfo | None:
    if starts_at.tzinfo is None:
        raise ValueError("the start of the clock needs a time zone")
    if calendar.time_zone is None:
        return None
    try:
        return ZoneInfo(calendar.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"calendar {calendar.id}: no time zone {calendar.time_zone!r}") from None


def _offset(zone: tzinfo, day: date) -> timedelta | None:
    return zone.utcoffset(datetime.combine(day, time(12)))


def _span(shift: Shift, day: date, zone: tzinfo | None, starts_at: datetime) -> tuple[float, float]:
    """Return when a shift of one day begins and ends on the model's clock."""
    midnight = datetime.combine(day, time())
    if zone is None:
        zero = (midnight - starts_at.replace(tzinfo=None)).total_seconds()
        return zero + shift.begins_s, zero + shift.ends_s
    start = starts_at.astimezone(UTC)

    def instant(second: float) -> float:
        local = midnight + timedelta(seconds=second)
        return (local.replace(tzinfo=zone).astimezone(UTC) - start).total_seconds()

    return instant(shift.begins_s), instant(shift.ends_s)


def _merged(spans: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Join spans that touch or overlap."""
    merged: list[tuple[float, float]] = []
    for begins, ends in sorted(spans):
        if merged and begins <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ends))
        elif ends > begins:
            merged.append((begins, ends))
    assert all(a[1] < b[0] for a, b in pairwise(merged))  # noqa: S101 - cheap, and all rests on it
    return tuple(merged)
