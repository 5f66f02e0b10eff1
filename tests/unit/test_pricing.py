"""functions/optimization/business_case/pricing.py: what a change takes, before it is chosen"""

from math import inf

import pytest

from common.model.assessment import Place
from common.model.economics import Economics
from common.model.figure import Figure, Provenance
from functions.optimization.business_case.pricing import worth_of
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.search.worth import FREE
from tests.unit.business_fixture import change, efforts, facts, workflow
from tests.unit.test_business_case import SURE, TIME, case_of


def proposal(operator, **parameters):
    return Proposal(
        operator=operator, heuristic=None, place="check", title=operator, description=operator,
        where=Place(activity="check"), steps=frozenset(), edit=lambda model, values: model,
        parameters=parameters,
    )  # fmt: skip


def worth(context=None, said=None):
    return worth_of(said or workflow(), facts(), Economics.of(context or {}), efforts())


def test_the_price_of_a_change_by_hand():
    # 10 days of 500, rolled out after 3 weeks, so 36 - 9/13 months bring benefit for 5,200 a year
    found = worth(SURE).price(proposal("prioritise"))

    months = 36 - 3 * 12 / 52
    assert found == pytest.approx(5_000 / (5_200 * months / 12), rel=0.01)


def test_a_day_sooner_at_the_price_of_a_change_is_where_its_business_case_breaks_even():
    quick = change("prioritise", effects=[TIME])
    needed = case_of(quick).business_case.costs[0].break_even_delay_cost.value
    saved_days = (24 - 4) / 24  # the case counts with the lower end

    assert worth().price(proposal("prioritise")) == pytest.approx(needed * saved_days)


def test_a_day_sooner_is_worth_what_the_organisation_says():
    assert worth({"cost_of_delay_per_case_day": 12}).day.value == 12
    assert worth({"cost_of_delay_per_case_day": 12}).hour == pytest.approx(0.5)
    assert worth({"cost_of_delay_per_case_day": 12}).day.provenance is Provenance.STATED


def test_a_day_sooner_is_taken_for_an_hour_of_work_where_nobody_says():
    found = worth()

    assert found.day.value == 40  # the clerk's hour
    assert found.day.provenance is Provenance.ASSUMED
    assert found.day.low < found.day.value < found.day.high


def test_more_people_make_a_change_dearer_by_their_pay():
    def heads(count):
        return Figure(value=count, unit="count", provenance=Provenance.INFERRED, origin="So many.")

    one, two = (
        worth(SURE).price(proposal("extra_resource", added_headcount=heads(count)))
        for count in (1.0, 2.0)
    )
    assert two - one == pytest.approx(1_650 * 40 / 5_200, rel=0.01)


def test_what_cannot_be_priced_takes_nothing():
    assert worth(said=workflow(per_week=None)) is FREE
    assert worth(said=workflow(rates=False, currency="JPY")) is FREE


def test_a_change_that_is_never_ready_in_time_is_worth_no_effort():
    context = {"implementation": {"prioritise": {"days": 10, "weeks": 200}}}

    assert worth(context).price(proposal("prioritise")) == inf


def test_the_cost_once_is_that_of_the_business_case():
    quick = change("prioritise", effects=[TIME])
    told = case_of(quick).business_case.costs[0].one_off.value

    assert worth().one_off(proposal("prioritise")) == pytest.approx(told)
