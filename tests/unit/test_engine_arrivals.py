"""How cases come, and how many are let in."""

from math import inf

import pytest

from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.distribution import fixed
from functions.optimization.simulation.engine.graph import ModelError
from functions.optimization.simulation.engine.model import (
    Activity,
    Arrivals,
    Attribute,
    Condition,
    Flow,
    Gateway,
    Model,
)
from functions.optimization.simulation.engine.simulation import Size, simulate
from tests.unit.engine_fixture import (
    HOUR,
    NIGHT_AND_DAY,
    ONE,
    at,
    happened,
    seconds,
    starts,
)


def test_no_more_cases_than_the_cap_are_in_process_and_the_others_wait_at_the_door():
    model = Model((Activity("a", fixed(10)),), ONE, at(0, 1, 2, 3), wip_cap=2)
    assert starts(model) == [(0, "a", 0), (1, "a", 1), (2, "a", 10), (3, "a", 11)]
    outcome = simulate(model, Size(1, 4), warm_up=0)
    assert seconds(outcome, "waiting_at_door_h") == pytest.approx(16 / 4)
    assert seconds(outcome, "cycle_time_mean_h") == pytest.approx(10 + 16 / 4)


def test_cases_that_are_over_at_once_do_not_hold_up_the_door():
    model = Model(
        (Activity("a", fixed(10_000)),),
        (
            Flow("start", "x"),
            Flow("x", "a", conditions=(Condition("first", "<", 1.0),)),
            Flow("x", "end"),
            Flow("a", "end"),
        ),
        Arrivals(fixed(1.0)),
        (Gateway("x", "exclusive"),),
        attributes=(Attribute("first", (0.0, 1.0), (1.0, 9.0)),),
        wip_cap=1,
    )
    outcome = simulate(model, Size(1, 5000), warm_up=0)
    assert outcome.outcomes["end"][0] == 1.0
    assert outcome.stuck == {}
    assert outcome.activities["a"]["executions_per_case"][0] == pytest.approx(0.1, abs=0.02)


def test_a_population_keeps_as_many_cases_in_process():
    model = Model((Activity("a", fixed(10)),), ONE, Arrivals(population=3))
    assert starts(model, cases=7) == [
        *((case, "a", 0) for case in range(3)),
        *((case, "a", 10) for case in range(3, 6)),
        (6, "a", 20),
    ]


def test_cases_keep_coming_in_the_hours_of_the_arrivals_calendar_only():
    arrivals = Arrivals(fixed(HOUR), calendar="day")
    model = Model((Activity("a", fixed(1)),), ONE, arrivals, calendars=NIGHT_AND_DAY)
    assert [one.begins / HOUR % 24 for one in happened(model, 10)] == [
        9, 10, 11, 12, 13, 14, 15, 16, 9, 10,
    ]  # fmt: skip


def test_rates_that_change_bring_so_many_cases_each_hour():
    arrivals = Arrivals(rates_per_h=(10.0, 0.0, 40.0))
    model = Model((Activity("a", fixed(1)),), ONE, arrivals)
    hours = [int(one.begins // HOUR) % 3 for one in happened(model, 5000)]
    assert hours.count(1) == 0
    assert hours.count(2) / hours.count(0) == pytest.approx(4.0, rel=0.12)


@pytest.mark.parametrize(
    "arrivals",
    [
        Arrivals(),
        Arrivals(fixed(1.0), at_s=(1.0,)),
        Arrivals(rates_per_h=(0.0, 0.0)),
        Arrivals(rates_per_h=(1.0, inf)),
        Arrivals(fixed(1.0), calendar="none"),
    ],
)
def test_arrivals_that_say_nothing_or_two_things_are_refused(arrivals):
    with pytest.raises(ModelError) as refused:
        compile_model(Model((Activity("a", fixed(1)),), ONE, arrivals))
    assert refused.value.place == "arrivals"
