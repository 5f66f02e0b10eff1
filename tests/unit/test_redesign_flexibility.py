"""functions/optimization/redesign/routes.py and flexibility.py: what changes do to flexibility"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.model.figure import Figure, Provenance
from functions.optimization.redesign.catalogue import OPERATORS
from functions.optimization.redesign.flexibility import FAST_LANE, figures, flexible, losses
from functions.optimization.redesign.operators.omission import eliminations
from functions.optimization.redesign.operators.sorting import exceptions, fast_lanes, triages
from functions.optimization.redesign.proposal import Proposal, reach
from functions.optimization.redesign.routes import Routes, routes, routes_of_log, routes_of_twin
from functions.optimization.search.pool import Pool
from functions.optimization.search.proving import front, more_flexible
from functions.optimization.search.search import search
from functions.optimization.simulation.engine import kernel
from tests.unit.redesign_fixture import known_as, laboratory, measured, process
from tests.unit.search_fixture import PLAN, Toy, ToyLaboratory, change, gains
from tests.unit.staffed_fixture import claims, events_of

STEPS = ("ask", "check", "approve", "pay")


def of(*ways: str) -> Routes:
    """Return the routes of cases, each a row of the first letters of its steps."""
    letters = "".join(step[0] for step in STEPS[:2]) + "vp"
    case = np.repeat(np.arange(len(ways)), [len(way) for way in ways])
    activity = np.array([letters.index(letter) for way in ways for letter in way])
    found = routes(case, activity, STEPS, Provenance.MEASURED, "By hand.")
    assert found is not None
    return found


USUAL = of(*["acvp"] * 6, *["avp"] * 2, "acv", "acacvp")  # 6 + 1 usual, 2 shorter, 1 turned down


def share(value: float, low: float = 0.0, high: float = 1.0) -> dict[str, Figure]:
    given = {"value": value, "low": low, "high": high, "unit": "share", "origin": "By hand."}
    return {"share": Figure.model_validate(given | {"provenance": Provenance.ASSUMED})}


def lane(name: str, value: float, *steps: str) -> Proposal:
    return change(name, parameters=share(value), lane=reach("share", *steps))


def loss(name: str, value: float, *steps: str) -> Proposal:
    return change(name, parameters=share(value), loses=reach("share", *steps))


def test_routes_are_the_sets_of_steps_with_where_they_end():
    assert USUAL.weights.tolist() == pytest.approx([0.1, 0.2, 0.7])
    assert USUAL.takes.sum(axis=1).tolist() == [3, 3, 4]
    assert USUAL.through(frozenset({"check"})).tolist() == [True, False, True]


def test_a_shorter_way_to_the_usual_end_is_a_fast_lane_of_today_and_a_case_turned_down_is_not():
    assert flexible(USUAL, ()).shares == pytest.approx(
        {"variants_handled_share": 1.0, "fast_lane_share": 0.2}
    )


def test_more_steps_than_one_number_holds_are_told_apart():
    steps = tuple(f"s{number:03}" for number in range(130))
    case, activity = np.array([0, 0, 1, 1, 2]), np.array([0, 129, 64, 129, 129])
    found = routes(case, activity, steps, Provenance.MEASURED, "By hand.")
    assert found is not None
    taken = [np.flatnonzero(row).tolist() for row in found.takes]
    assert sorted(taken) == [[0, 129], [64, 129], [129]]


def test_cases_that_have_the_step_and_go_without_it_are_no_longer_handled():
    found = flexible(USUAL, [loss("a", 0.5, "check")])
    assert found.handled == pytest.approx(1 - 0.5 * 0.8)
    assert found.fast_lane == pytest.approx(0.2)


def test_a_lane_counts_for_the_cases_that_come_to_it_and_have_none_yet():
    assert flexible(USUAL, [lane("a", 0.5, "check")]).fast_lane == pytest.approx(0.2 + 0.5 * 0.8)
    assert flexible(USUAL, [lane("a", 0.5)]).fast_lane == pytest.approx(0.2 + 0.5 * 0.8)
    assert flexible(USUAL, [lane("a", 0.5, "pay")]).fast_lane == pytest.approx(0.2 + 0.5 * 0.7)


PARTS = st.tuples(st.sampled_from(STEPS), st.floats(0, 1), st.booleans())
CASES = st.lists(st.text("acvp", min_size=1, max_size=6), min_size=1, max_size=12)


@given(CASES, st.lists(PARTS, max_size=5), PARTS)
def test_a_further_lane_never_lowers_a_share_and_a_further_loss_never_raises_one(ways, parts, one):
    found = of(*ways)
    made = [
        (lane if widens else loss)(f"c{number}", value, step)
        for number, (step, value, widens) in enumerate([*parts, one])
    ]
    before, after = flexible(found, made[:-1]), flexible(found, made)
    assert 0 <= after.handled <= 1 + 1e-12
    assert 0 - 1e-12 <= after.fast_lane <= 1 + 1e-12
    if one[2]:
        assert after.handled == before.handled
        assert after.fast_lane >= before.fast_lane - 1e-12
    else:
        assert after.handled <= before.handled + 1e-12
        assert after.fast_lane == before.fast_lane


@given(CASES)
def test_a_process_left_as_it_is_handles_all_of_today(ways):
    assert flexible(of(*ways), ()).handled == pytest.approx(1)


@given(CASES, st.lists(PARTS, max_size=4))
def test_the_order_in_which_changes_are_made_does_not_matter(ways, parts):
    made = [
        (lane if widens else loss)(f"c{number}", value, step)
        for number, (step, value, widens) in enumerate(parts)
    ]
    one, other = (flexible(of(*ways), each).shares for each in (made, made[::-1]))
    assert one == pytest.approx(other, abs=1e-12)


def test_figures_say_how_they_are_known_and_how_far_they_may_be_off():
    change_ = lane("a", 0.5, "check").with_value("share", 0.5)
    [handled, lanes] = figures(USUAL, [replace(change_, parameters=share(0.5, 0.25, 0.75))])
    assert handled.to_be == handled.as_is
    assert handled.as_is.provenance is Provenance.MEASURED
    assert lanes.metric == FAST_LANE
    assert lanes.to_be.provenance is Provenance.ASSUMED
    assert (lanes.to_be.low, lanes.to_be.value, lanes.to_be.high) == pytest.approx((0.4, 0.6, 0.8))


def test_a_loss_is_said_in_words_with_the_changes_that_bring_it():
    assert losses(USUAL, [lane("a", 0.5, "check")]) == ()
    [text] = losses(USUAL, [loss("b", 0.5, "check")])
    assert "only 60% of the cases still get every step" in text
    assert "(b)" in text


def found_with(proposals, table):
    pool = Pool(Toy(), proposals, routes=USUAL)
    return search(ToyLaboratory(gains(**table)), pool, PLAN, 1)


def test_a_set_that_keeps_the_variants_is_not_dominated_by_a_faster_one_that_loses_some():
    result = found_with([loss("a", 0.5, "check"), change("b")], {"a": 10, "b": 5})
    points = front(result.proof, result.explored, result.recommended)
    assert result.recommended == ("a:x", "b:x")
    told = {one.redesigns: one.objectives["variants_handled_share"].mean for one in points}
    assert told == pytest.approx({("a:x", "b:x"): 0.6, ("a:x",): 0.6, ("b:x",): 1.0, (): 1.0})


def test_of_two_sets_that_are_else_alike_the_more_flexible_one_stands_on_the_front():
    result = found_with([lane("a", 0.5, "pay"), change("b")], {"a": 10, "b": 10, "a_b": -10})
    points = front(result.proof, result.explored, result.recommended)
    assert ("b:x",) not in [one.redesigns for one in points]
    assert ("a:x",) in [one.redesigns for one in points]


def test_the_front_shows_what_the_recommendation_costs_with_its_steps_kept_and_with_a_lane():
    proposals = [loss("a", 0.5, "check"), change("b"), lane("c", 0.3), lane("d", 0.6)]
    result = found_with(proposals, {"a": 10, "b": 5})
    assert result.recommended == ("a:x", "b:x")
    pool = result.proof.experiments.pool
    assert more_flexible(pool, result.recommended) == [("b:x",), ("a:x", "b:x", "d:x")]
    points = front(result.proof, result.explored, result.recommended)
    lanes = {one.redesigns: one.objectives[FAST_LANE].mean for one in points}
    assert lanes["a:x", "b:x", "d:x"] == pytest.approx(0.2 + 0.6 * 0.8)


def test_flexibility_changes_nothing_of_what_is_recommended():
    proposals = [loss("a", 0.9, "check"), change("b"), lane("c", 0.9)]
    blind = search(ToyLaboratory(gains(a=10, b=5)), Pool(Toy(), proposals), PLAN, 1)
    assert found_with(proposals, {"a": 10, "b": 5}).order == blind.order


compiled = pytest.mark.skipif(
    not kernel.COMPILED, reason="too slow where the kernel is not compiled (make kernel)"
)


@cache
def of_claims() -> Routes:
    found = routes_of_log(events_of(claims()))
    assert found is not None
    return found


@compiled
def test_the_twin_of_a_log_takes_the_routes_of_the_log():
    simulated = routes_of_twin(measured(), 3)
    assert simulated is not None
    assert simulated.provenance is Provenance.INFERRED
    for step in of_claims().steps:
        told, shown = (
            float(found.weights @ found.through(frozenset({step})))
            for found in (of_claims(), simulated)
        )
        assert shown == pytest.approx(told, abs=0.05)


def executions(model, step: str) -> float:
    outcome = laboratory().outcome(model)
    nodes = [
        node
        for node in outcome.activities
        if node == step or measured().activity_of.get(node) == step
    ]
    return sum(float(outcome.activities[node]["executions_per_case"].mean()) for node in nodes)


@compiled
def test_the_share_that_a_change_is_said_to_lose_does_go_without_the_step_in_simulation():
    named = known_as(Pay="Print letter")
    [without] = [each for each in eliminations(named) if each.where.activity == "Pay claim"]
    before, after = (
        executions(model, "Pay claim")
        for model in (process().model, without.change(process().model))
    )
    assert after / before == pytest.approx(1 - without.values["omitted_share"], abs=0.03)
    lost = 1 - flexible(of_claims(), [without]).handled
    takes = float(of_claims().weights @ of_claims().through(frozenset({"Pay claim"})))
    assert lost == pytest.approx(takes * without.values["omitted_share"])


@compiled
def test_triage_exceptions_and_a_fast_lane_widen_it_and_lose_nothing():
    made = [each for operator in (triages, exceptions, fast_lanes) for each in operator(process())]
    assert {each.operator for each in made} == {"triage", "exception", "fast_lane"}
    now = flexible(of_claims(), ())
    for each in made:
        found = flexible(of_claims(), [each])
        assert found.fast_lane > now.fast_lane
        assert found.handled == now.handled


@compiled
def test_every_share_of_a_proposal_is_a_share_of_steps_of_the_process():
    for operator in OPERATORS:
        for each in operator(process()):
            for told in (each.lane, each.loses):
                if told is not None:
                    assert told.steps <= set(process().activities)
                    assert 0 <= told.share(each.values) <= 1
                    assert 0 <= told.share(each.cautious().values) <= 1
            if each.loses is not None:
                assert each.loses.steps <= each.touches.removes
