"""Work in batches, setup and patience: what waits for company, and what does not wait for ever."""

import pytest

from functions.optimization.simulation.engine.distribution import fixed
from functions.optimization.simulation.engine.model import Activity, Batching, Flow, Model, Resource
from functions.optimization.simulation.engine.simulation import Size, simulate
from tests.unit.engine_fixture import (
    HOUR,
    ONE,
    at,
    chain,
    daily,
    happened,
    seconds,
    starts,
    work,
)


def batched(plan: Batching, *instants: float, **more: object) -> list[tuple[int, float, float]]:
    model = Model(
        (work("a", 10, "p", batching=plan, **more),),
        ONE,
        at(*instants),
        resources=(Resource("p"),),
        calendars=(daily("noon", 12, 13),),
    )
    return [(one.case, one.begins, one.ends) for one in happened(model)]


def test_a_batch_starts_when_it_is_full_and_what_is_left_at_the_end_is_not_dropped():
    found = batched(Batching(size=2), 0, 5, 100)
    assert found == [(0, 5, 15), (1, 15, 25), (2, 100, 110)]


def test_a_parallel_batch_takes_the_time_of_one_and_its_share():
    plan = Batching(size=3, kind="parallel", time_shares=((2, 0.9), (3, 0.5)))
    assert batched(plan, 0, 1, 2) == [(0, 2, 7), (1, 2, 7), (2, 2, 7)]


def test_a_sequential_batch_is_shortened_execution_by_execution():
    plan = Batching(size=2, time_shares=((2, 0.5),))
    assert batched(plan, 0, 1) == [(0, 1, 6), (1, 6, 11)]


def test_a_batch_starts_when_its_first_has_waited_long_enough():
    assert batched(Batching(longest_wait_s=50.0), 0, 30, 60)[:2] == [(0, 50, 60), (1, 60, 70)]


def test_a_batch_starts_when_nothing_more_has_come_for_a_while():
    assert batched(Batching(quiet_s=20.0), 0, 15, 30)[0] == (0, 50, 60)


def test_a_batch_starts_at_its_hour():
    found = batched(Batching(release="noon"), 0, 100)
    assert found == [(0, 12 * HOUR, 12 * HOUR + 10), (1, 12 * HOUR + 10, 12 * HOUR + 20)]


def test_waiting_for_the_batch_is_told_apart_from_waiting_for_people():
    model = Model(
        (work("a", 10, "p", batching=Batching(size=2, kind="parallel")),),
        ONE,
        at(0, 4, 5, 6),
        resources=(Resource("p", cost_per_h=360.0),),
    )
    outcome = simulate(model, Size(1, 4), warm_up=0)
    assert seconds(outcome, "waiting_for_batch_h") == pytest.approx((4 + 1) / 4)
    assert seconds(outcome, "waiting_for_people_h") == pytest.approx(2 * (14 - 6) / 4)
    assert outcome.process["cost_per_case"][0] == pytest.approx(0.5)  # 10 s for two


def test_setup_comes_on_top_where_something_else_was_done_before():
    model = Model(
        (work("a", 10, "p", setup=fixed(3)), work("b", 10, "p", setup=fixed(5))),
        chain("start", "a", "b", "end"),
        at(0, 100),
        resources=(Resource("p"),),
    )
    assert [one.ends - one.begins for one in happened(model)] == [10, 15, 13, 15]
    outcome = simulate(model, Size(1, 2), warm_up=0)
    assert seconds(outcome, "setup_h") == pytest.approx((5 + 3 + 5) / 2)
    assert seconds(outcome, "processing_h") == pytest.approx(20)


def test_who_has_waited_too_long_leaves_the_queue_for_another_place():
    model = Model(
        (
            work("a", 100, "p", patience=fixed(30), abandons_to="apologise"),
            Activity("apologise", fixed(1)),
        ),
        (Flow("start", "a"), Flow("a", "served"), Flow("apologise", "lost")),
        at(0, 10, 95),
        resources=(Resource("p"),),
        ends=("served", "lost"),
    )
    assert starts(model) == [(0, "a", 0), (1, "apologise", 40), (2, "a", 100)]
    outcome = simulate(model, Size(1, 3), warm_up=0)
    assert outcome.process["abandonments_per_case"][0] == pytest.approx(1 / 3)
    assert outcome.outcomes["lost"][0] == pytest.approx(1 / 3)
    assert outcome.process["first_pass_yield"][0] == pytest.approx(2 / 3)
