"""Public holidays by rule, for the countries whose closed days a log may show.

Nationwide days only: NL (with Good Friday, and Liberation Day in every fifth year), DE, GB
(England and Wales) and US (federal). Where a day is moved off a weekend, the day it is moved to
counts. One-off days, such as a coronation, are not known.
Sources: the rules as published by the governments of the four countries; Easter by the anonymous
Gregorian algorithm (Meeus, Astronomical Algorithms, 2nd ed. (1998), ch. 8).
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

MON, THU, SAT, SUN = 0, 3, 5, 6


def easter(year: int) -> date:
    """Return Easter Sunday of a year of the Gregorian calendar."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - correction + 15) % 30
    weekday = (32 + 2 * century_rest + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def public_holidays(country: str, years: Iterable[int]) -> tuple[date, ...]:
    """Return the public holidays of a country (ISO 3166-1 alpha-2), in order.

    Raises:
        KeyError: there are no rules for the country.
    """
    rules = COUNTRIES[country]
    return tuple(sorted({day for year in years for day in rules(year)}))


def _netherlands(year: int) -> list[date]:
    king = date(year, 4, 27) if year >= 2014 else date(year, 4, 30)
    if king.weekday() == SUN:
        king += timedelta(days=-1)
    days = [date(year, 1, 1), king, date(year, 12, 25), date(year, 12, 26)]
    if year % 5 == 0:
        days.append(date(year, 5, 5))
    return days + _around_easter(year, -2, 0, 1, 39, 49, 50)


def _germany(year: int) -> list[date]:
    fixed = [(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)]
    return [date(year, month, day) for month, day in fixed] + _around_easter(year, -2, 1, 39, 50)


def _england(year: int) -> list[date]:
    new_year = date(year, 1, 1)
    while new_year.weekday() in (SAT, SUN):
        new_year += timedelta(days=1)
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    moved = {
        SAT: (date(year, 12, 27), date(year, 12, 28)),
        SUN: (date(year, 12, 27), boxing),
    }.get(christmas.weekday(), (christmas, boxing))
    if boxing.weekday() == SAT:
        moved = (christmas, date(year, 12, 28))
    early, late, august = _nth(year, 5, MON, 1), _last(year, 5, MON), _last(year, 8, MON)
    return [new_year, early, late, august, *moved, *_around_easter(year, -2, 1)]


def _united_states(year: int) -> list[date]:
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= 2021:
        fixed.append(date(year, 6, 19))
    shift = {SAT: -1, SUN: 1}
    observed = [day + timedelta(days=shift.get(day.weekday(), 0)) for day in fixed]
    nth = [_nth(year, 1, MON, 3), _nth(year, 2, MON, 3), _nth(year, 9, MON, 1)]
    return [*observed, *nth, _last(year, 5, MON), _nth(year, 10, MON, 2), _nth(year, 11, THU, 4)]


def _around_easter(year: int, *days: int) -> list[date]:
    return [easter(year) + timedelta(days=each) for each in days]


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _last(year: int, month: int, weekday: int) -> date:
    last = date(year, month + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


COUNTRIES: dict[str, Callable[[int], list[date]]] = {
    "DE": _germany,
    "GB": _england,
    "NL": _netherlands,
    "US": _united_states,
}
