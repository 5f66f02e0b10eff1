"""Numbers as people write them: digits, words, parts, ranges and bounds. Linear in the text."""

import math
import re
from dataclasses import dataclass

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ONES = {word: float(n) for n, word in enumerate(_SMALL.split())}
TENS = {word: 10.0 * n for n, word in enumerate(_TENS.split(), start=2)}
MULTIPLES = {"dozen": 12.0, "hundred": 100.0, "thousand": 1e3, "million": 1e6, "k": 1e3, "bn": 1e9}
PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "twentieth": 20,
}  # fmt: skip
HIGHEST = (
    "up to", "at most", "no more than", "not more than", "no longer than", "not longer than",
    "less than", "fewer than", "in under", "under", "below", "a maximum of",
)  # fmt: skip
LOWEST = (
    "at least", "more than", "over", "above", "a minimum of", "no less than", "not less than",
    "exceeding", "upwards of", "longer than", "greater than",
)  # fmt: skip
PIECE = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?(?!\d)|\d{1,15}(?:\.\d{1,6})?)"
    r"|(?P<word>[^\W\d_]+)|(?P<mark>[^\w\s]|_)"
)
MAX_PIECES = 2000


@dataclass(frozen=True)
class Piece:
    """A run of digits, a word in lower case, or one mark."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Amount:
    """A number, perhaps a range, with the places of its first and last piece in the text."""

    value: float
    first: int  # index of the first piece
    after: int  # index of the piece that follows
    low: float | None = None
    high: float | None = None
    part: bool = False  # "a third", "two quarters": a part of a whole
    article: bool = False  # nothing but "a" or "an"


def pieces(text: str) -> list[Piece]:
    """Return the pieces of a text, at most ``MAX_PIECES``."""
    found = []
    for match in PIECE.finditer(text):
        found.append(
            Piece(match.lastgroup or "", match.group().lower(), match.start(), match.end())
        )
        if len(found) == MAX_PIECES:
            break
    return found


def amounts(found: list[Piece]) -> list[Amount]:
    """Return the numbers in a text, in order; ranges as one, "a" where a unit may follow."""
    result = []
    at = 0
    while at < len(found):
        amount = _amount(found, at)
        if amount is None:
            at += 1
            continue
        amount = _ranged(found, amount)
        result.append(amount)
        at = amount.after
    return result


def bound(text: str, start: int) -> tuple[str, int] | None:
    """Return "highest" or "lowest" and where it begins, if such words end at ``start``."""
    before = text[max(0, start - 40) : start].lower().rstrip(" ~$€£")
    before = re.sub(r"\b(?:about|around|roughly|some|usd|eur|gbp)$", "", before).rstrip()
    for kind, phrases in (("highest", HIGHEST), ("lowest", LOWEST)):
        for phrase in phrases:
            if before.endswith(phrase) and not before[: -len(phrase)][-1:].isalpha():
                return kind, max(0, start - 40) + before.rfind(phrase)
    return None


def _amount(found: list[Piece], at: int) -> Amount | None:
    piece = found[at]
    if piece.kind == "digits":
        return _digits(found, at)
    if piece.kind == "word":
        return _part(found, at) or _words(found, at)
    return None


def _digits(found: list[Piece], at: int) -> Amount | None:
    piece = found[at]
    if _glued_left(found, at) or _numbering(found, at):
        return None
    value, after = float(piece.text.replace(",", "")), at + 1
    value, after = _multiplied(found, value, after)
    value, after = _and_a_half(found, value, after)
    return Amount(value, at, after) if math.isfinite(value) else None


def _glued_left(found: list[Piece], at: int) -> bool:
    """ "F-2210", "4.7.1", "10:30", "#12" and "§34" are names, not numbers."""
    if at == 0:
        return False
    before, piece = found[at - 1], found[at]
    if before.end < piece.start:
        return before.text in {"§", "#"}
    if before.text in {"$", "€", "£", "(", "~", ">", "<", "≥", "≤", '"', "'", "“", "[", "="}:
        return False
    if before.text in {"-", "–", "—"}:  # a range: digits before, or a minus
        return at >= 2 and found[at - 2].kind == "word" and found[at - 2].end == before.start
    return True


def _numbering(found: list[Piece], at: int) -> bool:
    """Digits that go on: "31.12.2023", "10:30", "24/7", "9001b"."""
    if at + 2 < len(found):
        mark, after = found[at + 1], found[at + 2]
        glued = found[at].end == mark.start and mark.end == after.start
        if glued and mark.text in {".", ":", "/"} and after.kind == "digits":
            return True
    return False


def _words(found: list[Piece], at: int) -> Amount | None:
    word = found[at].text
    if word in {"a", "an"}:
        return _after_article(found, at)
    if word == "couple":
        return Amount(2.0, at, _over(found, at + 1, "of"))
    if word in {"hundred", "thousand", "million", "dozen"}:
        value, after = _multiplied(found, 1.0, at)
        return Amount(value, at, after)
    value, after = _spelt(found, at)
    if after == at:
        return None
    value, after = _multiplied(found, value, after)
    value, after = _and_more(found, value, after)
    value, after = _and_a_half(found, value, after)
    return Amount(value, at, after)


def _after_article(found: list[Piece], at: int) -> Amount | None:
    following = found[at + 1].text if at + 1 < len(found) else ""
    if following in {"hundred", "thousand", "million", "dozen"}:
        value, after = _multiplied(found, 1.0, at + 1)
        value, after = _and_more(found, value, after)
        return Amount(value, at, after)
    if following in {"couple"}:
        return Amount(2.0, at, _over(found, at + 2, "of"))
    return Amount(1.0, at, at + 1, article=True)


def _part(found: list[Piece], at: int) -> Amount | None:
    """ "half a", "a third of", "two thirds", "three quarters of an"."""
    count, after = 1.0, at
    if found[at].text in {"a", "an", "one"}:
        after = at + 1
    elif found[at].text in ONES:
        count, after = ONES[found[at].text], at + 1
    after = _over(found, after, "good") if after > at else after
    after = _over(found, after, "-")
    if after >= len(found):
        return None
    singular = found[after].text.removesuffix("s") if count > 1 else found[after].text
    singular = "half" if singular == "halve" else singular
    if singular not in PARTS or (singular != "half" and after == at):
        return None
    if singular == "half" and at + 1 < len(found) and found[at].text == "one":
        return None
    end = after + 1
    whole = found[end].text if end < len(found) else ""
    if singular not in {"half"} and whole != "of" and count == 1:
        return None  # "a third reviewer"
    end = _over(found, end, "of") if _unit_after(found, end) else end
    end = _over(found, end, "a", "an") if end < len(found) else end
    return Amount(count / PARTS[singular], at, end, part=True)


def _unit_after(found: list[Piece], at: int) -> bool:
    """Whether "of a(n) hour" follows rather than "of the orders"."""
    return at + 1 < len(found) and found[at].text == "of" and found[at + 1].text in {"a", "an"}


def _over(found: list[Piece], at: int, *words: str) -> int:
    return at + 1 if at < len(found) and found[at].text in words else at


def _spelt(found: list[Piece], at: int) -> tuple[float, int]:
    word = found[at].text
    if word in TENS:
        after = _over(found, at + 1, "-")
        if after < len(found) and 0 < ONES.get(found[after].text, 0) < 10:
            return TENS[word] + ONES[found[after].text], after + 1
        return TENS[word], at + 1
    if word in ONES:
        return ONES[word], at + 1
    return 0.0, at


def _multiplied(found: list[Piece], value: float, at: int) -> tuple[float, int]:
    for _ in range(3):
        if at >= len(found) or found[at].text not in MULTIPLES:
            break
        if found[at].text in {"k", "bn"} and found[at - 1].end < found[at].start:
            break
        value, at = value * MULTIPLES[found[at].text], at + 1
    return value, at


def _and_more(found: list[Piece], value: float, at: int) -> tuple[float, int]:
    """ "a hundred and twenty"."""
    if value < 100 or at + 1 >= len(found):
        return value, at
    begin = _over(found, at, "and")
    more, after = _spelt(found, begin) if begin < len(found) else (0.0, begin)
    return (value + more, after) if after > begin and 0 < more < 100 else (value, at)


def _and_a_half(found: list[Piece], value: float, at: int) -> tuple[float, int]:
    words = [piece.text for piece in found[at : at + 3]]
    return (value + 0.5, at + 3) if words == ["and", "a", "half"] else (value, at)


def _ranged(found: list[Piece], low: Amount) -> Amount:
    """Join "2-3", "two to three", "two or three" and "between 5 and 8"."""
    at = low.after
    if at + 1 >= len(found) or low.article or low.part:
        return low
    at += found[at].text in {"$", "€", "£", "%"}
    link = found[at].text if at < len(found) else ""
    between = low.first > 0 and "between" in {
        p.text for p in found[max(0, low.first - 3) : low.first]
    }
    if link not in {"-", "–", "—", "to", "or"} and not (link == "and" and between):
        return low
    begin = _over(found, at + 1, "$", "€", "£", "eur", "usd", "gbp", "even")
    high = _amount(found, begin) if begin < len(found) else None
    if high is None or high.article or high.part or high.value <= low.value:
        return low
    if link == "or" and high.value > 3 * low.value:
        return low
    scale = high.value / low.value if low.value else 1
    low_value = low.value * 1e3 if scale > 1e3 and link in {"-", "–", "—"} else low.value
    middle = (low_value + high.value) / 2
    return Amount(middle, low.first, high.after, low_value, high.value)
