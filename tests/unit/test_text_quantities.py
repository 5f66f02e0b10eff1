"""functions/input/text/quantities.py and figures.py"""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.input.text.figures import figures
from functions.input.text.phrase import MAX_CHARACTERS
from functions.input.text.quantities import durations, number, shares, volumes_per_week
from validation_scripts.evaluate_text import QUANTITIES
from validation_scripts.evaluate_text import quantities as labelled_quantities


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


@pytest.mark.parametrize(
    ("part", "precision", "recall"), [("development", 0.97, 0.97), ("held_out", 0.9, 0.9)]
)
def test_figures_of_labelled_sentences_are_found_and_no_others(part, precision, recall):
    (right, too_much, missed), mistakes = labelled_quantities(part)

    assert right / (right + too_much) >= precision, mistakes
    assert right / (right + missed) >= recall, mistakes


def test_names_and_dates_with_digits_are_no_figures():
    rows = [json.loads(line) for line in QUANTITIES.read_text().splitlines()]
    traps = [row["text"] for row in rows if row.get("trap")]

    assert len(traps) >= 30
    assert [text for text in traps if figures(text)] == []


def kinds(text: str) -> list[tuple[str, float]]:
    return [(one.kind, one.value) for one in figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In one of eight cases it is late.", [("share", 0.125)]),
        ("A fortnight passes before it arrives.", [("waiting", 336)]),
        ("Cheques are signed every second Tuesday.", [("rhythm", 336)]),
        ("Three clerks share 60 orders a day.", [("people", 3), ("rate", 300)]),
        ("The clerk costs €38.50 per hour.", [("hourly", 38.5)]),
        ("Orders over $1.5 million go to the board.", [("threshold", 1_500_000)]),
        ("There are 45 open cases.", [("backlog", 45)]),
        ("They must answer within two working days.", [("target", pytest.approx(67.2))]),
    ],
)
def test_tells_what_a_number_measures(text, expected):
    assert kinds(text) == expected


def test_bounds_are_kept_as_one_end_of_the_range():
    [most] = figures("It takes up to three days.")
    [least] = figures("It takes at least two hours.")

    assert (most.low, most.high, most.quote) == (None, 72, "up to three days")
    assert (least.low, least.high, least.quote) == (2, None, "at least two hours")


def test_the_longest_of_two_times_ends_the_range():
    [found] = figures("It takes anywhere from a day to a week.")

    assert (found.low, found.value, found.high) == (24, 96, 168)


def test_conversions_are_told():
    [rate] = figures("We get thirty a day.")
    [work] = figures("It needs three person-days.")

    assert "5 working days a week" in rate.rule
    assert "8 h of work" in work.rule


PIECES = (
    "two a third of in one eight 5 10% - to and half an hour days per week every over € $ k "
    "million within must waits . , people cases dozen hundred ½ ² ٣"
)
WORDS = st.sampled_from(PIECES.split())


@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_any_row_of_such_words_gives_finite_figures_at_their_places(text):
    for one in figures(text):
        assert math.isfinite(one.value) and one.value >= 0
        assert text[one.start : one.end] == one.quote
        assert one.low is None or one.low <= one.value
        assert one.high is None or one.value <= one.high


@pytest.mark.parametrize("unit", ["1 - ", "every ", "up to ", "a half of ", "two and a ", "$ "])
def test_the_work_on_a_text_is_bounded_by_its_first_characters(unit):
    assert figures(unit * 250_000) == figures((unit * 250_000)[:MAX_CHARACTERS])
