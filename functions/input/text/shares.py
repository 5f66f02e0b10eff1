"""Parts of a whole: percentages, "one in eight", "a third of the cases"."""

import re

from functions.input.text.numbers import amounts
from functions.input.text.phrase import Phrase, Stated, made, unit_of_time


def share(phrase: Phrase) -> tuple[Stated, int] | None:
    """A part between 0 and 1."""
    amount, after = phrase.amount, phrase.amount.after
    word, follows = phrase.word(after), phrase.word(after + 1)
    if word in {"%", "percent"} or (word == "per" and follows == "cent"):
        end = after + (2 if word == "per" else 1)
        found = made(phrase, "share", end, 0.01)
        return found if amount.value <= 100 and (amount.high or 0) <= 100 else None
    if amount.part:
        return _part_of(phrase)
    return _one_in(phrase)


def _part_of(phrase: Phrase) -> tuple[Stated, int] | None:
    after = phrase.amount.after
    word = phrase.word(after)
    if unit_of_time(word) is not None or phrase.amount.value > 1:
        return None
    whole = word in {"of", "the"} or phrase.word(after - 1) == "of" or word in {"our", "all"}
    verbs = re.match(r"\s*(?:is|are|gets?|fails?|come)\b", phrase.after(after))
    return made(phrase, "share", after) if whole or verbs else None


def _one_in(phrase: Phrase) -> tuple[Stated, int] | None:
    """ "one in eight", "two out of every ten", "in one of eight cases", "four times out of six"."""
    amount = phrase.amount
    at = amount.after + (phrase.word(amount.after) == "times")
    if phrase.word(at) == "out" and phrase.word(at + 1) == "of":
        at += 2
    elif phrase.word(at) == "in" or (
        phrase.word(at) == "of" and phrase.word(amount.first - 1) == "in"
    ):
        at += 1
    else:
        return None
    at += phrase.word(at) in {"every", "the"}
    whole = next((a for a in amounts(phrase.pieces[at : at + 5]) if a.first == 0), None)
    if whole is None or whole.article or amount.article or not 0 < amount.value <= whole.value:
        return None
    end = at + whole.after
    if whole.value > 1000 or unit_of_time(phrase.word(end)) is not None or amount.value % 1:
        return None  # "one in 2019", "two in three weeks"
    return made(phrase, "share", end, 1 / whole.value)
