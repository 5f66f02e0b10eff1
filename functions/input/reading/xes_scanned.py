"""The quick way through an XES document: expat reads all but the traces, the scanner the traces.

It gives up at the first thing that is not plain; nothing is refused here.
"""

import logging
import re
from collections.abc import Iterator
from functools import cache
from xml.parsers import expat

import polars as pl

from common.model.problem import PermanentError
from functions.input.reading.columns import Columns
from functions.input.reading.document import Document
from functions.input.reading.scanned_columns import number_series, scanned_table
from functions.input.reading.xes_elements import MAX_ATTRIBUTES, MAX_EVENTS, XesElements
from functions.input.scanning.pieces import LONE_RETURN, UnusualError
from functions.input.scanning.scanner import COMPILED, Scanner, Table

FIRST_TRACE = b"<trace>"
MAX_HEAD = 1 << 20
TIMES = frozenset({"time:timestamp"})
BATCH_BYTES = 1 << 18
NONCHARACTER = re.compile("[\ufffe\uffff]")  # which XML forbids


def scanned(document: Document) -> XesElements | None:
    """Return the elements of a document of the common subset; None if it is another, or slower."""
    if not COMPILED:
        _tell_once()
        return None
    return scanned_anyway(document)


def scanned_anyway(document: Document) -> XesElements | None:
    """Do as ``scanned`` does, compiled or not."""
    try:
        return _scan(document)
    except (UnusualError, PermanentError, expat.ExpatError, LookupError, ValueError):
        return None  # the general reader says what is wrong, if anything is


@cache
def _tell_once() -> None:
    logging.getLogger(__name__).warning(
        "The XES scanner is not compiled: logs are read correctly, but slowly. Run `make kernel`."
    )


def _scan(document: Document) -> XesElements:
    batches = _batches(document.chunks())
    head, rest = _split(batches)
    elements = _head(head)
    scanner = Scanner(1 + head.count(b"\n"))
    rest = _feed(scanner, b"", rest)
    for batch in batches:
        rest = _feed(scanner, rest, batch)
    tail = rest[scanner.finish(rest) :]
    elements.parser.Parse(tail, True)
    if elements.traces.rows > 1 or elements.events.rows:
        raise UnusualError  # traces that the scanner does not know
    elements.events, elements.traces = _columns(scanner.events), _columns(scanner.traces)
    rows = scanner.events.rows
    trace, line = number_series(scanner.trace_of, rows), number_series(scanner.line_of, rows)
    elements.places = pl.DataFrame({"trace": trace, "line": line})
    return elements


def _batches(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield few large pieces instead of many small ones: what is left over is scanned again."""
    waiting, size = [], 0
    for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size >= BATCH_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def _split(batches: Iterator[bytes]) -> tuple[bytes, bytes]:
    """Return what stands before the first trace, and the rest of what was taken for that."""
    start = b""
    for batch in batches:
        start += batch
        at = start.find(FIRST_TRACE)
        if at >= 0:
            return start[:at], start[at:]
        if len(start) > MAX_HEAD:
            break
    raise UnusualError


def _head(head: bytes) -> XesElements:
    """Let expat read what stands before the traces, and one empty trace in their place."""
    elements = XesElements()
    elements.parser.XmlDeclHandler = _only_utf_8
    elements.parser.Parse(head + FIRST_TRACE, False)
    if elements.path != ("log", "trace") or LONE_RETURN.search(head):
        raise UnusualError  # in a comment, for instance
    elements.parser.Parse(b"</trace>", False)
    return elements


def _only_utf_8(version: str, encoding: str | None, _: int) -> None:
    if version != "1.0" or (encoding or "UTF-8").upper() != "UTF-8":
        raise UnusualError


def _feed(scanner: Scanner, rest: bytes, batch: bytes) -> bytes:
    """Scan what was left over and ``batch``; return what has to wait for more."""
    at = batch.find(b"/>") + 2 if rest else 0  # what is left over lacks no more than that, mostly
    seam = rest + batch[:at]
    done = scanner.feed(seam, 0)
    if done < len(seam):
        batch, at = seam[done:] + batch[at:], 0
    done = scanner.feed(batch, at)
    widest = max(len(scanner.events.kinds), len(scanner.traces.kinds))
    if widest > MAX_ATTRIBUTES or scanner.events.rows > MAX_EVENTS:
        raise UnusualError
    return batch[done:]


def _columns(table: Table) -> Columns:
    for column in table.columns.values():
        text = column.text()
        if not text.isascii() and NONCHARACTER.search(text):
            raise UnusualError
    return Columns.of(scanned_table(table.rows, table.columns, TIMES), table.rows, table.kinds)
