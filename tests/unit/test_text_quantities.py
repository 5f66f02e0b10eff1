"""functions/input/text/quantities.py"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.input.text.quantities import durations, number, shares, volumes_per_week


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("takes 2 days", 48),
        ("about half a day", 12),
        ("an hour and a half", 1.5),
        ("one and a half hours", 1.5),
        ("45 min", 0.75),
        ("1,500 hours", 1500),
        ("a couple of weeks", 336),
        ("twenty-five minutes", 25 / 60),
        ("two hundred hours", 200),
        ("3 person days", 24),
        ("3d", 72),
        ("a month", 730.5),
    ],
)
def test_reads_durations_in_hours(text, hours):
    [found] = durations(text)

    assert found.hours == pytest.approx(hours)


def test_a_range_keeps_both_ends_and_its_midpoint():
    [found] = durations("it takes 2-3 days")

    assert (found.low, found.hours, found.high) == (48, 60, 72)
    assert found.quote == "2-3 days"


def test_working_days_elapse_longer_than_they_are_worked():
    [elapsed] = durations("waits three working days")
    [worked] = durations("three working days", of_work=True)

    assert elapsed.hours == pytest.approx(3 * 24 * 7 / 5)
    assert worked.hours == 24
    assert "7/5" in elapsed.rule and "8 h" in worked.rule


@pytest.mark.parametrize("text", ["section 3 hereafter", "in 2026", "5 %", "a dayroom", "plan b"])
def test_finds_no_duration_where_there_is_none(text):
    assert durations(text) == []


@pytest.mark.parametrize(
    ("text", "per_week"),
    [
        ("about thirty a day", 150),
        ("20 per week", 20),
        ("5,000 travel requests per year", 5000 * 168 / (365.25 * 24)),
        ("400 requests a month", 400 * 168 / 730.5),
    ],
)
def test_reads_volumes_per_week(text, per_week):
    [found] = volumes_per_week(text)

    assert found.value == pytest.approx(per_week)


def test_a_rhythm_or_a_duration_is_no_volume():
    assert volumes_per_week("once a week") == []
    assert volumes_per_week("two hours a day") == []


@pytest.mark.parametrize(
    ("text", "share"),
    [("15% are rejected", 0.15), ("one in eight is sent back", 0.125), ("2 out of 10", 0.2)],
)
def test_reads_shares(text, share):
    assert [found.value for found in shares(text)] == [pytest.approx(share)]


def test_more_than_everything_is_no_share():
    assert shares("150% growth, nine in three") == []


@given(st.integers(0, 999), st.sampled_from(["minutes", "hours", "days", "weeks"]))
def test_whole_numbers_of_any_unit_are_read_and_quoted(amount, unit):
    [found] = durations(f"This takes {amount} {unit} in all.")

    factor = {"minutes": 1 / 60, "hours": 1, "days": 24, "weeks": 168}[unit]
    assert found.hours == pytest.approx(amount * factor)
    assert found.quote == f"{amount} {unit}"


@given(st.text(max_size=200))
def test_any_text_gives_finite_numbers(text):
    for found in durations(text):
        assert 0 <= found.hours < 1e17
    for share in shares(text):
        assert 0 <= share.value <= 1
    assert number(text) is None or number(text) == number(text)
