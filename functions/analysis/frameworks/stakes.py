"""What a finding puts at stake: time of cases and money, per year and as a share of the cycle time.

Time is the hours by which cases take longer, money the work that is done in vain or again. Waiting
costs no work, so that it has time at stake and no money. Neither is a benefit: how much of it a
change brings only the simulation says.
"""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from common.language import say
from common.model.assessment import Finding, Severity
from common.model.figure import Figure, Provenance
from common.model.workflow import Activity
from common.numerals import grouped
from common.numerals import share as percent
from functions.analysis.frameworks.subject import WHOLE, Observation, Subject


def time_at_stake(subject: Subject, observation: Observation) -> Figure | None:
    """Return the case-hours of cycle time per year, not of work; None where they are unknown."""
    yearly = subject.cases_per_year
    if observation.at_stake_h is None or yearly is None:
        return None
    value = observation.at_stake_h * yearly
    if not math.isfinite(value):  # two huge stated figures
        return None
    origin = say(
        "{hours} h of cycle time per case, mean over all cases, x {cases} cases per year",
        hours=grouped(observation.at_stake_h, 2),
        cases=grouped(yearly),
    )
    if observation.at_stake_rule:
        origin = f"{origin}; {observation.at_stake_rule}"
    return Figure(value=value, unit="h", provenance=Provenance.INFERRED, origin=origin[:500])


def cost_at_stake(subject: Subject, observation: Observation) -> Figure | None:
    """Return the money per year that work in vain or done again costs.

    None where no work is at stake, or where neither the cost of a case nor the work of every step
    is known. What rests on an assumed rate per hour is assumed, and says so.
    """
    yearly, cost = subject.cases_per_year, cost_per_case(subject)
    share = observation.work_share
    if yearly is None or cost is None or share is None:
        return None
    value = share * cost.value * yearly
    if not math.isfinite(value):
        return None
    origin = say(
        "{share} of the work is in vain or done again, x {cost} per case, x {cases} cases per "
        "year; cost of a case: {origin}",
        share=percent(share),
        cost=grouped(cost.value, 2),
        cases=grouped(yearly),
        origin=cost.origin,
    )
    return Figure(
        value=value,
        unit="money_per_year",
        provenance=Provenance.ASSUMED
        if cost.provenance is Provenance.ASSUMED
        else Provenance.INFERRED,
        origin=origin[:500],
        low=None if cost.low is None else share * cost.low * yearly,
        high=None if cost.high is None else share * cost.high * yearly,
    )


def cost_per_case(subject: Subject) -> Figure | None:
    """Return what a case costs: as stated, else from its executions; None unless all are known.

    Where the cost of a step or of its role is not stated, an hour of its work is assumed to cost
    what the business case assumes, with its range.
    """
    stated = subject.workflow.figures.get("cost_per_case")
    if stated is not None and stated.unit == "money" and stated.value >= 0:
        return stated
    parts = list(_paid(subject))
    costs = [each.cost for each in parts if each.cost is not None]
    if not parts or len(costs) < len(parts):
        return None
    value = sum(cost.value for cost in costs)
    if not math.isfinite(value) or value <= 0:
        return None
    assumed = [each for each in costs if each.provenance is Provenance.ASSUMED]
    origin = say(
        "sum over the steps of their executions per case x the cost of one, or its work x the cost "
        "per hour of its role"
    )
    rate = subject.assumed_rate_per_h
    if assumed and rate is not None:
        origin += "; " + say(
            "where it is not stated, an hour is assumed to cost {rate} EUR: {reason}",
            rate=grouped(rate.value, 2),
            reason=rate.origin,
        )
    return Figure(
        value=value,
        unit="money",
        provenance=Provenance.ASSUMED if assumed else Provenance.INFERRED,
        origin=origin[:500],
        low=sum(c.value if c.low is None else c.low for c in costs) if assumed else None,
        high=sum(c.value if c.high is None else c.high for c in costs) if assumed else None,
    )


class _Part(NamedTuple):
    times: float  # executions per case
    cost: Figure | None  # of all of them


def _paid(subject: Subject) -> Iterator[_Part]:
    """Yield the executions per case of each step on which somebody works, and what they cost."""
    for activity in subject.workflow.activities:
        times, work_h = _work(subject, activity)
        if activity.kind == "wait" or times is None:
            continue
        rate = _rate(subject, activity.role)
        assumed = rate is None or rate.provenance is Provenance.ASSUMED
        if activity.cost is None and assumed and subject.is_outside(activity.id):
            continue  # who is outside is paid by somebody else, unless it is stated
        cost = None
        if activity.cost is not None:
            cost = _scaled(activity.cost, times)
        elif rate is not None and work_h is not None:
            cost = _scaled(rate, times * work_h)
        yield _Part(times, cost)


def _work(subject: Subject, activity: Activity) -> tuple[float | None, float | None]:
    """Return executions per case, None where there are none, and hours of work of one."""
    measured, cases = subject.activities.get(activity.id), subject.facts.cases
    if subject.facts.source == "stated":
        stated = activity.processing_h
        done = subject.visits[activity.id] * activity.per_visit
        return done, stated.value if stated else None
    if measured is None or not cases:
        return None, None
    work_h = measured.processing.mean_h if measured.processing else None
    return measured.executions / cases, work_h


def _rate(subject: Subject, role: str | None) -> Figure | None:
    stated = next((r.cost_per_h for r in subject.workflow.roles if r.id == role), None)
    if stated is None and subject.workflow.currency in (None, "EUR"):
        return subject.assumed_rate_per_h
    return stated


def _scaled(figure: Figure, factor: float) -> Figure:
    return figure.model_copy(
        update={
            "value": figure.value * factor,
            "low": None if figure.low is None else figure.low * factor,
            "high": None if figure.high is None else figure.high * factor,
        }
    )


def share_at_stake(subject: Subject, observation: Observation) -> float | None:
    """Return the hours at stake as a share of the mean cycle time; None where one is unknown."""
    cycle_h = subject.cycle_mean_h
    if observation.at_stake_h is None or cycle_h is None:
        return None
    return min(1.0, observation.at_stake_h / cycle_h)


def potential_formula() -> str:
    """Return how the potential comes about, in the language spoken."""
    return say(
        "The hours of cycle time per case that findings above low put at stake, over the mean "
        "cycle time, at most 1. Hours at different places add up, the same place counts once; of "
        "what concerns the whole case only the largest counts, and only if it is more than all "
        "places together. Stated figures count like measured ones, by the rule that the finding "
        "names."
    )


def potential(found: Iterable[Finding]) -> float:
    """Return the share of the mean cycle time at stake, by ``potential_formula``; 0 if unknown.

    Times of whole cases may hold those of places and of each other, hence only the largest.
    """
    local: dict[str, float] = {}
    whole = [0.0]
    for finding in found:
        share = finding.time_at_stake_share
        if finding.severity is Severity.LOW or share is None:
            continue
        if finding.where == WHOLE:
            whole.append(share)
        else:
            place = finding.where.model_dump_json()
            local[place] = max(local.get(place, 0.0), share)
    return min(1.0, max(sum(local.values()), *whole))
