"""How cases find their way: gateways, loops, instances, attributes."""

from collections import Counter

import numpy as np
import pytest

from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.distribution import exponential, fixed, uniform
from functions.optimization.simulation.engine.graph import ModelError
from functions.optimization.simulation.engine.model import (
    Activity,
    Arrivals,
    Attribute,
    Condition,
    Flow,
    Gateway,
    Model,
    Resource,
)
from functions.optimization.simulation.engine.run import Length, RunawayError, Runner
from functions.optimization.simulation.engine.simulation import Size, simulate
from tests.unit.engine_fixture import at, chain, happened, starts, work

FORK = (
    Flow("start", "fork"),
    Flow("fork", "a"),
    Flow("fork", "b"),
    Flow("a", "join"),
    Flow("b", "join"),
    Flow("join", "c"),
    Flow("c", "end"),
)


def wait(name: str, seconds: float) -> Activity:
    return Activity(name, fixed(seconds))


def test_activities_follow_each_other():
    model = Model((wait("a", 2), wait("b", 3)), chain("start", "a", "b", "end"), at(1, 5))
    assert starts(model) == [(0, "a", 1), (0, "b", 3), (1, "a", 5), (1, "b", 7)]


def test_a_parallel_join_waits_for_the_slowest_branch():
    gateways = Gateway("fork", "parallel"), Gateway("join", "parallel")
    model = Model((wait("a", 2), wait("b", 7), wait("c", 1)), FORK, at(0), gateways)
    assert starts(model) == [(0, "a", 0), (0, "b", 0), (0, "c", 7)]
    outcome = simulate(model, Size(1, 1), warm_up=0)
    assert outcome.process["synchronisation_h"][0] == pytest.approx(5 / 3600)
    assert outcome.process["cycle_time_mean_h"][0] == pytest.approx(8 / 3600)


def test_an_exclusive_choice_takes_each_way_as_often_as_its_probability_says():
    model = Model(
        (wait("a", 1), wait("b", 1), wait("c", 1)),
        (
            Flow("start", "x"),
            Flow("x", "a", 0.2),
            Flow("x", "b", 0.5),
            Flow("x", "c", 0.3),
            *(Flow(name, "end") for name in "abc"),
        ),
        Arrivals(fixed(1.0)),
        (Gateway("x", "exclusive"),),
    )
    counts = Counter(one.activity for one in happened(model, 20_000))
    for name, share in (("a", 0.2), ("b", 0.5), ("c", 0.3)):
        assert abs(counts[name] / 20_000 - share) < 4.5 * (share * (1 - share) / 20_000) ** 0.5


def test_an_activity_with_two_ways_out_and_no_gateway_takes_one_of_them():
    flows = Flow("start", "a"), Flow("a", "a", 0.5), Flow("a", "end", 0.5)
    counts = Counter(one.case for one in happened(Model((wait("a", 1),), flows, at(*range(4000)))))
    assert sum(counts.values()) / 4000 == pytest.approx(2.0, abs=0.12)  # geometric
    assert max(counts.values()) > 4


def inclusive(share_a: float, share_b: float, cases: int) -> list[set[str]]:
    gateways = Gateway("fork", "inclusive"), Gateway("join", "inclusive")
    flows = list(FORK)
    flows[1], flows[2] = Flow("fork", "a", share_a), Flow("fork", "b", share_b)
    model = Model(
        (wait("a", 2), wait("b", 7), wait("c", 1)), tuple(flows), at(*range(cases)), gateways
    )
    ways: list[set[str]] = [set() for _ in range(cases)]
    for one in happened(model):
        assert one.activity not in ways[one.case]  # nothing twice: the join joins
        ways[one.case].add(one.activity)
        if one.activity == "c":  # begins when all that were begun are done
            assert one.begins == one.case + (7 if "b" in ways[one.case] else 2)
    return ways


