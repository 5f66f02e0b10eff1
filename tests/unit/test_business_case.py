"""functions/optimization/business_case: whether changes pay."""

import ast
import json
from math import inf, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from common.language import catalogue, speaking
from common.model.economics import Economics
from common.model.figure import Provenance
from common.model.limits import Limits
from common.model.submission import Submission
from functions.optimization.business_case.efforts import EffortsError, efforts_of
from functions.optimization.business_case.inputs import Input, simulated, triangular
from functions.optimization.business_case.money import payback_months, present_value
from functions.optimization.business_case.plan import planned
from functions.optimization.business_case.rates import with_stated_rates
from tests.paths import ROOT
from tests.unit.business_fixture import (
    change,
    effect,
    efforts,
    facts,
    portfolio,
    stated,
    workflow,
)

WORK = effect("processing_h", 0.5, 0.1)
TIME = effect("cycle_time_mean_h", 24.0, 4.0, 100.0)
SURE = {  # nothing left to assume
    "day_rate": 500, "discount_rate": 0.0, "realised_share": 1.0, "ramp_up_months": 0,
    "implementation": {"prioritise": {"days": 10, "one_off": 0, "running_per_year": 0}},
}  # fmt: skip


def case_of(*changes, context=None, seed=1, said=None, joint=(), rollout=True, **limits):
    return planned(
        portfolio(*changes, joint=joint, rollout=rollout),
        said or workflow(),
        facts(),
        Economics.of(context or {}),
        efforts(),
        seed,
        Limits(**limits),
    )


# Oracles


def test_present_value_is_that_of_numpy_financial():
    flows = np.array([-40_000, 5_000, 8_000, 12_000, 30_000], dtype=float)  # its documentation
    assert present_value(flows, 0.08, np.arange(5)) == pytest.approx(3065.22267, abs=1e-5)
    assert present_value(np.array([-200.0, 39, 59, 55, 20]), 0.281, np.arange(5)) == pytest.approx(
        -100.00847859163845
    )


def test_present_value_of_an_annuity_is_the_textbook_formula():
    years, rate = 12, 0.07
    formula = 100 * (1 - (1 + rate) ** -years) / rate
    assert present_value(np.full(years, 100.0), rate, np.arange(1, years + 1)) == pytest.approx(
        formula
    )


def test_payback_is_where_the_sum_stays_above_zero():
    assert payback_months(np.array([-100.0, 40, 40, 40]))[0] == pytest.approx(2.5)
    assert payback_months(np.array([-100.0, 200, -150, 100]))[0] == pytest.approx(2.5)
    assert payback_months(np.array([10.0, 10]))[0] == 0
    assert payback_months(np.array([-100.0, 10, 10]))[0] == inf


def test_triangular_draws_have_the_mean_and_variance_of_the_distribution():
    low, likely, high = 2.0, 5.0, 14.0
    drawn = triangular(np.random.default_rng(3).random(200_000), low, likely, high)
    variance = (low**2 + likely**2 + high**2 - low * likely - low * high - likely * high) / 18
    assert drawn.mean() == pytest.approx((low + likely + high) / 3, rel=0.005)
    assert drawn.var() == pytest.approx(variance, rel=0.01)
    assert (drawn.min() >= low) and (drawn.max() <= high)


def test_sums_of_drawn_savings_are_normal_as_theory_says():
    inputs = [
        simulated(f"work:{n}", effect("x", 5.0 + n, 1.96 * (n + 1)).difference, "h", "x", "r")
        for n in range(4)
    ]
    total = np.sum([each.draws(7, 100_000) for each in inputs], axis=0)
    deviation = sqrt(sum((n + 1) ** 2 for n in range(4)))
    assert total.mean() == pytest.approx(-(5 + 6 + 7 + 8), abs=0.1)
    assert total.std() == pytest.approx(deviation, rel=0.01)
    assert np.quantile(total, 0.95) == pytest.approx(-26 + 1.6449 * deviation, abs=0.15)


