"""Every reader, through the one entry, on valid documents that were damaged.

``make fuzz`` runs it for long with random seeds; in CI it is short and always the same.
"""

import contextlib
import io
import json
import os
import resource
import sqlite3
from datetime import UTC, date, datetime, time, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.input.reading import parquet as parquet_reader
from functions.input.reading import xes as xes_reader
from functions.input.reading.xes_scanned import scanned_anyway
from tests.fuzz import documents
from tests.fuzz.hostile import (
    VALUES,
    changed,
    changes,
    damaged,
    damages,
    packed,
    packings,
    rearranged,
)
from tests.fuzz.law import file_outcome, inline_outcome
from tests.unit import ocel_fixture

LONG = int(os.environ.get("FUZZ_EXAMPLES", "0"))  # per reader, with random seeds
EXAMPLES = LONG or 100
DATABASE = ocel_fixture.sqlite_bytes()
MAX_GROWTH_KB = 600_000  # of the memory at its highest, over all examples of a reader


def bounded(examples: int = EXAMPLES):
    return settings(
        max_examples=examples,
        derandomize=not LONG,
        database=None,
        deadline=timedelta(seconds=20),
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


@pytest.fixture(autouse=True)
def bounded_memory():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MAX_GROWTH_KB


@pytest.mark.parametrize("format_", documents.TEXTS)
@bounded()
@given(edits=changes, damage=damages, packing=packings, named=st.booleans())
def test_a_damaged_document_gives_a_reading_or_a_problem(format_, edits, damage, packing, named):
    text, name = documents.TEXTS[format_]
    body = packed(changed(text, edits, xml=text.startswith("<")), packing)

    file_outcome(damaged(body, damage), name if named else "")


@pytest.mark.parametrize("format_", documents.TEXTS)
@bounded(EXAMPLES // 2)
@given(edits=changes)
def test_changed_parts_alone_give_a_reading_or_a_problem(format_, edits):
    text, name = documents.TEXTS[format_]

    file_outcome(changed(text, edits, xml=text.startswith("<")).encode("utf-8", "replace"), name)


@bounded()
@given(edits=changes, packing=packings)
def test_the_scanner_gives_up_or_reads_whatever_stands_there(edits, packing):
    text, _ = documents.TEXTS["xes"]
    body = packed(changed(text, edits, xml=True), packing)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xes_reader, "scanned", scanned_anyway)
        scanned = file_outcome(body, "log.xes")
        patch.setattr(xes_reader, "scanned", lambda _: None)
        parsed = file_outcome(body, "log.xes")

    assert type(scanned) is type(parsed)


@pytest.mark.parametrize("tree", documents.TREES)
@bounded()
@given(edits=changes, as_file=st.booleans())
def test_a_rearranged_tree_gives_a_reading_or_a_problem(tree, edits, as_file):
    data = rearranged(documents.TREES[tree], edits)
    if as_file:
        file_outcome(json.dumps(data).encode(), "data.json")
    elif data:
        inline_outcome(data)


@bounded()
@given(edits=changes, parameters=changes)
def test_a_damaged_model_with_its_parameters_gives_a_reading_or_a_problem(edits, parameters):
    model = documents.TREES["model"] | {"bpmn": changed(documents.MODEL, edits[:1], xml=True)}

    inline_outcome(model | {"simulation": rearranged(documents.PARAMETERS, parameters)})


HOSTILE = st.sampled_from(VALUES).map(lambda value: value[:200])


@bounded()
@given(
    format_=st.sampled_from(sorted(documents.TEXTS)),
    filename=HOSTILE,
    words=HOSTILE,
    columns=st.dictionaries(
        st.sampled_from(["case_id", "activity", "x", *VALUES[:20]]), HOSTILE, max_size=8
    ),
)
def test_hostile_options_give_a_reading_or_a_problem(format_, filename, words, columns):
    text, _ = documents.TEXTS[format_]
    options = {"context": words, "object_type": words, "columns": columns or None}

    file_outcome(text.encode(), filename, **options)
    inline_outcome(text + words, **options)


@bounded(EXAMPLES * 2)
@given(st.text(max_size=400), st.lists(HOSTILE, max_size=6), st.booleans())
def test_any_words_give_a_reading_or_a_problem(text, values, listed):
    words = "\n".join(values) + text
    inline_outcome([words, *values] if listed and values else words or "x")


CELLS = st.one_of(
    st.sampled_from(VALUES).map(lambda value: value[:12_000]),
    st.sampled_from([None, float("nan"), float("inf"), -0.0, 1e308, 2**63 - 1, 0, True, b"\0\xff"]),
    st.sampled_from([datetime(1, 1, 1), datetime(9999, 12, 31, tzinfo=UTC), date(2026, 1, 1)]),  # noqa: DTZ001
    st.sampled_from([time(23, 59), timedelta(days=10**6), [1], [None], {"a": 1}]),
)
NAMES = st.sampled_from(["case_id", "activity", "end", "start", "cost", "role", *VALUES])


@bounded()
@given(
    cells=st.lists(st.tuples(st.integers(0, 11), CELLS), max_size=4),
    column=st.sampled_from(["case_id", "activity", "start", "end", "cost", "resource", "amount"]),
    name=NAMES,
)
def test_a_table_of_hostile_cells_gives_a_reading_or_a_problem(cells, column, name):
    """Well-formed Parquet of any types; decoded here, as every process of its own costs time."""
    table = {key: [row[key] for row in documents.rows()] for key in documents.rows()[0]}
    for row, cell in cells:
        table[column][row] = cell
    table[name] = table.pop(column)
    body = io.BytesIO()
    try:
        pl.DataFrame(table, strict=False).write_parquet(body)
    except (pl.exceptions.PolarsError, TypeError, OverflowError, ValueError):
        return  # nothing that could be written
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet_reader, "decoded", lambda body: pl.read_parquet(io.BytesIO(body)))
        file_outcome(body.getvalue(), "log.parquet")


