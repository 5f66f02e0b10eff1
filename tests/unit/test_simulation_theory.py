"""functions/optimization/simulation against closed forms"""

from math import factorial

import numpy as np
import pytest

from functions.optimization.simulation.comparison import mean_interval
from functions.optimization.simulation.markov import (
    expected_elapsed_h,
    expected_executions,
    utilisation,
)
from functions.optimization.simulation.model import (
    END,
    Delay,
    Model,
    Pool,
    Route,
    State,
    Step,
    UnsoundModelError,
)
from functions.optimization.simulation.queueing import Network, queue, run_length
from functions.optimization.simulation.run import Laboratory, Size, UnstablePoolsError
from functions.optimization.simulation.sampling import Exponential, Strata
from functions.optimization.simulation.streams import Streams


def mean_wait_mmc(arrivals_per_h, services_per_h, servers):
    """Erlang C; Kleinrock, Queueing Systems vol. 1 (1975), section 3.5."""
    load = arrivals_per_h / services_per_h
    all_busy = load**servers / factorial(servers) * servers / (servers - load)
    some_idle = sum(load**k / factorial(k) for k in range(servers))
    return all_busy / (some_idle + all_busy) / (servers * services_per_h - arrivals_per_h)


def one_desk(arrivals_per_h, services_per_h, servers, stretch=1.0):
    return Model(
        steps={
            "start": Step("start"),
            "serve": Step("serve", processing=Exponential(1 / services_per_h), pool="desk"),
        },
        states=(State("start", (Route(1, 1.0),)), State("serve", (Route(END, 1.0),))),
        pools={"desk": Pool(servers, stretch)},
        arrivals_per_h=arrivals_per_h,
    )


def rework_model():
    """Submit, check; a quarter of checks sends the case back; then pay."""
    return Model(
        steps={name: Step(name) for name in ("start", "submit", "check", "pay")},
        states=(
            State("start", (Route(1, 1.0),)),
            State("submit", (Route(2, 1.0),)),
            State("check", (Route(1, 0.25), Route(3, 0.75))),
            State("pay", (Route(END, 1.0),)),
        ),
        delays={
            ("submit", "check"): Delay(Exponential(10.0)),
            ("check", "submit"): Delay(Strata((1.0, 3.0, 20.0))),
            ("check", "pay"): Delay(Exponential(5.0)),
        },
    )


@pytest.mark.parametrize(("arrivals", "services", "servers"), [(0.5, 1.0, 1), (1.4, 1.0, 2)])
def test_mean_wait_at_a_desk_is_that_of_erlang(arrivals, services, servers):
    model = one_desk(arrivals, services, servers)
    streams = Streams(11, 30 * run_length(1500))

    outcome = queue(model, streams, replications=30, measured=1500)

    _, low, high = mean_interval(outcome.metrics()["cycle_time_mean_h"])
    assert low <= mean_wait_mmc(arrivals, services, servers) + 1 / services <= high
    assert outcome.waiting_h["serve"] == pytest.approx(
        mean_wait_mmc(arrivals, services, servers), rel=0.1
    )


def test_people_who_work_part_of_the_week_make_cases_wait_as_slower_people_do():
    streams = Streams(5, 4 * run_length(300))
    part_time = queue(one_desk(0.1, 1.0, 1, stretch=4.0), streams, 4, 300)
    slow = queue(one_desk(0.1, 0.25, 1), streams, 4, 300)

    assert part_time.waiting_h["serve"] == pytest.approx(slow.waiting_h["serve"])
    difference = slow.cycle_time_h.mean() - part_time.cycle_time_h.mean()
    assert difference == pytest.approx(3.0, rel=0.15)  # 4 h instead of 1 h of service


def test_cases_in_the_system_are_arrival_rate_times_time_in_system():
    trace = Network(one_desk(0.8, 1.0, 1), Streams(3, 20_000)).replicate(0, 20_000)

    moments = np.linspace(trace.arrived_h[2000], trace.arrived_h[18_000], 20_001)
    come = np.searchsorted(np.sort(trace.arrived_h), moments, side="right")
    gone = np.searchsorted(np.sort(trace.left_h), moments, side="right")
    in_system = (come - gone).mean()
    inside = slice(2000, 18_000)
    rate = 16_000 / (trace.arrived_h[18_000] - trace.arrived_h[2000])
    assert in_system == pytest.approx(
        rate * (trace.left_h - trace.arrived_h)[inside].mean(), rel=0.03
    )


def test_mean_elapsed_time_is_that_of_the_fundamental_matrix():
    model = rework_model()
    chain = np.array([[0, 1, 0], [0.25, 0, 0.75], [0, 0, 0]])  # submit, check, pay
    visits = np.linalg.inv(np.eye(3) - chain)[0]
    closed_form = visits[0] * 10 + visits[1] * (0.25 * 8 + 0.75 * 5)

    outcome = Laboratory(7, Size(20, 500)).run(model)

    _, low, high = mean_interval(outcome.metrics()["cycle_time_mean_h"])
    assert expected_elapsed_h(model) == pytest.approx(closed_form)
    assert low <= closed_form <= high
    assert expected_executions(model)["check"] == pytest.approx(4 / 3)
    assert outcome.metrics()["rework_share"].mean() == pytest.approx(0.25, abs=0.02)


def test_both_engines_agree_where_nobody_has_to_wait():
    walked = Laboratory(7, Size(4, 200)).run(rework_model())
    crowd = Model(
        steps=rework_model().steps,
        states=rework_model().states,
        delays=rework_model().delays,
        pools={"nobody": Pool(1)},
        arrivals_per_h=1.0,
    )
    streams = Streams(7, run_length(200) * 4)

    queued = queue(crowd, streams, 4, 200)

    first = int(200 * 0.3)
    assert queued.cycle_time_h[: 200 - first] == pytest.approx(walked.cycle_time_h[first:200])


def test_a_place_without_a_way_to_the_end_is_named():
    model = Model(
        steps={name: Step(name) for name in ("start", "ask", "answer")},
        states=(
            State("start", (Route(1, 0.5), Route(END, 0.5))),
            State("ask", (Route(2, 1.0),)),
            State("answer", (Route(1, 1.0),)),
        ),
    )

    with pytest.raises(UnsoundModelError, match="answer, ask"):
        Laboratory(1, Size(2, 10)).run(model)


def test_an_overloaded_pool_is_reported_not_simulated():
    model = one_desk(2.0, 1.0, 2)

    assert utilisation(model) == {"desk": pytest.approx(1.0)}
    with pytest.raises(UnstablePoolsError, match="desk 100%"):
        Laboratory(1, Size(2, 10)).run(model)


def test_a_case_that_goes_round_for_ever_is_cut_and_counted():
    model = Model(
        steps={name: Step(name) for name in ("start", "again")},
        states=(
            State("start", (Route(1, 1.0),)),
            State("again", (Route(1, 1 - 1e-12), Route(END, 1e-12))),
        ),
    )

    outcome = Laboratory(1, Size(2, 10)).run(model)

    assert outcome.cut == 20
    assert outcome.executions.max() == 100
