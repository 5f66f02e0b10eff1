"""functions/input/reading/event_log.py: order and repetitions against their definitions"""

from datetime import UTC, datetime

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.log_columns import ACTIVITY, CASE_ID, COMPLETE_AT, REQUIRED, RESOURCE, START_AT
from functions.input.reading import event_log

TIMES = st.sampled_from([datetime(2026, 1, 1, hour, tzinfo=UTC) for hour in range(3)])
EVENTS = st.lists(
    st.tuples(
        st.sampled_from("xyz"),
        st.sampled_from("AB"),
        st.one_of(st.none(), TIMES),
        TIMES,
        st.one_of(st.none(), st.sampled_from("rs")),
    ),
    min_size=1,
    max_size=12,
)
INSTANT = pl.Datetime("us", "UTC")
SCHEMA = {
    CASE_ID: pl.String,
    ACTIVITY: pl.String,
    START_AT: INSTANT,
    COMPLETE_AT: INSTANT,
    RESOURCE: pl.String,
}


@settings(max_examples=200, deadline=None)
@given(EVENTS)
def test_orders_events_and_finds_late_and_repeated_ones_as_they_are_defined(rows):
    table = pl.DataFrame(rows, schema=SCHEMA, orient="row").with_row_index("row")
    table = table.with_columns(pl.format("line {}", "row").alias("place"))
    warnings = []

    log = event_log._ordered(table, warnings)
    found = {w.code: w for w in [*warnings, *event_log._oddities(log)]}

    first = pl.col("row").min().over(CASE_ID)
    assert log.equals(table.sort(first, COMPLETE_AT, "row"))
    before = pl.col(COMPLETE_AT).shift(1).over(CASE_ID, order_by="row")
    late = table.filter((pl.col(COMPLETE_AT) < before).fill_null(False))
    twice = log.filter(~pl.struct(*REQUIRED, RESOURCE).is_first_distinct())
    assert _told(found, "out_of_order") == (len(late), tuple(late["place"].head(5)))
    cases = tuple(f"case {case}" for case in twice[CASE_ID].unique(maintain_order=True))
    assert _told(found, "duplicate_events") == (len(twice), cases)


def _told(found: dict, code: str) -> tuple:
    return (found[code].count, found[code].sample) if code in found else (0, ())
