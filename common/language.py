"""The words of a report in the reader's language.

The English sentence is the key: ``say("{cases} cases are late", cases=…)`` looks its template up in
``common/languages/<language>/*.json`` and fills it in; what is not found there stays English. A
further language is a further folder. ``speaking`` sets the language of what follows, as the
consumer does for every event, so that pure code need not hand it around.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["en", "de"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
CATALOGUES = Path(__file__).with_name("languages")

_spoken: ContextVar[Language] = ContextVar("language", default="en")


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Say everything within in this language."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> Language:
    """Return the language that is spoken now."""
    return _spoken.get()


def say(template: str, /, **values: object) -> str:
    """Return the sentence in the language that is spoken now, with its ``{values}`` filled in.

    Values are put in as they are: a brace within a value is no place for another value.
    """
    return catalogue(spoken()).get(template, template).format_map(values)


def term(word: str) -> str:
    """Return a word that holds no values, such as the name of a metric, in the language spoken."""
    return catalogue(spoken()).get(word, word)


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Return the templates of a language by their English ones; English itself has none."""
    found: dict[str, str] = {}
    for path in sorted((CATALOGUES / language).glob("*.json")):
        found |= json.loads(path.read_text(encoding="utf-8"))
    return found
