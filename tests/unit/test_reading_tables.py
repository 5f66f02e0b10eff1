"""functions/input/reading/tables.py: what belongs to the case, and what is a number"""

from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.log_columns import CASE_ID
from common.model.problem import PermanentError
from functions.input.reading import columns, tables
from functions.input.reading.scanned_columns import scanned_table
from functions.input.scanning.column import Column

VALUE = st.one_of(st.none(), st.sampled_from(["x", "y"]))
TABLE = st.lists(st.tuples(st.sampled_from("abc"), VALUE, VALUE), min_size=1, max_size=9)


@settings(max_examples=200, deadline=None)
@given(rows=TABLE, sample=st.integers(1, 3))
def test_a_column_belongs_to_the_case_if_it_varies_but_never_within_one(rows, sample):
    schema = {CASE_ID: pl.String, "event:one": pl.String, "event:two": pl.String}
    events = pl.DataFrame(rows, schema=schema, orient="row")

    with patch.object(tables, "SAMPLE_ROWS", sample):
        found = tables.case_attributes(events)

    cases = [row[0] for row in rows]
    several = 1 < len(set(cases)) < len(rows)
    for at, name in ((1, "one"), (2, "two")):
        pairs = {(row[0], row[at]) for row in rows}
        varies = len({row[at] for row in rows}) > 1
        fixed = several and varies and len(pairs) == len(set(cases))
        assert (f"case:{name}" in found.columns) == fixed
        assert (f"event:{name}" in found.columns) == (not fixed)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1", " 2 ", None], [1, 2, None]),
        (["1", "2.5"], [1.0, 2.5]),
        (["007", "1"], ["007", "1"]),
        (["1", "2", "x"], ["1", "2", "x"]),
        (["x", "1"], ["x", "1"]),
        (["1e5", "nan"], ["1e5", "nan"]),
        (["2.5", "1"], [2.5, 1.0]),
    ],
)
def test_a_column_becomes_numbers_only_if_every_value_is_one(values, expected):
    events = pl.DataFrame({"event:n": values}, schema={"event:n": pl.String})

    for sample in (1, 1000):
        with patch.object(tables, "SAMPLE_ROWS", sample):
            assert tables.typed_attributes(events)["event:n"].to_list() == expected


def test_refuses_a_table_whose_missing_values_would_fill_the_memory():
    grown = columns.Columns(10)
    grown.next_row()
    grown.add("event:one", "x", "string")
    scanned = {"event:one": Column()}

    with patch.object(columns, "MAX_CELLS", 0):
        with pytest.raises(PermanentError, match="1 events with 1 attributes"):
            grown.table()
        with pytest.raises(PermanentError, match="1 events with 1 attributes"):
            scanned_table(1, scanned)
