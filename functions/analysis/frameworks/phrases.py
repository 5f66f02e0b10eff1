"""Phrases of the submitter that say something is wrong, and a small language to describe them.

Words match as a whole and in any case. ``*`` stands for the rest of a word, ``#`` for a number of
three or more, ``..`` for up to eight words, ``(a|b c)`` for one of several, ``(a|)`` for one or
none, ``<approve>`` for the words of the concept of that name. A match straight after a denial ("no
backlog", "nobody waits") does not count, nor does anything in a sentence that tells what has been
overcome ("no longer", "used to").
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

QUOTE = 500
AGREEING = 2  # signs that leave no doubt together
LONGEST = 2_000  # characters of one circumstance that are looked at
_PART = re.compile(r"\([^)]*\)|\S+")
_BETWEEN = r"[^\w'.;:!?]+"  # within a sentence
_AFTER = r"(?![\w'])[^\w'.;:!?]*"  # a word ends, and the next of the sentence may begin
_NUMBER = (
    r"(?:[3-9]|[1-9]\d+|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|many"
    r"|numerous|multiple)"
)
_DENIED = re.compile(
    r"\b(?:no|not|never|without|nor|nothing|nobody|none|rarely|seldom|hardly|isn't|aren't|don't"
    r"|doesn't|didn't|won't)(?:\W+[\w']+){0,3}\W*$"
)
_OVERCOME = re.compile(
    r"\b(?:no longer|used to (?!it\b)|got rid of|a thing of the past|unlike before|we stopped"
    r"|in other companies|contrary to|(?:is not|isn't) true|worked off|thanks to"
    r"|(?:nobody|no one|never) (?:has|have|had|needs) to|(?:is|are) (?:gone|rare)\b"
    r"|(?:was|were|been) (?:shortened|solved|abolished|connected|dropped|cut))"
)
_CONCEPT = re.compile(r"(<[\w-]+>|[()])")


def mentions(
    circumstances: Iterable[str], phrases: Iterable[str], unless: Iterable[str] = ()
) -> Iterator[str]:
    """Yield each circumstance that holds one of the phrases, as a quote of up to 500 characters.

    A circumstance that holds one of ``unless`` is passed over.
    """
    wanted, unwanted = tuple(phrases), tuple(unless)
    for circumstance in circumstances:
        plain = _plain(circumstance)
        if _OVERCOME.search(plain) or (unwanted and _pattern(unwanted).search(plain)):
            continue
        if any(not _DENIED.search(plain[: at.start()]) for at in _pattern(wanted).finditer(plain)):
            quote = " ".join(circumstance.split())
            yield quote if len(quote) <= QUOTE else quote[: QUOTE - 1] + "…"


def told(
    circumstances: Iterable[str],
    any_of: Sequence[str],
    suspects: Sequence[str],
    unless: Sequence[str] = (),
) -> tuple[list[str], bool]:
    """Return the quotes that tell of something, and whether they leave no doubt.

    They do where one of ``any_of``, or two signs of either kind, hold in the same circumstance;
    then only these quotes are returned.
    """
    signs = (*any_of, *suspects)
    quotes = list(mentions(circumstances, signs, unless))
    firm = [each for each in quotes if any(mentions([each], any_of)) or _agreed(each, signs)]
    return (firm, True) if firm else (quotes, False)


def _agreed(quote: str, signs: Sequence[str]) -> bool:
    return sum(any(mentions([quote], [sign])) for sign in signs) >= AGREEING


def concepts_of(phrase: str) -> list[str]:
    """Return the names of the concepts that a phrase uses."""
    return re.findall(r"<([\w-]+)>", phrase)


def spelled_out(phrase: str, concepts: Mapping[str, Sequence[str]]) -> str:
    """Return the phrase with each concept replaced by its words."""
    spelled, inside = "", False
    for part in _CONCEPT.split(phrase):
        inside = part == "(" or (inside and part != ")")
        if part.startswith("<") and part.endswith(">"):
            words = "|".join(concepts[part[1:-1]])
            spelled += words if inside else f"({words})"
        else:
            spelled += part
    return spelled


def _plain(text: str) -> str:
    """Return the text in small letters, its hyphens and typographic marks made uniform."""
    plain = text[:LONGEST].lower().replace("’", "'").replace("e-mail", "email")
    return re.sub(r"[-‐‑–/]", " ", plain)


@lru_cache(maxsize=2048)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(_phrase(each) for each in phrases) + ")")


def _phrase(phrase: str) -> str:
    return "".join(_part(part) for part in _PART.findall(_plain(phrase)))


def _part(part: str) -> str:
    if part == "..":
        return rf"(?:[\w']+{_BETWEEN}){{0,8}}?"
    if not part.startswith("("):
        return _word(part) + _AFTER
    choices = [each.split() for each in part.strip("()").split("|")]
    words = "|".join(_AFTER.join(map(_word, each)) for each in choices if each)
    return f"(?:(?:{words}){_AFTER})" + ("" if all(choices) else "?")


def _word(word: str) -> str:
    return _NUMBER if word == "#" else re.escape(word).replace(r"\*", r"[\w']*")
