"""The terms of a business case: volume, rates, discount and effort, each with its provenance."""

from dataclasses import dataclass, replace
from typing import Protocol

from common.language import say, term
from common.model.economics import Economics, StatedEffort
from common.model.facts import Facts
from common.model.figure import WEEKS_PER_YEAR, Figure, Provenance, Unit
from common.model.portfolio import Portfolio, Redesign
from common.model.workflow import Workflow
from common.numerals import plain
from functions.optimization.business_case.efforts import Assumption, Effort, Efforts
from functions.optimization.business_case.inputs import Input, known, simulated
from functions.optimization.business_case.rates import hourly_rate
from functions.optimization.business_case.savings import Savings, recommended, savings

HOURS_PER_DAY = 8.0
HOURS_OF_DELAY = 24.0  # of one day of cycle time

Range = tuple[float, float, float]


@dataclass(frozen=True)
class ChangeTerms:
    """One change: its effort, costs and savings. What is ``None`` is not there."""

    redesign: str
    days: Input
    beyond: Input  # in person-days, or in money where the organisation states it
    running: Input
    hires: float  # people added
    work: Input | None  # hours or money saved per case
    delay: Input | None  # hours of cycle time saved per case

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All inputs of the change."""
        found = (self.days, self.beyond, self.running, self.work, self.delay)
        return tuple(each for each in found if each is not None)


@dataclass(frozen=True)
class Terms:
    """All that a business case counts with."""

    currency: str | None
    volume: Input
    rate: Input
    day_rate: Input  # money, or a factor of the hourly rate where it is assumed
    realised: Input
    discount: Input
    ramp_up: Input
    person_year: Input
    delay_cost: Input
    changes: tuple[ChangeTerms, ...]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All inputs, of the whole case first."""
        whole = (self.volume, self.rate, self.day_rate, self.realised, self.discount, self.ramp_up)
        hired = any(each.hires for each in self.changes)
        own = (self.person_year, self.delay_cost) if hired else (self.delay_cost,)
        return (*whole, *own, *(each for change in self.changes for each in change.inputs))


def terms_of(
    portfolio: Portfolio, workflow: Workflow, facts: Facts, economics: Economics, efforts: Efforts
) -> Terms | str:
    """Return the terms; or a sentence that says why there can be no business case."""
    whole = whole_terms(workflow, facts, economics, efforts)
    if isinstance(whole, str):
        return whole
    return replace(whole, changes=_changes(portfolio, economics, efforts))


def whole_terms(
    workflow: Workflow, facts: Facts, economics: Economics, efforts: Efforts
) -> Terms | str:
    """Return what counts for every change, without any; or why there can be no business case."""
    volume = _volume(workflow, facts, economics)
    if volume is None:
        return say(
            "No business case: how many cases come in a year is not known. State cases_per_year "
            "in organization_context."
        )
    rate = hourly_rate(workflow, facts, economics, efforts.assumptions)
    if rate is None:
        return say(
            "No business case in {currency}: what an hour of work costs is not known. State "
            "hourly_rates in organization_context.",
            currency=economics.currency or workflow.currency,
        )
    assumed = efforts.assumptions
    currency = economics.currency or workflow.currency
    if currency is None and rate.provenance is Provenance.ASSUMED:
        currency = "EUR"
    return Terms(
        currency=currency,
        volume=volume,
        rate=rate,
        day_rate=_or_assumed(
            "day_rate", economics.day_rate, assumed.day_rate_factor, "money", "count"
        ),
        realised=_or_assumed(
            "realised_share", economics.realised_share, assumed.realised_share, "share"
        ),
        discount=_or_assumed(
            "discount_rate", economics.discount_rate, assumed.discount_rate, "share"
        ),
        ramp_up=_or_assumed(
            "ramp_up_months", economics.ramp_up_months, assumed.ramp_up_months, "months"
        ),
        person_year=_or_assumed("hours_per_person_year", None, assumed.hours_per_person_year, "h"),
        delay_cost=_stated(
            "cost_of_delay_per_case_day", economics.cost_of_delay_per_case_day or 0.0, "money"
        ),
        changes=(),
    )


def _changes(
    portfolio: Portfolio, economics: Economics, efforts: Efforts
) -> tuple[ChangeTerms, ...]:
    work, unit = savings(portfolio, "cost_per_case"), "money"
    if work is None:
        work, unit = savings(portfolio, "processing_h"), "h"
    delay = savings(portfolio, "cycle_time_mean_h")
    return tuple(
        change_terms(
            change,
            efforts.of(change.operator),
            efforts,
            stated_effort(economics, efforts, change.operator),
            _saving("work", work, "money" if unit == "money" else "h", change),
            _saving("delay", delay, "h", change),
        )
        for change in recommended(portfolio)
    )


