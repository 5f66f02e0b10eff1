"""Times: how long something takes, waits or may take."""

import re
from dataclasses import replace

from common.language import say
from functions.input.text.contexts import CYCLE, SPENT, TARGET, WAITING, WAITS_AFTER, WORK_AFTER
from functions.input.text.numbers import Amount
from functions.input.text.phrase import (
    CURRENCIES,
    EFFORT,
    HOURS,
    WORKING,
    Kind,
    Phrase,
    Stated,
    made,
    unit_of_time,
)

PERSON = {
    "day": "a person-day read as 8 h of work",
    "week": "a person-week read as 40 h of work",
}
AFTER = re.compile(r"\bafter\s+(?:about\s+|another\s+|around\s+)?$")


def time(phrase: Phrase) -> tuple[Stated, int] | None:
    """An amount with a unit of time, in hours."""
    amount, at = phrase.amount, phrase.amount.after
    while phrase.word(at) in {"-", "of", "good", "full", "calendar", "whole", "solid"}:
        if phrase.word(at) == "of" and not amount.part:
            return None
        at += 1
    working = effort = False
    if phrase.word(at) in WORKING | EFFORT:
        working, effort = phrase.word(at) in WORKING, phrase.word(at) in EFFORT
        at += 1 + (phrase.word(at + 1) == "-")
    unit = unit_of_time(phrase.word(at))
    if unit is None or not _is_time(phrase, at, unit):
        return None
    end = at + 1
    half = [phrase.word(end + i) for i in range(3)] == ["and", "a", "half"]
    if half:
        amount = replace(amount, value=amount.value + 0.5)
        phrase, end = replace_amount(phrase, amount), end + 3
    kind, factor, rule = _reading(phrase, end, unit, working, effort)
    one, end = made(phrase, kind, end, factor, rule)
    return replace(one, working=working, unit=unit), end


def replace_amount(phrase: Phrase, amount: Amount) -> Phrase:
    """Return the phrase with another amount at the same place."""
    return Phrase(phrase.text, phrase.pieces, amount)


def _is_time(phrase: Phrase, at: int, unit: str) -> bool:
    """Not "a day shift", "one day the system …", "on day one", "two-day trip"."""
    amount, word = phrase.amount, phrase.word(at)
    spelt = amount.article or not phrase.word(amount.after - 1)[:1].isdigit()
    million = word == "m" and phrase.word(amount.first - 1) in CURRENCIES
    if million or (spelt and len(word) == 1) or (unit == "night" and amount.value <= 1):
        return False
    single = amount.value == 1 and not word.endswith("s")
    following = phrase.word(at + 1)
    if single and unit == "day" and re.search(r"(?:^|[.;]\s*|\bon(?:e)?\s)$", phrase.before()):
        return following not in {"the", "a", "we", "it", "they", "shift"}
    if following in {"shift", "old", "ago"}:
        return False
    if amount.article:
        before = phrase.word(amount.first - 1)
        return unit != "second" and before not in {"times", "once", "twice"}
    return True


def _reading(
    phrase: Phrase, end: int, unit: str, working: bool, effort: bool
) -> tuple[Kind, float, str]:
    kind: Kind = "work" if effort else _time_kind(phrase, end)
    if effort and unit in {"day", "week"}:
        hours = 8.0 if unit == "day" else 40.0
        return kind, hours, say(PERSON[unit])
    if working and unit == "day":
        if kind == "work":
            return kind, 8.0, say("a working day read as 8 h of work")
        return kind, 24 * 7 / 5, say("a working day read as 7/5 of a calendar day")
    return kind, HOURS[unit], ""


def _time_kind(phrase: Phrase, end: int) -> Kind:
    text, after = phrase.text.lower(), phrase.after(end)
    clause = re.split(r"[;.]|, (?!sometimes|often|usually)|\band\b", phrase.before())[-1]
    if not CYCLE.search(clause) and _is_target(text, clause, after):
        return "target"
    if CYCLE.search(text):
        return "cycle_time"
    if WAITING.search(clause) or WAITS_AFTER.match(after) or AFTER.search(clause):
        return "waiting"
    if SPENT.search(clause) or WORK_AFTER.match(after):
        return "work"
    return "taken"


def _is_target(text: str, clause: str, after: str) -> bool:
    following = after[:40].split(",", maxsplit=1)[0]
    near = "within" in clause or TARGET.search(clause) or TARGET.search(following)
    return TARGET.search(text) is not None and bool(near)
