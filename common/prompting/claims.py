"""What a model's sentence claims, held against what is known: numbers by value and unit, names.

A sentence passes if each of its numbers stands with the same unit in the material, also when the
number is written as a word, if everything that it quotes or names stands there, and if it holds no
markup, address or instruction. It may say less than the material, never other things.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = re.compile(
    r"(?<![\w.,])(?P<sign>[-−+±]?)(?P<money>[$€£]?)\s?(?P<value>\d[\d,.]*\d|\d)\s?(?P<percent>%?)"
    r"(?:[\s-]?(?P<unit>[^\W\d_]+))?"
)
_IN_WORDS = {
    word: float(number)
    for number, word in enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
            *("ten", "eleven", "twelve"),
        )
    )
} | {"dozen": 12.0}
_IN_WORDS |= {"hundred": 100.0, "thousand": 1000.0, "million": 1e6}
_FREE = frozenset(("one",))  # far more often an article than a figure
_FACTORS = re.compile(
    r"\b(?:twice|thrice|(?:two|three|four|ten)fold|doubl\w*|tripl\w*|hal(?:f|v\w*)|quarters?|thirds?)\b",
    re.IGNORECASE,
)
_UNITS = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("s", "sec", "second", "seconds"), "s"),
    **dict.fromkeys(("d", "day", "days"), "d"),
    **dict.fromkeys(("week", "weeks"), "week"),
    **dict.fromkeys(("month", "months"), "month"),
    **dict.fromkeys(("year", "years"), "year"),
    **dict.fromkeys(("percent", "per"), "%"),
    **dict.fromkeys(("eur", "euro", "euros"), "€"),
    **dict.fromkeys(("usd", "dollar", "dollars"), "$"),
}
_NO_NOUNS = frozenset(
    (
        *("before", "after", "until", "with", "without", "from", "than", "where", "which", "that"),
        *("when", "while", "here", "there", "more", "less", "times", "each", "every", "about"),
        *("passes", "passed", "pass", "between", "together", "alone", "instead", "into", "only"),
    )
)
_MARKUP = re.compile(r"[<>{}`|]|https?:|www\.|\]\(|!\[|^\s*#|\*\*|__", re.MULTILINE)
_QUOTED = re.compile(r"[\"“„«]([^\"”“»]{1,200})[\"”“»]")
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)\b[^\W\d_a-z][\w'’-]*(?:\s+[^\W\d_a-z][\w'’-]*)*")
_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|system prompt|as an ai|language model|click here|you must now)\b",
    re.IGNORECASE,
)
_DIRECTIONS = {
    "up": ("increas", "rais", "rise", "rising", "grow", "longer", "slower", "higher", "worse"),
    "down": (
        *("decreas", "reduc", "lower", "shorten", "shorter", "fall", "cut", "faster", "fewer"),
        *("less", "sav", "better"),
    ),
}


@dataclass(frozen=True)
class Number:
    """A number of a text: its value, its unit, or else what it counts, where that is told."""

    value: float
    unit: str | None = None
    noun: str | None = None


@dataclass(frozen=True)
class Unit:
    """One text of the material: what stands in it stands together."""

    numbers: frozenset[Number]
    words: frozenset[str]
    names: frozenset[str]
    directions: frozenset[str]

    def has(self, number: Number) -> bool:
        """Whether the number stands here, with its unit, about what it counts."""
        told = any(number.value == n.value and _alike(number.unit, n.unit) for n in self.numbers)
        return told and (number.noun is None or number.noun in self.words)


class Material:
    """Texts that a claim may rest on, and the names of steps and roles that stand in them."""

    def __init__(self, texts: Iterable[str], names: Iterable[str] = ()) -> None:
        given = tuple(texts)
        self.names = frozenset(_plain(name) for name in names if len(name) > 2)
        self.plain = _plain(" \n ".join(given))
        self.units = tuple(
            Unit(frozenset(numbers(text)), _words(text), self.names_in(text), _directions(text))
            for text in given
        )

    def only(self, texts: Iterable[str]) -> "Material":
        """Return the material of some of the texts, with the same names of steps and roles."""
        return Material(texts, self.names)

    def names_in(self, text: str) -> frozenset[str]:
        """Return the names of steps and roles that stand in a text."""
        plain = _plain(text)
        return frozenset(n for n in self.names if re.search(rf"\b{re.escape(n)}\b", plain))

    def says(self, words: str) -> bool:
        """Whether these words stand in the material."""
        return _plain(words).strip(" .,;:") in self.plain

    def units_with(self, number: Number) -> list[Unit]:
        """Return the texts in which a number stands."""
        return [unit for unit in self.units if unit.has(number)]

    def has(self, number: Number) -> bool:
        """Whether the number stands in the material with this unit."""
        return bool(self.units_with(number))


def numbers(text: str) -> list[Number]:
    """Return the numbers of a text, numerals first. ``1,234.5`` is one; a range is two."""
    plain = text.replace("\u202f", " ").replace("\xa0", " ")
    found = [_numeral(match) for match in _NUMBER.finditer(plain)]
    words = re.findall(r"[^\W\d_]+", plain.lower())
    for word, following in pairwise([*words, ""]):
        if word in _IN_WORDS and word not in _FREE:
            found.append(_counted(_IN_WORDS[word], following))
    return found


def _numeral(match: re.Match[str]) -> Number:
    value = _value(match["value"])
    if match["percent"] or match["money"]:
        return Number(value, "%" if match["percent"] else match["money"])
    return _counted(value, match["unit"] or "")


def _counted(value: float, word: str) -> Number:
    """Return a number before a word: a unit, or what is counted."""
    lower = word.lower()
    if lower in _UNITS:
        return Number(value, _UNITS[lower])
    if len(lower) < 4 or lower in _NO_NOUNS:
        return Number(value)
    return Number(value, None, _stem(lower))


def _words(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in re.findall(r"[^\W\d_]+", text.lower()))


def _stem(word: str) -> str:
    return word.removesuffix("s")


def _value(digits: str) -> float:
    """Return the value of digits, thousands set off by commas or, where that is so, by points."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", digits):
        return float(digits.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+,\d{1,2}|\d+,\d{4,}", digits):
        return float(digits.replace(",", "."))
    plain = digits.replace(",", "")
    return float(plain) if plain.count(".") < 2 else float(plain.replace(".", ""))


def _alike(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def problem_of(sentence: str, material: Material) -> str | None:
    """Return which check a sentence fails first, as a word to count by; ``None``: it may stand."""
    for cause, fails in _CHECKS.items():
        if fails(sentence, material):
            return cause
    return None


def _marked_up(sentence: str, material: Material) -> bool:
    return _MARKUP.search(sentence) is not None


def _instructing(sentence: str, material: Material) -> bool:
    return _INSTRUCTION.search(sentence) is not None


def _misnumbered(sentence: str, material: Material) -> bool:
    factors = (found.group() for found in _FACTORS.finditer(sentence))
    return not (all(map(material.has, numbers(sentence))) and all(map(material.says, factors)))


def _misnamed(sentence: str, material: Material) -> bool:
    named = [*_QUOTED.findall(sentence), *(each.group() for each in _NAME.finditer(sentence))]
    return not all(map(material.says, named))


def _misplaced(sentence: str, material: Material) -> bool:
    """Whether a number stands with a name that it does not stand with in the material."""
    for clause in _clauses(sentence):
        names = material.names_in(clause)
        if names and any(
            not any(names & unit.names for unit in material.units_with(number))
            for number in numbers(clause)
        ):
            return True
    return False


def _misdirected(sentence: str, material: Material) -> bool:
    """Whether a number goes up where the material only lets it go down, or the reverse."""
    for clause in _clauses(sentence):
        said = _directions(clause)
        if len(said) != 1:
            continue
        for number in numbers(clause):
            known = [unit.directions for unit in material.units_with(number)]
            if known and all(each and not each & said for each in known):
                return True
    return False


_CHECKS = {
    "markup": _marked_up,
    "instruction": _instructing,
    "another number": _misnumbered,
    "another name": _misnamed,
    "a number of another place": _misplaced,
    "the other direction": _misdirected,
}


def sentences(text: str) -> Sequence[str]:
    """Return the sentences of a text."""
    return [s for s in re.split(r"(?<=[.!?])\s+(?=[^\W_a-z]|[\"“„])", text.strip()) if s]


def _clauses(sentence: str) -> list[str]:
    return re.split(r"[;:]\s|,\s(?:and|but|while|whereas)\s|\s(?:while|whereas)\s", sentence)


def _directions(text: str) -> frozenset[str]:
    words = set(re.findall(r"[^\W\d_]+", text.lower()))
    found = {way for way, stems in _DIRECTIONS.items() for w in words if w.startswith(stems)}
    signs = {"up" if sign == "+" else "down" for sign in re.findall(r"(?<!\w)([-−+])\d", text)}
    return frozenset(found | signs)


def _plain(text: str) -> str:
    text = text.lower().replace("’", "'").replace("‑", "-").replace("–", "-")
    return " ".join(text.split())
