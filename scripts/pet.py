"""The PET data set, from its folder: 45 process descriptions with labels and relations.

Source: github patriziobellan86/PETv1.1, MIT licence; Bellan et al., "PET: an annotated dataset
for process extraction from natural language text", 2022.
"""

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from functions.input.text.labeller import spans
from functions.input.text.mentions import Mention

FOLDS = 5
SWAPPED = ("Actor", "Activity Data")
_KEPT = "it he she they who which him them her this these that i we you"
KEPT = frozenset(_KEPT.split())
Place = tuple[int, int]  # sentence, token


@dataclass(frozen=True)
class Description:
    """One document: its sentences as tokens, a begin-inside label each, and its relations."""

    name: str
    sentences: tuple[tuple[str, ...], ...]
    labels: tuple[tuple[str, ...], ...]
    relations: frozenset[tuple[str, Place, Place]] = frozenset()

    def mentions(self) -> list[list[Mention]]:
        """Return the labelled spans of each sentence."""
        return [spans(at, labels) for at, labels in enumerate(self.labels)]


def descriptions(folder: Path) -> dict[str, Description]:
    """Return the documents of PET by name, in the order of the file."""
    sentences: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    labels: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for line in (folder / "entities.jsonl").read_text().splitlines():
        row = json.loads(line)
        sentences[row["document name"]].append(tuple(row["tokens"]))
        labels[row["document name"]].append(tuple(row["ner-tags"]))
    related = _relations(folder)
    return {
        name: Description(name, tuple(sentences[name]), tuple(labels[name]), related[name])
        for name in sentences
    }


def _relations(folder: Path) -> dict[str, frozenset[tuple[str, Place, Place]]]:
    with gzip.open(folder / "relations.json.gz") as file:
        documents = json.load(file)
    return {
        document["document name"]: frozenset(
            (
                one["relation-type"],
                (one["source-head-sentence-ID"], one["source-head-word-ID"]),
                (one["target-head-sentence-ID"], one["target-head-word-ID"]),
            )
            for one in document["relations"]
        )
        for document in documents
    }


def folds(folder: Path, documents: dict[str, Description]) -> list[list[str]]:
    """Return the published test folds; documents that none of them lists go to the first."""
    found = []
    for number in range(FOLDS):
        lines = (folder / f"fold{number}.txt").read_text().splitlines()
        names = [f"doc-{line.split()[0]}" for line in lines if line.strip()]
        found.append([name for name in names if name in documents])
    listed = {name for names in found for name in names}
    found[0] += [name for name in documents if name not in listed]
    return found


def with_swapped_phrases(
    documents: Sequence[Description], copies: int, seed: int
) -> list[Description]:
    """Return the documents and copies of them in which actors and data change places.

    Half of the phrases for actors and for data are replaced by another phrase of the same label,
    so that the model learns the places of such phrases rather than their words.
    """
    chance = random.Random(seed)  # noqa: S311 -- reproducible training, no secret
    pool: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for document in documents:
        for words, mentions in zip(document.sentences, document.mentions(), strict=True):
            for one in mentions:
                if words[one.start].lower() not in KEPT:
                    pool[one.label].append(words[one.start : one.end])
    copied = [_swapped(document, pool, chance) for _ in range(copies) for document in documents]
    return [*documents, *copied]


def _swapped(
    document: Description, pool: dict[str, list[tuple[str, ...]]], chance: random.Random
) -> Description:
    sentences, labels = [], []
    for words, old, mentions in zip(
        document.sentences, document.labels, document.mentions(), strict=True
    ):
        new_words, new_labels, at = list[str](), list[str](), 0
        for one in mentions:
            new_words += words[at : one.start]
            new_labels += old[at : one.start]
            phrase = _other(words[one.start : one.end], one, pool, chance)
            new_words += phrase
            new_labels += [f"B-{one.label}"] + [f"I-{one.label}"] * (len(phrase) - 1)
            at = one.end
        sentences.append((*new_words, *words[at:]))
        labels.append((*new_labels, *old[at:]))
    return Description(document.name, tuple(sentences), tuple(labels))


def _other(
    phrase: tuple[str, ...],
    mention: Mention,
    pool: dict[str, list[tuple[str, ...]]],
    chance: random.Random,
) -> list[str]:
    if mention.label not in SWAPPED or phrase[0].lower() in KEPT or chance.random() >= 0.5:
        return list(phrase)
    first, *rest = chance.choice(pool[mention.label])
    if mention.start == 0:
        first = first[:1].upper() + first[1:]
    elif not first.isupper():
        first = first.lower()
    return [first, *rest]
