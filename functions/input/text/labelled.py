"""Sentences with their tokens, labels and figures."""

from collections.abc import Sequence

from functions.input.text.completing import completed
from functions.input.text.conditions import Told
from functions.input.text.figures import figures
from functions.input.text.labeller import shipped
from functions.input.text.relations import Sentence
from functions.input.text.tokens import MAX_TOKENS, tokens


def labelled(sentences: Sequence[str]) -> list[Told]:
    """Return the sentences of one document with what the model and word order show."""
    split = [tuple(tokens(text))[:MAX_TOKENS] for text in sentences]
    mentions = shipped().mentions([[_encodable(token.text) for token in row] for row in split])
    return [
        Told(
            text,
            row,
            completed(Sentence(tuple(token.text for token in row), tuple(found)), at),
            tuple(figures(text)),
        )
        for at, (text, row, found) in enumerate(zip(sentences, split, mentions, strict=True))
    ]


def _encodable(word: str) -> str:
    """Return a word without halves of surrogate pairs, which the model cannot take."""
    return word.encode("utf-8", "replace").decode()
