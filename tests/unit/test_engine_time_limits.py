"""Boundary timers, and waits that follow a calendar."""

from math import exp

import numpy as np
import pytest

from functions.optimization.simulation.comparison import mean_interval
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.diagnosis import UnsoundModelError, check_sound
from functions.optimization.simulation.engine.distribution import empirical, exponential, fixed
from functions.optimization.simulation.engine.graph import ModelError
from functions.optimization.simulation.engine.model import (
    Activity,
    Arrivals,
    Batching,
    Flow,
    Gateway,
    Model,
    Resource,
    TimeLimit,
)
from functions.optimization.simulation.engine.run import Length, Runner
from functions.optimization.simulation.engine.simulation import Size, simulate
from tests.unit.engine_fixture import at, chain, daily, happened, starts, work

HOUR = 3600.0
WAYS = (Flow("start", "a"), Flow("a", "done"), Flow("b", "late"))


def limited(limit_s: float, *comes: float, breaks_off: bool = True, **more: object) -> Model:
    """Return work of 100 s by one person; after the limit something else, of 1 s."""
    limit = TimeLimit(fixed(limit_s), "b", breaks_off)
    return Model(
        (work("a", 100, "p", time_limit=limit), Activity("b", fixed(1))),
        WAYS,
        at(*comes),
        resources=(Resource("p", cost_per_h=3600.0),),
        ends=("done", "late"),
        **more,
    )


def spans(model: Model) -> list[tuple[int, str, float, float]]:
    return [(one.case, one.activity, one.begins, one.ends) for one in happened(model)]


def test_work_that_is_done_within_its_time_limit_goes_on_as_usual():
    assert spans(limited(100, 0)) == [(0, "a", 0, 100)]


def test_work_is_broken_off_when_its_time_is_up_and_its_performer_is_free_again():
    model = limited(70, 0, 20)
    assert spans(model) == [(0, "a", 0, 70), (0, "b", 70, 71), (1, "a", 70, 90), (1, "b", 90, 91)]
    outcome = simulate(model, Size(1, 2), warm_up=0)
    assert outcome.process["processing_h"][0] * HOUR == pytest.approx((70 + 20) / 2)
    assert outcome.process["cost_per_case"][0] == pytest.approx((70 + 20) / 2)
    assert outcome.activities["a"]["over_limit_per_case"][0] == 1
    assert outcome.outcomes["late"][0] == 1


def test_who_still_waits_when_the_time_is_up_leaves_the_queue():
    model = limited(30, 0, 10)
    assert spans(model) == [(0, "a", 0, 30), (0, "b", 30, 31), (1, "a", 30, 40), (1, "b", 40, 41)]
    busy = Model(
        (work("a", 100, "p"), work("c", 5, "p", time_limit=TimeLimit(fixed(30.0), "b"))),
        (
            Flow("start", "x"),
            Flow("x", "a"),
            Flow("x", "c"),
            Flow("a", "end"),
            Flow("c", "end"),
            Flow("b", "end"),
        ),
        at(0),
        (Gateway("x", "parallel"),),
        (Resource("p"),),
    )
    busy = Model(
        (*busy.activities, Activity("b", fixed(1))), busy.flows, busy.arrivals, busy.gateways,
        busy.resources,
    )  # fmt: skip
    assert spans(busy) == [(0, "a", 0, 100), (0, "b", 30, 31)]
    outcome = simulate(busy, Size(1, 1), warm_up=0)
    assert outcome.process["waiting_h"][0] * HOUR == pytest.approx(30)
    assert outcome.process["abandonments_per_case"][0] == 0


def test_a_timer_that_does_not_break_off_begins_something_else_beside_the_work():
    model = limited(70, 0, 10, breaks_off=False)
    assert spans(model) == [
        (0, "a", 0, 100),
        (0, "b", 70, 71),
        (1, "b", 80, 81),
        (1, "a", 100, 200),
    ]
    assert spans(limited(100, 0, breaks_off=False)) == [(0, "a", 0, 100)]  # done in time
    outcome = simulate(model, Size(1, 2), warm_up=0)
    assert outcome.process["cycle_time_mean_h"][0] * HOUR == pytest.approx((100 + 190) / 2)


def test_time_off_shift_counts_towards_the_limit_but_not_as_work():
    model = limited(30 * HOUR, 16 * HOUR)
    model = Model(
        (
            work("a", 4 * HOUR, "p", time_limit=TimeLimit(fixed(15.5 * HOUR), "b")),
            *model.activities[1:],
        ),
        WAYS,
        model.arrivals,
        resources=(Resource("p", calendar="office"),),
        calendars=(daily("office", 8, 17),),
        ends=("done", "late"),
    )  # fmt: skip
    assert spans(model)[0] == (0, "a", 16 * HOUR, 31.5 * HOUR)
    outcome = simulate(model, Size(1, 1), warm_up=0)
    assert outcome.process["processing_h"][0] == pytest.approx(1.0)
    assert outcome.process["pause_h"][0] == pytest.approx(14.5)
    assert outcome.process["idle_h"][0] == pytest.approx(14.5)


