"""Durations, shares and volumes of a text, for fields and lists that hold one of them.

How units are converted is told in ``functions.input.text.figures``.
"""

import math
from dataclasses import dataclass

from common.language import say
from functions.input.text.figures import HOURS, Stated, figures
from functions.input.text.numbers import amounts, pieces

__all__ = ["HOURS", "Duration", "Quantity", "durations", "number", "shares", "volumes_per_week"]
TIMES = frozenset({"taken", "work", "waiting", "cycle_time", "target"})
HOURS_OF_WORK = {"day": 8.0, "week": 40.0}
WORKING = {
    "day": "a working day read as 8 h of work",
    "week": "a working week read as 40 h of work",
}


@dataclass(frozen=True)
class Duration:
    """A time in hours with the words it was read from and how they were read."""

    hours: float
    quote: str
    start: int
    end: int
    low: float | None = None
    high: float | None = None
    rule: str = ""
    target: bool = False  # a limit that is set, not what it takes


@dataclass(frozen=True)
class Quantity:
    """A share or a rate with the words it was read from."""

    value: float
    quote: str
    start: int
    end: int
    rule: str = ""
    low: float | None = None
    high: float | None = None


def number(text: str) -> float | None:
    """Return the number that a few words or digits mean, or None."""
    found = pieces(text.strip())
    whole = [one for one in amounts(found) if one.first == 0 and one.after == len(found)]
    return whole[0].value if whole and math.isfinite(whole[0].value) else None


def durations(text: str, *, of_work: bool = False) -> list[Duration]:
    """Return the durations in a text, in order.

    Args:
        of_work: A "working day" is 8 h of work, not 7/5 days of elapsed time.
    """
    return [duration(one, of_work=of_work) for one in figures(text) if one.kind in TIMES]


def duration(one: Stated, *, of_work: bool = False) -> Duration:
    """Return a stated time as a duration, read as work where that is asked for."""
    if of_work and one.working and one.unit in HOURS_OF_WORK:
        return _as_work(one)
    target = one.kind == "target"
    return Duration(one.value, one.quote, one.start, one.end, one.low, one.high, one.rule, target)


def _as_work(one: Stated) -> Duration:
    hours = HOURS_OF_WORK[one.unit]
    per_unit = 24 * 7 / 5 if one.unit == "day" else HOURS[one.unit]
    factor = 1.0 if one.kind == "work" and one.unit == "day" else hours / per_unit
    low, high = (None if v is None else v * factor for v in (one.low, one.high))
    rule = say(WORKING[one.unit])
    return Duration(one.value * factor, one.quote, one.start, one.end, low, high, rule)


def shares(text: str) -> list[Quantity]:
    """Return shares between 0 and 1 such as "15%" or "one in eight", in order."""
    return _quantities(text, "share")


def volumes_per_week(text: str) -> list[Quantity]:
    """Return rates such as "about thirty a day" as cases per week, in order."""
    return _quantities(text, "rate")


def _quantities(text: str, kind: str) -> list[Quantity]:
    return [quantity(one) for one in figures(text) if one.kind == kind]


def quantity(one: Stated) -> Quantity:
    """Return a stated share or rate as a quantity."""
    return Quantity(one.value, one.quote, one.start, one.end, one.rule, one.low, one.high)
