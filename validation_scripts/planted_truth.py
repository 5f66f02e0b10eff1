"""Measure the findings on processes whose inefficiencies are known.

Run: ``python -m validation_scripts.planted_truth [number of processes]``.

A plant is found if a finding of a rule that should see it stands at its place (or at the whole
process). A finding above low is wrong if no plant explains it. Findings of severity low are
remarks, and count for recall only.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from common.model.assessment import Finding, Severity, View
from common.model.workflow import Workflow
from functions.analysis.frameworks.assess import assess
from functions.analysis.mining.facts import measured_facts
from functions.input.reading.discovery import discovered
from functions.input.reading.log_quality import log_quality
from validation_scripts.descriptions import knowledge
from validation_scripts.planted_processes import planted_processes
from validation_scripts.planted_runs import Plant, Process, generated_log

GRAVE = frozenset({Severity.HIGH, Severity.CRITICAL})
CAUSES = {
    "lean-waiting-contention": "contention",
    "lean-waiting-prioritisation": "prioritisation",
    "lean-waiting-unavailability": "unavailability",
    "lean-waiting-extraneous": "extraneous",
    "lean-inventory-batches": "batching",
    "lean-inventory-timetable": "batching",
}


@dataclass
class Tally:
    """What was planted and what was found, over many processes."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    healthy: int = 0
    healthy_disturbed: int = 0
    scores: dict[str, list[float]] = field(default_factory=dict)
    causes: Counter[tuple[str, str]] = field(default_factory=Counter)  # planted, told

    @property
    def precision(self) -> float:
        """The share of findings above low that a plant explains."""
        return self.right / max(1, self.right + self.wrong.total())

    @property
    def recall(self) -> float:
        """The share of plants that some finding sees."""
        return self.found.total() / max(1, self.planted.total())


def tally(processes: Iterable[Process], seed: int = 1) -> Tally:
    """Return what the analysis says of runs of these processes, against the truth."""
    told, known = Tally(), knowledge()
    for number, process in enumerate(processes):
        log = generated_log(process, seed + number)
        workflow = discovered(log, f"Process {number}")
        quality = log_quality(log, "generated", [])
        assessment = assess(measured_facts(log, workflow), workflow, quality, known, {})
        _count(told, process, assessment.findings, workflow)
        grave = sum(each.severity in GRAVE for each in assessment.findings)
        kinds = [f"{len(process.plants)} planted"]
        if len(process.plants) > 1 and grave > 1:
            kinds.append("2 planted, 2 or more findings high or critical")
        for kind in kinds:
            told.scores.setdefault(kind, []).append(assessment.inefficiency_score)
    return told


def _count(
    told: Tally, process: Process, findings: tuple[Finding, ...], workflow: Workflow
) -> None:
    for plant in process.plants:
        told.planted[plant.kind] += 1
        here = [each for each in findings if _is_at(plant, each, workflow)]
        told.found[plant.kind] += any(not plant.seen_by.isdisjoint(told_by(each)) for each in here)
        if plant.cause and process.has_start_times:
            told.causes[plant.cause, _cause(here)] += 1
    said: list[Finding | View] = [*findings, *(view for each in findings for view in each.views)]
    serious = [each for each in said if each.severity is not Severity.LOW]
    explained = {rule for plant in process.plants for rule in plant.seen_by | plant.follows}
    told.right += sum(each.rule in explained for each in serious)
    told.wrong.update(each.rule for each in serious if each.rule not in explained)
    if not process.plants:
        told.healthy += 1
        told.healthy_disturbed += bool(serious)


def _cause(findings: Iterable[Finding]) -> str:
    """Return the first cause of waiting that the findings name, the most at stake first."""
    rules = (rule for each in findings for rule in told_by(each))
    return next((CAUSES[rule] for rule in rules if rule in CAUSES), "none")


def told_by(finding: Finding) -> tuple[str, ...]:
    """Return the rules that the finding rests on."""
    return (finding.rule, *(view.rule for view in finding.views))


def _is_at(plant: Plant, finding: Finding, workflow: Workflow) -> bool:
    """Tell whether the finding is about the plant's place, or about the whole process."""
    places = set(_places(finding, workflow))
    return not plant.where or not places or bool(places & plant.where)


def _places(finding: Finding, workflow: Workflow) -> Iterator[str]:
    """Yield the names of the activities and the role at which a finding stands."""
    activities = {each.id: each.name for each in workflow.activities}
    roles = {each.id: each.name for each in workflow.roles}
    where = finding.where
    if where.activity:
        yield activities.get(where.activity, where.activity)
    if where.flow:
        yield from (activities.get(each, each) for each in where.flow)
    if where.role:
        yield roles.get(where.role, where.role)


def main() -> None:
    """Print the table of what was planted and found."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    told = tally(planted_processes(count))
    print(f"{count} processes, {told.planted.total()} plants")
    for kind in sorted(told.planted):
        print(f"  {kind:18} found {told.found[kind]:3} of {told.planted[kind]:3}")
    print(f"recall {told.recall:.3f}, precision {told.precision:.3f} ({told.right} right)")
    for rule, times in told.wrong.most_common():
        print(f"  unexplained {times:3} x {rule}")
    print(f"healthy: {told.healthy}, with a finding above low: {told.healthy_disturbed}")
    for (planted, named), times in sorted(told.causes.items()):
        print(f"cause, start times known: planted {planted:14} told {named:14} {times:3}")
    for kind, scores in sorted(told.scores.items()):
        print(f"score, {kind}: mean {sum(scores) / len(scores):.2f}, {min(scores)}..{max(scores)}")


if __name__ == "__main__":
    main()