def test_a_wait_is_broken_off_too_as_often_as_theory_says():
    waiting = Activity("a", exponential(10.0), time_limit=TimeLimit(fixed(8.0), "b"))
    model = Model(
        (waiting, Activity("b", fixed(0))), WAYS, Arrivals(exponential(1.0)), ends=("done", "late")
    )
    outcome = simulate(model, Size(30, 2_000))
    _, low, high = mean_interval(outcome.outcomes["late"])
    assert low <= exp(-0.8) <= high
    _, low, high = mean_interval(outcome.process["cycle_time_mean_h"] * HOUR)
    assert low <= 10 * (1 - exp(-0.8)) <= high


def test_an_overloaded_queue_with_a_limit_is_stable_and_loses_what_theory_says():
    """M/M/1 whose cases leave after a fixed time, waiting or served: work asked for is 1.5."""
    serve = work("a", exponential(1.0), "p", time_limit=TimeLimit(fixed(4.0), "b"))
    model = Model(
        (serve, Activity("b", fixed(0))),
        WAYS,
        Arrivals(exponential(1 / 1.5)),
        resources=(Resource("p"),),
        ends=("done", "late"),
    )
    outcome = simulate(model, Size(20, 2_000))
    assert outcome.process["cycle_time_p99_h"].max() * HOUR <= 4.0 + 1e-9
    served = 1 - outcome.outcomes["late"].mean()
    assert 0.5 < served * 1.5 < 1.0  # never more than one per second


def test_a_place_that_only_a_timer_leads_to_is_part_of_the_token_game():
    check_sound(compile_model(limited(70, 0)))
    check_sound(compile_model(limited(70, 0, breaks_off=False)))
    stuck = Model(
        (work("a", 100, "p", time_limit=TimeLimit(fixed(7.0), "j")), work("c", 1, "p")),
        (*chain("start", "a", "f", "c", "j", "end"), Flow("f", "j")),
        at(0),
        (Gateway("f", "parallel"), Gateway("j", "parallel")),
        (Resource("p"),),
    )  # fmt: skip
    with pytest.raises(UnsoundModelError, match="j: "):
        check_sound(compile_model(stuck))


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"batching": Batching(3)}, "batches"),
        ({"instances": 2}, "instances"),
        ({"time_limit": TimeLimit(fixed(1.0), "nowhere")}, "no node 'nowhere'"),
        ({"time_limit": TimeLimit(fixed(1.0), "b", since="b")}, "no node 'b' with a time limit"),
        ({"hours": "office"}, "hours of who does it"),
    ],
)
def test_what_a_time_limit_or_hours_do_not_go_with_is_refused_by_place(more, why):
    given = {"time_limit": TimeLimit(fixed(1.0), "b"), **more}
    model = Model(
        (work("a", 1, "p", **given), Activity("b", fixed(1))),
        WAYS,
        at(0),
        resources=(Resource("p"),),
        ends=("done", "late"),
    )
    with pytest.raises(ModelError, match=why):
        compile_model(model)


def calendar_wait(seconds: float, come: float, **more: object) -> float:
    model = Model(
        (Activity("wait", fixed(seconds), **more), Activity("next", fixed(0))),
        chain("start", "wait", "next", "end"),
        at(come),
        calendars=(daily("office", 9, 17), daily("nine", 9, 9.5)),
    )
    ((_, _, begins),) = [one for one in starts(model) if one[1] == "next"]
    return begins / HOUR


def test_a_wait_can_pass_within_office_hours_only():
    assert calendar_wait(2 * HOUR, 10 * HOUR, hours="office") == 12
    assert calendar_wait(2 * HOUR, 16 * HOUR, hours="office") == 24 + 10
    assert calendar_wait(0, 20 * HOUR, hours="office") == 24 + 9


def test_a_wait_can_last_until_the_next_working_day_or_a_fixed_hour():
    assert calendar_wait(0, 10 * HOUR, resumes="nine") == 24 + 9
    assert calendar_wait(0, 8 * HOUR, resumes="nine") == 9
    assert calendar_wait(0, 9 * HOUR, resumes="nine") == 9  # just then
    assert calendar_wait(20 * HOUR, 8 * HOUR, resumes="nine") == 24 + 9
    assert calendar_wait(8 * HOUR, 16 * HOUR, hours="office", resumes="nine") == 48 + 9


