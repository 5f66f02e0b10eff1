"""Train the model that labels process descriptions, and write it with its manifest.

    python -m scripts.train_text_labeller PET_FOLDER

PET_FOLDER holds PET 1.1: entities.jsonl, relations.json.gz and the published test folds
fold0.txt … fold4.txt. Run it after every change of functions/input/text/features.py. The same
data gives the same bytes. The hyper-parameters were chosen on the training part of each fold: one
document in six of it was held out, and the test folds were not looked at.
"""

import hashlib
import json
import lzma
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pycrfsuite

from functions.input.text.features import FEATURES_VERSION, document_features
from functions.input.text.labeller import MANIFEST, MODEL, Labeller, unit_labels
from scripts.pet import Description, descriptions, folds, with_swapped_phrases

COPIES, SEED = 3, 7
QUICK_FOLD = 4  # trained again by a test, without copies
OUTSIDE_WEIGHT = 0.5
PARAMETERS = {
    "c1": 0.0,
    "c2": 0.5,
    "max_iterations": 100,
    "feature.possible_transitions": True,
}
DATA = "PET 1.1 (github patriziobellan86/PETv1.1)"
Counts = dict[str, list[int]]  # by label: right, too much, missed


def trained(documents: Sequence[Description], copies: int = COPIES) -> bytes:
    """Return the model file that is learnt from these documents and copies of them."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(PARAMETERS)
    for document in with_swapped_phrases(documents, copies, SEED):
        rows = document_features(document.sentences)
        for features, labels in zip(rows, document.labels, strict=True):
            trainer.append(features, unit_labels(labels))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return path.read_bytes()


def fold_model(
    documents: dict[str, Description], test: Sequence[str], copies: int = COPIES
) -> Labeller:
    """Return the model learnt from all documents that are not in a test fold."""
    training = [document for name, document in documents.items() if name not in test]
    return Labeller(trained(training, copies), OUTSIDE_WEIGHT)


def counted(documents: Sequence[Description], labeller: Labeller) -> Counts:
    """Return how many spans are right, too much and missed; only exact spans are right."""
    found: Counts = {}
    for document in documents:
        for wanted, got in zip(
            document.mentions(), labeller.mentions(document.sentences), strict=True
        ):
            for one in {*wanted, *got}:
                place = 0 if one in wanted and one in got else 1 if one in got else 2
                found.setdefault(one.label, [0, 0, 0])[place] += 1
    return found


def f1(counts: Sequence[int]) -> float:
    """Return the harmonic mean of precision and recall."""
    right, too_much, missed = counts
    return 2 * right / (2 * right + too_much + missed) if right else 0.0


def micro(counts: Counts) -> list[int]:
    """Return the counts of all labels together."""
    return [sum(column) for column in zip(*counts.values(), strict=True)] or [0, 0, 0]


def cross_validated(
    folder: Path, numbers: Sequence[int], copies: int = COPIES
) -> dict[int, Counts]:
    """Return the counts of the test folds with these numbers."""
    documents = descriptions(folder)
    found = {}
    for number in numbers:
        test = folds(folder, documents)[number]
        found[number] = counted(
            [documents[name] for name in test], fold_model(documents, test, copies)
        )
    return found


def summed(parts: Sequence[Counts]) -> Counts:
    """Return the counts of several folds together, labels in order."""
    labels = sorted({label for part in parts for label in part})
    none = [0, 0, 0]
    return {
        label: [sum(column) for column in zip(*(p.get(label, none) for p in parts), strict=True)]
        for label in labels
    }


def _manifest(model: bytes, scores: dict[int, Counts], quick: Counts) -> dict[str, Any]:
    total = summed(list(scores.values()))
    return {
        "sha256": hashlib.sha256(model).hexdigest(),
        "trained_on": DATA,
        "data_licence": "MIT",
        "features_version": FEATURES_VERSION,
        "parameters": PARAMETERS,
        "copies": COPIES,
        "outside_weight": OUTSIDE_WEIGHT,
        "scores": {
            "measure": "F1 of exact spans, five published test folds, one model per fold",
            "micro": round(f1(micro(total)), 4),
            "labels": {label: round(f1(counts), 4) for label, counts in total.items()},
            "folds": [round(f1(micro(counts)), 4) for _, counts in sorted(scores.items())],
            "quick": {"fold": QUICK_FOLD, "copies": 0, "micro": round(f1(micro(quick)), 4)},
        },
    }


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    scores = cross_validated(folder, range(5))
    model = trained(list(descriptions(folder).values()))
    packed = lzma.compress(model, preset=9)
    MODEL.write_bytes(packed)
    quick = cross_validated(folder, [QUICK_FOLD], copies=0)[QUICK_FOLD]
    about = _manifest(packed, scores, quick)
    MANIFEST.write_text(json.dumps(about, indent=2) + "\n")
    print(f"{MODEL.name}: {len(packed):,} bytes, F1 {about['scores']['micro']}")


if __name__ == "__main__":
    main()
