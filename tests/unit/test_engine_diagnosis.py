"""What the engine refuses to simulate, and which place it names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.diagnosis import (
    UnsoundModelError,
    UnstableModelError,
    check_load,
    check_sound,
)
from functions.optimization.simulation.engine.distribution import exponential, fixed, uniform
from functions.optimization.simulation.engine.load import arrival_rate, load, overload, visits
from functions.optimization.simulation.engine.model import (
    UNLIMITED,
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
from functions.optimization.simulation.engine.run import Length, Runner
from functions.optimization.simulation.engine.simulation import Size, simulate
from tests.unit.engine_fixture import at, chain, daily, work


def graph(flows: tuple[Flow, ...], *gateways: Gateway, names: str = "ab") -> Model:
    waits = tuple(Activity(name, fixed(1.0)) for name in names)
    return Model(waits, flows, at(0), gateways)


def problems(model: Model) -> list[tuple[str, str]]:
    try:
        check_sound(compile_model(model))
    except UnsoundModelError as unsound:
        return [(problem.kind, problem.place) for problem in unsound.problems]
    return []


BOTH = Flow("a", "join"), Flow("b", "join"), Flow("join", "end")


def test_one_of_two_ways_into_a_join_that_waits_for_both_is_a_deadlock():
    model = graph(
        (Flow("start", "x"), Flow("x", "a", 0.5), Flow("x", "b", 0.5), *BOTH),
        Gateway("x", "exclusive"),
        Gateway("join", "parallel"),
    )
    assert problems(model) == [("tokens-left", "join")]
    with pytest.raises(UnsoundModelError, match=r"^join: a token is left here"):
        simulate(model)


def test_the_same_ways_joined_by_an_exclusive_or_inclusive_gateway_are_sound():
    for kind in ("exclusive", "inclusive"):
        model = graph(
            (Flow("start", "x"), Flow("x", "a", 0.5), Flow("x", "b", 0.5), *BOTH),
            Gateway("x", "exclusive"),
            Gateway("join", kind),
        )
        assert problems(model) == []


def test_two_joins_that_wait_for_each_other_are_a_deadlock_at_both():
    model = graph(
        (
            Flow("start", "fork"),
            Flow("fork", "one"),
            Flow("fork", "two"),
            Flow("one", "a"),
            Flow("two", "b"),
            Flow("a", "x"),
            Flow("x", "two", 0.5),
            Flow("x", "end", 0.5),
            Flow("b", "y"),
            Flow("y", "one", 0.5),
            Flow("y", "end", 0.5),
        ),
        Gateway("fork", "parallel"),
        Gateway("one", "parallel"),
        Gateway("two", "parallel"),
        Gateway("x", "exclusive"),
        Gateway("y", "exclusive"),
    )
    assert problems(model) == [("deadlock", "one"), ("deadlock", "two")]


def test_a_place_without_a_way_to_the_end_is_named():
    flows = Flow("start", "a"), Flow("a", "b", 0.5), Flow("a", "end", 0.5), Flow("b", "b")
    assert problems(graph(flows)) == [("no-end", "b")]
    never = Flow("start", "a"), Flow("a", "b", 1.0), Flow("a", "end", 0.0), Flow("b", "a")
    assert problems(graph(never)) == [("no-end", "a"), ("no-end", "b")]


def test_tokens_that_pile_up_are_named():
    model = graph(
        (
            Flow("start", "again"),
            Flow("again", "fork"),
            Flow("fork", "a"),
            Flow("fork", "b"),
            Flow("a", "join"),
            Flow("b", "x"),
            Flow("x", "again", 0.5),
            Flow("x", "join", 0.5),
            Flow("join", "end"),
        ),
        Gateway("again", "exclusive"),
        Gateway("fork", "parallel"),
        Gateway("x", "exclusive"),
        Gateway("join", "parallel"),
    )
    assert ("pile-up", "join") in problems(model)


def test_loops_parallel_and_inclusive_ways_that_are_joined_are_sound():
    model = graph(
        (
            Flow("start", "fork"),
            Flow("fork", "a"),
            Flow("fork", "some"),
            Flow("some", "b", 0.5),
            Flow("some", "c", 0.5),
            Flow("some", "d", 0.5),
            *(Flow(name, "united") for name in "bcd"),
            Flow("united", "join"),
            Flow("a", "a", 0.3),
            Flow("a", "join", 0.7),
            Flow("join", "end"),
        ),
        Gateway("fork", "parallel"),
        Gateway("some", "inclusive"),
        Gateway("united", "inclusive"),
        Gateway("join", "parallel"),
        names="abcd",
    )
    assert problems(model) == []


def test_thirty_parallel_branches_are_checked_at_once():
    names = [f"step {k}" for k in range(30)]
    model = Model(
        tuple(Activity(name, fixed(1.0)) for name in names),
        (
            Flow("start", "fork"),
            *(Flow("fork", name) for name in names),
            *(Flow(name, "join") for name in names),
            Flow("join", "end"),
        ),
        at(0),
        (Gateway("fork", "parallel"), Gateway("join", "parallel")),
    )
    assert problems(model) == []


def test_a_run_of_an_unsound_model_counts_the_stuck_cases_by_place():
    model = graph(
        (Flow("start", "x"), Flow("x", "a", 0.5), Flow("x", "b", 0.5), *BOTH),
        Gateway("x", "exclusive"),
        Gateway("join", "parallel"),
    )
    compiled = compile_model(model)
    run = Runner(compiled).replication(1, 0, Length(1))
    assert run.stuck_at[compiled.graph.names.index("join")] == 1
    assert run.final[15] == 0


def station(people: int, rate: float, **more: object) -> Model:
    return Model(
        (work("serve", exponential(1.0), "clerk"),),
        chain("start", "serve", "end"),
        Arrivals(exponential(1 / rate)),
        resources=(Resource("clerk", amount=people),),
        **more,
    )


def test_more_work_than_people_can_do_is_refused_and_the_people_are_named():
    with pytest.raises(UnstableModelError, match=r"^110% of the working time of clerk") as refused:
        simulate(station(2, 2.2))
    assert refused.value.load.at_least == pytest.approx(1.1, rel=0.01)
    with pytest.raises(UnstableModelError):
        simulate(station(2, 2.0))
    check_load(compile_model(station(2, 1.9)))


def test_the_load_counts_the_hours_that_people_work():
    model = station(1, 0.3)
    at_night = Model(
        model.activities,
        model.flows,
        model.arrivals,
        resources=(Resource("clerk", calendar="third"),),
        calendars=(daily("third", 8, 16),),
    )
    assert load(compile_model(model)).at_least == pytest.approx(0.3)
    assert load(compile_model(at_night)).at_least == pytest.approx(0.9)


def test_the_load_is_shared_out_among_those_who_can_do_the_work():
    activities = (
        Activity("easy", fixed(1.0), (Performer("a"), Performer("b"))),
        Activity("hard", fixed(1.0), (Performer("b"), Performer("c", fixed(2.0)))),
    )
    model = Model(
        activities,
        chain("start", "easy", "hard", "end"),
        Arrivals(exponential(1.0)),
        resources=(Resource("a"), Resource("b"), Resource("c")),
    )
    # a does 0.8 of the easy; b 0.2 of it and 0.6 of the hard; c takes 2 x 0.4: all have 0.8
    found = load(compile_model(model))
    assert found.at_least == pytest.approx(0.8, rel=0.03)
    assert found.at_most == pytest.approx(0.8, rel=0.05)
    assert found.at_least <= 0.8 + 1e-9 <= found.at_most + 1e-6


@given(st.lists(st.tuples(st.floats(0.05, 2.0), st.sets(st.sampled_from("abc"), min_size=1))))
def test_an_overload_is_found_where_the_least_load_is_one_or_more(steps):
    activities = tuple(
        Activity(f"step {n}", fixed(seconds), tuple(Performer(who) for who in sorted(can)))
        for n, (seconds, can) in enumerate(steps)
    )
    flows = chain("start", *(a.id for a in activities), "end")
    staff = tuple(Resource(who) for who in "abc")
    model = compile_model(Model(activities, flows, Arrivals(exponential(1.0)), resources=staff))
    exact, found = load(model), overload(model)

    if exact is not None and exact.at_least >= 1:
        assert found is not None
    if exact is None or exact.at_most < 1:
        assert found is None


def test_what_somebody_of_an_unlimited_number_can_do_keeps_nobody_busy():
    activities = (
        Activity("easy", fixed(1.0), (Performer("crowd"), Performer("b"))),
        Activity("hard", fixed(0.5), (Performer("b"),), assisted_by=(("crowd",),)),
    )
    staff = Resource("crowd", UNLIMITED), Resource("b")
    flows, cases = chain("start", "easy", "hard", "end"), Arrivals(exponential(1.0))
    found = load(compile_model(Model(activities, flows, cases, resources=staff)))

    assert found.by_resource == {"b": pytest.approx(0.5)}
    nobody = Model(activities[:1], chain("start", "easy", "end"), cases, resources=staff)
    assert load(compile_model(nobody)) is None


def test_how_often_a_case_comes_to_each_place_follows_from_the_ways():
    model = Model(
        tuple(work(name, 1.0, "p") for name in "abcd"),
        (
            Flow("start", "a"),
            Flow("a", "a", 0.5),
            Flow("a", "fork", 0.5),
            Flow("fork", "b"),
            Flow("fork", "x"),
            Flow("x", "c", conditions=(Condition("n", "<", 25.0),)),
            Flow("x", "d"),
            Flow("c", "merge"),
            Flow("d", "merge"),
            Flow("merge", "join"),
            Flow("b", "join"),
            Flow("join", "end"),
        ),
        Arrivals(exponential(1.0)),
        (
            Gateway("fork", "parallel"),
            Gateway("x", "exclusive"),
            Gateway("merge", "exclusive"),
            Gateway("join", "parallel"),
        ),
        (Resource("p", amount=9),),
        attributes=(Attribute("n", distribution=uniform(0.0, 100.0)),),
    )
    compiled = compile_model(model)
    often = dict(zip(compiled.graph.names, visits(compiled), strict=True))
    assert often["a"] == pytest.approx(2.0)
    assert often["b"] == pytest.approx(1.0)
    assert often["join"] == pytest.approx(1.0)
    assert often["c"] == pytest.approx(0.25, abs=0.03)
    outcome = simulate(model, Size(5, 2000))
    for name in "abcd":
        done = outcome.activities[name]["executions_per_case"].mean()
        assert done == pytest.approx(often[name], rel=0.1)


def test_batches_done_at_once_take_less_capacity():
    model = station(1, 4.0)
    plan = Batching(size=8, kind="parallel")
    together = model.with_activity(work("serve", 1.0, "clerk", batching=plan))
    assert load(compile_model(together)).at_least == pytest.approx(0.5)
    with pytest.raises(UnstableModelError):
        check_load(compile_model(model))


def test_impatient_cases_and_closed_populations_cannot_overload_anybody():
    model = station(1, 5.0)
    impatient = work("serve", exponential(1.0), "clerk", patience=exponential(1.0))
    check_load(compile_model(model.with_activity(impatient)))
    closed = Model(model.activities, model.flows, Arrivals(population=9), resources=model.resources)
    assert load(compile_model(closed)) is None


def test_the_arrival_rate_counts_calendar_and_changing_rates():
    serve = (Activity("a", fixed(1.0)),)
    flows = chain("start", "a", "end")
    by_day = Model(
        serve, flows, Arrivals(fixed(60.0), calendar="day"), calendars=(daily("day", 6, 12),)
    )
    assert arrival_rate(compile_model(by_day)) == pytest.approx(1 / 240)
    changing = Model(serve, flows, Arrivals(rates_per_h=(2.0, 4.0)))
    assert arrival_rate(compile_model(changing)) == pytest.approx(3 / 3600)
