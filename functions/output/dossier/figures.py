"""How numbers are written with their units: one rule per unit, wherever they are shown."""

from common.language import say
from common.model.portfolio import Interval
from common.numerals import (
    HOURS_PER_DAY,
    MONTHS,
    count,
    day,
    duration,
    grouped,
    money,
    month,
    p_value,
    period,
    plain,
    plural,
    quantity,
    share,
    short_duration,
)

__all__ = [
    "MONTHS",
    "count",
    "day",
    "difference",
    "difference_interval",
    "duration",
    "grouped",
    "hours_per_unit",
    "interval",
    "money",
    "month",
    "p_value",
    "period",
    "plain",
    "plural",
    "quantity",
    "share",
    "short_duration",
    "widest",
    "working_duration",
]


def hours_per_unit(hours: float) -> float:
    """Return the hours of the unit in which ``duration`` writes so many hours."""
    size = abs(hours)
    if size < 1.5:
        return 1 / 3600 if size * 60 < 1 else 1 / 60
    return 1.0 if size < 2 * HOURS_PER_DAY else HOURS_PER_DAY


def working_duration(hours: float) -> str:
    """Return a duration in working time: never in days, since a working day has its own length."""
    return duration(hours) if abs(hours) < 1.5 else f"{grouped(hours, 1)} h"


def difference(
    value: float, unit: str | None, currency: str | None = None, like: float | None = None
) -> str:
    """Return a signed difference; that of two shares is in percentage points."""
    if unit == "share":
        text = say("{number} points", number=grouped(value * 100, 1))
    elif unit == "h":
        text = duration(value, like)
    else:
        text = quantity(value, unit, currency)
    return "+" + text if value > 0 else text


def interval(value: Interval, unit: str | None, currency: str | None = None) -> str:
    """Return ``low to high``."""
    low, high = (quantity(v, unit, currency) for v in (value.low, value.high))
    return say("{low} to {high}", low=low, high=high)


def difference_interval(value: Interval, unit: str | None, currency: str | None = None) -> str:
    """Return ``low to high`` of a difference, with signs, in one unit."""
    like = widest(value)
    low, high = (difference(v, unit, currency, like) for v in (value.low, value.high))
    if unit in {"h", "share"}:
        low = low.rsplit(" ", 1)[0]
    return say("{low} to {high}", low=low, high=high)


def widest(value: Interval) -> float:
    """Return the largest size in an interval: its unit is the one to use for all of it."""
    return max(abs(v) for v in (value.mean, value.low, value.high))
