"""How numbers, times and dates are written in the language that is spoken: one rule for all stages.

English writes 1,234.5 and 12.3%, German 1.234,5 and 12,3 %.
"""

from datetime import datetime

from common.language import Language, say, spoken, term

HOURS_PER_DAY = 24.0
WITHOUT_NAME = frozenset({"count", "score", "ratio"})  # units that are not written
MINUS = "\u2212"
MARKS: dict[Language, tuple[str, str]] = {"en": (",", "."), "de": (".", ",")}  # groups, decimals
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
    groups, decimal = MARKS[spoken()]
    marked = text.translate(str.maketrans(",.", groups + decimal))
    return (MINUS if negative else "") + marked


def count(value: float) -> str:
    """Return a count: whole where it is whole, else with one decimal."""
    return grouped(value) if abs(value) >= 100 or float(value).is_integer() else grouped(value, 1)


def plain(value: float) -> str:
    """Return a number of no particular unit with as many decimals as its size needs."""
    if float(value).is_integer() or abs(value) >= 100:
        return grouped(value)
    return grouped(value, 2 if abs(value) < 10 else 1)


def exact(value: float) -> str:
    """Return a number with the decimals that it was given, up to six digits in all."""
    digits = f"{abs(value):.6g}"
    if "e" in digits:
        return grouped(value, 0 if abs(value) >= 1 else 6)
    return grouped(value, len(digits.partition(".")[2]))


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
    return say("{number} days", number=grouped(days, 1 if abs(days) < 100 else 0))


def signed_duration(hours: float) -> str:
    """Return how much longer or shorter something takes: ``+5.2 h`` or ``−35 min``."""
    return ("+" if hours > 0 else "") + duration(hours)


def short_duration(hours: float) -> str:
    """Return the duration for a narrow place: ``d`` for days."""
    return duration(hours) if abs(hours) < 2 * HOURS_PER_DAY else _in_days(hours)


def _in_days(hours: float) -> str:
    days = hours / HOURS_PER_DAY
    return f"{grouped(days, 1 if abs(days) < 100 else 0)} d"


def share(value: float) -> str:
    """Return a share as per cent: one decimal, none from 100% on."""
    percent = value * 100
    if percent and abs(percent) < 0.05:
        least = _per_cent(grouped(0.1, 1))
        return f"< {least}" if percent > 0 else f"> {MINUS}{least}"
    text = grouped(percent, 1)
    return _per_cent(text[:-2] if text[-2:] in {".0", ",0"} else text)


def _per_cent(number: str) -> str:
    return say("{number}%", number=number)


def p_value(value: float) -> str:
    """Return a p-value as it is written in running text."""
    return f"p < {grouped(0.001, 3)}" if value < 0.001 else f"p = {grouped(value, 3)}"


def money(value: float, currency: str | None) -> str:
    """Return an amount: cents below 1,000. Without a currency the number stands alone."""
    text = grouped(value, 2 if abs(value) < 1000 else 0)
    if currency is None:
        return text
    sign = MINUS if text.startswith(MINUS) else ""
    amount = say("{currency} {amount}", currency=currency, amount=text.removeprefix(MINUS))
    return sign + amount


def month(at: datetime) -> str:
    return f"{term(MONTHS[at.month - 1])} {at.year}"


def day(at: datetime) -> str:
    return say("{day} {month}", day=at.day, month=month(at))


def period(first: datetime | None, last: datetime | None) -> str:
    """Return ``January 2017 to January 2019``, or nothing where an end is not known."""
    if first is None or last is None:
        return ""
    start, end = month(first), month(last)
    return start if start == end else say("{start} to {end}", start=start, end=end)


def plural(number: float, one: str, many: str | None = None) -> str:
    """Return the count with its noun; the catalogue holds ``{number} case`` and its plural."""
    noun = one if number == 1 else many or one + "s"
    return say("{number} " + noun, number=count(number))


def joined(items: list[str]) -> str:
    """Return ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return say("{items} and {last}", items=", ".join(items[:-1]), last=items[-1])


def quantity(value: float, unit: str | None, currency: str | None = None) -> str:
    """Return a value in the unit that the model gives it."""
    if unit == "h":
        return duration(value)
    if unit == "share":
        return share(value)
    if unit in {"money", "money_per_h", "money_per_year"}:
        return _rate(money(value, currency), unit)
    if unit in {"per_week", "per_year"}:
        return _rate(count(value), unit)
    return _other(value, unit)


def _rate(number: str, unit: str) -> str:
    return {
        "money": number,
        "money_per_h": say("{amount} per hour", amount=number),
        "money_per_year": say("{amount} per year", amount=number),
        "per_week": say("{number} per week", number=number),
        "per_year": say("{number} per year", number=number),
    }[unit]


def _other(value: float, unit: str | None) -> str:
    if unit == "person_days":
        return plural(value, "person-day")
    if unit == "months":
        return plural(value, "month")
    number = plain(value)
    return f"{number} {unit}" if unit and unit not in WITHOUT_NAME else number
