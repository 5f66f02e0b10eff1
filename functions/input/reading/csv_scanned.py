"""The quick way through the rows of a delimited table in UTF-8.

It gives up at the first thing that is not plain; nothing is refused here.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import polars as pl

from common.model.log_columns import COMPLETE_AT, START_AT
from common.model.problem import PermanentError
from functions.input.reading.document import Document
from functions.input.reading.scanned_columns import number_series, scanned_table
from functions.input.reading.tables import PLACE_COLUMN, typed
from functions.input.scanning.pieces import LONE_RETURN, UnusualError
from functions.input.scanning.rows import COMPILED, Rows

MAX_ROWS = 5_000_000
MAX_REST = 1 << 20  # bytes that wait for the end of their row, or of the header


def scanned(
    document: Document, delimiter: str, header: Sequence[str], lines: int, roles: Mapping[str, int]
) -> pl.DataFrame | None:
    """Return the rows as ``tables.as_events`` wants them; None if the general reader has to.

    Args:
        lines: How many the header takes, and what stands before it.
        roles: As of ``as_events``: times may become instants, columns without a role numbers.
    """
    return scanned_anyway(document, delimiter, header, lines, roles) if COMPILED else None


def scanned_anyway(
    document: Document, delimiter: str, header: Sequence[str], lines: int, roles: Mapping[str, int]
) -> pl.DataFrame | None:
    """Do as ``scanned`` does, compiled or not."""
    try:
        rows = _scan(document, Rows(ord(delimiter), len(header), lines), lines)
        columns = {
            name: column
            for name, column in zip(header, rows.columns, strict=True)
            if name and not column.empty()
        }
        used = [header[at] for at in roles.values()]
        times = [header[roles[role]] for role in (START_AT, COMPLETE_AT) if role in roles]
        table = scanned_table(
            rows.rows,
            columns,
            times=frozenset(name for name in times if used.count(name) == 1),
            typed=dict.fromkeys(columns.keys() - used, typed),
        )
    except (UnusualError, PermanentError, ValueError):
        return None  # the general reader says what is wrong, if anything is
    return table.with_columns(number_series(rows.line_of, rows.rows).alias(PLACE_COLUMN))


def _scan(document: Document, rows: Rows, lines: int) -> Rows:
    chunks = document.chunks()
    rest = b""
    for chunk in chain([_below(chunks, lines)], chunks):
        rest = _feed(rows, rest, chunk)
        if len(rest) > MAX_REST or rows.rows > MAX_ROWS:
            raise UnusualError
    if _feed(rows, rest, b"\n" if rest else b"") or not rows.rows:
        raise UnusualError
    return rows


def _below(chunks: Iterator[bytes], lines: int) -> bytes:
    """Return what follows the first lines, as far as it has been read for that."""
    start = b""
    for chunk in chunks:
        start += chunk
        parts = start.split(b"\n", lines)
        if len(parts) > lines:
            if LONE_RETURN.search(start, 0, len(start) - len(parts[-1])):
                raise UnusualError  # a line end of its own: the lines were counted otherwise
            return parts[-1]
        if len(start) > MAX_REST:
            break
    raise UnusualError


def _feed(rows: Rows, rest: bytes, chunk: bytes) -> bytes:
    """Scan what was left over and ``chunk``; return what has to wait for more."""
    at = chunk.find(b"\n") + 1 if rest else 0  # mostly where the row ends that was left over
    seam = rest + chunk[:at]
    done = rows.feed(seam, 0)
    if done < len(seam):
        chunk, at = seam[done:] + chunk[at:], 0
    return chunk[rows.feed(chunk, at) :]
