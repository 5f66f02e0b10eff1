"""Hours of the week in words: calendars and timetables."""

from collections.abc import Iterable

from common.language import say, term
from common.model.staffing import Calendar
from common.numerals import joined
from functions.output.dossier import figures

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_S, HOUR_S, DAY_H = 86_400, 3_600, 24
MOST_SHIFTS = 3  # of one day that are told
Span = tuple[float, float]


def calendar_words(calendar: Calendar) -> str:
    """Return ``Monday to Friday, 9:00 to 17:00``; holidays are counted, not named."""
    text = "; ".join(_by_day(_shifts(calendar))) or say("no hours")
    if calendar.holidays:
        closed = figures.plural(len(calendar.holidays), "closed day")
        text = say("{hours}, without {closed}", hours=text, closed=closed)
    return text


def zone_words(calendar: Calendar | None) -> str:
    """Return by which clock hours are told: without a named zone, the log's, in UTC."""
    zone = calendar.time_zone if calendar else None
    return say("local time, {zone}", zone=zone) if zone else say("the log's clock, UTC")


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
    return say(" and ").join(_by_day(spans))


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


def _by_day(spans: dict[int, list[Span]]) -> list[str]:
    """Return the hours by day; the days that have the same hours stand together."""
    groups: dict[str, list[int]] = {}
    for day in sorted(spans):
        groups.setdefault(_hours(spans[day]), []).append(day)
    return [f"{_days(days)}, {hours}" for hours, days in groups.items()]


def _hours(spans: list[Span]) -> str:
    if spans == [(0, DAY_S)]:
        return say("round the clock")
    told = [
        say("{low} to {high}", low=_clock(begin), high=_clock(end))
        for begin, end in spans[:MOST_SHIFTS]
    ]
    if len(spans) > MOST_SHIFTS:
        return say("{items} and {last}", items=", ".join(told), last=say("more"))
    return joined(told)


def _clock(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def _days(days: list[int]) -> str:
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return say("{low} to {high}", low=weekday(days[0]), high=weekday(days[-1]))
    return joined([weekday(day) for day in days])


def weekday(day: int) -> str:
    """Return the name of a day, counted from Monday as 0."""
    return term(WEEKDAYS[day])
