"""functions/optimization/search: explore, choose and prove"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from common.model.portfolio import Stop
from common.model.submission import AnalysisType
from functions.optimization.redesign.proposal import Touches
from functions.optimization.search import journal
from functions.optimization.search.effects import GOAL, corrected, verdict, worthwhile
from functions.optimization.search.experiments import Experiments, samples
from functions.optimization.search.exploring import explore
from functions.optimization.search.plan import FirstLook, cases_of, plan_of
from functions.optimization.search.pool import Most, Pool
from functions.optimization.search.proving import front, proof, proven, rollout, verdicts
from functions.optimization.search.search import search
from functions.optimization.search.sensitivity import swings
from functions.optimization.search.stopping import forgone
from functions.optimization.simulation.engine.diagnosis import CannotRunError
from tests.unit.search_fixture import (
    PLAN,
    Toy,
    ToyLaboratory,
    change,
    gains,
    heads,
    pool,
    strength,
)


def found(gains_h, names="abcdef", plan=PLAN, seed=1, candidates=None):
    laboratory = ToyLaboratory(gains(**gains_h))
    return search(laboratory, candidates or pool(*names), plan, seed)


def test_changes_that_help_are_recommended_in_the_order_of_what_they_add():
    result = found({"a": 5, "c": 20, "e": 10})

    assert result.order == ("c:x", "e:x", "a:x")
    assert result.verdicts["c:x"] == "beneficial"
    assert result.verdicts["b:x"] == "no_effect"


def test_changes_that_help_only_together_are_found():
    result = found({"b_e": 15, "a": 3})

    assert result.recommended == ("a:x", "b:x", "e:x")
    assert {result.verdicts[each] for each in result.recommended} == {"beneficial"}


def test_what_fresh_luck_does_not_prove_is_left_out_of_the_recommendation():
    laboratory, candidates = ToyLaboratory(gains(a=5, b_e=9), noise_h=0.5), pool(*"abce")
    proving = proof(Experiments(laboratory, candidates), samples(1)[1], 20)
    order = ("b:x", "a:x", "c:x", "e:x")  # as if c had been lucky when it was chosen
    claims = 1 + 3 * len(order)
    judged = verdicts(proving, order, order, claims)

    assert judged == dict.fromkeys(["a:x", "b:x", "e:x"], "beneficial") | {"c:x": "no_effect"}
    assert proven(proving, order, judged, claims) == ("b:x", "a:x", "e:x")
    assert proven(proving, ("c:x",), judged, claims) == ()


def test_a_change_that_spoils_another_is_left_out():
    result = found({"a": 12, "b": 10, "a_b": -11, "c": 4})

    assert result.recommended == ("a:x", "c:x")


def test_what_another_change_brings_already_is_spared():
    result = found({"a": 12, "b": 10, "a_b": -9.8})

    assert result.recommended == ("a:x",)
    assert result.verdicts["b:x"] == "beneficial"


def test_a_process_with_nothing_to_gain_is_left_as_it_is():
    result = found({"a": -5})

    assert result.order == ()
    assert result.verdicts["a:x"] == "harmful"


def test_the_order_in_which_candidates_are_listed_does_not_matter():
    laboratory = ToyLaboratory(gains(a=5, b_c=8, d=3, a_d=-3))
    names = ["a", "b", "c", "d", "e"]
    results = [search(laboratory, pool(*listed), PLAN, 1) for listed in (names, names[::-1])]

    assert results[0].order == results[1].order
    assert results[0].verdicts == results[1].verdicts
    assert results[0].explored.shown.keys() == results[1].explored.shown.keys()


@pytest.mark.parametrize("seed", range(5))
def test_more_simulation_recommends_nothing_worse(seed):
    table = {"a": 3, "b": 2, "c": 4, "d": 1, "b_c": -2, "a_e": 4, "e_f": 6}
    reached = []
    for activities in (1e4, 1e5, 1e6, 1e7):
        result = found(table, plan=replace(PLAN, activities=activities), seed=seed)
        reached.append(
            sum(g for t, g in gains(**table).items() if t <= {n[0] for n in result.order})
        )

    assert reached[-1] == 18  # b brings nothing beside c
    assert all(later >= earlier - 0.5 for earlier, later in pairwise(reached))


def test_what_cannot_be_simulated_is_left_out_and_said():
    result = found({"a": 5}, names=("a", "impossible"))

    assert result.order == ("a:x",)
    assert result.not_run() == {"impossible:x": "no steady state"}
    assert "impossible:x" not in result.verdicts


def test_claims_rest_on_replications_that_were_not_used_to_choose():
    choice, proof = samples(7)
    result = found({"a": 5}, seed=7)

    assert choice.seed != proof.seed
    assert result.proof.sample == proof
    shown = {name for name, _ in result.explored.experiments.journal.results}
    assert shown == {"choice", "proof"}
    by_choice = result.explored.experiments.of(("a:x",), choice, 10)[GOAL]
    by_proof = result.proof.of(("a:x",))[GOAL]
    assert not set(by_choice.tolist()) & set(by_proof.tolist())


def test_values_that_may_be_chosen_are_searched():
    several = change("a", parameters=strength(), choices={"strength": (0.5, 1.0, 3.0)})
    result = found({"a": 5}, candidates=Pool(Toy(), [several, change("b")]))

    assert result.order == ("a:x@strength=3",)


def test_the_value_that_needs_fewer_people_wins_where_more_bring_little():
    def staffed(model, values):
        return Toy((*model.done, ("a", 1.0 + 0.01 * values["added_headcount"])))

    hire = change(
        "a", edit=staffed, parameters={"added_headcount": heads(2.0)},
        choices={"added_headcount": (1.0, 2.0, 3.0)},
    )  # fmt: skip
    result = found({"a": 10}, candidates=Pool(Toy(), [hire]))

    assert result.order == ("a:x@added_headcount=1",)


def test_an_experiment_is_run_once_and_in_pieces_as_at_once():
    laboratory = ToyLaboratory(gains(a=5))
    experiments = Experiments(laboratory, pool("a"))
    choice, _ = samples(1)

    first = experiments.of(("a:x",), choice, 4)[GOAL]
    whole = experiments.of(("a:x",), choice, 10)[GOAL]
    again = experiments.of(("a:x",), choice, 6)[GOAL]

    assert laboratory.runs == 10
    assert experiments.spent == 10 * 100 * 10  # replications, cases, activities per case
    np.testing.assert_array_equal(whole[:4], first)
    np.testing.assert_array_equal(whole[:6], again)
    at_once = Experiments(laboratory, pool("a")).of(("a:x",), choice, 10)[GOAL]
    np.testing.assert_array_equal(whole, at_once)


def test_what_is_alike_whatever_is_assumed_is_simulated_once():
    assumed = change("a", parameters=strength(), unfavourable={"strength": 0.5})
    laboratory, planned = ToyLaboratory(gains(a=5, b=3)), Pool(Toy(), [assumed, change("b")])
    choice, _ = samples(1)
    careful = Experiments(laboratory, planned.careful())
    careful.of(("b:x",), choice, 10)
    worst = careful.of(("a:x",), choice, 10)[GOAL]
    again = careful.going_on(planned)

    again.of(("b:x",), choice, 10)
    assert laboratory.runs == 20
    assert again.of((planned.cautious("a:x"),), choice, 10)[GOAL].tolist() == worst.tolist()
    assert laboratory.runs == 20
    assert again.of(("a:x",), choice, 10)[GOAL].mean() < worst.mean() - 2
    assert laboratory.runs == 30
    assert again.spent == 30 * 100 * 10  # replications, cases, activities per case


def test_weak_candidates_cost_less_than_strong_ones():
    names = [f"n{k}" for k in range(20)]
    laboratory = ToyLaboratory({frozenset([name]): 0.5 * k for k, name in enumerate(names)})
    experiments = Experiments(laboratory, pool(*names))
    explored = explore(experiments, samples(1)[0], replace(PLAN, activities=1.0))
    lengths = {name: explored.shown[(f"{name}:x",)][GOAL].size for name in names}

    assert lengths["n0"] == 5
    assert lengths["n19"] == 10
    assert sum(size == 5 for size in lengths.values()) >= 10


def test_changes_that_undo_or_swallow_each_other_are_not_combined():
    def alone(model, values):  # leaves nothing of what was done before
        return Toy((("z", 1.0),))

    def once(model, values):  # does nothing where something is done
        return model if model.done else Toy((("q", 1.0),))

    changes = Pool(
        Toy(), [change("a"), change("b"), change("z", edit=alone), change("q", edit=once)]
    )

    assert changes.compatible("a:x", "b:x")
    assert not changes.compatible("a:x", "z:x")
    assert not changes.compatible("q:x", "a:x")
    assert changes.with_(("a:x",), "z:x") is None
    with pytest.raises(CannotRunError, match="changes nothing beside"):
        changes.model_of(("a:x", "q:x"))


def test_two_changes_that_take_the_same_step_away_are_not_combined():
    def without(*steps):
        return Touches(removes=frozenset(steps))

    changes = Pool(
        Toy(),
        [
            change("a", touches=without("check", "file")),
            change("b", touches=without("check")),
            change("c", touches=without("pay")),
        ],
    )

    assert not changes.compatible("a:x", "b:x")
    assert changes.compatible("a:x", "c:x")


def test_each_step_of_the_rollout_is_measured_beside_those_before_it():
    result = found({"a": 12, "b": 10, "a_b": -5})
    steps = rollout(result.proof, result.order)

    assert [step.redesign for step in steps] == ["a:x", "b:x"]
    marginal = [step.marginal[0].difference.mean for step in steps]
    assert marginal == pytest.approx([-12, -5], abs=0.2)


def test_the_front_holds_the_process_as_it_is_and_the_recommendation():
    result = found({"a": 12, "b": 10, "c": 0.1})
    points = front(result.proof, result.explored, result.recommended)

    sets = {one.redesigns: one.recommended for one in points}
    assert sets == {("a:x", "b:x"): True, ("a:x",): False, (): False}


def swing(table, parameters, **more):
    candidate = change("a", parameters=parameters, **more)
    result = found(table, candidates=Pool(Toy(), [candidate, change("b")]))
    return swings(result.proof, result.recommended, {}, 1e9, 20)


def test_an_assumption_is_varied_over_its_range_and_its_turning_point_is_found():
    [one] = swing({"a": 10, "b": 4}, strength())

    assert (one.input, one.redesign) == ("strength", "a:x")
    assert one.at_low.mean == pytest.approx(-4, abs=0.2)
    assert one.at_high.mean == pytest.approx(-24, abs=0.2)
    assert one.flips_at == pytest.approx(0.05, abs=0.02)  # 10 h x 0.05 is half a percent


def test_an_assumption_that_decides_nothing_flips_nowhere():
    [one] = swing({"a": 10}, strength(low=0.5))

    assert one.flips_at is None


def test_what_may_be_chosen_or_is_known_swings_nothing():
    assert swing({"a": 10}, strength(), choices={"strength": (1.0,)}) == ()
    assert swing({"a": 10}, {"added_headcount": heads()}) == ()


def test_verdicts_look_at_cost_and_rework_only_where_the_time_stays():
    rng = np.random.default_rng(3)
    before = {GOAL: rng.normal(100, 1, 20), "cost_per_case": rng.normal(50, 1, 20)}
    cheaper = {
        GOAL: before[GOAL] + rng.normal(0, 1, 20),
        "cost_per_case": before["cost_per_case"] - 5,
    }
    slower = {**cheaper, GOAL: before[GOAL] + 10}

    assert verdict(before, cheaper, 5) == "beneficial"
    assert verdict(before, slower, 5) == "harmful"
    assert worthwhile(before, cheaper, before, corrected(5))
    assert not worthwhile(before, slower, before, corrected(5))


def test_the_size_of_a_search_follows_the_kind_of_analysis_and_the_time_box():
    full, targeted, quick = (
        plan_of(kind, 300)
        for kind in (AnalysisType.COMPREHENSIVE, AnalysisType.TARGETED, AnalysisType.QUICK)
    )

    assert full.activities > targeted.activities > quick.activities
    assert plan_of(AnalysisType.COMPREHENSIVE, 10) == plan_of(AnalysisType.QUICK, 10)
    assert plan_of(AnalysisType.COMPREHENSIVE, 1e6) == plan_of(AnalysisType.COMPREHENSIVE, 600)


def test_replications_are_shorter_where_the_plan_cannot_pay_for_long_ones():
    plan = plan_of(AnalysisType.COMPREHENSIVE, 300)

    rich = cases_of(plan, 10, FirstLook(in_process=20, activities_per_case=10, load=0.5))
    busy = cases_of(plan, 10, FirstLook(in_process=20, activities_per_case=5, load=0.85))
    poor = cases_of(plan, 200, FirstLook(in_process=400, activities_per_case=40, load=0.5))

    assert (rich.lead, rich.measured, rich.tail) == (50, 200, 40)
    assert busy.lead == pytest.approx(3 * 100, rel=0.15)  # M/M/1: 100 cases to forget 63%
    assert poor.measured == 100
    assert poor.lead < 100


@pytest.mark.parametrize("breaks_after", [1, 50, 150, 300])
def test_an_interrupted_search_goes_on_to_the_same_end(breaks_after, monkeypatch):
    monkeypatch.setattr(journal, "EVERY", 20_000.0)
    table = gains(a=5, b=3, c=4, b_c=-2, d_e=6)
    kept = []

    def begun(stored, **more):
        laboratory = ToyLaboratory(table, **more)
        with journal.resuming(journal.Journal(kept.append, stored)):
            return search(
                laboratory, pool("a", "b", "c", "d", "e", "impossible"), PLAN, 3
            ), laboratory

    whole, uninterrupted = begun(None)
    kept.clear()
    with pytest.raises(InterruptedError):
        begun(None, breaks_after=breaks_after)
    resumed, rest = begun(kept[-1] if kept else None)

    assert resumed.order == whole.order
    assert resumed.not_run() == whole.not_run()
    assert resumed.explored.experiments.spent == whole.explored.experiments.spent
    results = (each.explored.experiments.journal.results for each in (whole, resumed))
    first, second = ({key: repr(m) for key, m in result.items()} for result in results)
    assert first == second
    assert rest.runs <= uninterrupted.runs
    if breaks_after >= 300:
        assert rest.runs < uninterrupted.runs


def test_a_journal_of_another_search_is_left_aside(monkeypatch):
    monkeypatch.setattr(journal, "EVERY", 20_000.0)
    kept = []
    with journal.resuming(journal.Journal(kept.append)):
        result = found({"a": 5}, seed=1)
    with journal.resuming(again := journal.Journal(stored=kept[-1])):
        same = found({"a": 5}, seed=1)
    with journal.resuming(other := journal.Journal(stored=kept[-1])):
        found({"a": 5}, seed=2)

    kept_of = {key for key, runs in again.results.items() if runs[GOAL].size}
    assert same.order == result.order
    assert same.explored.experiments.laboratory.runs < result.explored.experiments.laboratory.runs
    by_seed = result.explored.experiments.journal.results
    for key in kept_of & other.results.keys():
        assert repr(other.results[key]) != repr(by_seed[key])


def test_all_changes_together_add_no_more_people_than_may_be_added():
    hires = [
        change(
            name, parameters={"added_headcount": heads()}, choices={"added_headcount": (1.0, 3.0)}
        )
        for name in "abc"
    ]
    result = found({"a": 5, "b": 9, "c": 7}, candidates=Pool(Toy(), hires, Most(heads=2)))

    assert result.recommended == ("b:x", "c:x")
    assert all(result.proof.experiments.pool.heads(each) <= 2 for each in result.explored.shown)


def test_what_a_guard_stopped_is_tried_but_never_proposed():
    result = found({"a": 5, "z": 30})
    stop = Stop(operator="z", title="z", guard="order", reason="It needs what comes later.")

    [told] = forgone(result, [(change("z"), stop)])

    assert told.forgone.difference.mean == pytest.approx(-30, abs=0.2)
    assert result.order == ("a:x",)
