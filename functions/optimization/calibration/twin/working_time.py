"""Working time: how much of a calendar lies between two instants, and local clocks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from common.model.staffing import Calendar
from functions.optimization.calibration.twin.event_table import Floats, Ints

HOUR_S, DAY_S, WEEK_S = 3_600.0, 86_400.0, 604_800.0
MONDAY_S = 4 * DAY_S  # 1970-01-05, the first Monday


@lru_cache(maxsize=64)
def _offsets(zone: str, first_hour: int, last_hour: int) -> tuple[Floats, Floats]:
    """Return the instants from which on, and by how much, the zone's clock is ahead of UTC."""
    clock = ZoneInfo(zone)

    def ahead(hour: int) -> float:
        at = datetime.fromtimestamp(hour * HOUR_S, UTC).astimezone(clock)
        return (at.utcoffset() or timedelta()).total_seconds()

    instants, offsets = [first_hour * HOUR_S], [ahead(first_hour)]
    for hour in range(first_hour, last_hour + 24, 24):
        if ahead(hour) != offsets[-1]:
            changed = next(h for h in range(hour - 23, hour + 1) if ahead(h) == ahead(hour))
            instants.append(changed * HOUR_S)
            offsets.append(ahead(hour))
    return np.array(instants), np.array(offsets)


def local(instants: Floats, zone: str) -> Floats:
    """Return what the clocks of a zone show, as seconds since 1970 without a zone."""
    if zone == "UTC" or not instants.size:
        return instants
    day = DAY_S / HOUR_S
    first = int(np.floor(instants.min() / DAY_S) * day)
    since, ahead = _offsets(zone, first, int(np.ceil(instants.max() / DAY_S) * day))
    place = np.maximum(np.searchsorted(since, instants, side="right") - 1, 0)
    return np.asarray(instants + ahead[place], dtype=np.float64)


def from_local(clock_s: Floats, zone: str) -> Floats:
    """Return the instants at which the clocks of a zone show these times.

    An hour that is skipped or repeated when clocks change is taken with the later offset.
    """
    if zone == "UTC" or not clock_s.size:
        return clock_s
    guess = clock_s - (local(clock_s, zone) - clock_s)
    return np.asarray(clock_s - (local(guess, zone) - guess), dtype=np.float64)


def second_of_week(instants: Floats, zone: str) -> Floats:
    """Return the local seconds since Monday, midnight."""
    return np.asarray((local(instants, zone) - MONDAY_S) % WEEK_S, dtype=np.float64)


@dataclass(frozen=True)
class WorkingTime:
    """The shifts of a calendar between two instants, one after the other."""

    begins_s: Floats
    ends_s: Floats
    before_s: Floats  # working time before each shift

    def worked(self, instants: Floats) -> Floats:
        """Return the working time from the first shift to each instant, in seconds."""
        place = np.searchsorted(self.begins_s, instants, side="right") - 1
        inside = np.maximum(place, 0)
        spent = np.minimum(instants, self.ends_s[inside]) - self.begins_s[inside]
        return np.where(place < 0, 0.0, self.before_s[inside] + spent)

    def between(self, since_s: Floats, until_s: Floats) -> Floats:
        """Return the working time between instants, in seconds."""
        return self.worked(until_s) - self.worked(since_s)

    def first_at(self, worked_s: Floats) -> Floats:
        """Return the first instants at which so much has been worked."""
        shift = np.maximum(np.searchsorted(self.before_s, worked_s, side="left") - 1, 0)
        return np.asarray(
            self.begins_s[shift] + np.maximum(0.0, worked_s - self.before_s[shift]),
            dtype=np.float64,
        )


def working_time(calendar: Calendar | None, first_s: float, last_s: float) -> WorkingTime:
    """Return the shifts of whole weeks around the two instants; always working without one."""
    if calendar is None:
        return WorkingTime(np.array([first_s - WEEK_S]), np.array([last_s + WEEK_S]), np.zeros(1))
    zone = calendar.time_zone or "UTC"
    first_week = int(np.floor((first_s - MONDAY_S) / WEEK_S)) - 1
    last_week = int(np.ceil((last_s - MONDAY_S) / WEEK_S)) + 1
    weeks = MONDAY_S + WEEK_S * np.arange(first_week, last_week + 1)
    shifts = sorted(
        (s.weekday * DAY_S + s.begins_s, s.weekday * DAY_S + s.ends_s) for s in calendar.shifts
    )
    opens = (weeks[:, None] + np.array([begin for begin, _ in shifts])).ravel()
    closes = (weeks[:, None] + np.array([end for _, end in shifts])).ravel()
    epoch = datetime(1970, 1, 1, tzinfo=UTC).date()
    free = [(day - epoch).days for day in calendar.holidays]
    kept = ~np.isin(np.floor(opens / DAY_S), free)
    begins, ends = from_local(opens[kept], zone), from_local(closes[kept], zone)
    joined = np.flatnonzero(begins[1:] > ends[:-1]) + 1  # shifts over midnight become one
    begins = begins[np.concatenate(([0], joined))]
    ends = ends[np.concatenate((joined - 1, [ends.size - 1]))]
    return WorkingTime(begins, ends, np.concatenate(([0.0], np.cumsum(ends - begins)[:-1])))


def days_between(first_s: float, last_s: float, zone: str) -> Ints:
    """Return the local days, in days since 1970, that the two instants enclose."""
    first, last = np.floor(local(np.array([first_s, last_s]), zone) / DAY_S).astype(np.int64)
    return np.arange(first, last + 1)
