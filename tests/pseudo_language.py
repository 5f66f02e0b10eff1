"""A language in which whatever is said is written in Cyrillic letters, so that what is not shows.

Each letter and digit of a sentence that German has becomes another one, values stay as they are:
Latin letters in a report are then names, units, identifiers, what the submitter wrote, or a
sentence that no catalogue knows, and usual digits are those of values. As letters stay letters,
sentences may be cut, wrapped and capitalised.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from unittest.mock import patch

from common import language

LATIN, OTHER = "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщ"
DIGITS, WIDE = "0123456789", "０１２３４５６７８９"
LETTERS = str.maketrans(LATIN + LATIN.upper() + DIGITS, OTHER + OTHER.upper() + WIDE)


def written(template: str) -> str:
    """Return the sentence in the letters of this language, its places for values as they are."""
    parts = re.split(r"(\{[^}]*\})", template)
    return "".join(p if p.startswith("{") else p.translate(LETTERS) for p in parts)


@cache
def _catalogue() -> dict[str, str]:
    return {template: written(template) for template in language.catalogue("de")}


@contextmanager
def speaking_otherwise(numbers: language.Language = "de") -> Iterator[None]:
    """Say everything within that German can say in these letters, with a language's numbers."""
    known = _catalogue()
    with patch.object(language, "catalogue", lambda _: known), language.speaking(numbers):
        yield
