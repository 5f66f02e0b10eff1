"""Who does what, when and in which order: queues, skills, shifts, assistants, costs."""

from itertools import pairwise

import pytest

from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.distribution import exponential, fixed
from functions.optimization.simulation.engine.graph import ModelError
from functions.optimization.simulation.engine.model import (
    Activity,
    Arrivals,
    Attribute,
    Batching,
    Condition,
    Flow,
    Gateway,
    Model,
    Performer,
    Resource,
)
from functions.optimization.simulation.engine.simulation import Size, simulate
from tests.unit.engine_fixture import (
    HOUR,
    NIGHT_AND_DAY,
    ONE,
    at,
    chain,
    daily,
    happened,
    seconds,
    starts,
    work,
)


def test_who_comes_first_is_served_first():
    model = Model((work("a", 10, "p"),), ONE, at(0, 1, 2), resources=(Resource("p"),))
    assert starts(model) == [(0, "a", 0), (1, "a", 10), (2, "a", 20)]
    outcome = simulate(model, Size(1, 3), warm_up=0)
    assert seconds(outcome, "waiting_for_people_h") == pytest.approx((9 + 18) / 3)
    assert outcome.activities["a"]["queue_most"][0] == 2
    assert outcome.resources["p"]["utilisation"][0] == 1.0  # up to the last arrival


def test_a_pool_of_two_serves_two_at_a_time():
    model = Model((work("a", 10, "p"),), ONE, at(0, 1, 2), resources=(Resource("p", amount=2),))
    assert starts(model) == [(0, "a", 0), (1, "a", 1), (2, "a", 10)]


def test_of_several_who_are_free_the_one_who_has_been_idle_longest_works():
    model = Model(
        (work("a", 1, "p", "q"),), ONE, at(0, 5, 10), resources=(Resource("p"), Resource("q"))
    )
    assert [one.resource for one in happened(model)] == ["p", "q", "p"]


def test_each_takes_the_time_that_they_take():
    fast_and_slow = Activity(
        "a", fixed(1), (Performer("fast", fixed(2)), Performer("slow", fixed(30)))
    )
    model = Model((fast_and_slow,), ONE, at(0, 0), resources=(Resource("fast"), Resource("slow")))
    assert {one.resource: one.ends for one in happened(model)} == {"fast": 2, "slow": 30}


def test_only_who_has_the_skill_does_the_work():
    model = Model(
        (work("a", 10, "p"), work("b", 10, "p", "q")),
        chain("start", "a", "b", "end"),
        at(0, 1),
        resources=(Resource("p"), Resource("q")),
    )
    found = happened(model)
    assert {one.resource for one in found if one.activity == "a"} == {"p"}
    assert [(one.case, one.resource) for one in found if one.activity == "b"] == [
        (0, "q"),
        (1, "q"),
    ]


def ordered(discipline: str, **more: object) -> list[int]:
    """Return the order in which cases are served that all wait for one who is busy."""
    model = Model(
        (work("a", 10, "p"),),
        ONE,
        Arrivals(fixed(1.0)),
        resources=(Resource("p"),),
        discipline=discipline,
        **more,
    )
    return [one.case for one in happened(model, 6)]


def test_urgent_cases_go_first_and_work_that_has_begun_is_not_interrupted():
    urgency = Attribute("urgency", distribution=exponential(1.0))
    order = ordered("first_come", attributes=(urgency,), priority_attribute="urgency")
    assert order[0] == 0
    assert sorted(order) == list(range(6))
    assert order != list(range(6))
    model_order = ordered("first_come", attributes=(urgency,))
    assert model_order == list(range(6))


