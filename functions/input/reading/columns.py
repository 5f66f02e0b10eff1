"""Growing columns of text: rows with any attributes in, one compact table out."""

import polars as pl

from functions.input.reading.outcome import unreadable

CHUNK_ROWS = 100_000
MAX_CELLS = 150_000_000  # a missing value costs 16 bytes too: few late attributes can cost much


class Columns:
    """Attributes of rows that arrive one after another; memory is linear in what arrives.

    Rows are turned into a table every 100,000, so that values are not kept as Python objects.
    """

    def __init__(self, max_columns: int) -> None:
        self.rows = 0  # finished and the one under way
        self.types: dict[str, str] = {}
        self.dropped: set[str] = set()
        self._max_columns = max_columns
        self._values: dict[str, list[str | None]] = {}
        self._chunks: list[pl.DataFrame] = []
        self._at = 0  # rows of the chunk before the one under way

    @classmethod
    def of(cls, table: pl.DataFrame, rows: int, types: dict[str, str]) -> "Columns":
        """Return a finished table as columns; ``rows`` counts also where it has no column."""
        columns = cls(len(types))
        columns.rows, columns.types, columns._chunks = rows, types, [table]
        return columns

    def next_row(self) -> None:
        """Begin a row."""
        self.rows += 1
        self._at += 1
        if self._at > CHUNK_ROWS:
            self._at -= 1
            self._flush()
            self._at = 1

    def add(self, key: str, value: str, kind: str) -> None:
        """Set an attribute of the row under way; the last value of a key counts."""
        values = self._values.get(key)
        if values is None:
            if key not in self.types and len(self.types) >= self._max_columns:
                if len(self.dropped) < self._max_columns:
                    self.dropped.add(key)
                return
            values = self._values[key] = []
        if self.types.setdefault(key, kind) != kind:
            self.types[key] = "string"
        gap = self._at - 1 - len(values)
        if gap > 0:
            values.extend([None] * gap)
        if gap < 0:
            values[-1] = value
        else:
            values.append(value)

    def has(self, keys: list[str]) -> bool:
        """Whether some row has each of these attributes."""
        return all(key in self.types for key in keys)

    def table(self) -> pl.DataFrame:
        """Return all rows; a value that a row does not have is null. Nameless ones are dropped."""
        check_cells(self.rows, len(self.types))
        self._flush()
        whole = pl.concat(self._chunks, how="diagonal")
        self._chunks = [whole]
        return whole.drop("", strict=False)

    def _flush(self) -> None:
        if not self._at and self._chunks:
            return
        for values in self._values.values():
            values.extend([None] * (self._at - len(values)))
        row: list[str | None] = [None] * self._at
        columns = self._values or {"": row}
        chunk = pl.DataFrame(
            {key: pl.Series(key, values, dtype=pl.String) for key, values in columns.items()}
        )
        self._chunks.append(chunk)
        self._values = {}
        self._at = 0


def check_cells(rows: int, columns: int) -> None:
    """Refuse a table that would take more memory than there is; raises ``PermanentError``."""
    if rows * columns > MAX_CELLS:
        raise unreadable(
            "log-too-large",
            "The log is too large",
            f"It has {rows:,} events with {columns:,} attributes in all. Submit a shorter period, "
            "or leave out attributes that are not needed.",
        )