def test_a_case_without_any_doubt_is_what_one_reckons_by_hand():
    sure = change("prioritise", effects=[effect("processing_h", 0.5)])
    case = case_of(sure, context=SURE).business_case
    begins, ready = 0, 3 * 12 / 52  # months
    assert case.one_off.value == 5000
    assert case.benefit_per_year.value == pytest.approx(0.5 * 40 * 5200)
    months = sum(month - 0.5 > ready for month in range(1, 37))
    assert case.net_present_value.value == pytest.approx(-5000 + 104_000 / 12 * months)
    assert (case.net_present_value.low, case.net_present_value.high) == pytest.approx(
        (case.net_present_value.value,) * 2
    )
    assert case.profitable_share == 1
    assert case.cash_flow[begins].cumulative.mean == -5000
    assert case.cash_flow[-1].cumulative.mean == pytest.approx(case.net_present_value.value)
    assert case.swings == ()


def test_the_monte_carlo_interval_is_that_of_the_normal_saving_when_nothing_else_is_open():
    unsure = change("prioritise", effects=[effect("processing_h", 0.5, 0.2)])
    case = case_of(unsure, context=SURE).business_case
    per_hour = 40 * 5200 / 12 * sum(m - 0.5 > 3 * 12 / 52 for m in range(1, 37))
    deviation = 0.2 / 1.959964 * per_hour
    mean = 0.5 * per_hour - 5000
    assert case.net_present_value.high == pytest.approx(mean + 1.6449 * deviation, rel=0.01)
    assert case.net_present_value.value == pytest.approx(0.3 * per_hour - 5000)


# Laws


@settings(max_examples=15, deadline=None)
@given(st.floats(1, 60), st.floats(0, 60), st.floats(0, 60), st.floats(1, 80))
def test_higher_effort_never_raises_the_value(low, more, most, added):
    def value(plus):
        days = [low + plus, low + more + plus, low + more + most + plus]
        found = case_of(
            change("prioritise", effects=[WORK]),
            context={"implementation": {"prioritise": {"days": days, "weeks": 60}}},
        ).business_case
        return found.net_present_value, found.profitable_share

    (before, share), (after, share_after) = value(0), value(added)
    assert after.value < before.value
    assert after.low <= before.low
    assert after.high <= before.high
    assert share_after <= share


@settings(max_examples=15, deadline=None)
@given(st.floats(0.01, 2), st.floats(0.01, 2))
def test_a_larger_saving_never_lowers_the_value(saved, more):
    values = [
        case_of(change("prioritise", effects=[effect("processing_h", s, 0.1)])).business_case
        for s in (saved, saved + more)
    ]
    assert values[0].net_present_value.value < values[1].net_present_value.value
    assert values[0].profitable_share <= values[1].profitable_share


def test_a_higher_discount_rate_never_raises_the_value_of_later_benefits():
    values = [
        case_of(change("prioritise", effects=[WORK]), context={"discount_rate": rate})
        for rate in (0.0, 0.05, 0.2, 0.5)
    ]
    found = [each.business_case.net_present_value.value for each in values]
    assert found == sorted(found, reverse=True)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_interval():
    changes = change("automate", effects=[WORK, TIME]), change("empower", "approve", [WORK])
    first, again, other = (case_of(*changes, seed=seed) for seed in (1, 1, 2))
    assert first.to_json() == again.to_json()
    assert first.business_case.net_present_value.value == pytest.approx(
        other.business_case.net_present_value.value
    )
    assert first.business_case.net_present_value.low != other.business_case.net_present_value.low


def test_every_range_holds_its_value():
    case = case_of(change("automate", effects=[WORK]), change("triage", effects=[TIME]))
    body = case.business_case
    figures = [body.one_off, body.running_per_year, body.benefit_per_year, body.net_present_value]
    figures += [f for c in body.costs for f in (c.one_off, c.effort_days, c.running_per_year)]
    assert all(f.low <= f.value <= f.high for f in figures)
    assert all(c.cumulative.low <= c.cumulative.mean <= c.cumulative.high for c in body.cash_flow)


# Provenance and what is not counted