def test_an_inclusive_split_takes_at_least_one_way_and_its_join_waits_for_all_that_were_begun():
    ways = inclusive(0.5, 0.5, 4000)
    counts = Counter(frozenset(way - {"c"}) for way in ways)
    assert all("c" in way for way in ways)
    # 1/4 both, 1/4 each alone, and 1/4 none, which goes to one of the two
    assert counts[frozenset("ab")] / 4000 == pytest.approx(0.25, abs=0.04)
    assert counts[frozenset("a")] / 4000 == pytest.approx(0.375, abs=0.04)


def test_an_inclusive_join_in_a_loop_waits_for_nothing_that_can_only_come_through_itself():
    model = Model(
        (wait("a", 2), wait("b", 1)),
        (
            Flow("start", "join"),
            Flow("join", "a"),
            Flow("a", "again", 1.0),
            Flow("again", "b", 0.5),
            Flow("again", "end", 0.5),
            Flow("b", "join"),
        ),
        at(*range(200)),
        (Gateway("join", "inclusive"), Gateway("again", "exclusive")),
    )
    counts = Counter(one.activity for one in happened(model))
    assert counts["a"] == counts["b"] + 200


def test_of_an_event_based_gateway_the_wait_that_ends_first_wins():
    model = Model(
        (wait("answer", 5), wait("timeout", 3), wait("done", 1)),
        (
            Flow("start", "e"),
            Flow("e", "answer"),
            Flow("e", "timeout"),
            Flow("answer", "end"),
            Flow("timeout", "done"),
            Flow("done", "end"),
        ),
        at(0),
        (Gateway("e", "event_based"),),
    )
    assert starts(model) == [(0, "timeout", 0), (0, "done", 3)]
    outcome = simulate(model, Size(1, 1), warm_up=0)
    assert outcome.process["external_h"][0] == pytest.approx(4 / 3600)


def test_a_race_is_won_in_proportion_to_the_rates():
    activities = Activity("fast", exponential(1.0)), Activity("slow", exponential(3.0))
    flows = (
        Flow("start", "e"),
        Flow("e", "fast"),
        Flow("e", "slow"),
        Flow("fast", "end"),
        Flow("slow", "end"),
    )
    model = Model(activities, flows, Arrivals(fixed(1.0)), (Gateway("e", "event_based"),))
    counts = Counter(one.activity for one in happened(model, 10_000))
    assert counts["fast"] / 10_000 == pytest.approx(0.75, abs=0.02)


def test_instances_are_done_side_by_side_and_the_case_goes_on_after_the_last():
    several = Activity("sign", uniform(1.0, 9.0), instances=4)
    model = Model((several, wait("file", 1)), chain("start", "sign", "file", "end"), at(0, 100))
    found = happened(model)
    for case in (0, 1):
        signed = [one for one in found if one.case == case and one.activity == "sign"]
        (filed,) = (one for one in found if one.case == case and one.activity == "file")
        assert len({one.ends for one in signed}) == 4
        assert filed.begins == max(one.ends for one in signed)


def routed() -> Model:
    return Model(
        (wait("small", 1), wait("large", 1), wait("foreign", 1)),
        (
            Flow("start", "x"),
            Flow("x", "foreign", conditions=(Condition("country", "!=", "home"),)),
            Flow("x", "large", conditions=(Condition("amount", ">", 60.0),)),
            Flow("x", "small"),
            *(Flow(name, "end") for name in ("small", "large", "foreign")),
        ),
        Arrivals(fixed(1.0)),
        (Gateway("x", "exclusive"),),
        attributes=(
            Attribute("country", ("home", "abroad"), (0.8, 0.2)),
            Attribute("amount", distribution=uniform(0.0, 100.0)),
        ),
    )


def test_attributes_decide_where_a_case_goes():
    counts = Counter(one.activity for one in happened(routed(), 10_000))
    assert counts["foreign"] / 10_000 == pytest.approx(0.2, abs=0.02)
    assert counts["large"] / 10_000 == pytest.approx(0.32, abs=0.02)
    assert counts["small"] / 10_000 == pytest.approx(0.48, abs=0.02)


