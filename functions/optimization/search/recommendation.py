"""The portfolio of what was tried: verdicts, the joint effect and what to say about both."""

from dataclasses import dataclass

from common.model.figure import Figure, Provenance
from common.model.portfolio import Effect, Portfolio, Redesign, Twin, TwinCheck
from functions.optimization.redesign.described import Described, answers
from functions.optimization.search.trial import Laboratory, Metrics, Trial, effects, select
from functions.optimization.simulation.engine.model import Model

QUALITY_INDICATIVE = 0.75
WEEKS_PER_YEAR = 52.0


@dataclass(frozen=True)
class Tried:
    """Trials against the process as it is, and what is to be said beside them."""

    as_is: Metrics
    trials: list[Trial]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Joint:
    ids: tuple[str, ...]
    effects: tuple[Effect, ...]


def recommendation(
    process: Described, laboratory: Laboratory, model: Model, tried: Tried, twin: Twin
) -> Portfolio:
    """Return the portfolio: which changes are worth doing together, what they bring, and the rest.

    A change joins it as ``trial.select`` says; its effects are those of all together.
    """
    before = tried.as_is
    chosen, after = select(laboratory, model, before, tried.trials)
    joint = _Joint(
        tuple(candidate.id for candidate in chosen), effects(before, after) if chosen else ()
    )
    redesigns = [
        _redesign(process, trial, effects(before, trial.metrics)) for trial in tried.trials
    ]
    redesigns.sort(key=lambda redesign: (redesign.effects[0].difference.mean, redesign.id))
    return Portfolio(
        twin=twin,
        redesigns=tuple(redesigns),
        recommended=joint.ids,
        joint=joint.effects,
        hours_saved_per_year=_hours_saved(process, joint.effects),
        notes=(*tried.notes, *_notes(tried.trials, joint)),
        quality_score=_quality(twin),
    )


def reliance(doubts: list[str], checks: tuple[TwinCheck, ...]) -> str:
    """Return why benefits may be relied on, or with doubts or missed checks why they may not."""
    found = [*doubts, *(_miss(check) for check in checks if not check.passed)]
    if found:
        return "Benefits are indicative: " + "; ".join(found) + "."
    return f"The as-is simulation reproduces all {len(checks)} observed metrics."


def _miss(check: TwinCheck) -> str:
    return (
        f"{check.metric} is simulated as {check.simulated.mean:.4g} {check.unit} where "
        f"{check.observed:.4g} was observed ({check.relative_error:.0%} off, "
        f"tolerance {check.tolerance:.0%})"
    )


def _redesign(process: Described, trial: Trial, effects: tuple[Effect, ...]) -> Redesign:
    candidate = trial.candidate
    roles = {process.role(step) for step in candidate.steps} | {candidate.where.role}
    risks = candidate.risks
    if trial.cautious_h is not None:
        risks = (
            f"With every assumption at its unfavourable end the mean cycle time changes by "
            f"{trial.cautious_h:+.3g} h instead of {effects[0].difference.mean:+.3g} h.",
            *risks,
        )
    return Redesign(
        id=candidate.id,
        operator=candidate.operator,
        heuristic=candidate.heuristic,
        title=candidate.title,
        description=candidate.description,
        where=candidate.where,
        parameters=candidate.parameters,
        answers=answers(
            process.assessment,
            candidate.heuristic,
            candidate.where,
            candidate.steps,
            {role for role in roles if role is not None},
        ),
        effects=effects,
        verdict=trial.verdict,
        risks=risks,
    )


def _hours_saved(process: Described, joint: tuple[Effect, ...]) -> Figure | None:
    per_year = _cases_per_year(process)
    if not joint or per_year is None:
        return None
    difference = joint[0].difference
    return Figure(
        value=-difference.mean * per_year.value,
        unit="h",
        provenance=Provenance.INFERRED,
        origin=f"Mean simulated saving per case times {per_year.value:.0f} cases per year "
        f"({per_year.provenance.value}); range from the 95% interval of the saving.",
        low=-difference.high * per_year.value,
        high=-difference.low * per_year.value,
    )


def _cases_per_year(process: Described) -> Figure | None:
    figures = process.workflow.figures
    per_week = process.facts.cases_per_week or figures.get("cases_per_week")
    if per_week is None:
        return figures.get("cases_per_year")
    return per_week.model_copy(update={"value": per_week.value * WEEKS_PER_YEAR})


def _notes(tried: list[Trial], joint: _Joint) -> list[str]:
    if not tried:
        return ["No redesign's preconditions are met by what is known about this process."]
    notes = [
        f"{len(tried)} redesigns were simulated against the as-is model with common random "
        "numbers. Intervals are 95% Student intervals of paired differences; a verdict needs the "
        f"interval of the mean cycle time at {1 - 0.05 / len(tried):.2%} confidence (Bonferroni) "
        "to exclude zero."
    ]
    idle = [t.candidate.title for t in tried if t.verdict == "no_effect"]
    if idle:
        notes.append("Tried without effect on the cycle time: " + "; ".join(idle) + ".")
    harmful = [t.candidate.title for t in tried if t.verdict == "harmful"]
    if harmful:
        notes.append("Tried and found to make cases slower: " + "; ".join(harmful) + ".")
    redundant = [
        t.candidate.title
        for t in tried
        if t.verdict == "beneficial" and t.candidate.id not in joint.ids
    ]
    if redundant:
        notes.append(
            "Less than half a percent of further gain beside the recommended ones: "
            + "; ".join(redundant)
            + "."
        )
    return notes


def _quality(twin: Twin) -> float:
    """Share of checks passed; at most 0.75 where benefits are indicative."""
    if not twin.checks:
        return QUALITY_INDICATIVE if not twin.indicative else 0.5
    passed = sum(check.passed for check in twin.checks) / len(twin.checks)
    return passed * (QUALITY_INDICATIVE if twin.indicative else 1.0)
