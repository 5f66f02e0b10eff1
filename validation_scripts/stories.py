"""Measure what is read from whole process descriptions, against validation_data/stories.jsonl.

    python -m validation_scripts.stories [--errors | --held-out]

The descriptions were written and labelled before the rules that they try; the held-out half was
scored once at the start and once at the end. An activity is right where its verb is the labelled
one and its name holds the head of the labelled object ("|" parts what is equally right). What is
labelled optional may be read or left out. The development part is scored, and with ``--errors``
its mistakes are shown; ``--held-out`` scores both parts.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from common.model.figure import Figure, Provenance
from common.model.language_model import LanguageModel
from common.model.workflow import START, Activity, Workflow
from functions.input.reading.written import text_reading
from functions.input.text.word_classes import base, lemma

STORIES = Path(__file__).parents[1] / "validation_data" / "stories.jsonl"
TOLERANCE = 0.005  # of a value
MEASURES = ("activities", "choices", "loops", "parallel", "figures")
TIMES = {"processing_h": "time", "elapsed_h": "time", "waiting_h": "waiting"}
OF_PROCESS = {"cases_per_week": "rate", "cycle_time_h": "cycle_time", "target_h": "target",
              "backlog": "backlog", "people": "people", "rejection_share": "share",
              "cost_per_h": "hourly"}  # fmt: skip
Story = dict[str, Any]


@dataclass
class Score:
    """Right, too much and missed per measure, and how many roles of right activities are right."""

    counts: dict[str, list[int]] = field(default_factory=lambda: {m: [0, 0, 0] for m in MEASURES})
    roles: list[int] = field(default_factory=lambda: [0, 0])
    mistakes: list[str] = field(default_factory=list)

    def add(self, measure: str, right: int, found: int, expected: int) -> None:
        """Add what one story gives."""
        new = (right, max(0, found - right), max(0, expected - right))
        self.counts[measure] = [a + b for a, b in zip(self.counts[measure], new, strict=True)]


@dataclass(frozen=True)
class Found:
    """A figure of a workflow."""

    kind: str
    value: float
    about: str = ""


def stories(part: str) -> list[Story]:
    """Return the descriptions of one part with their labels."""
    rows = [json.loads(line) for line in STORIES.read_text("utf-8").splitlines()]
    return [row for row in rows if row["part"] == part]


def score(rows: Sequence[Story], model: LanguageModel | None = None) -> Score:
    """Return how well the descriptions are read, where a model is given with its help."""
    total = Score()
    for row in rows:
        workflow = text_reading(row["text"], None, model).workflow
        _activities(row, workflow, total)
        _gateways(row, workflow, total)
        _figures(row, workflow, total)
    return total


def is_named(wanted: str, name: str) -> bool:
    """Whether an activity's name has the verb and the head of the object that are labelled."""
    verbs, _, heads = wanted.partition(" ")
    words = re.findall(r"[\w-]+", name.lower())
    verb = any(base(word) == (base(one) or one) or word == one for one in verbs.split("|")
               for word in words[:1])  # fmt: skip
    lemmas = {lemma(part) for word in words for part in (word, *word.split("-"))}
    return verb and (not heads or any(lemma(head) in lemmas for head in heads.split("|")))


def _activities(row: Story, workflow: Workflow, total: Score) -> None:
    left = list(workflow.activities)
    roles = {role.id: role.name.lower() for role in workflow.roles}
    right, missed = 0, []
    for wanted in row["activities"]:
        named = [one for one in left if is_named(wanted["name"], one.name)]
        same = [one for one in named if _is_role(roles.get(one.role or ""), wanted["role"])]
        if not named:
            missed.append(wanted["name"])
            continue
        left.remove((same or named)[0])
        right += 1
        total.roles = [total.roles[0] + bool(same), total.roles[1] + 1]
        if not same:
            got = roles.get(named[0].role or "")
            total.mistakes.append(f"{row['id']} {wanted['name']}: {got}, not {wanted['role']}")
    extra = [a.name for a in left if not any(is_named(o, a.name) for o in row["optional"])]
    total.add("activities", right, right + len(extra), len(row["activities"]))
    if missed or extra:
        total.mistakes.append(f"{row['id']} activities missed {missed}, too much {extra}")


def _is_role(got: str | None, wanted: str | None) -> bool:
    if got is None or wanted is None:
        return got is wanted
    head = re.split(r" (?:at|of|on|in|for) ", got)[0].split()[-1]
    return lemma(head) == lemma(wanted.lower().split()[-1])


def _gateways(row: Story, workflow: Workflow, total: Score) -> None:
    kinds = {gateway.id: gateway.kind for gateway in workflow.gateways}
    ways = {name: [f for f in workflow.flows if f.source == name] for name in kinds}
    choices = [n for n, kind in kinds.items() if kind == "exclusive" and len(ways[n]) > 1]
    told = [" ".join(f.condition or "" for f in ways[name]).lower() for name in choices]
    right, missed = 0, []
    for wanted in row["choices"]:
        same = next((one for one in told if re.search(wanted, one)), None)
        if same is None:
            missed.append(wanted)
        else:
            told.remove(same)
            right += 1
    loops = len(list(backward(workflow)))
    looping = max(0, loops - len(row["choices"]) + len(missed)) if told else 0
    extra = max(0, len(told) - max(looping, loops and 1))  # a loop needs a choice of its own
    total.add("choices", right, right + extra, len(row["choices"]))
    total.add("loops", min(loops, row["loops"]), loops, row["loops"])
    pairs = sum(parallel(workflow, a, b) for a, b in row["parallel"])
    splits = [n for n, kind in kinds.items() if kind == "parallel" and len(ways[n]) > 1]
    total.add("parallel", pairs, max(pairs, len(splits)), len(row["parallel"]))
    if missed or extra or loops != row["loops"] or pairs != len(row["parallel"]):
        total.mistakes.append(
            f"{row['id']} choices missed {missed}, too much {told if extra else []}; {loops} loops "
            f"of {row['loops']}; {pairs} parallel of {row['parallel']} in {len(splits)}"
        )


