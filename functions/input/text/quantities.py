"""Numbers with units as people write them: durations, shares, volumes.

Calendar units are wall-clock: a day is 24 h, a week 168 h, a month 1/12 of 365.25 days. A
working day of elapsed time is 7/5 of a calendar day; of work it is 8 h. Both are spelt out.
"""

import math
import re
from dataclasses import dataclass

HOURS = {
    "second": 1 / 3600,
    "minute": 1 / 60,
    "hour": 1.0,
    "day": 24.0,
    "week": 168.0,
    "month": 365.25 * 2,
    "quarter": 365.25 * 6,
    "year": 365.25 * 24,
}
ALIASES = {
    "s": "second",
    "sec": "second",
    "min": "minute",
    "mins": "minute",
    "m": "minute",
    "h": "hour",
    "hr": "hour",
    "hrs": "hour",
    "d": "day",
    "wk": "week",
    "wks": "week",
    "mo": "month",
    "yr": "year",
}
HOURS_OF_WORK = {"day": 8.0, "week": 40.0}
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS: dict[str, float] = {word: float(n) for n, word in enumerate(_SMALL.split())}
WORDS |= {word: 10.0 * n for n, word in enumerate(_TENS.split(), start=2)}
WORDS |= {"hundred": 100.0, "thousand": 1000.0, "dozen": 12.0, "half": 0.5, "couple": 2.0}
WORDS |= {"a": 1.0, "an": 1.0}

_UNIT = (
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?"
    r"|secs?|mins?|hrs?|wks?|yrs?|mo|[smhd])"
)
_WORD = "|".join(sorted((word for word in WORDS if word not in {"a", "an"}), key=len)[::-1])
_SPELT = (
    rf"(?:(?:a|an)\s+)?(?:{_WORD})(?:[\s-]+(?:{_WORD}))?(?:\s+(?:a|an|of))?(?:\s+and\s+a\s+half)?"
)
NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d{{1,12}}(?:\.\d{{1,6}})?|\b{_SPELT}\b|\ban?\b)"
_RANGE = rf"(?P<low>{NUMBER})(?:\s*(?:-|–|—|\bto\b|\bor\b)\s*(?P<high>{NUMBER}))?"
DURATION = re.compile(
    rf"(?<![\w.,])(?P<bound>(?:within|up to|at most|under|less than)\s+)?"
    rf"(?:(?:about|around|roughly|some|circa|ca\.|approximately|on average|~)\s*)?"
    rf"{_RANGE}[\s-]*(?P<working>(?:working|business|work|man|person|person-)[\s-]*)?"
    rf"(?P<unit>{_UNIT})(?![\w%])(?P<more>\s+and\s+a\s+half\b)?",
    re.IGNORECASE,
)
PERCENT = re.compile(r"(?<![\w.])(?P<low>\d{1,3}(?:\.\d{1,4})?)\s*(?:%|per\s?cent\b)", re.I)
ONE_IN = re.compile(
    rf"\b(?P<part>one|two|three|\d{{1,3}})\s+(?:in|out\s+of)\s+(?:every\s+)?(?P<whole>{NUMBER})",
    re.IGNORECASE,
)
VOLUME = re.compile(
    rf"(?<![\w.,])(?P<number>{NUMBER})\s*(?P<noun>(?:[a-z-]+\s+){{0,4}}?)"
    rf"(?:a|an|per|each|every|/)\s*(?P<working>(?:working|business)\s+)?"
    rf"(?P<unit>day|week|month|quarter|year)\b",
    re.IGNORECASE,
)


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


@dataclass(frozen=True)
class Quantity:
    """A share or a rate with the words it was read from."""

    value: float
    quote: str
    start: int
    end: int
    rule: str = ""


def number(text: str) -> float | None:
    """Return the number that a few words or digits mean, or None."""
    plain = text.strip().lower()
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        plain = plain.replace(",", "")
    try:
        value = float(plain)
    except ValueError:
        return _spelt(plain)
    return value if math.isfinite(value) else None


