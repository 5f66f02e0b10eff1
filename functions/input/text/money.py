"""Amounts of money: prices, hourly costs, and limits from which something else holds."""

import re

from functions.input.text.contexts import COST, HOURLY_BEFORE, OPENING
from functions.input.text.numbers import bound
from functions.input.text.phrase import CURRENCIES, PER, Kind, Phrase, Stated, made


def money(phrase: Phrase) -> tuple[Stated, int] | None:
    """An amount with its currency: what is paid, paid per hour, or a limit."""
    named = currency_of(phrase)
    if named is None:
        return _bare_thousands(phrase)
    currency, after = named
    factor = 0.01 if currency == "cent" else 1.0
    if phrase.word(after - 1) == "m" or phrase.word(after) in {"m", "million"}:
        factor, after = 1e6, after + 1
    code = None if currency == "cent" else currency
    per = phrase.word(after) in PER and phrase.word(after + 1) in {"hour", "h", "hr"}
    if per or (phrase.before().find("hourly") >= 0 and HOURLY_BEFORE.search(phrase.before())):
        return made(phrase, "hourly", after + 2 if per else after, factor, currency=code)
    kind: Kind = "threshold" if _is_threshold(phrase, after) else "money"
    return made(phrase, kind, after, factor, currency=code)


def currency_of(phrase: Phrase) -> tuple[str, int] | None:
    amount = phrase.amount
    before, after = phrase.word(amount.first - 1), phrase.word(amount.after)
    if before in CURRENCIES and before not in {"cent", "pound"}:
        return CURRENCIES[before], amount.after
    if after.removesuffix("s") in CURRENCIES and not amount.article:
        return CURRENCIES[after.removesuffix("s")], amount.after + 1
    if after == "us" and phrase.word(amount.after + 1).startswith("dollar"):
        return "USD", amount.after + 2
    return None


def _is_threshold(phrase: Phrase, after: int) -> bool:
    before = phrase.before(80)
    more = re.match(r"\s*(?:or|and) (?:more|less|above|below|up|over|under)\b", phrase.after(after))
    start = phrase.start()
    if phrase.word(phrase.amount.first - 1) in CURRENCIES:
        start = phrase.pieces[phrase.amount.first - 1].start
    reached = re.search(r"(?:exceeds?|between|from|reach(?:es)?)\s*\S{0,4}\s*$", before)
    if bound(phrase.text, start) is None and more is None and reached is None:
        return False
    return OPENING.search(before) is not None or COST.search(before) is None


def _bare_thousands(phrase: Phrase) -> tuple[Stated, int] | None:
    """ "invoices over 10k": an amount of money by its bound and its noun."""
    amount = phrase.amount
    if phrase.word(amount.after - 1) != "k" or bound(phrase.text, phrase.start()) is None:
        return None
    if re.search(r"\b(?:invoices?|orders?|amounts?|purchases?|claims?|loans?)\b", phrase.before()):
        return made(phrase, "threshold", amount.after)
    return None
