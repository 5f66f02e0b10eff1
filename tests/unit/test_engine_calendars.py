"""Shifts on the model's clock: weeks, holidays, time zones, and the kernel's arithmetic on them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.model.staffing import Calendar, Shift
from functions.optimization.simulation.engine.calendars import WEEK_S, Pattern, pattern, union
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.distribution import fixed
from functions.optimization.simulation.engine.model import Activity, Model, Performer, Resource
from functions.optimization.simulation.engine.run import Runner
from tests.unit.engine_fixture import at, chain, daily

HOUR = 3600.0
MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def hours(found: Pattern, count: int = 3) -> list[tuple[float, float]]:
    return [(begins / HOUR, ends / HOUR) for begins, ends in found.shifts_s[:count]]


def test_a_week_is_repeated_from_the_start_of_the_clock():
    office = Calendar(
        id="o",
        shifts=(
            Shift(weekday=0, begins_s=9 * HOUR, ends_s=17 * HOUR),
            Shift(weekday=6, begins_s=20 * HOUR, ends_s=24 * HOUR),
        ),
    )
    assert hours(pattern(office, MONDAY)) == [(9, 17), (164, 168)]
    sunday_noon = datetime(2023, 12, 31, 12, tzinfo=UTC)
    assert hours(pattern(office, sunday_noon)) == [(8, 12), (21, 29)]
    assert pattern(office, MONDAY).period_s == WEEK_S


def test_a_shift_over_the_start_of_the_clock_is_cut_and_comes_back_at_the_end():
    always_mondays = Calendar(id="m", shifts=(Shift(weekday=0, begins_s=0, ends_s=86_400),))
    monday_noon = datetime(2024, 1, 1, 12, tzinfo=UTC)
    assert hours(pattern(always_mondays, monday_noon)) == [(0, 12), (156, 168)]


def test_shifts_that_touch_are_one():
    full = daily("d", 0, 24)
    assert pattern(full, MONDAY).shifts_s == ((0.0, WEEK_S),)
    assert pattern(full, MONDAY).on_share == 1.0


def test_local_hours_move_with_the_clock_changes():
    berlin = pattern(
        daily("d", 8, 16, time_zone="Europe/Berlin"), datetime(2024, 3, 29, tzinfo=UTC)
    )
    assert hours(berlin) == [(7, 15), (31, 39), (54, 62)]  # on the 31st, 8:00 is 6:00 UTC
    night = Calendar(
        id="n",
        time_zone="Europe/Berlin",
        shifts=(Shift(weekday=6, begins_s=0, ends_s=6 * HOUR),),
    )
    spring = pattern(night, datetime(2024, 3, 30, tzinfo=UTC))
    begins, ends = spring.shifts_s[0]
    assert (ends - begins) / HOUR == 5  # the night of the change is short
    autumn = pattern(night, datetime(2024, 10, 26, tzinfo=UTC))
    begins, ends = autumn.shifts_s[0]
    assert (ends - begins) / HOUR == 7


def test_nobody_works_on_holidays():
    found = pattern(daily("d", 8, 16, holidays=("2024-01-02", "2024-01-04")), MONDAY)
    assert hours(found) == [(8, 16), (56, 64), (104, 112)]


def test_a_calendar_of_an_unknown_zone_or_without_shifts_is_refused():
    with pytest.raises(ValueError, match="calendar d: no time zone"):
        pattern(daily("d", 8, 16, time_zone="Mars/Olympus"), MONDAY)
    with pytest.raises(ValueError, match="calendar e has no shift"):
        pattern(Calendar(id="e", shifts=()), MONDAY)


def test_a_union_has_a_shift_when_anybody_has():
    both = union((pattern(daily("d", 8, 16), MONDAY), pattern(daily("n", 14, 20), MONDAY)))
    assert hours(both, 2) == [(8, 20), (32, 44)]


def on_clock(shifts: tuple[Shift, ...]):
    """Return the kernel with these shifts as its first calendar, and their spans in a week."""
    calendar = Calendar(id="c", shifts=shifts)
    model = Model(
        (Activity("a", fixed(1.0), (Performer("p"),)),),
        chain("start", "a", "end"),
        at(0),
        resources=(Resource("p", calendar="c"),),
        calendars=(calendar,),
    )
    runner = Runner(compile_model(model))
    return runner._kernel, runner.compiled.tables["res_cal"][0], pattern(calendar, MONDAY).shifts_s


weeks = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 47), st.integers(1, 12)), min_size=1, max_size=12
).map(
    lambda rows: tuple(
        Shift(weekday=day, begins_s=half * 1800, ends_s=min((half + length) * 1800, 86_400))
        for day, half, length in rows
    )
)


def worked_by_hand(spans, t: float) -> float:
    """Return the seconds on shift from 0 to t, span by span."""
    total, week = 0.0, 0
    while week * WEEK_S < t:
        for begins, ends in spans:
            total += max(0.0, min(ends + week * WEEK_S, t) - begins - week * WEEK_S)
        week += 1
    return total


@given(weeks, st.floats(0, 3 * WEEK_S))
def test_time_on_shift_is_counted_rightly(shifts, t):
    one, calendar, spans = on_clock(shifts)
    assert one.on_until(calendar, t) == pytest.approx(worked_by_hand(spans, t), abs=1e-5)


@given(weeks, st.floats(0, 2 * WEEK_S), st.floats(1, 400 * HOUR))
def test_work_ends_when_so_much_time_on_shift_is_over(shifts, t, work):
    one, calendar, spans = on_clock(shifts)
    ends = one.work_end(calendar, t, work)
    done = worked_by_hand(spans, ends) - worked_by_hand(spans, t)
    assert done == pytest.approx(work, abs=1e-4)
    before = worked_by_hand(spans, ends - 0.01) - worked_by_hand(spans, t)
    assert before < work


@given(weeks, st.floats(0, 2 * WEEK_S))
def test_the_next_instant_on_shift_is_the_first(shifts, t):
    one, calendar, spans = on_clock(shifts)
    found = one.next_on(calendar, t)
    assert found >= t
    assert worked_by_hand(spans, found) == pytest.approx(worked_by_hand(spans, t), abs=1e-6)
    assert worked_by_hand(spans, found + 1.0) > worked_by_hand(spans, found)