def test_an_urgent_activity_goes_before_another_that_has_waited_longer():
    model = Model(
        (work("usual", 10, "p"), work("urgent", 10, "p", priority=1.0)),
        (
            Flow("start", "x"),
            Flow("x", "urgent", conditions=(Condition("k", "==", 1.0),)),
            Flow("x", "usual"),
            Flow("usual", "end"),
            Flow("urgent", "end"),
        ),
        Arrivals(fixed(1.0)),
        (Gateway("x", "exclusive"),),
        (Resource("p"),),
        attributes=(Attribute("k", (0.0, 1.0)),),
    )
    found = happened(model, 40)
    waiting_from = {one.case: one.enabled for one in found}
    for first, second in pairwise(found):
        if first.activity == "usual" and second.activity == "urgent":
            assert waiting_from[second.case] > first.begins  # it was not there yet
    assert {one.activity for one in found} == {"usual", "urgent"}


def test_what_is_due_first_goes_first():
    order = ordered("due_date", due_after=exponential(20.0))
    assert order[0] == 0
    assert order != list(range(6))


def test_the_shortest_goes_first():
    shortest = Model(
        (Activity("a", exponential(10.0), (Performer("p"),)),),
        ONE,
        at(0, 0.001, 0.002, 0.003, 0.004, 0.005),
        resources=(Resource("p"),),
        discipline="shortest",
    )
    times = [one.ends - one.begins for one in happened(shortest)]
    assert times[1:] == sorted(times[1:])


def test_the_oldest_case_goes_first_wherever_it_is():
    model = Model(
        (work("a", 1, "q"), work("b", 10, "p"), work("c", 1, "p")),
        (
            Flow("start", "a"),
            Flow("a", "b"),
            Flow("b", "c"),
            Flow("c", "end"),
        ),
        at(0, 1, 2),
        resources=(Resource("p"), Resource("q")),
        discipline="oldest_case",
    )
    assert [one[:2] for one in starts(model) if one[1] == "c"] == [(0, "c"), (1, "c"), (2, "c")]
    found = {(case, name): begins for case, name, begins in starts(model)}
    assert found[0, "c"] < found[1, "b"]  # although case 1 has waited for b since before


def test_work_starts_as_soon_as_somebody_who_can_do_it_is_there():
    model = Model(
        (work("a", HOUR, "early", "late"),),
        ONE,
        at(7 * HOUR, 7.5 * HOUR, 9.5 * HOUR),
        resources=(Resource("early", calendar="day"), Resource("late", calendar="night")),
        calendars=NIGHT_AND_DAY,
    )
    assert [(one.begins / HOUR, one.resource) for one in happened(model)] == [
        (8, "early"),
        (9, "early"),
        (10, "early"),
    ]
    outcome = simulate(model, Size(1, 3), warm_up=0)
    assert seconds(outcome, "waiting_for_shift_h") == pytest.approx((1 + 0.5) * HOUR / 3)
    assert seconds(outcome, "waiting_for_people_h") == pytest.approx((1 + 0.5) * HOUR / 3)


def test_prosimos_rule_commits_to_who_was_released_first_although_another_is_there():
    model = Model(
        (work("a", HOUR, "early", "late"),),
        ONE,
        at(9 * HOUR, 17 * HOUR, 18 * HOUR),
        resources=(Resource("early", calendar="day"), Resource("late", calendar="night")),
        calendars=NIGHT_AND_DAY,
    )
    assert [(one.begins / HOUR, one.resource) for one in happened(model)] == [
        (9, "early"),
        (17, "late"),
        (18, "late"),
    ]
    committed = [(one.begins / HOUR, one.resource) for one in happened(model, rule="prosimos")]
    assert committed == [(9, "early"), (32, "early"), (18, "late")]


@pytest.mark.parametrize(("interruptible", "ends"), [(True, 32.5), (False, 16.5)])
def test_work_rests_at_the_end_of_a_shift_or_is_finished_in_overtime(interruptible, ends):
    model = Model(
        (work("a", HOUR, "early", interruptible=interruptible),),
        ONE,
        at(15.5 * HOUR),
        resources=(Resource("early", calendar="day"),),
        calendars=NIGHT_AND_DAY,
    )
    (one,) = happened(model)
    assert one.ends / HOUR == ends
    pause = simulate(model, Size(1, 1), warm_up=0).process["pause_h"][0]
    assert pause == pytest.approx(16.0 if interruptible else 0.0)


