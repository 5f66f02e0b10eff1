from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.model.portfolio import Interval
from functions.output.dossier import figures


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (0, "0 h"),
        (10 / 3600, "10 s"),
        (1.4 / 60, "1 min"),
        (0.75, "45 min"),
        (1.5, "1.5 h"),
        (47.9, "47.9 h"),
        (48, "2.0 days"),
        (266.1, "11.1 days"),
        (8836.6, "368 days"),
        (-86.5, "−3.6 days"),
        (848_541.6, "35,356 days"),
    ],
)
def test_a_duration_has_the_unit_that_fits(hours: float, text: str) -> None:
    assert figures.duration(hours) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1234, "12.3%"), (1, "100%"), (0, "0%"), (0.0001, "< 0.1%"), (-0.305, "−30.5%")],
)
def test_a_share_is_per_cent(value: float, text: str) -> None:
    assert figures.share(value) == text


def test_a_difference_of_shares_is_in_points() -> None:
    assert figures.difference(-0.074, "share") == "−7.4 points"
    assert figures.difference(0.01, "share") == "+1.0 points"
    assert figures.difference(3.0, "h") == "+3.0 h"
    ends = Interval(mean=-0.07, low=-0.08, high=-0.06)
    assert figures.difference_interval(ends, "share") == "−8.0 to −6.0 points"


def test_an_interval_of_durations_has_one_unit() -> None:
    ends = Interval(mean=-49.8, low=-52.1, high=-47.4)
    assert figures.difference_interval(ends, "h") == "−2.2 to −2.0 days"


def test_money_names_its_currency_where_there_is_one() -> None:
    assert figures.quantity(1234.5, "money", "EUR") == "EUR 1,234"
    assert figures.quantity(12.5, "money_per_h", None) == "12.50 per hour"
    assert figures.difference(-10.3, "money", "EUR") == "−EUR 10.30"


def test_a_period_is_told_in_months() -> None:
    first, last = datetime(2017, 1, 9, tzinfo=UTC), datetime(2019, 1, 7, tzinfo=UTC)
    assert figures.period(first, last) == "January 2017 to January 2019"
    assert figures.period(first, first) == "January 2017"
    assert figures.period(first, None) == ""


@given(st.floats(0, 1e7))
def test_a_shown_duration_is_within_rounding_of_the_true_one(hours: float) -> None:
    number, unit = figures.duration(hours).replace(",", "").split()
    size = {"s": 1 / 3600, "min": 1 / 60, "h": 1.0, "days": 24.0}[unit]
    assert abs(float(number) * size - hours) <= 0.5001 * size


@given(st.floats(-1e9, 1e9))
def test_no_number_is_a_negative_zero(value: float) -> None:
    assert figures.grouped(value, 1) != "−0.0"
    assert figures.grouped(value, 0) != "−0"


def test_working_time_is_never_told_in_days_of_24_hours() -> None:
    assert figures.working_duration(69.44) == "69.4 h"
    assert figures.working_duration(2603.6) == "2,603.6 h"
    assert figures.working_duration(0.75) == "45 min"


def test_a_ratio_stands_alone() -> None:
    assert figures.quantity(3.3, "ratio") == "3.30"


def test_a_day_is_told_with_its_month() -> None:
    assert figures.day(datetime(2018, 1, 8, tzinfo=UTC)) == "8 January 2018"
