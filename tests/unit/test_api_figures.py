"""Cursors, dates and performance figures of the API."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.aws.tables import microseconds
from common.model.problem import PermanentError
from functions.api.cursors import cursor, day_or_instant, listed_at_us
from functions.api.performance import performance


@given(st.integers(1, 2**62 - 1))
def test_a_cursor_leads_back_to_its_place(place):
    assert listed_at_us(cursor(place)) == place


@given(st.text(max_size=100))
def test_any_text_is_a_cursor_of_ours_or_refused(text):
    try:
        place = listed_at_us(text)
    except PermanentError as error:
        assert error.problem.errors[0].pointer == "query cursor"
    else:
        assert 0 < place < 2**62


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_refused(text):
    try:
        assert isinstance(day_or_instant(text, "from"), int)
    except PermanentError as error:
        assert error.problem.errors[0].pointer == "query from"


def test_a_date_is_its_first_or_last_microsecond():
    assert day_or_instant("2026-01-31", "from") == microseconds(datetime(2026, 1, 31, tzinfo=UTC))
    following = microseconds(datetime(2026, 2, 1, tzinfo=UTC))
    assert day_or_instant("2026-01-31", "to", end=True) == following - 1


def test_an_instant_without_an_offset_is_utc():
    noon = microseconds(datetime(2026, 1, 31, 12, tzinfo=UTC))
    assert day_or_instant("2026-01-31T12:00:00", "from") == noon
    assert day_or_instant("2026-01-31T13:00:00+01:00", "from") == noon


def record(milliseconds: int, status: str = "succeeded", **more: float) -> dict:
    return {"execution_time_ms": milliseconds, "status": status} | more


def test_figures_of_nothing_are_absent():
    assert performance([]).model_dump(exclude_none=True) == {"attempts": 0}


def test_figures_of_one_attempt_are_its_own():
    figures = performance([record(40, quality_score=0.5)])
    assert (figures.mean_execution_time_ms, figures.p95_execution_time_ms) == (40, 40)
    assert (figures.success_share, figures.mean_quality_score) == (1, 0.5)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=50), st.randoms())
def test_figures_do_not_depend_on_order_and_lie_within_the_sample(times, random):
    records = [record(time) for time in times]
    shuffled = random.sample(records, len(records))
    figures = performance(records)
    assert figures == performance(shuffled)
    assert min(times) <= figures.p95_execution_time_ms <= max(times)


def test_a_failed_attempt_lowers_the_share_of_successes():
    figures = performance([record(1), record(1, "failed"), record(1), record(1)])
    assert figures.success_share == pytest.approx(0.75)
