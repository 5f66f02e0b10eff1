"""How many in a week, and how often: "about thirty a day", "every second Tuesday"."""

import re
from dataclasses import replace

from common.language import say, term
from common.numerals import exact
from functions.input.text.contexts import RATE_BEFORE
from functions.input.text.numbers import Piece
from functions.input.text.phrase import (
    ADVERBS,
    HOURS,
    PER,
    WEEKDAYS,
    WORKING,
    WORKING_DAYS_PER_WEEK,
    WORKING_HOURS_PER_WEEK,
    Phrase,
    Stated,
    made,
    unit_of_time,
)

EVERY = re.compile(
    r"\b(?P<quote>(?P<often>once|twice)\s+(?:a|an|per|every|each)\s+(?P<unit>\w{3,9})"
    r"|every\s+(?P<nth>second|other|third|fourth)\s+(?P<which>\w{3,9})"
    r"|(?:every|each)\s+(?P<each>\w{3,9})"
    r"|every\s+(?P<part>tenth|fifth|twentieth|third|second|eighth|quarter)\s+\w{3,20}"
    r"|(?:first|second|third|last)\s+\w{5,9}\s+of\s+(?:every|each|the)\s+(?P<month>month))\b",
    re.IGNORECASE,
)
REACH = 8  # words between a number and "a day"
NTH = {"second": 2, "other": 2, "third": 3, "fourth": 4, "fifth": 5, "eighth": 8, "tenth": 10,
       "twentieth": 20}  # fmt: skip


def rhythm(phrase: Phrase) -> tuple[Stated, int] | None:
    """ "three times a week": the hours between two of them."""
    amount, at = phrase.amount, phrase.amount.after
    if phrase.word(at) == "times" and phrase.word(at + 1) in PER:
        unit = unit_of_time(phrase.word(at + 2))
        if unit is not None and amount.value >= 1:
            rule = say(
                "{value} times per {unit}: hours between two",
                value=exact(amount.value),
                unit=term(unit),
            )
            one, end = made(phrase, "rhythm", at + 3)
            return replace(one, value=HOURS[unit] / amount.value, rule=rule), end
    if phrase.word(amount.first - 1) == "every":
        unit = unit_of_time(phrase.word(at))
        if unit is not None and not amount.article:
            one, end = made(phrase, "rhythm", at + 1, HOURS[unit])
            return one, end
    return None


def rate(phrase: Phrase) -> tuple[Stated, int] | None:
    """ "about thirty a day", "5,000 requests per year", "a hundred tickets daily"."""
    amount = phrase.amount
    if amount.article or amount.part:
        return None
    last = min(amount.after + REACH, len(phrase.pieces))
    ends = (at for at in range(amount.after, last) if _decides(phrase, at))
    at = next(ends, None)
    if at is None:
        return _named_rate(phrase)
    word = phrase.word(at)
    if word in ADVERBS:
        return _weekly(phrase, at + 1, HOURS.get(unit_of(word), 168.0), unit_of(word))
    if word in PER:
        return _per(phrase, at)
    return None if phrase.pieces[at].kind == "digits" else _named_rate(phrase)


def _decides(phrase: Phrase, at: int) -> bool:
    """Whether the word after a number shows that it is a rate, or that it is none."""
    word = phrase.word(at)
    if word in ADVERBS:
        return word != "hourly" and at > phrase.amount.after
    if word in PER:
        return word in {"per", "/"} or _period_after(phrase, at) is not None
    stops = word in {",", ".", ";", "and", "(", "times"} or unit_of_time(word) is not None
    return stops or phrase.pieces[at].kind == "digits"


def _period_after(phrase: Phrase, at: int) -> str | None:
    unit = unit_of_time(phrase.word(at + 1 + (phrase.word(at + 1) in WORKING)))
    return None if unit in {"second", "minute", "night"} else unit


def _per(phrase: Phrase, at: int) -> tuple[Stated, int] | None:
    unit = _period_after(phrase, at)
    if unit is None:
        return None
    end = at + 2 + (phrase.word(at + 1) in WORKING)
    return _weekly(phrase, end, HOURS[unit], unit)


def unit_of(adverb: str) -> str:
    """Return "day" for "daily"."""
    return {"daily": "day", "yearly": "year", "annually": "year", "fortnightly": "fortnight"}.get(
        adverb, adverb.removesuffix("ly")
    )


def _named_rate(phrase: Phrase) -> tuple[Stated, int] | None:
    """ "Weekly volume is 80 cases"."""
    match = RATE_BEFORE.search(phrase.before())
    if match is None or unit_of_time(phrase.word(phrase.amount.after)) is not None:
        return None
    unit = unit_of(match["period"])
    return _weekly(phrase, phrase.amount.after, HOURS[unit], unit)


def _weekly(phrase: Phrase, end: int, hours: float, unit: str) -> tuple[Stated, int]:
    if unit == "week":
        return made(phrase, "rate", end)
    if unit == "day":
        rule = say("per day, read as 5 working days a week")
        return made(phrase, "rate", end, WORKING_DAYS_PER_WEEK, rule)
    if unit == "hour":
        rule = say("per hour, read as 40 working hours a week")
        return made(phrase, "rate", end, WORKING_HOURS_PER_WEEK, rule)
    return made(
        phrase,
        "rate",
        end,
        168 / hours,
        say("per {unit}, read as per week of 7 days", unit=term(unit)),
    )


def rhythms_in_words(text: str, found: list[Piece], stated: list[Stated]) -> list[Stated]:
    """Rhythms in words: "twice a week", "every other Friday", "monthly"."""
    result = []
    for match in EVERY.finditer(text):
        one = _every(match)
        if one is not None and not overlaps(one, stated):
            result.append(one)
    for at, piece in enumerate(found):
        after = found[at + 1].text if at + 1 < len(found) else "."
        if piece.text in ADVERBS and (after in {".", ",", ";", "and", "by", "on"}):
            hours = ADVERBS[piece.text]
            one = Stated("rhythm", hours, text[piece.start : piece.end], piece.start, piece.end)
            if not overlaps(one, [*stated, *result]):
                result.append(one)
    return result


def _every(match: re.Match[str]) -> Stated | None:
    if match["often"]:
        unit = unit_of_time(match["unit"].lower())
        times = 2 if match["often"].lower() == "twice" else 1
        hours = None if unit is None else HOURS[unit] / times
    elif match["nth"]:
        hours = _period(match["which"].lower())
        times = NTH[match["nth"].lower()]
        if hours is None:
            return Stated("share", 1 / times, match["quote"], match.start(), match.end())
        hours *= times
    elif match["each"]:
        if match["each"].lower() in NTH:
            return _nth_of(match)
        hours = _period(match["each"].lower())
    else:
        hours = HOURS["month"] if match["month"] else None
    if hours is None:
        return None
    return Stated("rhythm", hours, match["quote"], match.start(), match.end())


def _nth_of(match: re.Match[str]) -> Stated | None:
    times = NTH[match["each"].lower()]
    return Stated("share", 1 / times, match["quote"], match.start(), match.end())


def _period(word: str) -> float | None:
    if word.removesuffix("s") in WEEKDAYS:
        return HOURS["week"]
    unit = {"morning": "day", "evening": "day"}.get(word) or unit_of_time(word)
    return HOURS[unit] if unit in HOURS and unit not in {"second", "minute"} else None


def overlaps(one: Stated, others: list[Stated]) -> bool:
    """Whether a figure shares a place with another."""
    return any(one.start < other.end and other.start < one.end for other in others)
