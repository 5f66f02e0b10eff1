"""Measure the findings from phrases on the labelled descriptions.

Run: ``python -m validation_scripts.descriptions [--errors]``. Labels: validation_data.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from functions.analysis.frameworks.knowledge import Knowledge, load
from functions.analysis.frameworks.phrases import mentions

ROOT = Path(__file__).parents[1]
LABELS = tuple(
    ROOT / "validation_data" / name for name in ("descriptions.jsonl", "descriptions_blind.jsonl")
)
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


def knowledge() -> Knowledge:
    """Return the knowledge base of this folder."""
    return load({p.name: p.read_bytes() for p in (ROOT / "framework_knowledge").glob("*.json")})


def seen(known: Knowledge, text: str) -> set[str]:
    """Return the circumstances whose rule sees something in the text."""
    names = {rule: name for name, rule in RULES.items()}
    return {
        names[rule.id]
        for each in known.frameworks
        for rule in each.rules
        if rule.phrases and any(mentions([text], rule.phrases.any_of, rule.phrases.unless))
    }


def confusion(known: Knowledge, labelled: Iterable[Description]) -> Confusion:
    """Return right, wrong and missed circumstances over all descriptions."""
    right = wrong = missed = 0
    for each in labelled:
        found, expected = seen(known, each.text), set(each.expects)
        right += len(found & expected)
        wrong += len(found - expected)
        missed += len(expected - found)
    return Confusion(right, wrong, missed)


def _errors(known: Knowledge, labelled: Iterable[Description]) -> Iterator[str]:
    for each in labelled:
        found, expected = seen(known, each.text), set(each.expects)
        if found != expected:
            wrong, missed = sorted(found - expected), sorted(expected - found)
            yield f"{each.id} wrong {wrong} missed {missed}: {each.text}"


def main() -> None:
    """Print precision and recall of both parts, and on request the development part's errors."""
    known = knowledge()
    for part in ("development", "held_out", "blind"):
        labelled = descriptions(part)
        told = confusion(known, labelled)
        print(
            f"{part:12} {len(labelled):3} descriptions: precision {told.precision:.3f}, "
            f"recall {told.recall:.3f} ({told.right} right, {told.wrong} wrong, "
            f"{told.missed} missed)"
        )
    if "--errors" in sys.argv:
        print(*_errors(known, descriptions("development")), sep="\n")


if __name__ == "__main__":
    main()