def test_a_change_leaves_the_ways_and_times_of_everything_else_in_place():
    """Common random numbers: only what is changed is different."""

    def model(b: Activity) -> Model:
        return Model(
            (Activity("a", exponential(3.0)), b, Activity("c", exponential(2.0))),
            (
                Flow("start", "a"),
                Flow("a", "x"),
                Flow("x", "b", 0.5),
                Flow("x", "c", 0.5),
                Flow("b", "c"),
                Flow("c", "end"),
            ),
            Arrivals(exponential(5.0)),
            (Gateway("x", "exclusive"),),
        )

    before = happened(model(Activity("b", exponential(10.0))), 500)
    after = happened(model(Activity("b", fixed(1.0))), 500)

    def times(found, name):
        return {one.case: one.ends - one.begins for one in found if one.activity == name}

    assert {one.case for one in before if one.activity == "b"} == set(times(after, "b"))
    for name in ("a", "c"):
        assert times(before, name) == pytest.approx(times(after, name))


def test_a_case_counts_once_as_reworked_however_often_it_is_repeated():
    flows = Flow("start", "a"), Flow("a", "a", 0.5), Flow("a", "end", 0.5)
    model = Model((work("a", 1.0, "p"),), flows, Arrivals(fixed(10.0)))
    model = Model(model.activities, flows, model.arrivals, resources=(Resource("p"),))
    outcome = simulate(model, Size(4, 5000))
    share = outcome.process["rework_share"].mean()
    assert share == pytest.approx(0.5, abs=0.02)
    assert outcome.process["first_pass_yield"].mean() == pytest.approx(1 - share)


def test_outcomes_are_the_ends_that_cases_reach():
    model = Model(
        (wait("decide", 1),),
        (Flow("start", "decide"), Flow("decide", "approved", 0.7), Flow("decide", "rejected", 0.3)),
        Arrivals(fixed(1.0)),
        ends=("approved", "rejected"),
    )
    outcome = simulate(model, Size(5, 4000))
    assert outcome.outcomes["approved"].mean() == pytest.approx(0.7, abs=0.02)
    assert np.allclose(outcome.outcomes["approved"] + outcome.outcomes["rejected"], 1.0)


def test_tokens_that_go_round_without_time_passing_are_reported_by_place():
    model = Model(
        (wait("a", 1),),
        (
            Flow("start", "x"),
            Flow("x", "y", 1.0),
            Flow("x", "a", 0.0),
            Flow("y", "x"),
            Flow("a", "end"),
        ),
        at(0),
        (Gateway("x", "exclusive"), Gateway("y", "exclusive")),
    )
    with pytest.raises(RunawayError, match=r"[xy]$"):
        Runner(compile_model(model)).replication(1, 0, Length(1))


@pytest.mark.parametrize(
    ("flows", "place"),
    [
        ((Flow("start", "a"), Flow("a", "end"), Flow("a", "nowhere")), "nowhere"),
        ((Flow("start", "a"), Flow("a", "end", 0.5), Flow("a", "a", 0.4)), "a"),
        ((Flow("start", "a"), Flow("a", "end", 0.5), Flow("a", "a")), "a"),
        ((Flow("start", "a"),), "a"),
        ((Flow("start", "a"), Flow("a", "start")), "start"),
        (
            (
                Flow("start", "a"),
                Flow("a", "end", conditions=(Condition("k", "==", 1.0),)),
                Flow("a", "a", conditions=(Condition("k", "==", 2.0),)),
            ),
            "a",
        ),
    ],
)
def test_a_contradictory_model_is_refused_by_place(flows, place):
    with pytest.raises(ModelError) as refused:
        compile_model(Model((wait("a", 1),), flows, at(0)))
    assert refused.value.place == place
