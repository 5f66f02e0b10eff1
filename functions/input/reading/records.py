"""Event logs as a list of JSON objects, one per event."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from common.language import say
from functions.input.reading.columns import Columns
from functions.input.reading.csv_columns import column_roles, is_event_log
from functions.input.reading.outcome import unreadable
from functions.input.reading.stated import clean
from functions.input.reading.tables import PLACE_COLUMN, as_events

MAX_COLUMNS = 256


def event_records(data: Any) -> list[Any] | None:
    """Return the list of events that a JSON document is, or holds as ``events``; else None."""
    listed = data.get("events") if isinstance(data, Mapping) else data
    if not isinstance(listed, list) or not listed or not isinstance(listed[0], Mapping):
        return None
    return listed if is_event_log([str(key) for key in listed[0]]) else None


def record_events(records: list[Any], mapping: Mapping[str, str] | None) -> pl.DataFrame:
    """Return the events as text columns (see ``event_log``).

    Raises:
        PermanentError: an element is no object, or the needed fields are missing.
    """
    columns = Columns(MAX_COLUMNS)
    for number, record in enumerate(records, start=1):
        if not isinstance(record, Mapping):
            raise unreadable(
                "invalid-event",
                "An element of the list is no event",
                f"Event {number} is no object with fields such as case_id and activity. "
                "Correct or remove it.",
                f"event {number}",
            )
        columns.next_row()
        columns.add(PLACE_COLUMN, say("event {number}", number=number), "string")
        for key, value in record.items():
            name = clean(str(key), 200)
            if name and isinstance(value, str | int | float):
                columns.add(name, _text(value), "string")
    header = [name for name in columns.types if name != PLACE_COLUMN]
    return as_events(columns.table(), header, column_roles(header or [""], mapping))


def _text(value: str | float) -> str:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()  # no lone surrogates
    return str(value)[:400]
