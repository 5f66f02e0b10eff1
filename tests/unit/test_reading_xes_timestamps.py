"""functions/input/reading/timestamps.py: the quick ways for regular columns are the general way"""

from datetime import UTC, datetime
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from functions.input.reading import timestamps
from functions.input.scanning import instants as scanning
from tests.uncompiled import uncompiled

BOTH = pytest.mark.parametrize(
    "built", [scanning, uncompiled(scanning)], ids=["as installed", "uncompiled"]
)
REGULAR = st.from_regex(timestamps.REGULAR.removesuffix("$"), fullmatch=True)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.none(), REGULAR), min_size=1, max_size=6))
def test_a_regular_column_is_read_alike_in_both_ways(values):
    text = pl.Series("at", values, dtype=pl.String)

    quick, general = timestamps._regular(text), timestamps._any(text)

    if quick is None:  # a day that the month does not have
        assert general.values.null_count() > text.null_count()
        return
    assert quick.values.to_list() == general.values.to_list()
    assert quick.values.dtype == general.values.dtype == timestamps.INSTANT
    assert (quick.without_zone, quick.zones) == (general.without_zone, general.zones)
    assert (quick.order, quick.ambiguous) == (general.order, general.ambiguous) == (None, False)


FIRST, LAST = datetime.fromisoformat("1000-01-01"), datetime.fromisoformat("2999-12-31")
ZONE = st.sampled_from(["", "Z", "+00:00", "-00:00", "+01:00", "-01:30", "+19:59", "+20:00"])
TIMES = st.one_of(
    st.none(),
    st.just(""),
    st.builds(
        lambda at, mark, fraction, zone: f"{at:%Y-%m-%d}{mark}{at:%H:%M:%S}{fraction}{zone}",
        st.datetimes(FIRST, LAST),
        st.sampled_from(["T", " "]),
        st.from_regex(r"(\.[0-9]{1,9})?", fullmatch=True),
        ZONE,
    ),
)
PYTHONS = timestamps.YEAR_FIRST.replace("(?<", "(?P<")
IRREGULAR = st.one_of(st.from_regex(PYTHONS), st.text(), REGULAR)


def same(one: timestamps.Instants, other: timestamps.Instants) -> bool:
    return one.values.equals(other.values) and (one.without_zone, one.zones) == (
        other.without_zone,
        other.zones,
    )


@BOTH
@settings(max_examples=150, deadline=None)
@given(st.lists(TIMES, min_size=1, max_size=5))
@example(["2000-02-29T00:00:00Z", "1900-02-28 23:59:59.999999999", None])
def test_the_scanner_takes_every_regular_column_and_agrees_with_the_general_way(built, values):
    text = pl.Series("at", values, dtype=pl.String)

    with patch.object(timestamps, "scanning", built):
        quick = timestamps._scanned(text)

    if any(value is not None and value.endswith("+20:00") for value in values):
        assert quick is None
    else:
        assert same(quick, timestamps._any(text))


@BOTH
@settings(max_examples=150, deadline=None)
@given(st.lists(IRREGULAR, min_size=1, max_size=3))
@example(["2025-02-29T00:00:00Z"])
@example(["2025-01-01T24:00:00Z"])
@example(["2025-01-01T23:60:00Z"])
@example(["2025-01-01T23:59:60Z"])
@example(["2025-13-01T00:00:00Z"])
@example(["2025-00-01T00:00:00Z"])
@example(["2025-01-01T00:00:00.Z"])
@example(["2025-01-01T00:00:00.1234567890Z"])
@example(["2025-01-01T00:00:00Zx"])
@example(["2025-01-01T-1:00:00Z"])
@example(["2025-01-01T00:00:00\0Z"])
@example(["2025-01-01T00:00:00+01:6x"])
@example(["2025-01-01T00:00:00+0"])
@example([])
def test_the_scanner_reads_a_column_as_the_general_way_or_leaves_it(built, values):
    text = pl.Series("at", values, dtype=pl.String)

    with patch.object(timestamps, "scanning", built):
        quick = timestamps._scanned(text)

    assert quick is None or same(quick, timestamps._any(text))


def test_one_irregular_value_sends_the_column_the_general_way():
    text = pl.Series(["2026-01-01T08:00:00Z", "2026-01-01 09:00"])

    found = timestamps.instants(text)

    assert found.values.to_list() == [datetime(2026, 1, 1, hour, tzinfo=UTC) for hour in (8, 9)]
    assert (found.without_zone, found.zones) == (1, 1)
