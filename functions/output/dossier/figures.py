"""How numbers are written: one rule per unit, for every text, table and picture."""

from datetime import datetime

from common.model.portfolio import Interval

HOURS_PER_DAY = 24.0
MINUS = "\u2212"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def grouped(value: float, decimals: int = 0) -> str:
    """Return a number with thousands separators and a real minus sign."""
    text = f"{abs(value):,.{decimals}f}"
    negative = value < 0 and any(c in "123456789" for c in text)
    return (MINUS if negative else "") + text


def count(value: float) -> str:
    """Return a count: whole where it is whole, else with one decimal."""
    return grouped(value) if abs(value) >= 100 or float(value).is_integer() else grouped(value, 1)


def duration(hours: float, like: float | None = None) -> str:
    """Return a duration such as ``35 min``, ``5.2 h``, ``11.1 days`` or ``368 days``.

    Below a minute seconds, below 90 minutes minutes, below two days hours, else days; one
    decimal below 100. ``like`` is a duration whose unit to use, so that a row has one unit.
    """
    size = abs(hours if like is None else like)
    if size * 3600 < 0.5:
        return "0 h"
    if size * 60 < 1:
        return f"{grouped(hours * 3600)} s"
    if size < 1.5:
        return f"{grouped(hours * 60)} min"
    if size < 2 * HOURS_PER_DAY:
        return f"{grouped(hours, 1)} h"
    days = hours / HOURS_PER_DAY
    return f"{grouped(days, 1 if abs(days) < 100 else 0)} days"


def working_duration(hours: float) -> str:
    """Return a duration in working time: never in days, since a working day has its own length."""
    return duration(hours) if abs(hours) < 1.5 else f"{grouped(hours, 1)} h"


def short_duration(hours: float) -> str:
    """Return the duration for a narrow place: ``d`` for days."""
    return duration(hours).replace(" days", " d")


def share(value: float) -> str:
    """Return a share as per cent: one decimal, none from 100% on."""
    percent = value * 100
    if percent and abs(percent) < 0.05:
        return "< 0.1%" if percent > 0 else f"> {MINUS}0.1%"
    return grouped(percent, 1).removesuffix(".0") + "%"


def money(value: float, currency: str | None) -> str:
    """Return an amount: cents below 1,000. Without a currency the number stands alone."""
    text = grouped(value, 2 if abs(value) < 1000 else 0)
    if currency is None:
        return text
    sign = MINUS if text.startswith(MINUS) else ""
    return f"{sign}{currency} {text.removeprefix(MINUS)}"


def quantity(value: float, unit: str | None, currency: str | None = None) -> str:
    """Return a value in the unit that the model gives it."""
    if unit in {"money", "money_per_h"}:
        return money(value, currency) + (" per hour" if unit == "money_per_h" else "")
    if unit in {"per_week", "per_year"}:
        return f"{count(value)} {unit.replace('_', ' ')}"
    if unit in {"h", "share"}:
        return duration(value) if unit == "h" else share(value)
    plain = _plain(value)
    return f"{plain} {unit}" if unit and unit not in {"count", "score", "ratio"} else plain


def difference(
    value: float, unit: str | None, currency: str | None = None, like: float | None = None
) -> str:
    """Return a signed difference; that of two shares is in percentage points."""
    if unit == "share":
        text = grouped(value * 100, 1) + " points"
    elif unit == "h":
        text = duration(value, like)
    else:
        text = quantity(value, unit, currency)
    return "+" + text if value > 0 else text


def _plain(value: float) -> str:
    if float(value).is_integer() or abs(value) >= 100:
        return grouped(value)
    return grouped(value, 2 if abs(value) < 10 else 1)


def interval(value: Interval, unit: str | None, currency: str | None = None) -> str:
    """Return ``low to high``."""
    low, high = (quantity(v, unit, currency) for v in (value.low, value.high))
    return f"{low} to {high}"


def difference_interval(value: Interval, unit: str | None, currency: str | None = None) -> str:
    """Return ``low to high`` of a difference, with signs, in one unit."""
    like = widest(value)
    low, high = (difference(v, unit, currency, like) for v in (value.low, value.high))
    if unit in {"h", "share"}:
        low = low.rsplit(" ", 1)[0]
    return f"{low} to {high}"


def widest(value: Interval) -> float:
    """Return the largest size in an interval: its unit is the one to use for all of it."""
    return max(abs(v) for v in (value.mean, value.low, value.high))


def month(at: datetime) -> str:
    return f"{MONTHS[at.month - 1]} {at.year}"


def day(at: datetime) -> str:
    return f"{at.day} {month(at)}"


def period(first: datetime | None, last: datetime | None) -> str:
    """Return ``January 2017 to January 2019``, or nothing where an end is not known."""
    if first is None or last is None:
        return ""
    start, end = month(first), month(last)
    return start if start == end else f"{start} to {end}"


def plural(number: float, one: str, many: str | None = None) -> str:
    """Return the count with its noun."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"
