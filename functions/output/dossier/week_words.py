"""Hours of the week in words: calendars and timetables."""

from collections.abc import Iterable

from common.model.staffing import Calendar
from functions.output.dossier import figures
from functions.output.dossier.wording import joined

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_S, HOUR_S, DAY_H = 86_400, 3_600, 24
MOST_SHIFTS = 3  # of one day that are told
Span = tuple[float, float]


def calendar_words(calendar: Calendar) -> str:
    """Return ``Monday to Friday, 9:00 to 17:00``; holidays are counted, not named."""
    text = _by_day(_shifts(calendar), "; ") or "no hours"
    if calendar.holidays:
        text += f", without {figures.plural(len(calendar.holidays), 'closed day')}"
    return text


def zone_words(calendar: Calendar | None) -> str:
    """Return by which clock hours are told: without a named zone, the log's, in UTC."""
    zone = calendar.time_zone if calendar else None
    return f"local time, {zone}" if zone else "the log's clock, UTC"


def worked_hours(calendar: Calendar) -> frozenset[int]:
    """Return the hours of the week at least half of which are in a shift."""
    found = set()
    for day, spans in _shifts(calendar).items():
        for hour in range(DAY_H):
            begin, end = hour * HOUR_S, (hour + 1) * HOUR_S
            inside = sum(max(0.0, min(end, e) - max(begin, b)) for b, e in spans)
            if inside >= HOUR_S / 2:
                found.add(day * DAY_H + hour)
    return frozenset(found)


def hours_words(hours: Iterable[int]) -> str:
    """Return hours of the week as ``Monday and Thursday, 15:00 to 17:00``."""
    spans: dict[int, list[Span]] = {}
    for hour in sorted(set(hours)):
        day, begin = divmod(hour, DAY_H)
        found = spans.setdefault(day % len(WEEKDAYS), [])
        begin_s, end_s = begin * HOUR_S, (begin + 1) * HOUR_S
        if found and found[-1][1] == begin_s:
            found[-1] = (found[-1][0], end_s)
        else:
            found.append((begin_s, end_s))
    return _by_day(spans, " and ")


def _shifts(calendar: Calendar) -> dict[int, list[Span]]:
    """Return the shifts of each weekday in order; those that overlap or touch are one."""
    found: dict[int, list[Span]] = {}
    for shift in sorted(calendar.shifts, key=lambda s: (s.weekday, s.begins_s, s.ends_s)):
        day = found.setdefault(shift.weekday, [])
        if day and shift.begins_s <= day[-1][1]:
            day[-1] = (day[-1][0], max(day[-1][1], shift.ends_s))
        else:
            day.append((shift.begins_s, shift.ends_s))
    return found


def _by_day(spans: dict[int, list[Span]], between: str) -> str:
    """Return the days that have the same hours together."""
    groups: dict[str, list[int]] = {}
    for day in sorted(spans):
        groups.setdefault(_hours(spans[day]), []).append(day)
    return between.join(f"{_days(days)}, {hours}" for hours, days in groups.items())


def _hours(spans: list[Span]) -> str:
    if spans == [(0, DAY_S)]:
        return "round the clock"
    told = [f"{_clock(begin)} to {_clock(end)}" for begin, end in spans[:MOST_SHIFTS]]
    return joined(told) + (" and more" if len(spans) > MOST_SHIFTS else "")


def _clock(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def _days(days: list[int]) -> str:
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{WEEKDAYS[days[0]]} to {WEEKDAYS[days[-1]]}"
    return joined([WEEKDAYS[day] for day in days])