def backward(workflow: Workflow) -> Iterator[tuple[str, str]]:
    """Yield the flows that lead back to a node on the way to them."""
    after: dict[str, list[str]] = {}
    for flow in workflow.flows:
        after.setdefault(flow.source, []).append(flow.target)
    done: set[str] = set()

    def visit(node: str, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        for target in after.get(node, []):
            if target in (*path, node):
                yield node, target
            elif target not in done:
                yield from visit(target, (*path, node))
        done.add(node)

    yield from visit(START, ())


def parallel(workflow: Workflow, first: str, second: str) -> bool:
    """Whether two activities are on different ways of a parallel split."""
    back = set(backward(workflow))
    after: dict[str, list[str]] = {}
    for flow in workflow.flows:
        if (flow.source, flow.target) not in back:
            after.setdefault(flow.source, []).append(flow.target)
    ids = [
        [a.id for a in workflow.activities if is_named(name, a.name)] for name in (first, second)
    ]
    splits = [gateway.id for gateway in workflow.gateways if gateway.kind == "parallel"]
    return any(
        {a, b} <= _reached(split, after)
        and a not in _reached(b, after)
        and b not in _reached(a, after)
        for split in splits
        for a in ids[0]
        for b in ids[1]
    )


def _reached(node: str, after: dict[str, list[str]]) -> set[str]:
    found, open_ = set(), [node]
    while open_:
        for target in after.get(open_.pop(), []):
            if target not in found:
                found.add(target)
                open_.append(target)
    return found


def stated_figures(workflow: Workflow) -> list[Found]:
    """Return every figure of a workflow that its text states."""
    found = [Found(OF_PROCESS[n], f.value) for n, f in workflow.figures.items()
             if n in OF_PROCESS and _is_stated(f)]  # fmt: skip
    for activity in workflow.activities:
        found += _of_activity(activity)
    for role in workflow.roles:
        if role.headcount is not None and _is_stated(role.headcount):
            found.append(Found("people", role.headcount.value, role.name))
        if role.cost_per_h is not None and _is_stated(role.cost_per_h):
            found.append(Found("hourly", role.cost_per_h.value, role.name))
    shares = [flow.probability for flow in workflow.flows if flow.probability is not None]
    return found + [Found("share", one.value) for one in shares if _is_stated(one)]


def _of_activity(activity: Activity) -> Iterator[Found]:
    for name, kind in TIMES.items():
        figure = getattr(activity, name)
        if figure is not None and _is_stated(figure):
            yield Found(kind, figure.value, activity.name)
    if activity.rejection_share is not None and _is_stated(activity.rejection_share):
        yield Found("share", activity.rejection_share.value, activity.name)
    if activity.cost is not None and _is_stated(activity.cost):
        yield Found("money", activity.cost.value, activity.name)


def _is_stated(figure: Figure) -> bool:
    return figure.provenance is Provenance.STATED


def _figures(row: Story, workflow: Workflow, total: Score) -> None:
    left, right, missed = stated_figures(workflow), 0, []
    wanted = [one for one in row["figures"] if not one.get("optional")]
    for one in wanted:
        same = next((got for got in left if _agrees(got, one)), None)
        if same is None:
            missed.append(one)
        else:
            left.remove(same)
            right += 1
    free = [one for one in row["figures"] if one.get("optional")]
    extra = [got for got in left if not any(_agrees(got, one) for one in free)]
    total.add("figures", right, right + len(extra), len(wanted))
    if missed or extra:
        total.mistakes.append(f"{row['id']} figures missed {missed}, too much {extra}")


def _agrees(got: Found, want: dict[str, Any]) -> bool:
    values = want["value"] if isinstance(want["value"], list) else [want["value"]]
    close = any(abs(got.value - one) <= TOLERANCE * max(abs(one), 1e-9) for one in values)
    about = "of" not in want or is_named(want["of"], got.about)
    return got.kind == want["kind"] and close and about


def _shown(name: str, counts: Sequence[int]) -> str:
    right, extra, missed = counts
    precision = right / (right + extra) if right + extra else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    f1 = 2 * right / (2 * right + extra + missed) if sum(counts) else 1.0
    return f"  {name:12}{precision:7.3f}{recall:7.3f}{f1:7.3f}   n={right + missed}"


def main() -> None:
    """Print the scores, and on request the development part's mistakes."""
    show(("development", "held_out") if "--held-out" in sys.argv else ("development",))


def show(parts: Sequence[str]) -> None:
    """Print the scores of parts."""
    for part in parts:
        rows = stories(part)
        found = score(rows)
        print(f"{part}, {len(rows)} descriptions\n  {'':12}{'P':>7}{'R':>7}{'F1':>7}")
        for name, counts in found.counts.items():
            print(_shown(name, counts))
        right, of = found.roles
        print(f"  roles {right} of {of} right activities ({right / max(1, of):.3f})")
        if part == "development" and "--errors" in sys.argv:
            print(*found.mistakes, sep="\n")


if __name__ == "__main__":
    main()
