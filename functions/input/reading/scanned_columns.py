"""Columns that a scanner collected, as polars keeps them: no object per value in between."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import polars as pl

from functions.input.reading.columns import check_cells
from functions.input.reading.timestamps import regular_instants
from functions.input.scanning.column import Column, Numbers

MISSING = pl.Series([None], dtype=pl.String)


def scanned_table(
    rows: int,
    columns: dict[str, Column],
    times: frozenset[str] = frozenset(),
    typed: Mapping[str, Callable[[pl.Series], pl.Series]] = MappingProxyType({}),
) -> pl.DataFrame:
    """Return columns as text; a value that a row does not have is null.

    Columns are taken out one by one, so that few are in memory twice.

    Args:
        times: Columns that become instants if all their values are written regularly, and so
            that there is nothing to tell about their zones.
        typed: What makes something else of the different values of a column.

    Raises:
        UnicodeDecodeError: a value is not UTF-8.
        PermanentError: rows and columns together are too many.
    """
    check_cells(rows, len(columns))
    series = {}
    for key in list(columns):
        column = columns.pop(key)
        found = time_series(column, rows) if key in times else None
        if found is None:
            found = text_values(column)
            found = typed[key](found) if key in typed else found
            found = found.gather(number_series(column.numbers, rows))
        series[key] = found
    return pl.DataFrame(series)


def number_series(numbers: Numbers, rows: int) -> pl.Series:
    """Return the numbers of the first rows."""
    if not rows:
        return pl.Series([], dtype=pl.UInt32)
    packed = pl.Series([numbers.first(rows)], dtype=pl.Binary)
    return packed.bin.reinterpret(dtype=pl.Array(pl.UInt32, rows), endianness="little").explode()


def text_values(column: Column) -> pl.Series:
    """Return the values of a column by their numbers, null for none."""
    values = pl.Series([column.text()[1:]], dtype=pl.String).str.split("\0").explode()
    return pl.concat([MISSING, values], rechunk=True)


def time_series(column: Column, rows: int) -> pl.Series | None:
    """Return the instants of the first rows; None if some value has to be looked at as text."""
    found = regular_instants(column.text().encode())
    if found is None or found.without_zone or found.zones > 2:
        return None
    return found.values.gather(number_series(column.numbers, rows))
