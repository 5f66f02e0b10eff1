"""Figures about the whole process as submitters name them."""

import re
from typing import Any

from common.language import say
from common.model.figure import Figure
from functions.input.reading.names import slug
from functions.input.reading.outcome import warning
from functions.input.reading.stated import Draft, clean, stated, usable
from functions.input.reading.values import (
    duration_figure,
    from_duration,
    plain_number,
    share_figure,
    with_unit,
)
from functions.input.text.quantities import HOURS, durations, shares, volumes_per_week

CYCLE_TIMES = {
    "cycle_time",
    "lead_time",
    "throughput_time",
    "turnaround_time",
    "total_time",
    "avg_cycle_time",
    "average_cycle_time",
}
SHARES = {
    "rejection_rate": "rejection_share",
    "rejection_share": "rejection_share",
    "rework_rate": "rework_share",
    "rework_share": "rework_share",
    "error_rate": "error_share",
    "error_share": "error_share",
    "automation_rate": "automation_share",
    "on_time_rate": "on_time_share",
}
VOLUME = re.compile(
    r"^(?:cases_|requests_)?(?:volume_)?(?P<unit>daily|weekly|monthly|quarterly|yearly|annual|"
    r"per_(?:day|week|month|quarter|year))(?:_volume|_cases|_requests)?$"
)
PERIODS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annual": "year",
}
DAYS_PER_WEEK = 5  # a daily volume is one of working days


def read_figure(key: str, value: Any, pointer: str, draft: Draft) -> None:
    """Add the figure that ``key`` states; what holds no number is left out with a warning.

    Raises:
        PermanentError: a known figure has an impossible value; names the pointer.
    """
    lower = slug(key)
    name, _ = with_unit(lower)
    if name in CYCLE_TIMES:
        draft.figures["cycle_time_h"] = duration_figure(value, key, pointer, "day", draft)
    elif lower in SHARES:
        draft.figures[SHARES[lower]] = share_figure(value, key, pointer, draft)
    elif (match := VOLUME.match(lower)) or lower in {"volume", "demand", "throughput"}:
        _volume(key, value, pointer, draft, match)
    elif lower == "systems" and isinstance(value, list):
        named = ", ".join(str(system)[:50] for system in value if isinstance(system, str))
        draft.figures["systems"] = stated(len(value), "count", f"{key}: {named}")
    elif lower in {"cost_per_case", "unit_cost"}:
        amount = plain_number(value, pointer, "a cost")
        draft.figures["cost_per_case"] = stated(amount, "money", f"{key}: {value}")
    elif (other := _other(key, lower, value)) is not None:
        draft.figures[other[0]] = other[1]
    else:
        text = say("Fields without a number that could be read were left out.")
        draft.warnings.append(warning("unknown_field", text, 1, [pointer]))


def _volume(key: str, value: Any, pointer: str, draft: Draft, match: re.Match[str] | None) -> None:
    if isinstance(value, str) and (found := volumes_per_week(value)):
        origin = f"{key}: {value}" + (f" ({found[0].rule})" if found[0].rule else "")
        draft.figures["cases_per_week"] = stated(found[0].value, "per_week", origin)
        return
    amount = plain_number(value, pointer, "a volume such as '120 per week'")
    if match is None:
        draft.figures["volume"] = stated(
            amount, "count", say("{key}: {value}, period not stated", key=key, value=value)
        )
        return
    unit = match["unit"].removeprefix("per_")
    unit = PERIODS.get(unit, unit)
    weekly = amount * (DAYS_PER_WEEK if unit == "day" else HOURS["week"] / HOURS[unit])
    origin = f"{key}: {value}"
    if unit == "day":
        origin = say("{stated}, read as per week of 5 working days", stated=origin)
    elif unit != "week":
        origin = say("{stated}, read as per week of 7 days", stated=origin)
    draft.figures["cases_per_week"] = stated(weekly, "per_week", origin)


def _other(key: str, lower: str, value: Any) -> tuple[str, Figure] | None:
    """A figure of the submitter's own: kept under its name where it has a number."""
    if not lower or isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    origin = f"{key}: {clean(str(value)[:200], 200)}"
    if isinstance(value, int | float):
        return _measure(lower, value, origin)
    if isinstance(value, str) and len(value) <= 200:
        return _measure_in_words(lower, value, origin)
    return None


def _measure_in_words(lower: str, value: str, origin: str) -> tuple[str, Figure] | None:
    if found := shares(value):
        return lower, stated(found[0].value, "share", origin)
    if times := durations(value):
        return f"{with_unit(lower)[0]}_h", from_duration(times[0], origin)
    plain = re.fullmatch(r"\s*-?[0-9]{1,12}(?:\.[0-9]{1,6})?\s*", value)
    return _measure(lower, float(value), origin) if plain else None


def _measure(lower: str, value: float, origin: str) -> tuple[str, Figure] | None:
    if not usable(value):
        return None
    name, unit = with_unit(lower)
    if unit is not None:
        return f"{name}_h", stated(value * HOURS[unit], "h", origin)
    return lower, stated(value, "count", origin)
