"""The business case: the plan, and what chance makes of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from common.language import say
from common.model.figure import Figure, Provenance, Unit
from common.model.portfolio import BusinessCase, CashFlow, ChangeCost, Interval, Swing
from common.numerals import exact
from functions.optimization.business_case.flows import (
    Amounts,
    Timing,
    Values,
    amounts,
    monthly,
)
from functions.optimization.business_case.inputs import Input
from functions.optimization.business_case.money import (
    MONTHS_PER_YEAR,
    month_years,
    payback_months,
    present_value,
)
from functions.optimization.business_case.rates import PRECEDENCE
from functions.optimization.business_case.terms import ChangeTerms, Terms
from functions.optimization.simulation.engine.run import Floats

YEARS = 3
MONTHS = YEARS * MONTHS_PER_YEAR
DRAWS = 10_000
DRAWS_OF_SWINGS = 500
MOST_SWINGS = 12
ENDS = (0.05, 0.95)  # of a 90% interval
BISECTIONS = 40


@dataclass(frozen=True)
class Case:
    """The terms with the times of the changes; answers what values of the inputs lead to."""

    terms: Terms
    timings: Mapping[str, Timing]
    seed: int

    @property
    def plan(self) -> Values:
        """The planned values of all inputs."""
        return {each.name: each.planned for each in self.terms.inputs}

    def draws(self, count: int) -> Values:
        """Return draws of all inputs; the first of many are those of few."""
        return {each.name: each.draws(self.seed, DRAWS)[:count] for each in self.terms.inputs}

    def flows(self, values: Values) -> Floats:
        """Return the flows of each month."""
        return monthly(self.terms, self.timings, values, MONTHS)

    def net_present_value(self, values: Values) -> Floats:
        """Return the value at the start."""
        rate = np.asarray(values[self.terms.discount.name], dtype=float)
        return present_value(self.flows(values), rate, month_years(MONTHS))


def business_case(case: Case, not_counted: tuple[str, ...]) -> BusinessCase:
    """Return the case with its Monte-Carlo interval and what its value depends on most."""
    terms, plan, draws = case.terms, case.plan, case.draws(DRAWS)
    flows, drawn = case.flows(plan), case.flows(draws)
    planned, values = float(case.net_present_value(plan)), case.net_present_value(draws)
    costs = tuple(_change_cost(case, change, plan, draws) for change in terms.changes)
    whole, range_ = _whole(terms, plan), _whole(terms, draws)
    weakest = _weakest(terms.inputs)
    return BusinessCase(
        currency=terms.currency,
        cases_per_year=terms.volume.figure,
        discount_rate=terms.discount.figure,
        years=YEARS,
        costs=costs,
        effort_days=_figure(whole.effort_days, range_.effort_days, "person_days", _cost(terms)),
        one_off=_figure(whole.one_off, range_.one_off, "money", _cost(terms)),
        running_per_year=_figure(
            whole.running_per_year, range_.running_per_year, "money_per_year", _cost(terms)
        ),
        benefit_per_year=_figure(
            whole.benefit_per_year, range_.benefit_per_year, "money_per_year", _benefit(terms)
        ),
        work_saved_h_per_year=_hours(terms, whole, range_),
        net_present_value=_figure(planned, values, "money", (weakest, _value_origin())),
        payback_months=_payback(flows, drawn, weakest),
        profitable_share=float((values > 0).mean()),
        break_even_delay_cost=_break_even(case, plan, planned),
        cash_flow=_cash_flow(flows, drawn),
        swings=_swings(case),
        method=_method(terms),
        not_counted=not_counted,
    )


Told = tuple[Provenance, str]


def _whole(terms: Terms, values: Values) -> Amounts:
    parts = [amounts(terms, change, values) for change in terms.changes]
    return Amounts(
        *(
            np.sum([np.asarray(getattr(part, name)) for part in parts], axis=0)
            for name in Amounts.__dataclass_fields__
        )
    )


def _figure(planned: float | Floats, drawn: float | Floats, unit: Unit, told: Told) -> Figure:
    """Return a planned amount with the 90% interval of the draws; it always holds the plan."""
    value = float(planned) + 0.0  # no minus before a zero
    low, high = (float(each) + 0.0 for each in np.quantile(np.asarray(drawn), ENDS))
    return Figure(
        value=value,
        unit=unit,
        provenance=told[0],
        origin=told[1],
        low=min(low, value),
        high=max(high, value),
    )


def _change_cost(case: Case, change: ChangeTerms, plan: Values, draws: Values) -> ChangeCost:
    terms = case.terms
    alone = replace(case, terms=replace(terms, changes=(change,)))
    found, drawn = amounts(terms, change, plan), amounts(terms, change, draws)
    told = _cost(terms, change)
    planned = float(alone.net_present_value(plan))
    benefit = None
    if change.work is not None or terms.delay_cost.planned:
        benefit = _figure(
            found.benefit_per_year,
            drawn.benefit_per_year,
            "money_per_year",
            _benefit(terms, change),
        )
    return ChangeCost(
        redesign=change.redesign,
        effort_days=change.days.figure,
        one_off=_figure(found.one_off, drawn.one_off, "money", told),
        running_per_year=_figure(
            found.running_per_year, drawn.running_per_year, "money_per_year", told
        ),
        benefit_per_year=benefit,
        net_present_value=_figure(
            planned,
            alone.net_present_value(draws),
            "money",
            (_weakest(alone.terms.inputs), _value_origin()),
        ),
        break_even_delay_cost=_break_even(alone, plan, planned),
    )


def _cost(terms: Terms, *changes: ChangeTerms) -> Told:
    chosen = changes or terms.changes
    used = [terms.rate, terms.day_rate]
    used += [each for c in chosen for each in (c.days, c.beyond, c.running)]
    text = say(
        "Person-days times the day rate, and costs beyond them; planned half-way between likely "
        "and high. Range: 90% of the Monte-Carlo runs."
    )
    return _weakest(used), text


def _benefit(terms: Terms, *changes: ChangeTerms) -> Told:
    chosen = changes or terms.changes
    priced = bool(terms.delay_cost.planned)
    saved = [c.work for c in chosen if c.work is not None]
    saved += [c.delay for c in chosen if c.delay is not None and priced]
    used = [terms.volume, terms.realised, *saved]
    if any(each.unit == "h" for each in saved):
        used.append(terms.rate)
    origins = " ".join(dict.fromkeys(each.origin for each in saved))
    text = say(
        "Simulated saving per case times cases per year, times the share that becomes money; "
        "planned with the lower end of the 95% interval. {origins}",
        origins=origins,
    )
    return _weakest(used), text.strip()


def _hours(terms: Terms, whole: Amounts, drawn: Amounts) -> Figure | None:
    known = [each.work for each in terms.changes if each.work is not None]
    if not known or any(each.unit != "h" for each in known):
        return None
    text = say("Simulated hours of work saved per case times cases per year.")
    return _figure(
        whole.hours_per_year, drawn.hours_per_year, "h", (_weakest([terms.volume, *known]), text)
    )


def _value_origin() -> str:
    return say(
        "Plan with careful values: benefits at the lower end of their interval, effort above what "
        "is likely. Range: 90% of the Monte-Carlo runs, which draw from the whole ranges."
    )


def _weakest(inputs: Iterable[Input]) -> Provenance:
    """Return how the least certain of the inputs that matter is known; never better than inferred.

    An input that is zero whatever happens does not matter.
    """
    found = [each.provenance for each in inputs if each.uncertain or each.planned]
    return min((*found, Provenance.INFERRED), key=PRECEDENCE.index)


def _break_even(case: Case, plan: Values, planned: float) -> Figure | None:
    """Return the price of delay at which the plan is worth nothing; its value grows evenly."""
    name = case.terms.delay_cost.name
    price = case.terms.delay_cost.planned
    slope = float(case.net_present_value({**plan, name: price + 1.0})) - planned
    if planned >= 0 or slope <= 0:
        return None
    return Figure(
        value=price - planned / slope,
        unit="money",
        provenance=_weakest(case.terms.inputs),
        origin=say(
            "Price of one day of cycle time of one case at which the planned net present value is "
            "zero, with the lower end of the simulated saving of time."
        ),
    )


def _payback(flows: Floats, drawn: Floats, weakest: Provenance) -> Figure | None:
    planned = float(payback_months(flows)[0])
    if not isfinite(planned):
        return None
    low, high = (float(x) for x in np.quantile(payback_months(drawn), ENDS, method="lower"))
    return Figure(
        value=planned,
        unit="months",
        provenance=weakest,
        origin=say(
            "From then on the planned sum of benefits less costs, not discounted, stays above zero."
        ),
        low=min(low, planned) if isfinite(low) else None,
        high=max(high, planned) if isfinite(high) else None,
    )


def _cash_flow(flows: Floats, drawn: Floats) -> tuple[CashFlow, ...]:
    sums = np.cumsum(flows)
    low, high = np.quantile(np.cumsum(drawn, axis=-1), ENDS, axis=0)
    return tuple(
        CashFlow(
            month=month,
            cumulative=Interval(
                mean=float(sums[month]),
                low=float(min(low[month], sums[month])),
                high=float(max(high[month], sums[month])),
            ),
        )
        for month in range(MONTHS + 1)
    )


def _swings(case: Case) -> tuple[Swing, ...]:
    plan, draws = case.plan, case.draws(DRAWS_OF_SWINGS)
    found = [_swing(case, plan, draws, each) for each in case.terms.inputs if each.uncertain]
    found.sort(key=lambda swing: (-abs(swing.at_high.mean - swing.at_low.mean), swing.input))
    return tuple(swing for swing in found[:MOST_SWINGS] if swing.at_high != swing.at_low)


def _swing(case: Case, plan: Values, draws: Values, each: Input) -> Swing:
    def value(given: float) -> float:
        return float(case.net_present_value({**plan, each.name: given}))

    def interval(given: float) -> Interval:
        values = case.net_present_value({**draws, each.name: np.full(DRAWS_OF_SWINGS, given)})
        low, high = (float(x) for x in np.quantile(values, ENDS))
        mean = value(given)
        return Interval(mean=mean, low=min(low, mean), high=max(high, mean))

    return Swing(
        input=each.name.partition(":")[0],
        redesign=each.redesign,
        figure=each.figure,
        metric="net_present_value",
        unit="money",
        at_low=interval(each.low),
        at_high=interval(each.high),
        flips_at=_root(value, each.low, each.high),
    )


def _root(value: Callable[[float], float], low: float, high: float) -> float | None:
    """Return where the value changes its sign between two ends, by bisection."""
    at_low, at_high = value(low), value(high)
    if at_low == 0 or at_high == 0 or (at_low > 0) == (at_high > 0):
        return None
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if (value(middle) > 0) == (at_low > 0):
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _method(terms: Terms) -> str:
    sentences = [
        say(
            "Three years from the start of the roadmap, month by month, discounted to the start. "
            "Effort is paid when a change begins; its benefit grows evenly over {months} months "
            "from its roll-out on.",
            months=exact(terms.ramp_up.planned),
        ),
        *(
            [say("A day of delay of one case costs what organization_context says.")]
            if terms.delay_cost.planned
            else []
        ),
        say(
            "10,000 runs draw every uncertain input anew: savings from normal distributions "
            "around their simulated intervals, everything else from triangular ones.",
        ),
        _value_origin(),
    ]
    if terms.rate.provenance is Provenance.ASSUMED:
        sentences.append(
            say(
                "All money is assumed: no cost of work is stated or measured. Person-days and "
                "hours are the safer figures."
            )
        )
    return " ".join(sentences)
