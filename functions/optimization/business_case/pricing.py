"""What a change takes per case, and what a day sooner is worth: for choosing, before the case.

The same terms, plan and calendar as of the business case; only the roadmap is not known yet: every
change is priced as if it began at once.
"""

from dataclasses import replace
from math import inf

from common.language import term
from common.model.economics import Economics
from common.model.facts import Facts
from common.model.figure import Figure, Provenance
from common.model.workflow import Workflow
from functions.optimization.business_case.case import Case
from functions.optimization.business_case.efforts import Efforts
from functions.optimization.business_case.flows import WEEKS_PER_MONTH, Timing, amounts
from functions.optimization.business_case.inputs import known
from functions.optimization.business_case.schedule import weeks_of
from functions.optimization.business_case.terms import (
    HOURS_OF_DELAY,
    Terms,
    change_terms,
    stated_effort,
    whole_terms,
)
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.search.worth import FREE, Worth


def worth_of(workflow: Workflow, facts: Facts, economics: Economics, efforts: Efforts) -> Worth:
    """Return what changes are worth and take; without a business case they take nothing."""
    terms = whole_terms(workflow, facts, economics, efforts)
    if isinstance(terms, str) or not terms.volume.planned:
        return FREE
    day = _day(terms, economics, efforts)
    priced = _Priced(terms, economics, efforts)
    return Worth(
        hour=day.value / HOURS_OF_DELAY,
        saved=(("cost_per_case", 1.0), ("processing_h", terms.rate.planned)),
        realised=terms.realised.planned,
        price=priced.per_case,
        one_off=priced.one_off,
        day=day,
    )


def _day(terms: Terms, economics: Economics, efforts: Efforts) -> Figure:
    """Return what a day less of one case's cycle time is worth: stated, else assumed."""
    stated, assumed = economics.cost_of_delay_per_case_day, efforts.assumptions.day_sooner_h
    if stated is not None:
        origin = "organization_context: cost_of_delay_per_case_day"
        return Figure(value=stated, unit="money", provenance=Provenance.STATED, origin=origin)
    return Figure(
        value=assumed.likely * terms.rate.planned,
        unit="money",
        provenance=Provenance.ASSUMED,
        origin=term(assumed.reason),
        low=assumed.low * terms.rate.planned,
        high=assumed.high * terms.rate.planned,
    )


class _Priced:
    """Prices changes by the net present value of all that they take."""

    def __init__(self, terms: Terms, economics: Economics, efforts: Efforts) -> None:
        self._terms = replace(
            terms, delay_cost=known("price", 0.0, "money", Provenance.ASSUMED, "")
        )
        self._economics, self._efforts = economics, efforts

    def _case(self, proposal: Proposal) -> Case:
        effort = self._efforts.of(proposal.operator)
        stated = stated_effort(self._economics, self._efforts, proposal.operator)
        sooner = known(f"delay:{proposal.id}", HOURS_OF_DELAY, "h", Provenance.ASSUMED, "")
        change = change_terms(proposal, effort, self._efforts, stated, None, sooner)
        weeks = weeks_of(proposal.operator, change.days.planned, self._efforts, self._economics)
        timing = Timing(0.0, weeks / WEEKS_PER_MONTH)
        return Case(replace(self._terms, changes=(change,)), {proposal.id: timing}, 0)

    def per_case(self, proposal: Proposal) -> float:
        """Return the benefit per case from the roll-out on at which the change is worth nothing."""
        case = self._case(proposal)
        taken = float(case.net_present_value(case.plan))
        by_one = float(case.net_present_value({**case.plan, "price": 1.0})) - taken
        return -taken / by_one if by_one > 0 else inf

    def one_off(self, proposal: Proposal) -> float:
        """Return the planned cost of putting the change in place."""
        case = self._case(proposal)
        (change,) = case.terms.changes
        return float(amounts(case.terms, change, case.plan).one_off)
