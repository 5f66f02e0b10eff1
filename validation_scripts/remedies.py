"""Measure the first remedy of described circumstances against what literature lets one expect.

Run: ``python -m validation_scripts.remedies [PART ...] [--all]``. Parts: development, held_out.
Every labelled sentence is told about the same plain process (``validation_data/permits.json``). The
analysis finds what it finds in the sentence, the operators propose what the finding asks for, and
the first of its remedies that simulation confirms, with its assumptions as they are, is compared
with ``validation_data/expected_remedies.json``. A sentence counts for each circumstance.
What the analysis does not find is counted as missed. ``--all`` prints every case.
"""

import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from common.model.assessment import Assessment, Finding, Severity
from common.model.submission import Submission
from common.model.workflow import Workflow
from functions.analysis.frameworks.assess import assess
from functions.analysis.frameworks.knowledge import load
from functions.analysis.mining.stated import stated_facts
from functions.input.reading.log_quality import received
from functions.input.reading.submission import read
from functions.optimization.calibration.as_is import AsIs
from functions.optimization.calibration.from_statement import twin_of_statement
from functions.optimization.redesign.catalogue import Rules, considered
from functions.optimization.redesign.guards import guards_of
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.redesign.remedies import remedies
from functions.optimization.search.laboratory import TwinLaboratory
from functions.optimization.simulation.engine.diagnosis import CannotRunError
from functions.optimization.simulation.engine.outcome import Outcome
from functions.optimization.simulation.engine.simulation import Size
from validation_scripts.descriptions import RULES as RULE_OF

ROOT = Path(__file__).parents[1]
DATA = ROOT / "validation_data"
SIZE = Size(replications=20, cases=300)
SEED = 1


@dataclass(frozen=True)
class Case:
    """One circumstance of one sentence, and the remedies of its finding that were confirmed."""

    id: str
    label: str
    found: bool
    remedies: tuple[str, ...]  # ids of proposals, first remedy first
    expected: tuple[str, ...]  # operators

    @property
    def right(self) -> bool:
        """Whether the first remedy is an expected one."""
        return bool(self.remedies) and self.remedies[0].split(":")[0] in self.expected


@cache
def knowledge() -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (ROOT / "framework_knowledge").glob("*.json")}


def told(sentence: str) -> Process:
    """Return the plain process with what the analysis finds in a sentence alone.

    The figures of the plain process have findings of their own; they are not what was told.
    """
    bare = {"name": "Permits", "steps": [{"name": "Handle application"}], "problems": [sentence]}
    reading = read(Submission(workflow_data=bare), None)
    quality = received(reading, datetime(2026, 1, 1, tzinfo=UTC))
    facts = stated_facts(reading.workflow)
    assessment = assess(facts, reading.workflow, quality, load(knowledge()), {})
    workflow, twin, outcome = simulated()
    return Process(workflow, stated_facts(workflow), assessment, twin, outcome)


@cache
def simulated() -> tuple[Workflow, AsIs, Outcome]:
    """Return the twin of the plain process, on which no sentence has an influence."""
    workflow = read(Submission(workflow_data=plain()), None).workflow
    twin = twin_of_statement(stated_facts(workflow), workflow, SEED)
    return workflow, twin, TwinLaboratory(twin, SEED, SIZE).outcome(twin.model)


def plain() -> dict[str, Any]:
    """Return the plain process as it is submitted."""
    return dict(json.loads((DATA / "permits.json").read_text()))


def only(process: Process, finding: Finding) -> Process:
    """Return the process with one finding alone, so that nothing else asks for operators."""
    assessment: Assessment = process.assessment.model_copy(update={"findings": (finding,)})
    return Process(process.workflow, process.facts, assessment, process.twin, process.outcome)


def confirmed(process: Process, finding: Finding) -> tuple[str, ...]:
    """Return the remedies of a finding after which cases take less time, or fewer come back."""
    alone = only(process, finding)
    proposals = considered(alone, Rules(guards_of(knowledge()))).proposals
    return tuple(each.id for each in remedies(alone, proposals, finding) if helps(alone, each))


def helps(process: Process, proposal: Proposal) -> bool:
    """Whether a change shortens the mean cycle time, or that of what it puts first."""
    laboratory = TwinLaboratory(process.twin, SEED, SIZE)
    try:
        after = laboratory.outcome(proposal.change(process.model)).process
    except CannotRunError:
        return False
    before = process.outcome.process
    return bool((after["cycle_time_mean_h"] - before["cycle_time_mean_h"]).mean() < 0)


def cases(parts: tuple[str, ...]) -> list[Case]:
    """Return every circumstance of the sentences of some parts."""
    expected = json.loads((DATA / "expected_remedies.json").read_text())["expected"]
    rows = [json.loads(line) for line in (DATA / "descriptions.jsonl").read_text().splitlines()]
    return [
        _case(row, label, expected[label]["operators"])
        for row in rows
        if row["part"] in parts
        for label in row["expects"]
    ]


def _case(row: dict[str, str], label: str, expected: list[str]) -> Case:
    process = told(row["text"])
    rule = RULE_OF[label]
    found = [
        f
        for f in process.assessment.findings
        if f.rule == rule or rule in {v.rule for v in f.views}
    ]
    at_least = [f for f in found if f.severity is not Severity.LOW]
    ids = confirmed(process, at_least[0]) if at_least else ()
    return Case(row["id"], label, bool(at_least), ids, tuple(expected))


def main() -> None:
    """Print the share of right first remedies, by circumstance and in all."""
    parts = tuple(a for a in sys.argv[1:] if not a.startswith("--")) or ("development", "held_out")
    found = cases(parts)
    by_label: dict[str, list[Case]] = defaultdict(list)
    for case in found:
        by_label[case.label].append(case)
        if "--all" in sys.argv:
            print(case.id, case.label, case.found, case.right, *case.remedies[:3])
    print(f"{'circumstance':20} told found right  first remedies")
    for label, own in sorted(by_label.items()):
        first = sorted({c.remedies[0] for c in own if c.remedies})
        seen, right = sum(c.found for c in own), sum(c.right for c in own)
        print(f"{label:20} {len(own):4} {seen:5} {right:5}  {', '.join(first)}")
    seen, right = [c for c in found if c.found], sum(c.right for c in found)
    without = sum(not c.remedies for c in seen)
    share, of_found = right / len(found), right / max(1, len(seen))
    print(f"{right} of {len(found)} right: {share:.0%}; of what is found {of_found:.0%}")
    print(f"findings without a simulated remedy: {without}")


if __name__ == "__main__":
    main()
