"""Event logs as Parquet tables, also the canonical ``log.parquet`` itself."""

from collections.abc import Mapping

import polars as pl

from common.model.log_columns import (
    CASE_PREFIX,
    COMPLETE_AT,
    EVENT_PREFIX,
    OPTIONAL,
    REQUIRED,
    START_AT,
)
from functions.input.reading.csv_columns import column_roles
from functions.input.reading.document import Document
from functions.input.reading.lifecycle import PLACE
from functions.input.reading.outcome import unreadable
from functions.input.reading.parquet_decoding import UndecodableError, decoded
from functions.input.reading.parquet_pages import MalformedParquetError, size_of
from functions.input.reading.tables import case_attributes
from functions.input.reading.timestamps import INSTANT

MAX_ROWS = 5_000_000
MAX_COLUMNS = 1024
MAX_UNCOMPRESSED_BYTES = 2 << 30
BYTES_PER_CELL = 16  # of a table in memory, whatever the cell holds
SHORTER = "Submit a shorter period, or fewer columns."
ISO = "%Y-%m-%dT%H:%M:%S%.6f"


def read_parquet(document: Document, mapping: Mapping[str, str] | None = None) -> pl.DataFrame:
    """Return the events of a Parquet table (see ``event_log``).

    Attributes keep their types; a canonical log keeps its columns as they are.

    Raises:
        PermanentError: damaged, too large when decompressed, with nested columns, or without the
            columns of an event log.
    """
    body = document.content()
    _check_size(body)
    try:
        table = decoded(body)
    except UndecodableError as error:
        raise _damaged(str(error)) from None
    _check_columns(table.schema)
    _check_text(table)
    if table.is_empty():
        raise unreadable(
            "empty-log", "The table has columns but no rows", "Submit the events too: one per row."
        )
    table = table.select(
        table[name] for name in table.columns if _is_data(name, table.schema[name])
    )
    if mapping is None and _is_canonical(table):
        return _with_text(table, {name: name for name in table.columns})
    roles = {table.columns[at]: role for role, at in column_roles(table.columns, mapping).items()}
    named = {name: roles.get(name, EVENT_PREFIX + name) for name in table.columns}
    return case_attributes(_with_text(table, named))


def _check_size(body: bytes) -> None:
    try:
        size = size_of(body)
    except MalformedParquetError as error:
        raise _damaged(str(error)) from None
    if size.columns > MAX_COLUMNS:
        raise unreadable(
            "too-many-columns",
            "The table has too many columns",
            f"It has {size.columns:,}, at most {MAX_COLUMNS} are read. Submit fewer columns.",
        )
    if size.rows > MAX_ROWS:
        text = f"It has {size.rows:,} rows; at most {MAX_ROWS:,} are read. {SHORTER}"
        raise unreadable("log-too-large", "The log has too many events", text)
    needed = size.uncompressed_bytes + size.rows * size.columns * BYTES_PER_CELL
    if needed > MAX_UNCOMPRESSED_BYTES:
        raise _too_large(needed)


def _check_columns(schema: Mapping[str, pl.DataType]) -> None:
    nested = [name[:60] for name, kind in schema.items() if kind.is_nested()]
    if nested:
        raise unreadable(
            "nested-columns",
            "The table has columns that hold lists or records",
            f"Flatten these columns, or leave them out: {', '.join(nested[:10])}.",
        )


def _check_text(table: pl.DataFrame) -> None:
    """One long value can stand in millions of rows; each of them is looked at later."""
    long = pl.col(pl.String).str.len_bytes().cast(pl.UInt64).sum()
    total = table.select(pl.sum_horizontal(pl.lit(0, pl.UInt64), long)).item()
    if total > MAX_UNCOMPRESSED_BYTES:
        raise _too_large(total)


def _too_large(size: int) -> Exception:
    return unreadable(
        "file-too-large",
        "The file is too large when decompressed",
        f"It would take {size:,} bytes; at most {MAX_UNCOMPRESSED_BYTES:,} are read. {SHORTER}",
    )


def _damaged(why: str) -> Exception:
    return unreadable(
        "damaged-parquet",
        "The Parquet file cannot be read",
        f"{why[:1].upper()}{why[1:]}. Write the file again and submit it once more.",
    )


def _is_data(name: str, kind: pl.DataType) -> bool:
    """Columns without a name, of pandas' index and of bytes tell nothing about events."""
    index = name.startswith("__index_level_") and name.endswith("__")
    return bool(name.strip()) and not index and kind not in {pl.Binary, pl.Object}


def _is_canonical(table: pl.DataFrame) -> bool:
    own = {*REQUIRED, *OPTIONAL}
    attributes = (CASE_PREFIX, EVENT_PREFIX)
    return (
        set(REQUIRED) <= set(table.columns)
        and table.schema[COMPLETE_AT] == table.schema[START_AT] == INSTANT
        and all(name in own or name.startswith(attributes) for name in table.columns)
    )


def _with_text(table: pl.DataFrame, named: Mapping[str, str]) -> pl.DataFrame:
    """Columns with a role become text, as from any other format; attributes a common type."""
    columns = []
    for column in table.iter_columns():
        name = named[column.name]
        attribute = name.startswith((CASE_PREFIX, EVENT_PREFIX))
        columns.append((_attribute(column) if attribute else _text(column)).alias(name))
    place = pl.Series(PLACE, range(1, len(table) + 1), dtype=pl.Int64)
    return pl.DataFrame([*columns, pl.select(pl.format("row {}", place).alias(PLACE))[PLACE]])


def _text(column: pl.Series) -> pl.Series:
    kind = column.dtype
    if isinstance(kind, pl.Datetime) and kind.time_zone is not None:
        return column.dt.convert_time_zone("UTC").dt.strftime(ISO + "Z")
    if isinstance(kind, pl.Datetime):
        return column.dt.strftime(ISO)
    return column.cast(pl.String, strict=False).str.replace_all("\0", "", literal=True)


def _attribute(column: pl.Series) -> pl.Series:
    kind = column.dtype
    if kind.is_integer():
        return column.cast(pl.Int64, strict=False)
    if kind.is_numeric():
        number = column.cast(pl.Float64, strict=False)
        return number.set(~number.is_finite(), None)  # NaN and infinity are no values
    if isinstance(kind, pl.Datetime):
        zoned = column if kind.time_zone else column.dt.replace_time_zone("UTC")
        return zoned.dt.convert_time_zone("UTC").cast(INSTANT)
    return column if kind in {pl.Boolean, pl.String} else column.cast(pl.String, strict=False)
