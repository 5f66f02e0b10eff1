"""Hours of work are found again in the instants at which something happened."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.model.staffing import Calendar, Shift
from functions.optimization.calibration.twin.calendars import (
    CHANCES,
    PER_HOUR,
    Week,
    _divided,
    _likely_by_chance,
    holidays,
    levels_of,
    own_week,
    week_of,
    without_unproven_gaps,
)
from functions.optimization.calibration.twin.clocks import Clock, clock_of
from functions.optimization.calibration.twin.working_time import (
    from_local,
    local,
    working_time,
)
from tests.unit.twin_fixture import HOUR, MONDAY

DAY, WEEK = 24 * HOUR, 168 * HOUR
OFFICE = Calendar(
    id="office",
    time_zone="Europe/London",
    shifts=tuple(Shift(weekday=day, begins_s=9 * HOUR, ends_s=17 * HOUR) for day in range(5)),
    holidays=(date(2023, 12, 25), date(2023, 12, 26)),
)


def at(*when: int) -> float:
    return datetime(*when, tzinfo=UTC).timestamp()


def office_instants(weeks: int, per_day: int = 40, calendar: Calendar = OFFICE) -> np.ndarray:
    """Return instants spread over the shifts of a calendar, from Monday on."""
    hours = working_time(calendar, MONDAY, MONDAY + weeks * WEEK)
    inside = (hours.begins_s >= MONDAY) & (hours.begins_s < MONDAY + weeks * WEEK)
    generator = np.random.default_rng(weeks)
    spread = generator.random((int(inside.sum()), per_day))
    length = (hours.ends_s - hours.begins_s)[inside]
    return np.sort((hours.begins_s[inside][:, None] + spread * length[:, None]).ravel())


def test_clocks_of_a_zone_show_summer_time_from_the_right_hour_on():
    instants = np.array([at(2024, 3, 31, 0, 59, 59), at(2024, 3, 31, 1, 0, 0)])
    shown = local(instants, "Europe/London")
    assert (shown - instants).tolist() == [0.0, HOUR]
    assert from_local(shown, "Europe/London").tolist() == instants.tolist()


@given(st.floats(at(2020, 1, 1), at(2030, 1, 1)))
def test_there_and_back_again_is_the_same_instant_but_for_the_hour_that_comes_twice(instant):
    again = from_local(local(np.array([instant]), "America/New_York"), "America/New_York")[0]
    assert again == pytest.approx(instant) or abs(again - instant) == pytest.approx(HOUR)


def test_working_time_leaves_out_nights_weekends_and_holidays():
    hours = working_time(OFFICE, at(2023, 12, 1), at(2024, 1, 15))
    friday, wednesday = at(2023, 12, 22, 16, 0, 0), at(2023, 12, 27, 10, 0, 0)
    assert hours.between(np.array([friday]), np.array([wednesday]))[0] == 2 * HOUR


def test_working_time_follows_summer_time():
    hours = working_time(OFFICE, at(2024, 3, 1), at(2024, 4, 30))
    friday, monday = at(2024, 3, 29, 9, 0, 0), at(2024, 4, 1, 9, 0, 0)
    assert hours.between(np.array([friday]), np.array([monday]))[0] == 9 * HOUR  # 8 + 1


@given(st.lists(st.floats(0, 3 * WEEK), min_size=1, max_size=20))
def test_the_first_instant_of_so_much_work_is_never_later_than_the_instant_itself(offsets):
    hours = working_time(OFFICE, MONDAY, MONDAY + 3 * WEEK)
    instants = MONDAY + np.array(offsets)
    worked = hours.worked(instants)
    first = hours.first_at(worked)
    assert (first <= instants + 1e-6).all()
    assert hours.worked(first) == pytest.approx(worked, abs=1e-5)


def test_without_a_calendar_all_time_is_working_time():
    hours = working_time(None, MONDAY, MONDAY + DAY)
    assert hours.between(np.array([MONDAY]), np.array([MONDAY + DAY]))[0] == DAY


def test_a_night_shift_is_one_shift_over_midnight():
    night = Calendar(
        id="night",
        shifts=(
            Shift(weekday=0, begins_s=22 * HOUR, ends_s=DAY),
            Shift(weekday=1, begins_s=0, ends_s=6 * HOUR),
        ),
    )
    hours = working_time(night, MONDAY, MONDAY + WEEK)
    assert set((hours.ends_s - hours.begins_s).tolist()) == {8 * HOUR}


def test_office_hours_are_found_again_to_the_hour():
    found = week_of(office_instants(12), "Europe/London").calendar("office")
    assert found.shifts == OFFICE.shifts


def test_a_few_instants_outside_the_office_hours_do_not_open_the_night():
    instants = office_instants(12)
    odd = MONDAY + WEEK * np.arange(0, 12, 3) + 3 * HOUR  # Mondays at three in the night
    assert week_of(np.concatenate((instants, odd)), "Europe/London").hours == 40


def test_summer_time_is_seen_in_the_rhythm():
    assert clock_of(office_instants(30)) == Clock(zone="Europe/London")


def test_times_that_were_recorded_by_a_clock_with_summer_time_are_seen_too():
    steady = OFFICE.model_copy(update={"time_zone": "UTC"})
    recorded = local(office_instants(30, calendar=steady), "Europe/London")
    assert clock_of(recorded) == Clock(recorded_in="Europe/London")
    assert Clock(recorded_in="Europe/London").instants(recorded) == pytest.approx(
        office_instants(30, calendar=steady)
    )


def test_without_a_change_of_clocks_nothing_is_seen():
    generator = np.random.default_rng(4)
    assert clock_of(MONDAY + 30 * WEEK * generator.random(5_000)) == Clock()


def test_who_never_works_on_fridays_has_a_calendar_of_their_own():
    group = week_of(office_instants(12), "Europe/London")
    instants = office_instants(12, per_day=3)
    weekday = (local(instants, "Europe/London") - MONDAY) // DAY % 7
    assert own_week(instants[weekday != 4], group).hours == 32
    assert own_week(instants, group).hours == 40


def test_who_was_seldom_seen_has_the_calendar_of_the_group():
    group = week_of(office_instants(12), "Europe/London")
    assert own_week(office_instants(1, per_day=1), group).hours == 40


def test_days_without_anything_are_holidays_where_that_is_no_chance():
    week = Week(week_of(office_instants(12), "Europe/London").open, "Europe/London")
    assert holidays(office_instants(20), week) == OFFICE.holidays
    assert holidays(office_instants(20, per_day=1), week) == ()


def test_hours_are_divided_by_how_usual_they_are():
    generator = np.random.default_rng(2)
    begin = {9: 200, 10: 200, 14: 30, 15: 30, 22: 2}  # hour of every day of the week: instants
    instants = [
        MONDAY + day * DAY + hour * HOUR + generator.random(count) * HOUR
        for day in range(7)
        for hour, count in begin.items()
    ]
    weeks = levels_of(np.concatenate(instants), "UTC")
    assert [week.hours for week in weeks] == [14, 14, 7]
    open_hours = [np.flatnonzero(week.open[::PER_HOUR][:24]).tolist() for week in weeks]
    assert open_hours == [[9, 10], [14, 15], [22]]


@given(st.integers(1, 400), st.floats(0.0, 1.0), st.integers(0, 9))
def test_the_short_way_to_the_likelihood_by_chance_decides_as_all_divisions_do(size, busy, seed):
    random = np.random.default_rng(seed)
    shares = np.full(168, (1 - busy) / 168)
    shares[:40] += busy / 40
    likely = _divided(random.multinomial(size, shares))[3]
    chance = np.random.default_rng(size).multinomial(size, np.full(168, 1 / 168), size=CHANCES)
    by_all = max(_divided(each)[3] for each in chance)
    assert (likely <= _likely_by_chance(size, likely)) == (likely <= by_all)


def test_a_lunch_break_is_one_only_where_work_waited_through_it():
    opened = np.zeros(672, dtype=bool)
    opened[36:48] = opened[52:68] = True  # Monday, 9 to 12 and 13 to 17
    week = Week(opened, "UTC")
    noon = MONDAY + 12.5 * HOUR + 168 * HOUR * np.arange(5)
    assert without_unproven_gaps(week, noon, noon + 0.5 * HOUR).hours == 7
    assert without_unproven_gaps(week, noon, noon).hours == 8
    overnight = without_unproven_gaps(week, noon + 10 * HOUR, noon + 20 * HOUR)
    assert overnight.open[:36].sum() == overnight.open[68:].sum() == 0