def test_assistants_are_taken_up_as_long():
    model = Model(
        (
            work("operate", 10, "surgeon", assisted_by=(("nurse",), ("room 1", "room 2"))),
            work("clean", 3, "nurse"),
        ),
        (
            Flow("start", "fork"),
            Flow("fork", "operate"),
            Flow("fork", "clean"),
            Flow("operate", "join"),
            Flow("clean", "join"),
            Flow("join", "end"),
        ),
        at(0, 1),
        (Gateway("fork", "parallel"), Gateway("join", "parallel")),
        (Resource("surgeon", amount=2), Resource("nurse"), Resource("room 1"), Resource("room 2")),
    )
    found = {(case, name): begins for case, name, begins in starts(model)}
    assert found[0, "operate"] == 0
    assert found[0, "clean"] == 10  # the nurse is in the operation
    assert found[1, "operate"] >= 10
    assert {*found.values()} == {0, 10, 13, 23} or {*found.values()} == {0, 10, 13, 16}
    outcome = simulate(model, Size(1, 2), warm_up=0)
    assert seconds(outcome, "processing_h") == pytest.approx(13.0)


def test_work_waits_until_all_who_are_needed_are_there_together():
    model = Model(
        (work("a", HOUR, "p", assisted_by=(("helper",),)),),
        ONE,
        at(9 * HOUR),
        resources=(Resource("p", calendar="day"), Resource("helper", calendar="late")),
        calendars=(*NIGHT_AND_DAY, daily("late", 15, 20)),
    )
    (one,) = happened(model)
    assert one.begins / HOUR == 15


def test_costs_are_those_of_the_execution_and_of_everybodys_hours():
    model = Model(
        (
            work("a", HOUR, "p", cost=7.0, assisted_by=(("q",),)),
            Activity("post", fixed(HOUR), cost=1.0),
        ),
        chain("start", "a", "post", "end"),
        at(0),
        resources=(Resource("p", cost_per_h=50.0), Resource("q", cost_per_h=20.0)),
    )
    assert simulate(model, Size(1, 1), warm_up=0).process["cost_per_case"][0] == pytest.approx(78)


def test_costs_that_are_not_all_known_are_absent():
    model = Model(
        (work("a", HOUR, "p"), work("b", HOUR, "q", cost=3.0)),
        chain("start", "a", "b", "end"),
        at(0),
        resources=(Resource("p", cost_per_h=50.0), Resource("q")),
    )
    outcome = simulate(model, Size(1, 1), warm_up=0)
    assert outcome.process["cost_per_case"][0] == pytest.approx(53.0)
    unpriced = simulate(model.with_resource(Resource("p")), Size(1, 1), warm_up=0)
    assert "cost_per_case" not in unpriced.process
    assert "cost_mean" not in unpriced.activities["b"]


@pytest.mark.parametrize(
    ("activity", "place"),
    [
        (work("a", 1, "nobody"), "a"),
        (work("a", 1, "p", "p"), "a"),
        (work("a", 1, "p", assisted_by=((),)), "a"),
        (work("a", 1, "p", batching=Batching()), "a"),
        (work("a", 1, "p", batching=Batching(release="never")), "a"),
        (work("a", 1, "p", patience=fixed(1), abandons_to="elsewhere"), "a"),
        (work("a", 1, "p", instances=0), "a"),
        (work("a", 1, assisted_by=(("p",),)), "a"),
    ],
)
def test_work_that_cannot_be_done_so_is_refused_by_place(activity, place):
    with pytest.raises(ModelError) as refused:
        compile_model(Model((activity,), ONE, at(0), resources=(Resource("p"),)))
    assert refused.value.place == place
