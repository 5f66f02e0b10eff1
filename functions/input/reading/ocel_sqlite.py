"""OCEL 2.0 as an SQLite database, which is not trusted.

It is opened read-only; only plain tables are read, by plain SELECTs; views, virtual tables,
functions and extensions are out of reach, and the work and the size of values are bounded.
"""

import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from functions.input.reading.document import Document
from functions.input.reading.ocel import MAX_ROWS, ObjectLog, value_text
from functions.input.reading.outcome import unreadable

MAGIC = b"SQLite format 3\x00"
MAX_BYTES = 256 << 20
MAX_VALUE_BYTES = 1 << 20
STEPS_PER_CALL, MAX_CALLS = 1_000_000, 2_000  # of the virtual machine: some ten seconds
OWN = {"ocel_id", "ocel_time", "ocel_changed_field"}
NEEDED = ("event", "object", "event_object", "event_map_type", "object_map_type")
Row = dict[str, Any]


def read_ocel_sqlite(document: Document) -> ObjectLog:
    """Return the log of an OCEL 2.0 database; raises ``PermanentError``."""
    body = Document(document.body, document.name, max_bytes=MAX_BYTES).content()
    with tempfile.NamedTemporaryFile(suffix=".sqlite") as file:
        file.write(body)
        file.flush()
        try:
            return _Database(file.name).log()
        except (sqlite3.Error, ValueError) as error:
            raise _malformed(f"SQLite says: {str(error)[:200]}") from None


class _Database:
    def __init__(self, path: str) -> None:
        self._calls = 0
        self._connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        connection = self._connection
        connection.row_factory = sqlite3.Row
        connection.text_factory = lambda text: text.decode("utf-8", "replace")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0"):
            connection.execute(f"PRAGMA {pragma}")
        connection.set_progress_handler(self._tick, STEPS_PER_CALL)
        connection.set_authorizer(_only_reading)

    def log(self) -> ObjectLog:
        """Return the whole log."""
        try:
            return self._log()
        finally:
            self._connection.close()

    def _log(self) -> ObjectLog:
        log = ObjectLog()
        tables = self._tables()
        missing = [name for name in NEEDED if name not in tables]
        if missing:
            raise _malformed(f"there is no table {', '.join(missing)}")
        for type_, table in self._types("object", tables):
            values: dict[str, list[tuple[str, Any, str]]] = defaultdict(list)
            for row in self._rows(table):
                values[value_text(row.get("ocel_id"))] += _changes(row)
            for id_, changes in values.items():
                log.add_object(id_, type_, changes)
        for row in self._rows(tables["object"]):  # those without a row of attributes
            log.add_object(value_text(row.get("ocel_id")), value_text(row.get("ocel_type")), ())
        related = self._related(tables["event_object"])
        for type_, table in self._types("event", tables):
            for row in self._rows(table):
                id_ = value_text(row.get("ocel_id"))
                told = [(name, value) for name, value in row.items() if name not in OWN]
                time = value_text(row.get("ocel_time"))
                log.add_event(type_, time, f"event {id_[:100]}", told, related.get(id_, []))
        return log

    def _tables(self) -> dict[str, str]:
        """Plain tables by their name in lower case."""
        found = self._connection.execute("SELECT name, type, sql FROM sqlite_master")
        return {
            str(name).lower(): str(name)
            for name, kind, sql in found
            if kind == "table" and not str(sql).lstrip().upper().startswith("CREATE VIRTUAL")
        }

    def _types(self, what: str, tables: dict[str, str]) -> list[tuple[str, str]]:
        """Return the types of events or objects with the table of each."""
        found = []
        for row in self._rows(tables[f"{what}_map_type"]):
            name = f"{what}_{value_text(row.get('ocel_type_map'))}"
            if name.lower() not in tables:
                raise _malformed(f"there is no table {name[:100]}")
            found.append((value_text(row.get("ocel_type")), tables[name.lower()]))
        return sorted(set(found))

    def _related(self, table: str) -> dict[str, list[str]]:
        related: dict[str, list[str]] = defaultdict(list)
        for row in self._rows(table):
            event, object_ = row.get("ocel_event_id"), row.get("ocel_object_id")
            related[value_text(event)].append(value_text(object_))
        return related

    def _rows(self, table: str) -> Iterator[Row]:
        quoted = '"' + table.replace('"', '""') + '"'
        query = f"SELECT * FROM {quoted} LIMIT {MAX_ROWS + 1}"  # noqa: S608 (a quoted name)
        for row in self._connection.execute(query):
            yield {key.lower() if key.lower() in OWN else key: row[key] for key in row.keys()}  # noqa: SIM118

    def _tick(self) -> int:
        self._calls += 1
        return self._calls > MAX_CALLS


def _changes(row: Row) -> list[tuple[str, Any, str]]:
    """A row of an object tells all its first values, or one that changed."""
    time, changed = value_text(row.get("ocel_time")), row.get("ocel_changed_field")
    names = [name for name in row if name not in OWN] if not changed else [str(changed)]
    return [(name, row[name], time) for name in names if row.get(name) is not None]


def _only_reading(action: int, *_: object) -> int:
    allowed = action in {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _malformed(why: str) -> Exception:
    return unreadable(
        "malformed-ocel",
        "The OCEL database cannot be read",
        f"{why[:300]}. Export it again as OCEL 2.0.",
    )