def test_of_two_waits_the_one_that_ends_first_by_its_calendar_wins():
    model = Model(
        (Activity("answer", fixed(HOUR), hours="office"), Activity("remind", fixed(3 * HOUR))),
        (Flow("start", "e"), Flow("e", "answer"), Flow("e", "remind"), Flow("answer", "end"),
         Flow("remind", "end")),
        at(10 * HOUR, 18 * HOUR),
        (Gateway("e", "event_based"),),
        calendars=(daily("office", 9, 17),),
    )  # fmt: skip
    assert [one.activity for one in happened(model)] == ["answer", "remind"]


def test_queue_lengths_are_those_of_mm1():
    """(1 - load) load^n cases are in process, so n + 1 of these make a queue of n."""
    model = Model(
        (work("a", exponential(0.8), "p"),),
        chain("start", "a", "end"),
        Arrivals(exponential(1.0)),
        resources=(Resource("p"),),
    )
    lengths = simulate(model, Size(30, 8_000)).queue_lengths["a"]
    expected = {"0": 1 - 0.8**2, "1": 0.2 * 0.8**2, "2": 0.2 * 0.8**3, "3-4": 0.8**4 - 0.8**6}
    expected |= {"5-8": 0.8**6 - 0.8**10, "9-16": 0.8**10 - 0.8**18, "33+": 0.8**34}
    for length, share in expected.items():
        mean, low, high = mean_interval(lengths[length], 0.999)
        assert low <= share <= high, (length, mean, share)
    assert np.sum(list(lengths.values()), axis=0) == pytest.approx(1.0)


def test_waits_of_an_activity_are_told_apart_by_cause():
    model = Model(
        (work("a", HOUR, "p", batching=Batching(size=2)),),
        chain("start", "a", "end"),
        at(15 * HOUR, 16 * HOUR, 16.5 * HOUR, 16.75 * HOUR),
        resources=(Resource("p", calendar="office"),),
        calendars=(daily("office", 9, 17),),
    )
    run = simulate(model, Size(1, 4), warm_up=0).activities["a"]
    # The first two are done at 17:00 and, after the night, at 10:00; the next two from then on. Who
    # is second in a batch waits for the first as well.
    assert run["waiting_for_batch_mean_h"][0] == pytest.approx((1 + 1 + 0.25 + 18.25) / 4)
    assert run["waiting_for_shift_mean_h"][0] == pytest.approx(16 / 4)
    assert run["waiting_for_people_mean_h"][0] == pytest.approx(1.25 / 4)
    assert run["pause_mean_h"][0] == pytest.approx(16 / 4)


def test_a_run_with_timers_ends_with_nobody_left_behind():
    model = limited(30, *range(0, 3000, 17))
    result = Runner(compile_model(model)).replication(1, 0, Length())
    assert result.final[15] == len(range(0, 3000, 17))
    assert result.in_process == 0


@pytest.mark.parametrize("breaks_off", [True, False])
def test_a_limit_counts_from_the_wait_before_and_ends_only_once(breaks_off):
    """30 s of waiting and 100 of work, of 70 that are allowed; then 80 s, and then again 30."""

    def limit(since: str | None = None) -> TimeLimit:
        return TimeLimit(fixed(70.0), "b", breaks_off, since)

    model = Model(
        (
            Activity("w", empirical((30.0, 80.0), (1.0, 1.0)), time_limit=limit()),
            work("a", 100, "p", time_limit=limit("w")),
            Activity("b", fixed(1)),
        ),
        (*chain("start", "w", "a", "done"), Flow("b", "late")),
        at(*range(0, 20_000, 1000)),
        resources=(Resource("p"),),
        ends=("done", "late"),
    )
    seen = set()
    for case in range(20):
        own = [each for each in spans(model) if each[0] == case]
        begun = {name: round(begins - case * 1000) for _, name, begins, _ in own}
        seen.add(round(own[0][3] - own[0][2]))
        assert begun["b"] == 70
        assert ("a" in begun) == (not breaks_off or begun.get("a") == 30)
        assert sum(name == "b" for _, name, _, _ in own) == 1
    assert seen == ({30, 70} if breaks_off else {30, 80})


def test_instances_in_turn_begin_when_the_one_before_has_ended():
    in_turn = work("a", 10, "p", "q", instances=3, in_turn=True)
    model = Model(
        (in_turn, work("c", 1, "p")),
        chain("start", "a", "c", "end"),
        at(0, 5),
        resources=(Resource("p"), Resource("q")),
    )
    first = [each for each in spans(model) if each[0] == 0]
    assert first == [(0, "a", 0, 10), (0, "a", 10, 20), (0, "a", 20, 30), (0, "c", 30, 31)]
    alone = simulate(model, Size(1, 2), warm_up=0)
    assert alone.process["rework_share"][0] == 0
    assert alone.activities["a"]["executions_per_case"][0] == 3
