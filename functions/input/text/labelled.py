"""Sentences with their tokens, labels and figures."""

from collections.abc import Sequence

from functions.input.text.conditions import Told
from functions.input.text.figures import figures
from functions.input.text.labeller import shipped
from functions.input.text.relations import Sentence
from functions.input.text.tokens import MAX_TOKENS, tokens


def labelled(sentences: Sequence[str]) -> list[Told]:
    """Return the sentences of one document with what the shipped model sees in them."""
    split = [tuple(tokens(text))[:MAX_TOKENS] for text in sentences]
    mentions = shipped().mentions([[_encodable(token.text) for token in row] for row in split])
    return [
        Told(
            text,
            row,
            Sentence(tuple(token.text for token in row), tuple(found)),
            tuple(figures(text)),
        )
        for text, row, found in zip(sentences, split, mentions, strict=True)
    ]


def _encodable(word: str) -> str:
    """Return a word without halves of surrogate pairs, which the model cannot take."""
    return word.encode("utf-8", "replace").decode()
