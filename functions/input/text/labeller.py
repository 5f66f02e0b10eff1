"""Labels for the tokens of a document by the shipped model, a conditional random field.

Source: Lafferty, McCallum & Pereira, "Conditional random fields", 2001; the labels are PET's,
written as begin, inside, last, outside and unit. Sequences are decoded from the marginal
probabilities with the outside label weighed down: at equal weight the model misses more than it
makes up, because most tokens carry no label.
"""

import json
import lzma
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pycrfsuite

from functions.input.text.features import FEATURES_VERSION, document_features
from functions.input.text.mentions import Mention

FOLDER = Path(__file__).parent
MODEL, MANIFEST = FOLDER / "pet.crfsuite.xz", FOLDER / "pet.json"
SMALLEST = 1e-9
IMPOSSIBLE = -1e9


class Labeller:
    """A trained model; not for use by several threads at once."""

    def __init__(self, model: bytes, outside_weight: float) -> None:
        self._model = model  # the tagger reads from it and does not keep it alive
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(model)
        self._labels: list[str] = sorted(self._tagger.labels())
        self._bonus = [math.log(outside_weight) if label == "O" else 0.0 for label in self._labels]
        self._sources = [
            [j for j, before in enumerate(self._labels) if _follows(before, label)]
            for label in self._labels
        ]

    def mentions(self, sentences: Sequence[Sequence[str]]) -> list[list[Mention]]:
        """Return the mentions of each sentence of one document, in order."""
        found = []
        for at, rows in enumerate(document_features(sentences)):
            found.append(spans(at, self._decoded(rows)) if rows else [])
        return found

    def _decoded(self, rows: Sequence[Sequence[str]]) -> list[str]:
        """Return the likeliest sequence of labels that may follow one another (Viterbi)."""
        self._tagger.set(rows)
        scores = [IMPOSSIBLE if label[0] in "IL" else 0.0 for label in self._labels]
        scores = [s + p for s, p in zip(scores, self._weights(0), strict=True)]
        ways: list[list[int]] = []
        for at in range(1, len(rows)):
            best = [max(sources, key=scores.__getitem__) for sources in self._sources]
            scores = [scores[j] + p for j, p in zip(best, self._weights(at), strict=True)]
            ways.append(best)
        place = max(
            (k for k, label in enumerate(self._labels) if label[0] not in "BI"),
            key=scores.__getitem__,
        )
        path = [place]
        for best in reversed(ways):
            path.append(best[path[-1]])
        return [self._labels[k] for k in reversed(path)]

    def _weights(self, at: int) -> list[float]:
        marginal = self._tagger.marginal
        return [
            math.log(max(marginal(label, at), SMALLEST)) + bonus
            for label, bonus in zip(self._labels, self._bonus, strict=True)
        ]


def _follows(before: str, label: str) -> bool:
    if label[0] in "IL":
        return before[0] in "BI" and before[2:] == label[2:]
    return before[0] not in "BI"


def spans(sentence: int, labels: Sequence[str]) -> list[Mention]:
    """Return the mentions that begin-inside-last-unit or begin-inside labels spell."""
    found = []
    begin: int | None = None
    for at, label in enumerate([*labels, "O"]):
        if begin is not None and label[0] not in "IL":
            found.append(Mention(sentence, begin, at, labels[begin][2:]))
            begin = None
        if label[0] in "BU":
            begin = at
    return found


def unit_labels(labels: Sequence[str]) -> list[str]:
    """Return begin-inside labels as begin-inside-last-unit labels."""
    found = ["O"] * len(labels)
    for one in spans(0, labels):
        found[one.start : one.end] = [f"I-{one.label}"] * (one.end - one.start)
        found[one.start] = f"B-{one.label}"
        found[one.end - 1] = f"L-{one.label}"
        if one.end - one.start == 1:
            found[one.start] = f"U-{one.label}"
    return found


def manifest() -> dict[str, Any]:
    """Return what the shipped model was trained on, with which features, and how good it is."""
    found: dict[str, Any] = json.loads(MANIFEST.read_text())
    return found


@cache
def shipped() -> Labeller:
    """Return the shipped model.

    Raises:
        RuntimeError: it was trained with other features than these.
    """
    about = manifest()
    if about["features_version"] != FEATURES_VERSION:
        raise RuntimeError("the text model is not of these features: run make text-model")
    return Labeller(lzma.decompress(MODEL.read_bytes()), about["outside_weight"])
