"""From facts to findings and the score."""

from collections.abc import Iterable, Mapping

from common.language import say
from common.model.assessment import Assessment
from common.model.facts import Facts
from common.model.quality import Quality
from common.model.workflow import Workflow
from common.numerals import count
from common.numerals import share as percent
from functions.analysis.frameworks.findings import Observations, findings
from functions.analysis.frameworks.joining import joined
from functions.analysis.frameworks.knowledge import Knowledge
from functions.analysis.frameworks.metrics import measured
from functions.analysis.frameworks.score import (
    coverage,
    formula,
    inefficiency,
    score_parts,
    sensitivity,
)
from functions.analysis.frameworks.stakes import cost_per_case, potential, potential_formula
from functions.analysis.frameworks.subject import Subject

FEW_CASES = 30


def assess(
    facts: Facts,
    workflow: Workflow,
    quality: Quality,
    knowledge: Knowledge,
    thresholds: Mapping[str, float],
) -> Assessment:
    """Return what is wrong with the process and how bad that is.

    ``thresholds`` replace those of the knowledge base: the key is rule id, dot, severity, such
    as ``lean-defects-rework.high``; other keys mean nothing here.
    """
    subject = Subject(facts, workflow, knowledge.assumed_rate_per_h)
    observed = measured(subject)
    rules = knowledge.with_thresholds(thresholds)
    found = joined(subject, findings(subject, observed, rules))
    values = worst_values(observed)
    parts = score_parts(values)
    return Assessment(
        findings=tuple(found),
        inefficiency_score=round(inefficiency(parts), 2),
        optimization_potential=round(potential(found), 4),
        parts=parts,
        formula=formula(),
        potential_formula=potential_formula(),
        sensitivity=sensitivity(values),
        coverage=coverage(parts),
        cases_per_year=subject.cases_per_year,
        cost_per_case=cost_per_case(subject),
        quality_score=round((quality.completeness + coverage(parts)) / 2, 4),
        knowledge=knowledge.digests,
        notes=tuple(_notes(subject, observed, coverage(parts))),
    )


def worst_values(observed: Observations) -> dict[str, float]:
    """Return the largest value of each metric that was observed anywhere."""
    return {name: max(each.value for each in seen) for name, seen in observed.items() if seen}


def _notes(subject: Subject, observed: Observations, known: float) -> Iterable[str]:
    """Yield what was not judged and is no gap of the facts, which tell theirs with a reason."""
    facts = subject.facts
    if facts.source == "stated":
        yield say("There is no event log: figures are as stated or follow from what was stated.")
    if facts.cases is not None and facts.cases < FEW_CASES:
        yield say(
            "The log has {cases} cases only: shares and percentiles are uncertain.",
            cases=count(facts.cases),
        )
    if observed.get("external_elapsed_share"):
        yield say(
            "Time before submissions by employees or customers, travel and deliveries is shown "
            "but is not counted as waiting of the process."
        )
    if not facts.handoffs and facts.source == "event_log" and "handoffs" not in facts.not_known:
        yield say("No hand-offs between roles are known: the log names one role only.")
    if known < 1:
        yield say(
            "The score rests on {share} of its weights; unknown parts are left out.",
            share=percent(known),
        )
    if subject.cycle_mean_h is None:
        yield say("The cycle time is not known: no share of it can be said to be at stake.")
