"""Event logs as delimited text: CSV, TSV, with semicolons or bars."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from common.language import say, term
from common.model.log_columns import CASE_ID
from common.model.quality import DataWarning
from functions.input.reading.columns import Columns
from functions.input.reading.csv_columns import column_roles, is_event_log
from functions.input.reading.csv_scanned import MAX_ROWS, scanned
from functions.input.reading.document import Document
from functions.input.reading.outcome import unreadable, warning
from functions.input.reading.tables import PLACE_COLUMN, as_events

DELIMITERS = ",;\t|"
DIALECTS = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar"}
UTF_8 = frozenset({"utf-8", "utf-8-sig"})
SAMPLE_ROWS = 20
MAX_COLUMNS = 256


@dataclass(frozen=True)
class CsvLog:
    """Events as text columns (see ``event_log``) and how they were read."""

    events: pl.DataFrame
    dialect: str
    warnings: list[DataWarning]


def read_csv(document: Document, mapping: Mapping[str, str] | None = None) -> CsvLog:
    """Return the events of a delimited table with a header.

    Raises:
        PermanentError: empty, without rows, ragged, with NUL characters, not a table, or
            without the columns of an event log; the place is given as a line.
    """
    encoding, warnings = _encoding(document)
    try:
        return _read(document, mapping, encoding, warnings)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise unreadable(
                "unreadable-text",
                "The characters of the file cannot be read",
                f"The file says that it is {encoding}, but it is not. Save it as UTF-8.",
            ) from None
    text = say(
        "The file is not UTF-8; it was read as Latin-1, so letters with accents may be wrong."
    )
    return _read(document, mapping, "latin-1", [warning("not_unicode", text)])


def looks_like_event_log(text: str) -> bool:
    """Whether a text begins with the header of an event log."""
    lines = text.lstrip("\ufeff").splitlines()[:1]
    return any(is_event_log(lines[0].replace('"', "").split(d)) for d in DELIMITERS if lines)


def _encoding(document: Document) -> tuple[str, list[DataWarning]]:
    head = document.head(4)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", []
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", []
    return "utf-8", []


def _read(
    document: Document,
    mapping: Mapping[str, str] | None,
    encoding: str,
    warnings: list[DataWarning],
) -> CsvLog:
    delimiter = _delimiter(document, encoding)
    text = io.TextIOWrapper(document.stream(), encoding, newline="")
    rows = csv.reader(_without_nul(text), delimiter=delimiter, strict=True)
    try:
        header = _header(rows)
        roles = column_roles(header, mapping)
        table = None
        if encoding in UTF_8:
            table = scanned(document, delimiter, header, rows.line_num, roles)
        if table is None:
            table = _table(rows, header)
    except csv.Error as error:
        raise unreadable(
            "malformed-table",
            "The table cannot be read",
            f"Line {rows.line_num}: {error}. Check the quotes in this line.",
            f"line {rows.line_num}",
        ) from None
    return CsvLog(
        as_events(table, header, roles), f"{term(DIALECTS[delimiter])}, {encoding}", warnings
    )


def _table(rows: Iterator[list[str]], header: list[str]) -> pl.DataFrame:
    columns = Columns(MAX_COLUMNS + 1)
    for row in rows:
        if not any(row):
            continue
        line = str(rows.line_num)  # type: ignore[attr-defined]
        if len(row) != len(header):
            raise unreadable(
                "ragged-table",
                "A row has another number of values than the header",
                f"Line {line} has {len(row)} values, the header has {len(header)}. "
                "Quote values that hold the delimiter, and remove lines that are no events.",
                f"line {line}",
            )
        if columns.rows >= MAX_ROWS:
            raise unreadable(
                "log-too-large",
                "The log has too many events",
                f"At most {MAX_ROWS:,} rows are read. Submit a shorter period.",
                f"line {line}",
            )
        columns.next_row()
        columns.add(PLACE_COLUMN, say("line {line}", line=line), "string")
        for name, value in zip(header, row, strict=True):
            if value and name:
                columns.add(name, value, "string")
    if not columns.rows:
        raise unreadable(
            "empty-log",
            "The table has a header but no rows",
            "Submit the events too: one row per event, below the header.",
            "line 2",
        )
    return columns.table()


def _header(rows: Iterator[list[str]]) -> list[str]:
    first = next((row for row in rows if any(cell.strip() for cell in row)), None)
    if first is None:
        raise unreadable("empty-file", "The file is empty", "It has no header and no rows.")
    if len(first) > MAX_COLUMNS:
        raise unreadable(
            "too-many-columns",
            "The table has too many columns",
            f"It has {len(first):,}, at most {MAX_COLUMNS} are read. Submit fewer columns.",
            "line 1",
        )
    header: list[str] = []
    for cell in first:
        name = cell.strip().lstrip("\ufeff")
        wanted, number = name, 2
        while wanted and wanted in header:
            wanted = f"{name} ({number})"
            number += 1
        header.append(wanted)
    return header


def _without_nul(lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if "\0" in line:
            raise unreadable(
                "binary-content",
                "The file holds NUL characters",
                f"Line {number} holds a NUL character, so this is no text file, or a damaged one. "
                "Export it again as CSV in UTF-8.",
                f"line {number}",
            )
        yield line


def _delimiter(document: Document, encoding: str) -> str:
    """The delimiter that gives most columns, the same number in each of the first rows."""
    head = document.head()
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head)
    lines = list(io.StringIO(text, newline=""))
    whole = lines if len(lines) == 1 else lines[:-1]  # the last one may be cut off
    lines = whole[:SAMPLE_ROWS]
    best, most = ",", 0
    for delimiter in DELIMITERS:
        widths = _widths(lines, delimiter)
        regular = len(set(widths)) <= 1
        width = (widths or [0])[0] * 2 + regular
        if (widths or [0])[0] > 1 and width > most:
            best, most = delimiter, width
    if not most:
        raise unreadable(
            "not-a-table",
            "The file is not a table",
            "Its first line has no commas, semicolons, tabs or bars between column names. "
            f"Submit a table with columns for {CASE_ID}, activity and time.",
            "line 1",
        )
    return best


def _widths(lines: list[str], delimiter: str) -> list[int]:
    try:
        return [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return [line.count(delimiter) + 1 for line in lines[:1]]
