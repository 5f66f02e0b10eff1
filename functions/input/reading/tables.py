"""Tables with any columns to events: roles get their canonical names, the rest are attributes.

Numbers become numbers, and what is fixed per case belongs to the case.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from common.model.log_columns import CASE_ID, CASE_PREFIX, EVENT_PREFIX
from functions.input.reading.lifecycle import PLACE

PLACE_COLUMN = "\x00place"  # no column can have this name: NUL is refused
SAMPLE_ROWS = 1000
INTEGER = r"^-?(?:0|[1-9][0-9]{0,17})$"  # a leading zero is part of an id, not of a number
DECIMAL = r"^-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?$"


def as_events(table: pl.DataFrame, header: Sequence[str], roles: Mapping[str, int]) -> pl.DataFrame:
    """Return the events of a table of text, as ``event_log`` wants them.

    Args:
        table: Columns by their names in ``header``, and ``PLACE_COLUMN``. Columns without any
            value may be absent.
        roles: The position in ``header`` of the column for each role.
    """
    named = {header[at]: role for role, at in roles.items()} | {PLACE_COLUMN: PLACE}
    events = table.rename({name: named.get(name, EVENT_PREFIX + name) for name in table.columns})
    absent = [role for role in roles if role not in events.columns]
    events = events.with_columns(pl.lit(None, pl.String).alias(role) for role in absent)
    return case_attributes(typed_attributes(events))


def typed_attributes(events: pl.DataFrame) -> pl.DataFrame:
    """Turn attribute columns into numbers where every value is one."""
    return events.with_columns(typed(events[name]) for name in _attributes(events))


def case_attributes(events: pl.DataFrame) -> pl.DataFrame:
    """Rename ``event:`` to ``case:`` where a column never changes within a case, but between."""
    if not len(events) or events[CASE_ID].n_unique() in {1, len(events)}:
        return events
    rows = events.select(pl.col(CASE_ID)).with_row_index("row")
    first = rows.select(pl.col("row").first().over(CASE_ID))["row"]
    fixed = [name for name in _attributes(events) if _is_fixed(events[name], first)]
    return events.rename({name: CASE_PREFIX + name.removeprefix(EVENT_PREFIX) for name in fixed})


def _attributes(events: pl.DataFrame) -> list[str]:
    return [name for name in events.columns if name.startswith(EVENT_PREFIX)]


def _is_fixed(values: pl.Series, first: pl.Series) -> bool:
    """Whether a column has in every row what it has in its case's first row, and varies."""
    for rows in (min(SAMPLE_ROWS, len(values)), len(values)):  # most others show it early
        if not values.head(rows).eq_missing(values.gather(first.head(rows))).all():
            return False
    return values.ne_missing(pl.Series([values[0]], dtype=values.dtype)).any()


def typed(values: pl.Series) -> pl.Series:
    """Return a column of text as numbers where every value is one, else as it is."""
    if values.dtype != pl.String:
        return values
    some = values.drop_nulls().head(SAMPLE_ROWS).str.strip_chars()
    if not len(some) or not some.str.contains(DECIMAL).all():
        return values
    text = values.str.strip_chars()
    if some.str.contains(INTEGER).all() and text.str.contains(INTEGER).all():
        return text.cast(pl.Int64)
    if text.str.contains(DECIMAL).all():
        return text.cast(pl.Float64)
    return values
