"""Values of a JSON document with their units; faults name their place (RFC 6901)."""

import re
from typing import Any

from common.language import say, term
from common.model.figure import Figure
from common.model.quality import Question
from common.numerals import exact, share
from functions.input.reading.outcome import unreadable, warning
from functions.input.reading.stated import Draft, clean, stated, usable
from functions.input.text.quantities import HOURS, Duration, durations, number, shares

SUFFIXES = {
    "h": "hour",
    "hours": "hour",
    "hrs": "hour",
    "minutes": "minute",
    "min": "minute",
    "mins": "minute",
    "seconds": "second",
    "s": "second",
    "sec": "second",
    "days": "day",
    "d": "day",
    "weeks": "week",
    "months": "month",
}
MAX_HOURS = 1e6  # more than a century is a slip


def with_unit(key: str) -> tuple[str, str | None]:
    """Split a key such as ``processing_minutes`` into its name and its unit, if it has one."""
    name, _, suffix = key.lower().rpartition("_")
    name = name.removesuffix("_in")
    return (name, SUFFIXES[suffix]) if name and suffix in SUFFIXES else (key.lower(), None)


def duration_figure(
    value: Any, key: str, pointer: str, default: str, draft: Draft, *, of_work: bool = False
) -> Figure:
    """Return a duration in hours; without a unit ``default`` is supposed, and asked about."""
    _, unit = with_unit(key)
    shown = clean(f"{key}: {value}", 200)
    if isinstance(value, str) and (found := durations(value, of_work=of_work)):
        _check_hours(found[0].hours, pointer, value)
        _check_sign(value, pointer)
        return from_duration(found[0], shown)
    amount = plain_number(value, pointer, "a duration such as '2 days' or 48")
    if unit is None:
        unit = default
        shown = say("{stated}, read as {unit}", stated=shown, unit=term(default + "s"))
        text = say(
            "Is '{key}' = {amount} in {unit}? It was read so.",
            key=key,
            amount=exact(amount),
            unit=term(default + "s"),
        )
        draft.questions.append(Question(about=pointer, text=text))
    _check_hours(amount * HOURS[unit], pointer, value)
    return stated(amount * HOURS[unit], "h", shown)


def from_duration(found: Duration, origin: str) -> Figure:
    """Return the figure of a duration that was read from words."""
    rule = f" ({found.rule})" if found.rule else ""
    return stated(found.hours, "h", origin + rule, low=found.low, high=found.high)


def share_figure(value: Any, key: str, pointer: str, draft: Draft) -> Figure:
    """Return a share between 0 and 1; a number above 1 is taken as percent, with a warning."""
    if isinstance(value, str) and (found := shares(value)):
        _check_sign(value, pointer)
        return stated(found[0].value, "share", f"{key}: {value}")
    amount = plain_number(value, pointer, "a share such as 0.15 or '15%'")
    if not 0 <= amount <= 100:
        raise wrong(
            pointer, f"{amount:g} is no share: it must lie between 0 and 1 (or 0% and 100%)"
        )
    if amount <= 1:
        return stated(amount, "share", f"{key}: {value}")
    text = say(
        "'{key}' = {amount} was read as {share}.",
        key=key,
        amount=exact(amount),
        share=share(amount / 100),
    )
    draft.warnings.append(warning("read_as_percent", text, 1, [pointer]))
    return stated(amount / 100, "share", say("{stated}, read as percent", stated=f"{key}: {value}"))


def plain_number(value: Any, pointer: str, wanted: str = "a number") -> float:
    """Return a finite number of 0 or more."""
    found = _number_in_words(value) if isinstance(value, str) else _number(value)
    if found is None or not usable(found):
        raise wrong(pointer, f"{_shown(value)} was found where {wanted} is expected")
    if found < 0:
        raise wrong(pointer, f"{found:g} is negative; {wanted} is expected")
    return found


def _number_in_words(value: str) -> float | None:
    """A number with at most a currency or a unit around it, such as "12.50 EUR"."""
    plain = value.strip()[:100]
    match = re.match(r"^(?P<sign>-?)[^\d,.-]{0,4}(?P<digits>[\d.,]{1,20})[^\d,.]{0,20}$", plain)
    found = number(match["digits"] if match else plain)
    return -found if found is not None and match and match["sign"] else found


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _shown(value: Any) -> str:
    if isinstance(value, str | float):
        return f"'{clean(str(value)[:80], 80)}'"
    names = {dict: "an object", list: "a list", bool: "true or false", int: "a number too large"}
    return names.get(type(value), "nothing")


def text_of(value: Any, pointer: str, limit: int = 500) -> str:
    """Return a non-empty text."""
    found = clean(value if isinstance(value, str) else str(value), limit) if _scalar(value) else ""
    if not found:
        raise wrong(pointer, "a text is expected here")
    return found


def wrong(pointer: str, what: str) -> Exception:
    """Return the error for one value of the document."""
    return unreadable(
        "invalid-value",
        "A value of the workflow cannot be used",
        f"{pointer or '/'}: {what}. Correct it and submit again.",
        pointer,
        what,
    )


def _scalar(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, int | float) and value < 1e15)


def _check_sign(value: str, pointer: str) -> None:
    if value.strip().startswith("-"):
        raise wrong(pointer, f"'{value.strip()[:40]}' is negative")


def _check_hours(hours: float, pointer: str, value: Any) -> None:
    if hours > MAX_HOURS:
        raise wrong(pointer, f"'{str(value)[:40]}' is longer than a century")