@bounded(LONG or 12)
@given(damage=damages)
def test_damaged_parquet_gives_a_reading_or_a_problem(damage):
    file_outcome(damaged(documents.parquet(), damage), "log.parquet")


@bounded()
@given(damage=damages)
def test_a_damaged_database_gives_a_reading_or_a_problem(damage):
    file_outcome(damaged(DATABASE, damage), "log.sqlite")


PLACES = [
    ("event", "ocel_id"), ("event_map_type", "ocel_type"), ("event_map_type", "ocel_type_map"),
    ("object", "ocel_type"), ("object_map_type", "ocel_type_map"), ("event_Deliver", "ocel_time"),
    ("event_object", "ocel_object_id"), ("object_Order", "ocel_changed_field"),
    ("object_Order", "ocel_time"), ("object_Order", "total"),
]  # fmt: skip
SQL_VALUES = st.one_of(
    st.sampled_from(VALUES).map(lambda value: value.encode("utf-8", "replace").decode()),
    st.sampled_from([None, float("inf"), -(2**63), 1e308, b"\xff\0", b""]),
)


@bounded(EXAMPLES // 2)
@given(st.lists(st.tuples(st.sampled_from(PLACES), SQL_VALUES, st.booleans()), max_size=3))
def test_a_database_of_hostile_values_gives_a_reading_or_a_problem(updates):
    db = sqlite3.connect(":memory:")
    db.deserialize(DATABASE)
    for (table, column), value, everywhere in updates:
        where = "" if everywhere else f"WHERE rowid = (SELECT min(rowid) FROM {table})"  # noqa: S608
        with contextlib.suppress(UnicodeEncodeError, sqlite3.Error):
            db.execute(f"UPDATE OR IGNORE {table} SET {column} = ? {where}", (value,))  # noqa: S608
    db.commit()
    body = db.serialize()
    db.close()

    file_outcome(body, "log.sqlite")
