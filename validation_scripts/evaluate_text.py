"""Measure how well texts are read: labels and relations on PET, quantities on our own sentences.

    python -m validation_scripts.evaluate_text PET_FOLDER

One model per published test fold, learnt from the other folds. Prints, per class, precision,
recall and F1 of exact spans and of relations; what is lost when the text is split into tokens by
us rather than by the annotators; the size and the time of the shipped model; and the quantities
of validation_data/quantities.jsonl and the descriptions of stories.jsonl, held-out parts apart.
The rules for relations were written with PET in sight, so that only their score on predicted
mentions rests on unseen labels.
"""

import json
import re
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from functions.input.text.contexts import VAGUE
from functions.input.text.figures import Stated, figures
from functions.input.text.flow_relations import flow_relations
from functions.input.text.labeller import MODEL, Labeller, shipped
from functions.input.text.mentions import Mention
from functions.input.text.relations import Sentence, same_gateways, sentence_relations
from functions.input.text.tokens import tokens
from scripts.pet import Description, descriptions, folds
from scripts.train_text_labeller import Counts, counted, f1, fold_model, micro, summed
from validation_scripts import stories

QUANTITIES = Path(__file__).parents[1] / "validation_data" / "quantities.jsonl"
TOLERANCE = 0.005  # of a value
NO_SPACE_BEFORE = re.compile(r" (?=[.,;:)?!])")


def related(document: Description, mentions: Sequence[Sequence[Mention]]) -> Counts:
    """Return how many relations between mentions are right, too much and missed."""
    sentences = [
        Sentence(words, tuple(sorted(found)))
        for words, found in zip(document.sentences, mentions, strict=True)
    ]
    found = [one for sentence in sentences for one in sentence_relations(sentence)]
    found += [*same_gateways(sentences), *flow_relations(sentences)]
    got = {
        (one.kind, (one.source.sentence, one.source.start), (one.target.sentence, one.target.start))
        for one in found
    }
    counts: Counts = {}
    for each in got | document.relations:
        place = 0 if each in got & document.relations else 1 if each in got else 2
        counts.setdefault(each[0], [0, 0, 0])[place] += 1
    return counts


def from_raw_text(document: Description, labeller: Labeller) -> Counts:
    """Return the counts of spans, in characters, where the text is split into tokens by us."""
    counts: Counts = {}
    texts = [NO_SPACE_BEFORE.sub("", " ".join(words)) for words in document.sentences]
    split = [list(tokens(text)) for text in texts]
    predicted = labeller.mentions([[token.text for token in row] for row in split])
    for at, wanted in enumerate(document.mentions()):
        places = _places(document.sentences[at], texts[at])
        want = {(places[m.start][0], places[m.end - 1][1], m.label) for m in wanted}
        row = split[at]
        got = {(row[m.start].start, row[m.end - 1].end, m.label) for m in predicted[at]}
        for one in want | got:
            place = 0 if one in want & got else 1 if one in got else 2
            counts.setdefault(one[2], [0, 0, 0])[place] += 1
    return counts


def _places(words: Iterable[str], text: str) -> list[tuple[int, int]]:
    places, at = [], 0
    for word in words:
        at = text.index(word, at)
        places.append((at, at + len(word)))
        at += len(word)
    return places


def quantities(part: str) -> tuple[list[int], list[str]]:
    """Return right, too much and missed figures of a part of our sentences, and the mistakes."""
    counts, mistakes = [0, 0, 0], []
    for line in QUANTITIES.read_text().splitlines():
        row = json.loads(line)
        if row["part"] != part:
            continue
        missed = list(row["figures"])
        extra = []
        for got in figures(row["text"]):
            same = next((want for want in missed if agrees(got, want)), None)
            if same is None:
                extra.append(f"{got.kind} {got.value:g}")
            else:
                missed.remove(same)
        right = len(row["figures"]) - len(missed)
        counts = [a + b for a, b in zip(counts, (right, len(extra), len(missed)), strict=True)]
        if extra or missed:
            mistakes.append(f"{row['id']} {row['text']} | missed {missed} | too much {extra}")
    return counts, mistakes


def vague(part: str) -> tuple[int, int]:
    """Return how many vague sentences are kept as circumstances, of how many."""
    rows = [json.loads(line) for line in QUANTITIES.read_text().splitlines()]
    told = [row["text"] for row in rows if row["part"] == part and row.get("vague")]
    return sum(VAGUE.search(text) is not None for text in told), len(told)


def agrees(got: Stated, want: dict[str, Any]) -> bool:
    """Whether a figure is of the kind, value and range that the label says."""
    pairs = [(got.value, want["value"]), (got.low, want.get("low")), (got.high, want.get("high"))]
    return got.kind == want["kind"] and all(_close(a, b) for a, b in pairs)


def _close(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b))


def _row(name: str, counts: Sequence[int]) -> str:
    right, too_much, missed = counts
    precision = right / (right + too_much) if right + too_much else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    return f"  {name:28}{precision:7.3f}{recall:7.3f}{f1(counts):7.3f}   n={right + missed}"


def _table(title: str, parts: Sequence[Counts]) -> None:
    total = summed(parts)
    print(f"\n{title:30}{'P':>7}{'R':>7}{'F1':>7}")
    for name, counts in total.items():
        print(_row(name, counts))
    print(_row("micro", micro(total)))


def _speed(documents: Iterable[Description]) -> None:
    begun = time.perf_counter()
    labeller = shipped()
    loaded = time.perf_counter()
    words = 0
    for document in documents:
        labeller.mentions(document.sentences)
        words += sum(map(len, document.sentences))
    took = time.perf_counter() - loaded
    print(f"\nmodel {MODEL.stat().st_size:,} bytes, loaded in {(loaded - begun) * 1e3:.0f} ms")
    print(f"{words:,} tokens in {took * 1e3:.0f} ms: {took / words * 500e3:.0f} ms per 500 tokens")


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    documents = descriptions(folder)
    labels, gold, predicted, raw = [], [], [], []
    for number, test in enumerate(folds(folder, documents)):
        labeller = fold_model(documents, test)
        tested = [documents[name] for name in test]
        labels.append(counted(tested, labeller))
        print(f"fold {number}: F1 {f1(micro(labels[-1])):.4f}")
        for document in tested:
            gold.append(related(document, document.mentions()))
            predicted.append(related(document, labeller.mentions(document.sentences)))
            raw.append(from_raw_text(document, labeller))
    _table("mentions, exact spans", labels)
    _table("mentions from raw text", raw)
    _table("relations, gold mentions", gold)
    _table("relations, predicted mentions", predicted)
    _speed(documents.values())
    for part in ("development", "held_out"):
        counts, mistakes = quantities(part)
        kept, of = vague(part)
        print(f"\nquantities, {part}; {kept} of {of} vague sentences kept as circumstances")
        print(_row("figures", counts))
        for mistake in mistakes:
            print(f"    {mistake}")
    print("\nwhole descriptions")
    stories.show(("development", "held_out"))


if __name__ == "__main__":
    main()
