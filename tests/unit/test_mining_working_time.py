"""functions/analysis/mining: calendars, holidays and durations in working time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.figure import Provenance
from common.model.staffing import Calendar, Shift
from common.model.workflow import Activity, Workflow
from functions.analysis.mining.calendars import process_calendar
from functions.analysis.mining.holidays import easter, public_holidays
from functions.analysis.mining.working_time import WorkingClock

HOUR_US = 3_600_000_000
WORKFLOW = Workflow(name="w", activities=(Activity(id="A", name="A"),), flows=())


def us(at: datetime) -> int:
    return round(at.timestamp()) * 1_000_000


def office(holidays: tuple[date, ...] = (), time_zone: str | None = None) -> Calendar:
    shifts = tuple(Shift(weekday=day, begins_s=8 * 3600, ends_s=18 * 3600) for day in range(5))
    return Calendar(id="office", shifts=shifts, holidays=holidays, time_zone=time_zone)


def worked_h(calendar: Calendar, begin: datetime, end: datetime) -> float:
    clock = WorkingClock(calendar, us(begin), us(end))
    first, last = clock.passed_us(pl.Series([us(begin), us(end)]))
    return (last - first) / HOUR_US


def test_counts_only_the_hours_of_the_shifts():
    friday, monday = datetime(2026, 1, 9, 17, tzinfo=UTC), datetime(2026, 1, 12, 9, tzinfo=UTC)

    assert worked_h(office(), friday, monday) == 2
    assert worked_h(office(holidays=(date(2026, 1, 9),)), friday, monday) == 1
    assert worked_h(office(), datetime(2026, 1, 10, 9, tzinfo=UTC), monday) == 1


def test_reads_the_clock_of_the_calendar_s_zone():
    zone = "Europe/Amsterdam"
    begin = datetime(2026, 7, 6, 6, 30, tzinfo=UTC)  # 8:30 there
    end = datetime(2026, 7, 6, 20, tzinfo=UTC)

    assert worked_h(office(time_zone=zone), begin, end) == 9.5
    assert worked_h(office(), begin, end) == 10


slots = st.tuples(st.integers(0, 6), st.integers(0, 47), st.integers(1, 20))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(slots, max_size=8),
    st.sets(st.integers(0, 20), max_size=4),
    st.lists(st.integers(0, 20 * 48), min_size=2, max_size=6),
)
def test_agrees_with_counting_half_hours(drawn, off, halves):
    shifts = tuple(
        Shift(weekday=day, begins_s=half * 1800, ends_s=min(86400, (half + length) * 1800))
        for day, half, length in drawn
    )
    monday = date(2026, 1, 5)
    holidays = tuple(monday + timedelta(days=each) for each in sorted(off))
    calendar = Calendar(id="c", shifts=shifts, holidays=holidays)

    def is_worked(half: int) -> bool:
        day, second = divmod(half * 1800, 86400)
        return monday + timedelta(days=day) not in holidays and any(
            each.weekday == day % 7 and each.begins_s <= second < each.ends_s for each in shifts
        )

    base = us(datetime(2026, 1, 5, tzinfo=UTC))
    instants = pl.Series([base + half * HOUR_US // 2 for half in sorted(halves)])
    passed = WorkingClock(calendar, instants.min(), instants.max()).passed_us(instants)
    for one, other, begun, ended in zip(
        sorted(halves), sorted(halves)[1:], passed, passed[1:], strict=False
    ):
        assert (ended - begun) * 2 / HOUR_US == sum(map(is_worked, range(one, other)))
    if any(map(is_worked, range(min(halves)))):
        closed = WorkingClock(calendar, base, instants.max()).closed_us(instants)
        for half, since in zip(sorted(halves), closed, strict=True):
            last = max(each for each in range(half) if is_worked(each))
            assert since * 2 / HOUR_US == half - 1 - last


@pytest.mark.parametrize(
    ("year", "day"),
    [(1961, (4, 2)), (2000, (4, 23)), (2008, (3, 23)), (2024, (3, 31)), (2026, (4, 5)),
     (2038, (4, 25))],
)  # fmt: skip
def test_knows_easter(year, day):
    assert easter(year) == date(year, *day)


@pytest.mark.parametrize(
    ("country", "year", "days"),
    [
        ("NL", 2017, "01-01 04-14 04-16 04-17 04-27 05-25 06-04 06-05 12-25 12-26"),
        ("NL", 2025, "01-01 04-18 04-20 04-21 04-26 05-05 05-29 06-08 06-09 12-25 12-26"),
        ("DE", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26"),
        ("GB", 2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        ("GB", 2022, "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27"),
        ("GB", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        ("US", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25"),
    ],
)
def test_knows_the_public_holidays(country, year, days):
    found = [f"{day:%m-%d}" for day in public_holidays(country, [year])]

    assert found == days.split()


def logged(*, closed: tuple[date, ...], hours: range, weeks: int = 60) -> pl.Series:
    """30 completions an hour on weekdays, from 2 January 2017 on."""
    start = datetime(2017, 1, 2, tzinfo=UTC)
    days = [start + timedelta(days=number) for number in range(7 * weeks)]
    return pl.Series(
        us(day + timedelta(hours=hour, minutes=2 * minute))
        for day in days
        if day.weekday() < 5 and day.date() not in closed
        for hour in hours
        for minute in range(30)
    )


def test_finds_the_hours_and_the_country_whose_holidays_are_quiet():
    closed = public_holidays("NL", [2017, 2018])
    known = process_calendar(WORKFLOW, logged(closed=closed, hours=range(9, 17)))

    assert known.provenance is Provenance.INFERRED
    assert {(s.weekday, s.begins_s, s.ends_s) for s in known.calendar.shifts} == {
        (day, 9 * 3600, 17 * 3600) for day in range(5)
    }
    inside = {day for day in closed if date(2017, 1, 2) <= day <= date(2018, 2, 23)}
    assert set(known.calendar.holidays) == inside
    assert "NL" in known.origin


def test_finds_no_holidays_where_none_are_kept():
    known = process_calendar(WORKFLOW, logged(closed=(), hours=range(9, 17)))

    assert known.calendar.holidays == ()


@pytest.mark.parametrize(
    ("instants", "why"),
    [
        (logged(closed=(), hours=range(24)), None),
        (logged(closed=(), hours=range(9, 17)).head(20), "too few events"),
        (pl.Series([day * 24 * HOUR_US for day in range(4000)] * 30), "no times of day"),
        (pl.Series([hour * HOUR_US for hour in range(5000)]), "round the clock"),
    ],
)
def test_says_why_there_is_no_calendar(instants, why):
    known = process_calendar(WORKFLOW, instants)

    if why is None:
        assert {s.weekday for s in known.calendar.shifts} == set(range(5))  # night shifts too
    else:
        assert why in known


def test_takes_a_given_calendar_rather_than_the_log_s():
    given_calendar = WORKFLOW.model_copy(update={"calendars": (office(),)})
    known = process_calendar(given_calendar, logged(closed=(), hours=range(6, 9)))

    assert known.provenance is Provenance.STATED
    assert known.calendar == office()


WEEKEND = Calendar(id="weekend", shifts=(Shift(weekday=5, begins_s=0, ends_s=3600),))


def test_somebody_works_when_any_of_several_calendars_says_so():
    both = WORKFLOW.model_copy(update={"calendars": (office(), WEEKEND)})
    known = process_calendar(both, logged(closed=(), hours=range(6, 9)))

    assert {shift.weekday for shift in known.calendar.shifts} == set(range(6))


def test_knows_the_zone_s_clock_in_winter_and_summer():
    zone = ZoneInfo("Europe/Amsterdam")
    for month in (1, 7):
        begin = datetime(2026, month, 6, 8, tzinfo=zone)
        assert worked_h(office(time_zone=zone.key), begin, begin + timedelta(hours=24)) == 10
