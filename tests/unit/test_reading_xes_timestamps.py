"""functions/input/reading/timestamps.py: the quick way for regular columns is the general way"""

from datetime import UTC, datetime

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.input.reading import timestamps

REGULAR = st.from_regex(timestamps.REGULAR.removesuffix("$"), fullmatch=True)


@settings(max_examples=300, deadline=None)
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


def test_one_irregular_value_sends_the_column_the_general_way():
    text = pl.Series(["2026-01-01T08:00:00Z", "2026-01-01 09:00"])

    found = timestamps.instants(text)

    assert found.values.to_list() == [datetime(2026, 1, 1, hour, tzinfo=UTC) for hour in (8, 9)]
    assert (found.without_zone, found.zones) == (1, 1)
