"""From a finished portfolio to its business case and roadmap."""

from common.language import say
from common.model.economics import Economics
from common.model.facts import Facts
from common.model.limits import NO_LIMITS, Limits
from common.model.portfolio import BusinessCase, Portfolio
from common.model.workflow import Workflow
from common.numerals import grouped, signed_duration
from functions.optimization.business_case.case import Case, business_case
from functions.optimization.business_case.efforts import Efforts
from functions.optimization.business_case.flows import WEEKS_PER_MONTH, Timing
from functions.optimization.business_case.rates import not_roles
from functions.optimization.business_case.roadmap import roadmap
from functions.optimization.business_case.savings import recommended, savings
from functions.optimization.business_case.schedule import scheduled
from functions.optimization.business_case.terms import (
    ChangeTerms,
    change_terms,
    stated_effort,
    terms_of,
)


def planned(
    portfolio: Portfolio,
    workflow: Workflow,
    facts: Facts,
    economics: Economics,
    efforts: Efforts,
    seed: int,
    limits: Limits = NO_LIMITS,
) -> Portfolio:
    """Return the portfolio with its business case, as far as there can be one, and its roadmap."""
    changes = recommended(portfolio)
    if not changes:
        return portfolio
    terms = terms_of(portfolio, workflow, facts, economics, efforts)
    notes: tuple[str, ...] = tuple(
        say("organization_context states a rate for “{name}”, which is no role here.", name=name)
        for name in not_roles(workflow, economics)
    )
    each = terms.changes if not isinstance(terms, str) else _efforts(portfolio, economics, efforts)
    plan = scheduled(changes, each, efforts, economics)
    items = roadmap(portfolio, workflow, efforts, plan, {c.redesign: c.days.figure for c in each})
    case = None
    if isinstance(terms, str):
        notes += (terms,)
    else:
        timings = {
            p.redesign: Timing(
                p.begins_week / WEEKS_PER_MONTH, (p.begins_week + p.weeks) / WEEKS_PER_MONTH
            )
            for p in plan
        }
        case = business_case(Case(terms, timings, seed), _not_counted(portfolio, economics))
        notes += (*_which_pay(portfolio, case), *_beyond_budget(case, limits))
    return portfolio.model_copy(
        update={"business_case": case, "roadmap": items, "notes": (*portfolio.notes, *notes)}
    )


def _efforts(
    portfolio: Portfolio, economics: Economics, efforts: Efforts
) -> tuple[ChangeTerms, ...]:
    """Return the efforts alone, for a roadmap without a business case."""
    return tuple(
        change_terms(
            change,
            efforts.of(change.operator),
            efforts,
            stated_effort(economics, efforts, change.operator),
            None,
            None,
        )
        for change in recommended(portfolio)
    )


def _which_pay(portfolio: Portfolio, case: BusinessCase) -> tuple[str, ...]:
    """Name the changes that pay by themselves where all together do not."""
    if case.net_present_value.value >= 0:
        return ()
    titles = {change.id: change.title for change in recommended(portfolio)}
    paying = [
        titles[cost.redesign]
        for cost in case.costs
        if cost.net_present_value is not None and cost.net_present_value.value > 0
    ]
    if not paying:
        return (say("In money alone none of the recommended changes pays within three years."),)
    return (
        say(
            "In money alone only these of the recommended changes pay within three years: "
            "{titles}.",
            titles="; ".join(paying),
        ),
    )


def _beyond_budget(case: BusinessCase, limits: Limits) -> tuple[str, ...]:
    if limits.budget is None or case.one_off.value <= limits.budget:
        return ()
    return (
        say(
            "The recommended changes cost {one_off} once, more than the budget of {budget}: begin "
            "with the first of the roadmap.",
            one_off=grouped(case.one_off.value),
            budget=grouped(limits.budget),
        ),
    )


def _not_counted(portfolio: Portfolio, economics: Economics) -> tuple[str, ...]:
    """Return what is real but not in money here."""
    found = []
    by_metric = {effect.metric: effect for effect in portfolio.joint}
    cycle = by_metric.get("cycle_time_mean_h")
    if cycle is not None and not economics.cost_of_delay_per_case_day:
        found.append(
            say(
                "A mean cycle time that changes by {mean} ({low} to {high}): money only "
                "where cost_of_delay_per_case_day is stated in organization_context.",
                mean=signed_duration(cycle.difference.mean),
                low=signed_duration(cycle.difference.low),
                high=signed_duration(cycle.difference.high),
            )
        )
    if savings(portfolio, "cost_per_case") is None and savings(portfolio, "processing_h") is None:
        found.append(
            say(
                "Working time: it is not simulated how long people work on a case, so no benefit "
                "is counted for it."
            )
        )
    rejected = by_metric.get("rejection_share")
    if rejected is not None and rejected.difference.high < 0:
        found.append(
            say("Fewer cases sent back or turned down: counted only as far as it saves work.")
        )
    found.append(
        say("Risk, quality, and satisfaction of customers and employees, for better or worse.")
    )
    return tuple(found)
