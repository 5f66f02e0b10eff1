"""Every figure of a sentence with its kind: what it counts, how long, how often, how much."""

from dataclasses import replace

from common.language import say
from functions.input.text.counts import backlog, people
from functions.input.text.money import money
from functions.input.text.numbers import amounts, bound, pieces
from functions.input.text.phrase import HOURS, MAX_CHARACTERS, Phrase, Stated
from functions.input.text.rates import rate, rhythm, rhythms_in_words
from functions.input.text.shares import share
from functions.input.text.times import time

__all__ = ["HOURS", "Stated", "figures"]


def figures(text: str) -> list[Stated]:
    """Return every figure of a sentence, in order; numbers that name things are left out."""
    text = text[:MAX_CHARACTERS]
    found = pieces(text)
    stated: list[Stated] = []
    taken_until = 0
    for amount in amounts(found):
        if amount.first < taken_until:
            continue
        phrase = Phrase(text, found, amount)
        for reader in (rhythm, money, share, rate, time, backlog, people):
            result = reader(phrase)
            if result is not None:
                one, taken_until = result
                stated.append(_bounded(text, one))
                break
    stated += rhythms_in_words(text, found, stated)
    stated = _spans(text, stated)
    return sorted(stated, key=lambda one: (one.start, one.kind))


def _bounded(text: str, one: Stated) -> Stated:
    """Tell an upper or a lower bound from a value."""
    if one.low is not None or one.kind in {"threshold", "rhythm"}:
        return one
    limit = bound(text, one.start)
    if limit is None:
        return one
    kind, begin = limit
    quote = text[begin : one.end]
    rule = f"{one.rule}; " if one.rule else ""
    if kind == "highest":
        return replace(
            one, high=one.value, quote=quote, start=begin, rule=rule + say("an upper bound")
        )
    return replace(one, low=one.value, quote=quote, start=begin, rule=rule + say("a lower bound"))


def _spans(text: str, stated: list[Stated]) -> list[Stated]:
    """Join "a day to a week" and "between a day and a week" into one range."""
    result: list[Stated] = []
    for one in sorted(stated, key=lambda s: s.start):
        last = result[-1] if result else None
        if last is not None and last.unit and one.unit and last.low is None and one.low is None:
            link = text[last.end : one.start].strip().lower()
            opened = text[max(0, last.start - 9) : last.start].lower().strip()
            if one.value > last.value and (
                link in {"to", "-", "–"} or (link == "and" and opened.endswith("between"))
            ):
                middle = (last.value + one.value) / 2
                result[-1] = replace(
                    last, value=middle, low=last.value, high=one.value, end=one.end,
                    quote=text[last.start : one.end], rule=say("midpoint of the range"),
                )  # fmt: skip
                continue
        result.append(one)
    return result