def test_time_alone_is_worth_no_money_unless_a_price_of_delay_is_stated():
    quick = change("prioritise", effects=[TIME])
    without = case_of(quick, joint=[TIME]).business_case
    assert without.benefit_per_year.value == 0
    assert any("cost_of_delay_per_case_day" in text for text in without.not_counted)
    assert any("how long people work" in text for text in without.not_counted)

    priced = case_of(quick, joint=[TIME], context={"cost_of_delay_per_case_day": 6}).business_case
    assert priced.benefit_per_year.value == pytest.approx((24 - 4) / 24 * 6 * 5200)
    assert not any("cost_of_delay_per_case_day" in text for text in priced.not_counted)


def test_at_the_price_of_delay_that_breaks_even_the_plan_is_worth_nothing():
    quick = change("prioritise", effects=[TIME])
    needed = case_of(quick).business_case.break_even_delay_cost.value
    case = case_of(quick, context={"cost_of_delay_per_case_day": needed}).business_case
    assert case.net_present_value.value == pytest.approx(0, abs=1e-6)


def test_without_any_price_money_is_assumed_and_hours_are_given():
    case = case_of(
        change("empower", effects=[WORK]), said=workflow(rates=False, currency=None)
    ).business_case
    assert case.currency == "EUR"
    assert case.net_present_value.provenance is Provenance.ASSUMED
    assert "All money is assumed" in case.method
    assert case.work_saved_h_per_year.value == pytest.approx(0.4 * 5200)
    assert case.work_saved_h_per_year.provenance is Provenance.INFERRED


def test_money_is_not_assumed_in_a_currency_whose_wages_are_not_comparable():
    found = case_of(change("empower", effects=[WORK]), said=workflow(rates=False, currency="JPY"))
    assert found.business_case is None
    assert found.roadmap
    assert any("hourly_rates" in note for note in found.notes)


def test_without_a_volume_there_is_a_roadmap_and_no_business_case():
    found = case_of(change("empower", effects=[WORK]), said=workflow(per_week=None))
    assert found.business_case is None
    assert found.roadmap
    assert any("cases_per_year" in note for note in found.notes)


def test_what_is_stated_counts_instead_of_what_is_assumed():
    context = {
        "currency": "CHF", "cases_per_year": 1000, "hourly_rates": {"clerk": 80, "Nobody": 1},
        "implementation": {"add_control": {"days": [1, 2, 3], "running_per_year": 500}},
    }  # fmt: skip
    said = with_stated_rates(workflow(rates=False), Economics.of(context))
    found = case_of(change("pre_validation", effects=[WORK]), said=said, context=context)
    case = found.business_case
    assert case.currency == "CHF"
    assert case.cases_per_year.value == 1000
    [cost] = case.costs
    assert cost.effort_days.provenance is Provenance.STATED
    assert (cost.effort_days.low, cost.effort_days.high) == (1, 3)
    assert cost.running_per_year.value == 500
    assert any("“Nobody”" in note for note in found.notes)


def test_a_new_colleague_is_paid_for_the_whole_year():
    hired = change("extra_resource", effects=[TIME], added_headcount=stated(1.0, "count"))
    assert case_of(hired).business_case.running_per_year.value == pytest.approx(1650 * 40)


def test_more_work_costs_in_full_though_only_a_part_of_less_work_becomes_money():
    more = case_of(change("prioritise", effects=[effect("processing_h", -0.5)])).business_case
    less = case_of(change("prioritise", effects=[effect("processing_h", 0.5)])).business_case
    assert more.benefit_per_year.value == pytest.approx(-0.5 * 40 * 5200)
    assert less.benefit_per_year.value == pytest.approx(0.5 * 40 * 5200 * 0.5)


def test_without_a_simulated_roll_out_the_joint_effect_is_divided_and_said_to_be():
    changes = [
        change("prioritise", effects=[effect("processing_h", 0.6)]),
        change("wip_cap", effects=[effect("processing_h", 0.2)]),
    ]
    case = case_of(*changes, rollout=False, joint=[effect("processing_h", 0.4)]).business_case
    first, second = (cost.benefit_per_year for cost in case.costs)
    assert first.value == pytest.approx(3 * second.value)
    assert first.value + second.value == pytest.approx(0.4 * 40 * 5200 * 0.5)
    assert "divided" in first.origin


