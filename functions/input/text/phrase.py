"""A figure, and the phrase that it is read from; how units are converted is told here once.

A day is 24 h, a week 168 h, a month 730.5 h. Waiting in working days is elapsed time (7/5 of a
calendar day); work in person-days is 8 h each. Rates are cases per week: of 5 working days, or 40
working hours. ``rule`` tells every conversion that is not a plain factor.
"""

from dataclasses import dataclass
from typing import Literal

from common.language import say
from functions.input.text.numbers import Amount, Piece

Kind = Literal[
    "taken", "work", "waiting", "cycle_time", "target", "rhythm", "share", "rate", "threshold",
    "money", "hourly", "people", "backlog",
]  # fmt: skip
UNIT = {"share": "share", "rate": "per_week", "threshold": "money", "money": "money",
        "hourly": "money_per_h", "people": "count", "backlog": "count"}  # fmt: skip
HOURS = {
    "second": 1 / 3600, "minute": 1 / 60, "hour": 1.0, "day": 24.0, "night": 24.0, "week": 168.0,
    "fortnight": 336.0, "month": 730.5, "quarter": 2191.5, "year": 8766.0,
}  # fmt: skip
SHORT = {
    "s": "second", "sec": "second", "min": "minute", "m": "minute", "h": "hour", "hr": "hour",
    "d": "day", "wk": "week", "mo": "month", "yr": "year",
}  # fmt: skip
WEEKDAYS = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
ADVERBS = {
    "hourly": 1.0, "daily": 24.0, "nightly": 24.0, "weekly": 168.0, "fortnightly": 336.0,
    "monthly": 730.5, "quarterly": 2191.5, "yearly": 8766.0, "annually": 8766.0,
}  # fmt: skip
CURRENCIES = {
    "€": "EUR", "euro": "EUR", "eur": "EUR", "$": "USD", "dollar": "USD", "usd": "USD",
    "£": "GBP", "pound": "GBP", "gbp": "GBP", "chf": "CHF", "cent": "cent", "¢": "cent",
}  # fmt: skip
WORKING = {"working", "business", "work"}
EFFORT = {"man", "person"}
PER = {"a", "an", "per", "each", "every", "/"}
MAX_CHARACTERS = 4000  # of a sentence
WORKING_HOURS_PER_WEEK, WORKING_DAYS_PER_WEEK = 40, 5


@dataclass(frozen=True)
class Stated:
    """A figure in the unit of its kind, with the words it was read from."""

    kind: Kind
    value: float
    quote: str
    start: int
    end: int
    low: float | None = None
    high: float | None = None
    rule: str = ""
    currency: str | None = None
    working: bool = False  # "working days": work of 8 h, where it is work
    unit: str = ""  # of time, as it was written

    @property
    def measure(self) -> str:
        """The unit of ``value``."""
        return UNIT.get(self.kind, "h")


@dataclass
class Phrase:
    """A text in pieces, and the amount that is being read."""

    text: str
    pieces: list[Piece]
    amount: Amount

    def word(self, at: int) -> str:
        return self.pieces[at].text if 0 <= at < len(self.pieces) else ""

    def start(self) -> int:
        return self.pieces[self.amount.first].start

    def before(self, reach: int = 60) -> str:
        return self.text[max(0, self.start() - reach) : self.start()].lower()

    def after(self, at: int, reach: int = 60) -> str:
        begin = self.pieces[at - 1].end
        return self.text[begin : begin + reach].lower()


def made(
    phrase: Phrase, kind: Kind, after: int, factor: float = 1.0, rule: str = "",
    currency: str | None = None,
) -> tuple[Stated, int]:  # fmt: skip
    amount = phrase.amount
    end = phrase.pieces[after - 1].end
    first = amount.first
    if phrase.word(first - 1) in CURRENCIES:
        first -= 1
    start = phrase.pieces[first].start
    low = None if amount.low is None else amount.low * factor
    high = None if amount.high is None else amount.high * factor
    note = rule
    if low is not None:
        note = (
            say("{rule}; midpoint of the range", rule=rule)
            if rule
            else say("midpoint of the range")
        )
    quote = phrase.text[start:end]
    return (
        Stated(kind, amount.value * factor, quote, start, end, low, high, note, currency),
        after,
    )


def unit_of_time(word: str) -> str | None:
    plain = word.removesuffix("s") if len(word) > 3 else word
    plain = SHORT.get(word, SHORT.get(plain, plain))
    return plain if plain in HOURS else None
