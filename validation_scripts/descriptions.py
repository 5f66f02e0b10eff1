"""Measure the findings from phrases on the labelled descriptions.

Run: ``python -m validation_scripts.descriptions [PART ...] [--labels PART] [--signs] [--errors]``.
Parts: development, held_out, blind, training, training_held_out. ``--signs`` tells how often each
weaker sign is right and wrong in the training part: one that is not right 2.5 times as often as it
is wrong is not worth keeping.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from functions.analysis.frameworks.knowledge import Knowledge, Phrases, load
from functions.analysis.frameworks.phrases import mentions, told

ROOT = Path(__file__).parents[1]
LABELS = tuple(
    ROOT / "validation_data" / name for name in ("descriptions.jsonl", "descriptions_blind.jsonl")
)
TRAINING = {
    "training": ROOT / "training_data" / "descriptions.jsonl",
    "training_held_out": ROOT / "training_data" / "descriptions_held_out.jsonl",
}
RULES = {  # what a label calls the circumstance, and the rule that should see it
    "approvals": "lean-overprocessing-approvals-mentioned",
    "rework": "lean-defects-rework-mentioned",
    "overloaded_person": "constraints-mentioned",
    "key_person": "operating-model-key-person-mentioned",
    "no_fast_lane": "agile-fast-lane-mentioned",
    "many_systems": "lean-motion-mentioned",
    "repeated_checks": "lean-overprocessing-checks-mentioned",
    "batches": "lean-inventory-batches-mentioned",
    "unclear_ownership": "operating-model-decisions-mentioned",
    "no_standard": "operating-model-standard-mentioned",
    "idle": "lean-waiting-mentioned",
    "incomplete_input": "lean-defects-mentioned",
    "backlog": "lean-inventory-mentioned",
    "late_rejection": "agile-late-knock-out-mentioned",
    "chasing": "agile-conversation-mentioned",
    "manual_work": "lean-motion-manual-mentioned",
    "outside_wait": "lean-waiting-outside-mentioned",
    "unused_output": "lean-overproduction-mentioned",
    "hand_offs": "lean-transportation-handoffs-mentioned",
    "paper_transport": "lean-transportation-paper-mentioned",
    "sequential": "lean-flow-sequential-mentioned",
    "talent": "lean-talent-mentioned",
}


@dataclass(frozen=True)
class Description:
    """A labelled text."""

    id: str
    part: str
    text: str
    expects: tuple[str, ...]
    first_remedies: tuple[str, ...]


@dataclass(frozen=True)
class Confusion:
    """How often a circumstance was found, found wrongly, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of what was found that is there."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.right / max(1, self.right + self.missed)


def descriptions(part: str | None = None) -> list[Description]:
    """Return the labelled descriptions, of one part or all."""
    lines = (line for labels in LABELS for line in labels.read_text("utf-8").splitlines())
    rows = [json.loads(line) for line in lines]
    return [
        Description(r["id"], r["part"], r["text"], tuple(r["expects"]), tuple(r["first_remedies"]))
        for r in rows
        if part in (None, r["part"])
    ]


def training(part: str) -> list[Description]:
    """Return the labelled sentences of "training" or "training_held_out"."""
    rows = map(json.loads, TRAINING[part].read_text("utf-8").splitlines())
    return [
        Description(f"{part}-{number}", part, row["text"], tuple(row["labels"]), ())
        for number, row in enumerate(rows)
    ]


def knowledge() -> Knowledge:
    """Return the knowledge base of this folder."""
    return load({p.name: p.read_bytes() for p in (ROOT / "framework_knowledge").glob("*.json")})


def seen(known: Knowledge, text: str, *, firmly: bool = False) -> set[str]:
    """Return the circumstances whose rule sees something in the text, or sees it firmly."""
    found = set()
    for label, signs in _phrases(known).items():
        quotes, sure = told([text], signs.any_of, signs.suspects, signs.unless)
        if quotes and (sure or not firmly):
            found.add(label)
    return found


def confusion(
    known: Knowledge,
    labelled: Iterable[Description],
    *,
    firmly: bool = False,
    label: str | None = None,
) -> Confusion:
    """Return right, wrong and missed circumstances over all descriptions, of one label or all."""
    right = wrong = missed = 0
    for each in labelled:
        found, expected = seen(known, each.text, firmly=firmly), set(each.expects)
        if label is not None:
            found, expected = found & {label}, expected & {label}
        right += len(found & expected)
        wrong += len(found - expected)
        missed += len(expected - found)
    return Confusion(right, wrong, missed)


def _phrases(known: Knowledge) -> dict[str, Phrases]:
    names = {rule: name for name, rule in RULES.items()}
    rules = (rule for each in known.frameworks for rule in each.rules)
    return {names[rule.id]: rule.phrases for rule in rules if rule.phrases}


def _signs(known: Knowledge, labelled: Iterable[Description]) -> Iterator[str]:
    texts = list(labelled)
    for label, signs in sorted(_phrases(known).items()):
        for sign in signs.suspects:
            at = [each for each in texts if any(mentions([each.text], [sign], signs.unless))]
            right = sum(label in each.expects for each in at)
            yield f"{label:18} {right:3} right {len(at) - right:3} wrong: {sign[:120]}"


def _errors(known: Knowledge, labelled: Iterable[Description]) -> Iterator[str]:
    for each in labelled:
        found, expected = seen(known, each.text), set(each.expects)
        if found != expected:
            wrong, missed = sorted(found - expected), sorted(expected - found)
            yield f"{each.id} wrong {wrong} missed {missed}: {each.text}"


def _line(name: str, texts: int, firm: Confusion, all_told: Confusion) -> str:
    return (
        f"{name:18} {texts:4} texts: precision {all_told.precision:.3f}, "
        f"recall {all_told.recall:.3f} "
        f"({all_told.right} right, {all_told.wrong} wrong, {all_told.missed} missed); "
        f"firmly {firm.precision:.3f}, {firm.recall:.3f}"
    )


def _part(name: str) -> list[Description]:
    return training(name) if name in TRAINING else descriptions(name)


def main() -> None:
    """Print precision and recall of the parts; on request, labels, signs or errors."""
    known, asked = knowledge(), sys.argv[1:]
    if "--labels" in asked:
        labelled = _part(asked[asked.index("--labels") + 1])
        for label in RULES:
            firm = confusion(known, labelled, firmly=True, label=label)
            count = sum(label in each.expects for each in labelled)
            print(_line(label, count, firm, confusion(known, labelled, label=label)))
        return
    if "--signs" in asked:
        print(*_signs(known, training("training")), sep="\n")
        return
    if "--errors" in asked:
        print(*_errors(known, descriptions("development")), sep="\n")
        return
    for name in asked or ("development", "held_out", "training"):
        labelled = _part(name)
        firm = confusion(known, labelled, firmly=True)
        print(_line(name, len(labelled), firm, confusion(known, labelled)))


if __name__ == "__main__":
    main()
