"""Who does what and how long, and what waits for nobody."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.optimization.calibration.twin.clocks import Clock
from functions.optimization.calibration.twin.control_flow import control_flow
from functions.optimization.calibration.twin.delays import (
    INSIDE,
    delays,
    elapsed,
    external,
    self_consistent,
)
from functions.optimization.calibration.twin.performance import (
    hours_of,
    performers_of,
    times_of,
    work,
    workers,
)
from functions.optimization.simulation.engine import distribution as times
from tests.unit.twin_fixture import HOUR, table_of


def staffed(log):
    people = workers(log, Clock(), control_flow(log).ready_s)
    return people, hours_of(people, float(log.start_s.min()), float(log.end_s.max()))


def weeks_of_work(rng, people, mean_h, days=150):
    """Return cases of one activity within 9 to 17 on working days; what is left waits overnight."""
    cases = []
    for day in range(days):
        if day % 7 > 4:
            continue
        for name, mean in zip(people, mean_h, strict=True):
            clock = 9.0
            while clock < 17:
                spent = float(rng.exponential(mean))
                end = clock + spent
                if end < 17:
                    cases.append([("work", 24 * day + clock, 24 * day + end, name)])
                elif day % 7 < 4 and end < 24:  # goes on the next morning
                    rest = end - 17
                    cases.append([("work", 24 * day + clock, 24 * day + 33 + rest, name)])
                    break
                clock = end
    return cases


def test_work_that_rests_overnight_is_measured_without_the_night():
    log = table_of(weeks_of_work(np.random.default_rng(1), ["Ann"], [1.0]))
    people, hours = staffed(log)
    assert people[0].week.hours == 40
    spent = work(log, hours)
    overnight = log.end_s - log.start_s > 12 * HOUR
    assert overnight.sum() > 20
    assert spent[overnight] == pytest.approx((log.end_s - log.start_s)[overnight] - 16 * HOUR)


def test_who_is_slower_has_times_of_their_own():
    cases = weeks_of_work(np.random.default_rng(2), ["Ann", "Bob"], [0.3, 0.8])
    log = table_of(cases)
    _, hours = staffed(log)
    found = times_of(log, work(log, hours), 0)
    assert found.performers == (0, 1)
    assert found.own[0].untruncated_mean_s() == pytest.approx(0.3 * HOUR, rel=0.1)
    assert found.own[1].untruncated_mean_s() == pytest.approx(0.8 * HOUR, rel=0.15)


def test_who_is_as_fast_as_others_has_the_common_times():
    log = table_of(weeks_of_work(np.random.default_rng(3), ["Ann", "Bob"], [0.4, 0.4]))
    _, hours = staffed(log)
    assert times_of(log, work(log, hours), 0).own == {}


def test_who_helped_out_once_is_no_performer():
    cases = [[("a", hour, hour + 0.5, "Ann")] for hour in range(300)]
    log = table_of([*cases, [("a", 301, 302, "Zoe")], [("b", 303, 304, "Zoe")]])
    assert [log.resources[who] for who in performers_of(log, 0)] == ["Ann"]


def test_who_has_several_things_open_at_once_can_do_several():
    pairs = [[("a", h + shift, h + 3, "robot")] for h in range(0, 600, 6) for shift in (0, 1)]
    people, _ = staffed(table_of(pairs))
    assert people[0].amount == 2


def _timer_log(delay_h: float):
    """A second step that begins a fixed time after the first, done by somebody else."""
    cases = []
    for hour in range(0, 2_000, 5):
        begins = hour + 1 + delay_h
        cases.append([("a", hour, hour + 1, "Ann"), ("b", begins, begins + 0.5, "Bob")])
    return table_of(cases)


def test_time_in_which_who_does_it_was_free_is_an_external_delay():
    log = _timer_log(2.0)
    people, hours = staffed(log)
    flow = control_flow(log)
    found = delays(log, flow, people, hours).waits
    step = {name: flow.steps.index(((log.activities.index(name),),)) for name in "ab"}
    (wait,) = found[step["a"], step["b"], log.activities.index("b")]
    assert wait.duration == times.fixed(2 * HOUR)
    assert wait.hours is None


def test_waiting_for_somebody_who_is_busy_is_no_external_delay():
    """Everybody's second step queues for the one Bob, who never rests."""
    cases = [[("a", i, i + 0.5, "Ann"), ("b", 2 * i + 2, 2 * i + 4, "Bob")] for i in range(50)]
    log = table_of(cases)
    people, hours = staffed(log)
    flow = control_flow(log)
    values, _ = external(log, flow, people, hours)
    waited = log.start_s - flow.ready_s
    assert np.nanmax(waited) > 40 * HOUR
    # Bob was free until two o'clock: 1.5 hours of the first case and half an hour of the second.
    assert np.nansum(values) == pytest.approx(2 * HOUR)


