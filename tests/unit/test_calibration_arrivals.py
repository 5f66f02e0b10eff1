"""How cases come is found again in when they came."""

import numpy as np
import pytest

from functions.optimization.calibration.twin.arrivals import Interarrival, Rates, arrivals
from functions.optimization.calibration.twin.calendars import week_of
from functions.optimization.calibration.twin.event_table import split_by_arrival
from functions.optimization.calibration.twin.recency import bounded, recent
from functions.optimization.calibration.twin.working_time import second_of_week
from functions.optimization.simulation.engine import distribution as times
from tests.unit.test_calibration_calendars import OFFICE, office_instants
from tests.unit.twin_fixture import HOUR, MONDAY, table_of

WEEK_S = 168 * HOUR
EVERY_HALF_HOUR = np.concatenate(
    [
        MONDAY + week * WEEK_S + day * 24 * HOUR + np.arange(9 * HOUR, 17 * HOUR, 1_800)
        for week in range(8)
        for day in range(5)
    ]
)


def test_cases_every_half_hour_of_the_office_hours_are_exactly_that():
    found = arrivals(EVERY_HALF_HOUR, "UTC")
    assert isinstance(found, Interarrival)
    assert found.distribution == times.fixed(1_800.0)
    assert found.week.calendar("x").shifts == OFFICE.shifts
    drawn = found.drawn(float(EVERY_HALF_HOUR[0]), EVERY_HALF_HOUR.size, np.random.default_rng(0))
    assert drawn == pytest.approx(EVERY_HALF_HOUR)


def test_random_arrivals_within_office_hours_have_exponential_gaps():
    week = week_of(office_instants(12), "UTC")
    known = Interarrival(week, times.exponential(900.0))
    drawn = known.drawn(MONDAY + 9 * HOUR, 2_500, np.random.default_rng(3))
    found = arrivals(drawn, "UTC")
    assert isinstance(found, Interarrival)
    assert found.distribution.family == "exponential"
    assert found.distribution.mean_s == pytest.approx(900, rel=0.05)


def test_a_rush_every_morning_needs_rates():
    week = week_of(office_instants(12), "UTC")
    per_h = np.where(np.arange(168) % 24 == 9, 20.0, np.where(np.arange(168) % 24 == 15, 3.0, 0.2))
    drawn = Rates(week, per_h).drawn(MONDAY, 6_000, np.random.default_rng(5))
    found = arrivals(drawn, "UTC")
    assert isinstance(found, Rates)
    assert found.per_h[9::24].mean() == pytest.approx(20, rel=0.08)
    assert found.per_h[15::24].mean() == pytest.approx(3, rel=0.15)
    hour = np.bincount((second_of_week(drawn, "UTC") // HOUR).astype(int) % 24, minlength=24)
    assert hour[9] > 5 * hour[15]


def test_rates_for_the_engine_begin_at_the_hour_asked_for():
    week = week_of(office_instants(12), "UTC")
    per_h = np.arange(168, dtype=np.float64)
    given = Rates(week, per_h).arrivals(MONDAY + 5 * HOUR)
    assert given.rates_per_h == tuple(float(x) for x in np.roll(per_h, -5))


def test_only_the_latest_arrivals_count_after_the_volume_has_changed():
    generator = np.random.default_rng(8)
    seldom = MONDAY + np.cumsum(generator.exponential(8 * HOUR, 300))
    often = seldom[-1] + np.cumsum(generator.exponential(HOUR, 900))
    found = arrivals(np.concatenate((seldom, often)), "UTC")
    assert isinstance(found, Interarrival)
    assert found.distribution.untruncated_mean_s() == pytest.approx(HOUR, rel=0.15)


def test_too_few_arrivals_are_taken_as_they_are():
    found = arrivals(MONDAY + HOUR * np.array([0.0, 3.0, 4.0]), "UTC")
    assert isinstance(found, Interarrival)


def test_a_process_that_has_changed_is_described_by_its_latest_cases():
    old = [[("a", h, h + 1), ("b", h + 1, h + 2)] for h in range(600)]
    new = [[("a", h, h + 1), ("c", h + 1, h + 9)] for h in range(600, 1_800)]
    kept = recent(table_of(old + new))
    assert kept.cases == 900
    assert "b" not in {kept.activities[code] for code in kept.activity}


def test_a_process_that_has_not_changed_is_described_by_all_its_cases():
    same = table_of([[("a", h, h + 1), ("bc"[h % 2], h + 1, h + 2)] for h in range(1_000)])
    assert recent(same).cases == 1_000
    assert split_by_arrival(same, 0.25)[0].cases == 250


def test_of_very_many_executions_the_latest_cases_are_kept_whole():
    log = table_of([[("a", h, h + 1), ("b", h + 1, h + 2)] for h in range(10)])
    kept = bounded(log, most=7)
    assert kept.cases == 3
    assert kept.case.tolist() == [0, 0, 1, 1, 2, 2]
    assert kept.start_s[0] == log.start_s[14]
    assert bounded(log, most=1).cases == 1
    assert bounded(log, most=20) is log