class Change(Protocol):
    """What is done, and with which values: tried, or still to be tried."""

    @property
    def id(self) -> str: ...

    @property
    def operator(self) -> str: ...

    @property
    def parameters(self) -> dict[str, Figure]: ...


def change_terms(
    change: Change,
    effort: Effort,
    efforts: Efforts,
    stated: StatedEffort,
    work: Input | None,
    delay: Input | None,
) -> ChangeTerms:
    """Return the terms of one change; what is stated counts before what is assumed."""
    reason = term(efforts.reasons[effort.reason])
    added = change.parameters.get("added_headcount")
    days = _effort("days", change.id, "person_days", stated.days, effort.days, reason)
    beyond = (
        _effort("beyond", change.id, "person_days", None, effort.beyond_days, reason)
        if stated.one_off is None
        else _effort("beyond", change.id, "money", stated.one_off, (0, 0, 0), reason)
    )
    running = (
        _effort("running", change.id, "person_days", None, effort.running_days, reason)
        if stated.running_per_year is None
        else _effort("running", change.id, "money", stated.running_per_year, (0, 0, 0), reason)
    )
    return ChangeTerms(
        redesign=change.id,
        days=days,
        beyond=beyond,
        running=running,
        hires=0.0 if added is None else max(0.0, added.value),
        work=work,
        delay=delay,
    )


def stated_effort(economics: Economics, efforts: Efforts, operator: str) -> StatedEffort:
    """Return what the organisation says about an operator, under any of its names."""
    names = (operator, *(n for n, e in efforts.operators.items() if operator in e.also))
    for name in (*names, *efforts.of(operator).also):
        if name in economics.implementation:
            return economics.implementation[name]
    return StatedEffort()


def _saving(name: str, found: Savings | None, unit: Unit, change: Redesign) -> Input | None:
    if found is None or change.id not in found.of:
        return None
    saved = found.of[change.id]
    return simulated(f"{name}:{change.id}", saved, unit, found.origin, change.id)


def _effort(
    kind: str,
    redesign: str,
    unit: Unit,
    stated: float | Range | None,
    assumed: Range,
    reason: str,
) -> Input:
    """Return an effort; planned half-way between likely and high, as plans are mostly exceeded."""
    low, likely, high = assumed
    provenance, origin = Provenance.ASSUMED, reason
    if stated is not None:
        low, likely, high = stated if isinstance(stated, tuple) else (stated, stated, stated)
        provenance, origin = Provenance.STATED, say("organization_context: implementation")
    return Input(
        name=f"{kind}:{redesign}",
        planned=(likely + high) / 2,
        low=low,
        likely=likely,
        high=high,
        unit=unit,
        provenance=provenance,
        origin=origin,
        redesign=redesign,
    )


def _volume(workflow: Workflow, facts: Facts, economics: Economics) -> Input | None:
    if economics.cases_per_year is not None:
        return _stated("cases_per_year", economics.cases_per_year, "per_year")
    figures = workflow.figures
    per_week = facts.cases_per_week or figures.get("cases_per_week")
    if per_week is not None:
        origin = say(
            "52 weeks of {per_week} cases. {origin}",
            per_week=plain(per_week.value),
            origin=per_week.origin,
        )
        value = per_week.value * WEEKS_PER_YEAR
        return known("cases_per_year", value, "per_year", per_week.provenance, origin)
    per_year = figures.get("cases_per_year")
    if per_year is None:
        return None
    return known("cases_per_year", per_year.value, "per_year", per_year.provenance, per_year.origin)


def _stated(name: str, value: float, unit: Unit) -> Input:
    return known(name, value, unit, Provenance.STATED, f"organization_context: {name}")


def _or_assumed(
    name: str,
    stated: float | None,
    assumed: Assumption,
    unit: Unit,
    assumed_unit: Unit | None = None,
) -> Input:
    if stated is not None:
        return _stated(name, stated, unit)
    return Input(
        name=name if assumed_unit is None else f"{name}_factor",
        planned=assumed.likely,
        low=assumed.low,
        likely=assumed.likely,
        high=assumed.high,
        unit=assumed_unit or unit,
        provenance=Provenance.ASSUMED,
        origin=term(assumed.reason),
    )