def test_work_that_anybody_could_have_begun_was_held_up_by_something_else():
    cases = [[("a", i, i + 0.5, "Ann"), ("b", i + 0.5, i + 1, "Bob")] for i in range(0, 300, 3)]
    cases += [[("a", 300, 300.5, "Ann"), ("b", 301.5, 302, "Ann")]]
    cases += [[("a", i, i + 0.5, "Ann"), ("b", i + 0.5, i + 1, "Ann")] for i in range(303, 400, 3)]
    log = table_of(cases)
    people, hours = staffed(log)
    values, _ = external(log, control_flow(log), people, hours)
    assert np.nansum(values) == pytest.approx(HOUR)


def test_delays_that_end_after_hours_are_spread_like_those_that_can_be_seen():
    seen = np.repeat([3_600.0, 7_200.0], [30, 60])
    hidden = np.full(90, 1_800.0), np.full(90, 60_000.0)
    found = self_consistent(np.concatenate((seen, hidden[0])), np.concatenate((seen, hidden[1])))
    assert found.size == 180
    assert (found == 3_600).sum() == 60
    assert (found == 7_200).sum() == 120


def test_bounds_rule_out_what_lies_outside_them():
    least = np.array([0.0, 0.0, 600.0, 5_000.0])
    most = np.array([0.0, 0.0, 600.0, 9_000.0])
    assert self_consistent(least, most).tolist() == [0.0, 0.0, 600.0, 5_000.0]


@given(st.lists(st.tuples(st.floats(0, 1e5), st.floats(0, 1e5)), min_size=1, max_size=30))
@settings(max_examples=50, deadline=None)
def test_a_sample_from_bounds_stays_within_all_of_them(pairs):
    least = np.array([low for low, _ in pairs])
    most = least + np.array([more for _, more in pairs])
    found = self_consistent(least, most)
    assert found.size == least.size
    assert found.min() >= least.min() - 2
    assert found.max() <= most.max() + 2


def test_elapsed_times_pass_in_the_hours_in_which_the_activity_happens():
    """The second step is always done on Thursdays between two and four."""
    cases = [
        [("a", 168 * week + 10 * day, 168 * week + 10 * day), ("b", place, place)]
        for week in range(40)
        for day in range(4)
        for place in [168 * week + 86 + day / 4]
    ]
    log = table_of(cases, starts=False)
    flow = control_flow(log)
    found = elapsed(log, flow, "UTC")
    (place,) = found.waits
    assert place[0] != INSIDE
    assert sum(wait.share for wait in found.waits[place]) == pytest.approx(1)
    assert {found.weeks[wait.hours].hours for wait in found.waits[place]} == {1}
    assert max(max(wait.duration.values_s) for wait in found.waits[place]) <= HOUR


def test_what_follows_at_once_follows_by_the_clock():
    log = table_of([[("a", h, h), ("b", h + 0.1, h + 0.1)] for h in range(0, 900, 7)], starts=False)
    (waits,) = elapsed(log, control_flow(log), "UTC").waits.values()
    assert [wait.hours for wait in waits] == [None]
    assert waits[0].duration.untruncated_mean_s() == pytest.approx(360)