def _spelt(text: str) -> float | None:
    total, found = 0.0, False
    more = 0.0
    if match := re.search(r"\s+and\s+a\s+half$", text):
        text, more = text[: match.start()], 0.5
    words = [word for word in re.split(r"[\s-]+", text) if word not in {"of", "and"}]
    if len(words) > 1:
        words = [word for word in words if word not in {"a", "an"}]
    for word in words:
        value = WORDS.get(word)
        if value is None:
            return None
        multiplies = value in {100.0, 1000.0, 12.0} and found
        total = total * value if multiplies else total + value
        found = True
    return total + more if found else None


def durations(text: str, *, of_work: bool = False) -> list[Duration]:
    """Return the durations in a text, in order.

    Args:
        of_work: A "working day" is 8 h of work, not 7/5 days of elapsed time.
    """
    found = []
    for match in DURATION.finditer(text):
        low = number(match["low"])
        high = number(match["high"]) if match["high"] else None
        if low is not None and match["more"]:
            low += 0.5
        if low is None or (match["unit"].lower() in set("smhd") and not match["low"][0].isdigit()):
            continue
        unit = _unit(match["unit"])
        factor, rule = _hours_in(unit, match["working"] or "", of_work)
        found.append(_duration(match, low * factor, None if high is None else high * factor, rule))
    return found


def _duration(match: re.Match[str], low: float, high: float | None, rule: str) -> Duration:
    quote = match.group().strip()
    if high is not None and high > low:
        note = f"{rule}; midpoint of the range" if rule else "midpoint of the range"
        middle = (low + high) / 2
        return Duration(middle, quote, match.start(), match.end(), low, high, note)
    return Duration(low, quote, match.start(), match.end(), rule=rule)


def _unit(text: str) -> str:
    lower = text.lower()
    return ALIASES.get(lower) or ALIASES.get(lower.rstrip("s"), lower.rstrip("s"))


def _hours_in(unit: str, working: str, of_work: bool) -> tuple[float, str]:
    if not working or unit not in HOURS_OF_WORK:
        return HOURS[unit], ""
    effort = of_work or working.lower().startswith(("man", "person"))
    if effort:
        return HOURS_OF_WORK[unit], f"a working {unit} read as {HOURS_OF_WORK[unit]:g} h of work"
    if unit == "day":
        return 24 * 7 / 5, "a working day read as 7/5 of a calendar day"
    return HOURS[unit], ""


def shares(text: str) -> list[Quantity]:
    """Return shares between 0 and 1 such as "15%" or "one in eight", in order."""
    found = []
    for match in PERCENT.finditer(text):
        value = float(match["low"]) / 100
        if value <= 1:
            found.append(Quantity(value, match.group(), match.start(), match.end()))
    for match in ONE_IN.finditer(text):
        part, whole = number(match["part"]), number(match["whole"])
        if part is not None and whole and part <= whole:
            found.append(Quantity(part / whole, match.group(), match.start(), match.end()))
    return sorted(found, key=lambda share: share.start)


def volumes_per_week(text: str) -> list[Quantity]:
    """Return rates such as "about thirty a day" as cases per week, in order."""
    found = []
    for match in VOLUME.finditer(text):
        value = number(match["number"])
        noun = match["noun"].strip().lower()
        if value is None or re.search(r"\b(?:hours?|minutes?|days?|times|clicks?)\b", noun):
            continue
        if value <= 1 and not noun:  # "a day", "one a week": a rhythm, not a volume
            continue
        unit = match["unit"].lower()
        weekly, rule = value * 168 / HOURS[unit], f"per {unit}, read as per week of 7 days"
        if unit == "week":
            rule = ""
        if unit == "day":
            weekly, rule = value * 5, "per day, read as 5 working days a week"
        found.append(Quantity(weekly, match.group().strip(), match.start(), match.end(), rule))
    return found
