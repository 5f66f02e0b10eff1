"""functions/optimization/search/worth.py: chosen is what brings more than it takes"""

import numpy as np
import pytest

from common.model.figure import Figure, Provenance
from functions.optimization.search.effects import GOAL
from functions.optimization.search.pool import NO_LIMIT, Most, Pool
from functions.optimization.search.proving import front
from functions.optimization.search.recommendation import worth_it_alone
from functions.optimization.search.search import search
from functions.optimization.search.worth import Worth
from tests.unit.search_fixture import PLAN, Toy, ToyLaboratory, change, gains, strength

DAY = Figure(value=24.0, unit="money", provenance=Provenance.ASSUMED, origin="One per hour.")


def priced(prices, **more):
    def price(proposal):
        return float(prices.get(proposal.operator, 0.0))

    return Worth(hour=1.0, price=price, day=DAY, **more)


def found(table, prices, candidates=None, most=NO_LIMIT, **more):
    changes = candidates or [change(name) for name in table if "_" not in name]
    pool = Pool(Toy(), changes, most, priced(prices, **more))
    return search(ToyLaboratory(gains(**table)), pool, PLAN, 1)


def test_a_change_that_takes_more_than_it_brings_is_not_recommended_though_it_helps():
    result = found({"a": 10, "b": 6}, {"a": 2, "b": 7})

    assert result.recommended == ("a:x",)
    assert result.verdicts["b:x"] == "beneficial"
    assert worth_it_alone(result, "a:x")
    assert not worth_it_alone(result, "b:x")


def test_what_a_change_brings_beside_the_others_has_to_be_worth_its_price():
    result = found({"a": 12, "b": 10, "a_b": -6}, {"a": 1, "b": 5})

    assert result.recommended == ("a:x",)  # b alone: 10 for 5; beside a: 4 for 5


def test_the_cheaper_of_two_changes_that_bring_the_same_is_taken():
    result = found({"a": 12, "b": 11, "a_b": -11}, {"a": 6, "b": 2})

    assert result.recommended == ("b:x",)


def test_a_change_is_taken_only_if_it_is_worth_its_price_where_its_assumption_fails_it():
    sure = change("a", parameters=strength(1.0, 0.5, 1.5), unfavourable={"strength": 0.5})
    not_sure = change("b", parameters=strength(1.0, 0.1, 1.5), unfavourable={"strength": 0.1})
    result = found({"a": 10, "b": 10}, {"a": 3, "b": 3}, [sure, not_sure])

    assert result.recommended == ("a:x",)
    assert not worth_it_alone(result, "b:x")


def test_what_is_only_supposed_is_never_chosen():
    sure = change("a", parameters=strength(1.0, 0.5, 1.5), unfavourable={"strength": 0.5})
    result = found({"a": 10}, {"a": 3}, [sure])
    points = front(result.proof, result.explored, result.recommended)

    assert all("?" not in each for one in points for each in one.redesigns)
    assert all("?" not in each for shown in result.explored.shown for each in shown)


def test_where_nothing_is_worth_its_price_the_process_is_left_as_it_is():
    assert found({"a": 10, "b": 6}, {"a": 11, "b": 7}).recommended == ()


def test_all_changes_together_cost_no_more_once_than_the_budget():
    table = {"a": 10, "b": 8, "c": 7}
    costs = {"a:x": 60.0, "b:x": 40.0, "c:x": 50.0}
    within = found(table, {}, most=Most(one_off=100), one_off=lambda each: costs[each.id])

    assert within.recommended == ("a:x", "b:x")
    pool = within.explored.experiments.pool
    assert not any(pool.one_off(each) > 100 for each in within.explored.shown if len(each) > 1)


def test_a_change_beyond_the_budget_is_tried_and_not_chosen():
    costs = {"a:x": 200.0, "b:x": 40.0}
    result = found(
        {"a": 10, "b": 2}, {}, most=Most(one_off=100), one_off=lambda each: costs[each.id]
    )

    assert result.recommended == ("b:x",)
    assert result.verdicts["a:x"] == "beneficial"


def test_saved_work_counts_in_part_and_more_work_in_full():
    worth = Worth(hour=2.0, saved=(("cost_per_case", 1.0), ("processing_h", 40.0)), realised=0.5)

    def metrics(hours, work):
        return {GOAL: np.array([hours]), "processing_h": np.array([work])}

    assert worth.of(metrics(10, 2), metrics(7, 1)) == pytest.approx(2 * 3 + 0.5 * 40)
    assert worth.of(metrics(10, 2), metrics(7, 3)) == pytest.approx(2 * 3 - 40)


def test_the_first_known_measure_of_work_counts_and_no_other():
    worth = Worth(hour=0.0, saved=(("cost_per_case", 1.0), ("processing_h", 40.0)))
    before = {GOAL: np.zeros(1), "cost_per_case": np.array([9.0]), "processing_h": np.ones(1)}
    after = {GOAL: np.zeros(1), "cost_per_case": np.array([4.0]), "processing_h": np.zeros(1)}

    assert worth.of(before, after) == pytest.approx(5)


def test_the_front_says_what_each_set_costs_once():
    costs = {"a:x": 60.0, "b:x": 40.0}
    result = found({"a": 10, "b": 8}, {}, one_off=lambda each: costs[each.id])
    points = front(result.proof, result.explored, result.recommended)

    once = {one.redesigns: one.objectives["one_off_cost"].mean for one in points}
    assert once[("a:x", "b:x")] == 100
    assert once[()] == 0


def test_the_price_of_a_day_sooner_is_what_is_left_of_effort_over_the_days():
    worth = Worth(hour=1.0, saved=(("processing_h", 40.0),), realised=0.5)

    def metrics(hours, work):
        return {GOAL: np.array([hours]), "processing_h": np.array([work])}

    before = metrics(100.0, 2.0)
    assert worth.of_day(before, metrics(52.0, 1.0), 60.0) == pytest.approx((60 - 20) / 2)
    assert worth.of_day(before, metrics(52.0, 1.0), 15.0) == 0.0
    assert worth.of_day(before, metrics(101.0, 2.0), 15.0) is None


def test_a_change_that_only_the_unfavourable_case_calls_for_is_spared():
    # a brings all that b brings, if its assumption holds as planned
    weak = change("a", parameters=strength(1.0, 0.5, 1.0), unfavourable={"strength": 0.5})
    result = found({"a": 20, "b": 6, "a_b": -6}, {"a": 2, "b": 2}, [weak, change("b")])

    assert result.explored.net(("a:x", "b:x")) > result.explored.net(("a:x",))
    assert result.recommended == ("a:x",)