def test_what_costs_more_than_the_budget_is_noted():
    found = case_of(change("automate", effects=[WORK]), budget=100.0)
    assert any("budget of 100" in note for note in found.notes)
    assert not any("budget" in note for note in case_of(change("automate", effects=[WORK])).notes)


def test_where_all_together_do_not_pay_those_that_do_are_named():
    found = case_of(
        change("prioritise", effects=[WORK]),
        change("centralise", "approve", [TIME, effect("processing_h", 0.0)]),
    )
    assert found.business_case.net_present_value.value < 0
    assert found.notes[-1].endswith("pay within three years: prioritise check.")


def test_nothing_recommended_is_left_as_it_is():
    empty = portfolio()
    assert planned(empty, workflow(), facts(), Economics(), efforts(), 1) == empty


# What users and knowledge may say


@pytest.mark.parametrize(
    ("context", "where"),
    [
        ({"discount_rate": 8}, "discount_rate"),
        ({"hourly_rates": {"Clerk": -1}}, "hourly_rates.Clerk"),
        ({"currency": "Euro"}, "currency"),
        ({"implementation": {"automate": {"days": [5, 3, 9]}}}, "must not fall"),
        ({"cases_per_year": "many"}, "cases_per_year"),
    ],
)
def test_an_entry_that_says_no_number_is_refused_by_name(context, where):
    with pytest.raises(ValidationError) as refused:
        Submission(workflow_data="x", organization_context=context)
    assert where in str(refused.value)


def test_free_text_and_other_entries_say_nothing():
    assert Economics.of("we are a small town") == Economics.of({"size": 3}) == Economics()
    assert Economics.of(None) == Economics()


def test_knowledge_that_contradicts_itself_is_refused():
    given = json.loads((ROOT / "framework_knowledge/efforts.json").read_bytes())
    for fault in (
        {"after": ["no_such_operator"]}, {"days": [3, 2, 1]}, {"steps": ["dance"]},
        {"reason": "none"}, {"after": ["automate"]},
    ):  # fmt: skip
        wrong = json.loads(json.dumps(given))
        wrong["operators"]["standard_template"] |= fault
        with pytest.raises(EffortsError):
            efforts_of({"efforts.json": json.dumps(wrong).encode()})
    with pytest.raises(EffortsError, match=r"lacks efforts\.json"):
        efforts_of({})


def test_assumptions_name_ours_or_a_source_that_exists():
    sources = json.loads((ROOT / "framework_knowledge/sources.json").read_bytes())["sources"]
    known = {"ours", *(each["id"] for each in sources)}
    found = efforts().assumptions
    assert {getattr(found, name).source for name in type(found).model_fields} <= known


def test_every_sentence_of_the_plan_can_be_said_in_german():
    german = catalogue("de")
    knowledge = efforts()
    texts = [
        t for g in ("reasons", "steps", "measures", "risks") for t in getattr(knowledge, g).values()
    ]
    texts += [
        getattr(knowledge.assumptions, n).reason for n in type(knowledge.assumptions).model_fields
    ]
    for path in sorted((ROOT / "functions/optimization/business_case").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                first = node.args[0]
                texts += [first.value] if isinstance(first, ast.Constant) else []
    assert [text for text in texts if text not in german] == []
    with speaking("de"):
        found = case_of(change("automate", effects=[WORK]))
    assert "Drei Jahre" in found.business_case.method
    assert found.roadmap[0].owner == "IT, mit Clerk"


def test_draws_of_one_input_do_not_depend_on_the_others():
    def named(name, high):
        return Input(name, 1, 0, 1, high, "h", Provenance.ASSUMED, "x")

    assert (named("a", 2).draws(1, 50) == named("a", 2).draws(1, 50)).all()
    assert (named("a", 2).draws(1, 50) != named("b", 2).draws(1, 50)).any()
    assert (named("a", 2).draws(1, 50) <= named("a", 3).draws(1, 50)).all()
