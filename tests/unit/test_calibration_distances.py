"""Distances between logs, with figures that the package log-distance-measures gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.optimization.calibration.twin.distances import (
    MEASURES,
    distances,
    earth_movers_distance,
    n_gram_distance,
)
from functions.optimization.calibration.twin.event_table import (
    event_table,
    split_by_arrival,
)
from tests.paths import needs_shared_data
from tests.unit.twin_fixture import HOUR, loan, table_of

MONDAY = 4 * 86_400.0
WHOLE = st.lists(st.integers(0, 60), min_size=1, max_size=30)


def test_two_logs_that_are_the_same_are_nowhere_apart():
    log = table_of([[("a", 0.0, 1.0), ("b", 2.0, 5.0)], [("a", 3.0, 4.0)]])
    assert set(vars(distances(log, log)).values()) == {0.0}


def test_earth_is_moved_as_far_as_one_log_is_behind():
    first = np.array([0.0, 1.0, 5.0])
    assert earth_movers_distance(first, first + 2) == pytest.approx(2)


def test_half_as_many_observations_of_the_same_kind_are_no_difference():
    assert earth_movers_distance(np.array([1.0, 4.0]), np.array([1.0, 1.0, 4.0, 4.0])) == 0


@given(WHOLE, WHOLE, WHOLE)
def test_the_way_over_a_third_log_is_never_shorter(a, b, c):
    one, two, three = (np.array(values, dtype=np.float64) for values in (a, b, c))
    direct = earth_movers_distance(one, three)
    assert direct <= earth_movers_distance(one, two) + earth_movers_distance(two, three) + 1e-9
    assert direct == pytest.approx(earth_movers_distance(three, one))


def test_n_grams_see_where_cases_begin_and_end():
    ab, ba = table_of([[("a", 0, 1), ("b", 1, 2)]]), table_of([[("b", 0, 1), ("a", 1, 2)]])
    assert n_gram_distance(ab, ba, 2) == 1.0
    # -a ab b- against -a a-: ab, b- and a- are in one log only, of five in all.
    assert n_gram_distance(ab, table_of([[("a", 0, 1)]]), 2) == pytest.approx(3 / 5)


def test_a_window_never_sees_two_cases():
    apart = table_of([[("a", 0, 1)], [("b", 5, 6)]])
    together = table_of([[("a", 0, 1), ("b", 5, 6)]])
    assert n_gram_distance(apart, together, 3) == pytest.approx(6 / 10)


@given(st.integers(2, 6))
def test_long_n_grams_of_one_case_differ_in_every_window(length):
    ab, cd = table_of([[("a", 0, 1), ("b", 1, 2)]]), table_of([[("c", 0, 1), ("d", 1, 2)]])
    assert n_gram_distance(ab, cd, length) == 1.0
    assert n_gram_distance(ab, ab, length) == 0.0


def test_a_weekday_that_only_one_log_knows_counts_as_far_as_can_be():
    monday = table_of([[("a", 8, 9)]], begin=MONDAY)
    tuesday = table_of([[("a", 32, 33)]], begin=MONDAY)
    found = distances(monday, tuesday)
    assert found.circadian_events_h == pytest.approx(2 * 23 / 7)
    assert found.case_arrivals_h == pytest.approx(24)
    assert found.cycle_time_h == 0


def test_a_log_that_starts_an_hour_later_is_an_hour_away():
    one = table_of([[("a", 0, 1)], [("a", 2, 3)]], begin=MONDAY + 8 * HOUR)
    two = table_of([[("a", 1, 2)], [("a", 3, 4)]], begin=MONDAY + 8 * HOUR)
    found = distances(one, two)
    assert found.absolute_events_h == pytest.approx(1)
    assert found.relative_events_h == 0
    assert found.circadian_events_h == pytest.approx(1 / 7)


def test_cases_are_split_by_when_they_arrive():
    log = table_of([[("a", 5, 6)], [("b", 0, 9)], [("c", 7, 8)], [("d", 1, 2)]])
    first, rest = split_by_arrival(log, 0.5)
    assert [first.activities[code] for code in first.activity] == ["b", "d"]
    assert [rest.activities[code] for code in rest.activity] == ["a", "c"]
    assert first.cases == rest.cases == 2


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"case": np.zeros(0, int), "activity": np.zeros(0, int), "end_s": np.zeros(0)},
        {"case": np.zeros(2, int), "activity": np.zeros(1, int), "end_s": np.zeros(2)},
        {"case": np.zeros(1, int), "activity": np.array([7]), "end_s": np.zeros(1)},
        {"case": np.zeros(1, int), "activity": np.array([0]), "end_s": np.array([np.nan])},
    ],
)
def test_a_table_that_cannot_be_is_refused(columns):
    with pytest.raises(ValueError, match="event"):
        event_table(columns, ("a",))


@needs_shared_data
def test_distances_of_a_real_log_are_those_of_the_package():
    """Figures of log-distance-measures 2.2.0 (bins of an hour) for the two halves of the log."""
    observed, other = loan("test"), loan("train")
    expected = (
        0.020599800457773345,
        0.028310310415462996,
        3.864577807969534,
        0.14617108648607596,
        0.056019949215600016,
        0.0,
        0.5960000000000002,
    )
    found = distances(observed, other)
    assert tuple(getattr(found, name) for name in MEASURES) == pytest.approx(expected)
