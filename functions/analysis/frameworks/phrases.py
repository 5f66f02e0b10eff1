"""Phrases of the submitter that say something is wrong."""

import re
from collections.abc import Iterable, Iterator

QUOTE = 500
_DENIED = r"(?<!\bno )(?<!\bnot )(?<!\bnever )(?<!\bwithout )"


def mentions(circumstances: Iterable[str], phrases: Iterable[str]) -> Iterator[str]:
    """Yield each circumstance that holds one of the phrases, as a quote of up to 500 characters.

    Words match as a whole and in any case; ``*`` stands for the rest of a word. A phrase
    straight after "no", "not", "never" or "without" does not count.
    """
    words = "|".join(re.escape(each).replace(r"\*", r"\w*") for each in phrases)
    pattern = re.compile(rf"{_DENIED}\b(?:{words})\b", re.IGNORECASE)
    for circumstance in circumstances:
        if pattern.search(circumstance):
            quote = " ".join(circumstance.split())
            yield quote if len(quote) <= QUOTE else quote[: QUOTE - 1] + "…"
