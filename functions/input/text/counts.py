"""Counts: people who work, and cases that wait to be worked on."""

import re

from functions.input.text.contexts import BACKLOG, NO_PEOPLE, PEOPLE
from functions.input.text.phrase import Phrase, Stated, made, unit_of_time

CLAUSE = re.compile(r"[,;]\s|\b(?:there (?:is|are))\b")
AGENTS = ("ers", "ors", "ists", "ians")
_THINGS = (
    "orders letters offers papers numbers folders errors computers printers servers scanners "
    "monitors filters tenders vouchers covers layers quarters centers counters drawers containers "
    "trailers registers doors floors corridors indicators sensors motors lists others reminders "
    "colors colours customers users"
)
THINGS = frozenset(_THINGS.split())
EMPLOYED = re.compile(
    r"\b(?:there are|we have|we employ|employs)\s+(?:[\w.]+\s+\w+,?\s+and\s+)?"
    r"(?:about\s+|around\s+|only\s+|some\s+)?$"
)
MOST_PEOPLE = 100_000
BETWEEN = 4  # words from the number to the noun: "four full-time employees"


def people(phrase: Phrase) -> tuple[Stated, int] | None:
    """ "three clerks", "2.5 FTE", "a team of six"; not "one clerk", which may be any."""
    amount, at = phrase.amount, phrase.amount.after
    if phrase.word(at) in {"fte", "ftes"} and not amount.article:
        return made(phrase, "people", at + 1)
    if amount.article or not _is_count(phrase, MOST_PEOPLE):
        return None
    if re.search(r"\b(?:team|staff|group|crew)s? of (?:about |around |only )?$", phrase.before()):
        return made(phrase, "people", at)
    end = _people_end(phrase)
    return None if end is None else made(phrase, "people", end)


def _is_count(phrase: Phrase, most: int) -> bool:
    value = phrase.amount.value
    return not phrase.amount.part and value % 1 == 0 and 1 <= value <= most


def _people_end(phrase: Phrase) -> int | None:
    """Return the place after the noun for people that the number counts."""
    amount, at = phrase.amount, phrase.amount.after
    at += 2 if phrase.word(at) == "of" and phrase.word(at + 1) in {"our", "the"} else 0
    partly = at > amount.after
    for place in range(at, min(at + BETWEEN, len(phrase.pieces))):
        word = phrase.word(place)
        if word in PEOPLE:
            plural = word.endswith("s") or word in {"people", "staff", "personnel"}
            counted = not partly or amount.value > 1
            return place + 1 if (counted if plural else _is_alone(phrase, place)) else None
        if word.endswith(AGENTS) and word not in THINGS and EMPLOYED.search(phrase.before()):
            return place + 1
        if word in NO_PEOPLE or (phrase.pieces[place].kind == "mark" and word != "-"):
            return None
    return None


def _is_alone(phrase: Phrase, place: int) -> bool:
    """ "only one clerk", "one accountant does all the bookings"."""
    only = re.search(r"\bonly\s+$", phrase.before())
    alone = re.search(r"\b(?:all|every|everything|alone)\b", phrase.after(place + 1))
    return phrase.amount.value == 1 and (only is not None or alone is not None)


def backlog(phrase: Phrase) -> tuple[Stated, int] | None:
    """ "a backlog of 120 claims", "45 open cases"."""
    at = phrase.amount.after
    if phrase.amount.article or not _is_count(phrase, 10**9):
        return None
    before = phrase.before()
    if unit_of_time(phrase.word(at)) is None and BACKLOG.search(
        f"{CLAUSE.split(before)[-1][-40:]}|{CLAUSE.split(phrase.after(at))[0]}"
    ):
        end = at + (phrase.pieces[at].kind == "word" if at < len(phrase.pieces) else 0)
        return made(phrase, "backlog", end)
    return None
