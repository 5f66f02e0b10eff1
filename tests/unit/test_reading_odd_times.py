"""functions/input/reading/odd_times.py: planted oddities of time are counted"""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from functions.input.reading import odd_times
from functions.input.reading.odd_times import future_events
from functions.input.reading.outcome import warning
from tests.unit.oddities_fixture import (
    CASES,
    FIRST,
    STEPS,
    Rows,
    clean_rows,
    log_of,
    moved,
    quality,
    row,
    told,
)


@pytest.mark.parametrize("hour", [0, 22])  # midnight in UTC, and in Amsterdam in summer
def test_an_activity_whose_times_are_dates_is_named(hour):
    rows = [
        one | {"complete_at": one["complete_at"].replace(hour=hour, minute=0, second=0)}
        | {"start_at": None}
        if one["activity"] == "Pay invoice" else one
        for one in clean_rows()
    ]  # fmt: skip

    found = told(rows)["date_only_timestamps"]

    assert (found.count, found.sample) == (CASES, (f"Pay invoice ({CASES})",))


def test_dates_of_summer_and_winter_are_one_midnight():
    rows = clean_rows()
    for one in rows:
        if one["activity"] == "Pay invoice":
            day = one["complete_at"].replace(hour=23, minute=0, second=0)
            one["complete_at"] = day - timedelta(hours=1) if 4 <= day.month <= 10 else day
            one["start_at"] = None

    assert told(rows)["date_only_timestamps"].count == CASES


def test_instants_that_ten_cases_share_are_batches():
    rows = clean_rows()
    night = FIRST + timedelta(days=300, hours=9, minutes=13, seconds=7)
    for one in rows:
        if one["activity"] == "Pay invoice" and int(one["case_id"][1:]) < 24:
            number = int(one["case_id"][1:]) // 12
            one["complete_at"] = night + timedelta(days=number)

    found = told(rows)["recorded_in_batches"]

    assert (found.count, found.sample) == (24, ("Pay invoice (24)",))


def test_nine_cases_at_one_instant_are_no_batch():
    rows = clean_rows()
    night = FIRST + timedelta(days=300, hours=9, minutes=13)
    for one in rows:
        if one["activity"] == "Pay invoice" and int(one["case_id"][1:]) < 9:
            one["complete_at"] = night

    assert "recorded_in_batches" not in told(rows)


def test_years_far_from_all_others_are_told():
    rows = clean_rows()
    rows[-1] = moved(rows[-1], days=36_525)
    rows[0] = moved(rows[0], days=-7_300)

    found = told(rows)["distant_dates"]

    assert found.count == 2
    assert {sample[:4] for sample in found.sample} == {"2006", "2126"}


def test_events_after_the_submission_lie_in_the_future():
    log = log_of(clean_rows())
    middle = log["complete_at"].sort()[-6]

    [found] = future_events(log, middle - timedelta(days=1))

    assert found.code == "future_events"
    assert found.count == 5
    assert future_events(log, log["complete_at"].max()) == []


NAIVE = warning("no_time_zone", "…", 1)


def test_local_times_in_the_hour_that_clocks_show_twice_are_unclear():
    rows = clean_rows()
    rows.append(row(900, "Submit request", datetime(2026, 10, 25, 2, 30, tzinfo=UTC)))
    rows.append(row(900, "Pay invoice", datetime(2026, 10, 25, 2, 50, tzinfo=UTC)))
    rows = [one for one in rows if not datetime(2026, 3, 29, 2, tzinfo=UTC) <= one["complete_at"]
            < datetime(2026, 3, 29, 3, tzinfo=UTC)]  # fmt: skip

    found = told(rows, NAIVE)["clock_changes"]

    assert "show twice (Europe)" in found.message
    assert (found.count, found.sample) == (2, ("2026-10-25 (2)",))
    assert "clock_changes" not in told(rows)  # with a zone nothing is unclear


def test_local_times_in_the_hour_that_clocks_skip_are_no_local_times():
    rows = clean_rows()
    for number in range(3):
        rows.append(row(900 + number, "Pay invoice", datetime(2026, 3, 8, 2, 10, tzinfo=UTC)))

    codes = [one for one in quality(rows, NAIVE).warnings if one.code == "clock_changes"]

    [found] = [one for one in codes if "North America" in one.message]
    assert "skip" in found.message
    assert found.count == 3


def at_the_office(zone_h: dict[bool, int]) -> Rows:
    """Work at ten past nine local time, give or take an hour, in two years."""
    random = Random(3)  # noqa: S311
    rows = []
    for number in range(1_400):
        day = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=number // 2)
        summer = (
            odd_times._sunday(day.year, 3, -1) <= day.date() < odd_times._sunday(day.year, 10, -1)
        )
        at = day + timedelta(hours=9.2 - zone_h[summer] + random.uniform(-1, 1))
        step = STEPS[number % 2 * 3]
        rows.append(row(number // 2, step, at + timedelta(hours=number % 2)))
    return rows


def test_work_that_moves_with_the_clocks_shows_that_times_are_not_local():
    found = told(at_the_office({True: 2, False: 1}))["clock_changes"]

    assert "clocks change in Europe" in found.message
    assert found.count == 4
    assert found.sample[0] == "2025-03-30"


def test_work_at_the_same_hour_all_year_shows_no_clock_change():
    assert "clock_changes" not in told(at_the_office({True: 1, False: 1}))


@pytest.mark.parametrize(
    ("year", "month", "number", "day"),
    [(2026, 3, -1, 29), (2026, 10, -1, 25), (2026, 3, 2, 8), (2026, 11, 1, 1), (2023, 12, -1, 31)],
)
def test_finds_the_sundays_on_which_clocks_change(year, month, number, day):
    assert odd_times._sunday(year, month, number) == date(year, month, day)
