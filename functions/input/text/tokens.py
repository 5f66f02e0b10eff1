"""Text to sentences of tokens, each with its place in the text.

Words keep their hyphens and apostrophes, punctuation stands alone, and a number keeps its sign of
money, its commas and its decimals: the conventions of the PET data set, on which the labeller is
trained. Every pattern is a choice of disjoint first characters, so time is linear in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_TOKENS = 120  # of a sentence; a longer one is cut there
MAX_WORD = 80  # characters; a longer one is no word

TOKEN = re.compile(
    r"(?P<abbreviation>\b(?:i\.e|e\.g|etc|approx|incl|excl|ca|no|nr|dept|mr|mrs|ms|dr|vs)\.(?=[\s,)]))"
    r"|(?P<number>[$€£]?\d[\d.,]*[\d%]|[$€£]?\d%?)(?![^\W\d_])"
    r"|(?P<word>\w+(?:['’&/-]\w+)*['’]?)"
    r"|(?P<mark>[^\w\s])",
    re.IGNORECASE,
)
CLOSED = re.compile(r"[.!?]")
PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*•–]|\d{1,3}[.)])\s)|(?<=[.!?:;])[ \t]*\n")


@dataclass(frozen=True)
class Token:
    """A word or a mark, and where it stands in the text."""

    text: str
    start: int
    end: int


def tokens(text: str, offset: int = 0) -> Iterator[Token]:
    """Yield the tokens of a text in order; places count from ``offset``."""
    for match in TOKEN.finditer(text):
        word = match.group()
        if match["abbreviation"]:  # PET holds "e.g" and "." as two
            yield Token(word[:-1], offset + match.start(), offset + match.end() - 1)
            yield Token(".", offset + match.end() - 1, offset + match.end())
        else:
            yield Token(word[:MAX_WORD], offset + match.start(), offset + match.end())
