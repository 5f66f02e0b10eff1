"""The portfolio of what was tried: verdicts, the joint effect and what to say about both."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from common.language import say, term
from common.metric_words import lower_first, metric
from common.model.figure import WEEKS_PER_YEAR, Figure, Provenance
from common.model.portfolio import (
    Effect,
    Flexibility,
    Portfolio,
    Redesign,
    Swing,
    Twin,
    TwinCheck,
)
from common.numerals import grouped, money, quantity, share, signed_duration
from functions.optimization.calibration.as_is import Assumption
from functions.optimization.redesign.described import Described, answers
from functions.optimization.redesign.flexibility import figures, losses
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.search.effects import corrected, effects, gain, judged
from functions.optimization.search.plan import Plan
from functions.optimization.search.proving import front, rollout
from functions.optimization.search.search import Found
from functions.optimization.search.sensitivity import swings

QUALITY_INDICATIVE = 0.75


@dataclass(frozen=True)
class Told:
    """What is to be said of the process beside what the search found."""

    twin: Twin
    assumptions: Mapping[str, Assumption]
    notes: tuple[str, ...]


def recommendation(process: Described, found: Found, plan: Plan, told: Told) -> Portfolio:
    """Return the portfolio: which changes are worth doing together, what they bring, and the rest.

    Every effect is from replications that were not used to choose.
    """
    proof, recommended = found.proof, found.recommended
    after = proof.of(recommended) if recommended else None
    joint = effects(proof.as_is, after) if after is not None else ()
    steps = rollout(proof, found.order)
    points = front(proof, found.explored, recommended)
    sensitivity = swings(proof, recommended, told.assumptions, plan.activities, plan.rounds[-1])
    shown = {each for one in points for each in one.redesigns} | set(found.verdicts)
    redesigns = [made for each in sorted(shown) if (made := _redesign(process, found, each))]
    redesigns.sort(key=lambda redesign: (redesign.effects[0].difference.mean, redesign.id))
    return Portfolio(
        twin=told.twin,
        redesigns=tuple(redesigns),
        recommended=found.order,
        joint=joint,
        hours_saved_per_year=_hours_saved(process, joint),
        rollout=steps,
        front=points,
        flexibility=_flexibility(found),
        sensitivity=sensitivity,
        day_worth=found.proof.experiments.pool.worth.day,
        notes=(*told.notes, *_notes(found, sensitivity)),
        sets_simulated=found.explored.experiments.sets,
        confidence_level=_level(found),
        claims=found.claims,
        quality_score=_quality(told.twin),
    )


def not_run(found: Found) -> tuple[str, ...]:
    """Say which changes could not be simulated, and why."""
    return tuple(
        say(
            "{title} was not simulated: {reason}.",
            title=_title(found, each),
            reason=reason,
        )
        for each, reason in found.not_run().items()
    )


def reliance(doubts: list[str], checks: tuple[TwinCheck, ...]) -> str:
    """Return why benefits may be relied on, or with doubts or missed checks why they may not."""
    found = [*doubts, *(_miss(check) for check in checks if not check.passed)]
    if found:
        return say("Benefits are indicative: {reasons}.", reasons="; ".join(found))
    return say("The as-is simulation reproduces all {count} observed metrics.", count=len(checks))


def _miss(check: TwinCheck) -> str:
    return say(
        "{metric}: simulated {simulated}, observed {observed} ({error} off, tolerance {tolerance})",
        metric=lower_first(metric(check.metric)),
        simulated=quantity(check.simulated.mean, check.unit),
        observed=quantity(check.observed, check.unit),
        error=share(check.relative_error),
        tolerance=share(check.tolerance),
    )


def _redesign(process: Described, found: Found, identifier: str) -> Redesign | None:
    """Return a change with what it brings alone; ``None`` where it cannot be simulated alone."""
    candidate = found.proof.experiments.pool.proposals[identifier]
    alone = found.proof.of((identifier,))
    if alone is None:
        return None
    roles = {process.role(step) for step in candidate.steps} | {candidate.where.role}
    cautious_h = _cautious_h(found, identifier, candidate)
    return Redesign(
        id=identifier,
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
        effects=effects(found.proof.as_is, alone),
        verdict=found.verdict(identifier),
        day_price=_day_price(found, identifier),
        cautious_h=cautious_h,
        risks=(*_caution(found, identifier, cautious_h), *candidate.risks),
    )


def _cautious_h(found: Found, identifier: str, candidate: Proposal) -> float | None:
    """Return what would be left of the effect with all that is assumed at its unfavourable end."""
    if not candidate.unfavourable:
        return None
    pool = found.proof.experiments.pool
    cautious = found.proof.of((pool.cautious(identifier),))
    return None if cautious is None else -gain(found.proof.as_is, cautious)


def _caution(found: Found, identifier: str, cautious_h: float | None) -> tuple[str, ...]:
    used = found.proof.of((identifier,))
    if cautious_h is None or used is None:
        return ()
    return (
        say(
            "With every assumption at its unfavourable end the mean cycle time changes "
            "by {cautious} instead of {used}.",
            cautious=signed_duration(cautious_h),
            used=signed_duration(-gain(found.proof.as_is, used)),
        ),
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
        origin=say(
            "Mean simulated saving per case times {cases} cases per year ({provenance}); range "
            "from the 95% interval of the saving.",
            cases=grouped(per_year.value),
            provenance=term(per_year.provenance.value),
        ),
        low=-difference.high * per_year.value,
        high=-difference.low * per_year.value,
    )


def _cases_per_year(process: Described) -> Figure | None:
    figures = process.workflow.figures
    per_week = process.facts.cases_per_week or figures.get("cases_per_week")
    if per_week is None:
        return figures.get("cases_per_year")
    return per_week.model_copy(update={"value": per_week.value * WEEKS_PER_YEAR})


def _notes(found: Found, sensitivity: tuple[Swing, ...]) -> list[str]:
    tried = [each for each in found.proof.experiments.pool.ids if each in found.verdicts]
    if not tried:
        return [say("No redesign's preconditions are met by what is known about this process.")]
    notes = [_method(found)]
    if not found.order:
        notes.append(say("Leave the process as it is: no set of changes proved worth it."))
    notes += _lost(found)
    for told, kind in SORTED:
        titles = _titles(found, kind)
        if titles:
            notes.append(say(told, titles="; ".join(titles)))
    notes += _left_out(found)
    flips = [each for each in sensitivity if each.flips_at is not None]
    if not flips and sensitivity:
        notes.append(say("No assumption within its range would change the recommendation."))
    return notes


def _flexibility(found: Found) -> tuple[Flexibility, ...]:
    routes = found.proof.experiments.pool.routes
    return () if routes is None else figures(routes, _recommended(found))


def _lost(found: Found) -> tuple[str, ...]:
    routes = found.proof.experiments.pool.routes
    return () if routes is None else losses(routes, _recommended(found))


def _recommended(found: Found) -> list[Proposal]:
    return [found.proof.experiments.pool.proposals[each] for each in found.recommended]


def _left_out(found: Found) -> list[str]:
    """Say which changes help alone and are not recommended: too dear, or little beside others."""
    spared = [each for each in _of_verdict(found, "beneficial") if each not in found.order]
    day = found.proof.experiments.pool.worth.day
    dear = [each for each in spared if day is not None and not worth_it_alone(found, each)]
    notes = []
    if dear and day is not None:
        notes.append(
            say(
                "Helpful, but with assumptions at their unfavourable ends not worth their effort "
                "as long as a day sooner is worth no more than {day} for a case: {titles}.",
                day=money(day.value, None),
                titles="; ".join(_title(found, each) for each in dear),
            )
        )
    little = [each for each in spared if each not in dear]
    if little and found.order:
        notes.append(
            say(
                "Helpful alone, but beside the recommended ones too little, or not sure enough, "
                "for their effort: {titles}.",
                titles="; ".join(_title(found, each) for each in little),
            )
        )
    return notes


def _day_price(found: Found, identifier: str) -> Figure | None:
    pool, proof = found.proof.experiments.pool, found.proof
    worst = proof.of((pool.cautious(identifier),))
    if pool.worth.day is None or worst is None:
        return None
    price = pool.worth.of_day(proof.as_is, worst, pool.price((identifier,)))
    if price is None or not isfinite(price):
        return None
    return Figure(
        value=price,
        unit="money",
        provenance=Provenance.ASSUMED,
        origin=say(
            "Effort and upkeep per case, less the part of saved work that becomes money, over the "
            "days that a case ends sooner; alone, with assumptions at their unfavourable ends."
        ),
    )


def worth_it_alone(found: Found, identifier: str) -> bool:
    """Whether a change alone is worth what it takes, its assumptions at their unfavourable ends."""
    pool, proof = found.proof.experiments.pool, found.proof
    worst = proof.of((pool.cautious(identifier),))
    return worst is not None and pool.worth.of(proof.as_is, worst) >= pool.price((identifier,))


SORTED: tuple[tuple[str, Literal["no_effect", "harmful"]], ...] = (
    ("Tried without a proved effect on the cycle time, cost or rework: {titles}.", "no_effect"),
    ("Tried and found harmful: {titles}.", "harmful"),
)


def _level(found: Found) -> float:
    """Return the confidence that a verdict needs: corrected for all claims on all metrics."""
    return corrected(found.claims * len(judged(found.proof.as_is, found.proof.as_is)))


def _method(found: Found) -> str:
    metrics = judged(found.proof.as_is, found.proof.as_is)
    return say(
        "{sets} sets of changes were simulated to choose by, with common random numbers. All "
        "effects are from {replications} further replications that were not used to choose. "
        "Intervals are 95% intervals of paired differences; a verdict needs the interval at "
        "{level} confidence (Bonferroni, {claims} claims on {metrics} metrics) to exclude zero.",
        sets=found.explored.experiments.sets,
        replications=found.proof.replications,
        level=share(_level(found)),
        claims=found.claims,
        metrics=len(metrics),
    )


def _of_verdict(found: Found, kind: str) -> list[str]:
    return [each for each in found.verdicts if found.verdicts[each] == kind]


def _titles(found: Found, kind: str) -> list[str]:
    of_kind = [each for each in _of_verdict(found, kind) if each not in found.order]
    return sorted(_title(found, each) for each in of_kind)


def _title(found: Found, identifier: str) -> str:
    return found.proof.experiments.pool.proposals[identifier].title


def _quality(twin: Twin) -> float:
    """Share of checks passed; at most 0.75 where benefits are indicative."""
    if not twin.checks:
        return QUALITY_INDICATIVE if not twin.indicative else 0.5
    passed = sum(check.passed for check in twin.checks) / len(twin.checks)
    return passed * (QUALITY_INDICATIVE if twin.indicative else 1.0)
