"""functions/input/reading/csv_scanned.py and functions/input/scanning/rows.py: csv is the oracle"""

import csv
import gzip
import io
from collections.abc import Callable
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from common.model.problem import PermanentError
from functions.input.reading import csv as tables
from functions.input.reading import csv_scanned
from functions.input.reading.document import Document
from functions.input.reading.event_log import canonical_log
from functions.input.scanning import column, rows
from tests.paths import SHARED_DATA, needs_shared_data
from tests.uncompiled import uncompiled

UNCOMPILED = uncompiled(rows)
UNCOMPILED.Column, UNCOMPILED.Numbers = uncompiled(column).Column, uncompiled(column).Numbers
BOTH = pytest.mark.parametrize("built", [rows, UNCOMPILED], ids=["as installed", "uncompiled"])
HEADER = ["case_id", "activity", "timestamp", "cost", "x"]


def said(body: bytes, way: Callable) -> object:
    """What is read of a table where ``way`` reads its rows: the log and warnings, or a problem."""
    with patch.object(tables, "scanned", way):
        try:
            read = tables.read_csv(Document(body))
            log, warnings = canonical_log(read.events)
        except PermanentError as error:
            return error.problem
    return log.to_dict(as_series=False), log.schema, read.dialect, [*read.warnings, *warnings]


def agrees(body: bytes, built) -> bool:
    """Whether the scanner took the table, having made sure that the csv module says the same."""
    taken = []

    def quick(*arguments):
        with patch.object(csv_scanned, "Rows", built.Rows):
            taken.append(csv_scanned.scanned_anyway(*arguments))
        return taken[-1]

    assert said(body, quick) == said(body, lambda *_: None)
    return bool(taken) and taken[-1] is not None


TIMES = st.sampled_from(["2026-01-01T08:00:00Z", "2026-01-02 09:00:00", "2026-03-04", "soon", ""])
TEXT = st.text(st.characters(exclude_characters="\0\r", exclude_categories=("Cs",)), max_size=6)
CELLS = st.one_of(st.sampled_from(["", "A", "1", "2.5", "a,b", 'say "hi"', "two\nlines"]), TEXT)
ROWS = st.lists(st.tuples(CELLS, CELLS, TIMES, CELLS, CELLS), min_size=1, max_size=6)


@st.composite
def written(draw) -> bytes:
    out = io.StringIO(newline="")
    end = draw(st.sampled_from(["\n", "\r\n"]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    delimiter = draw(st.sampled_from(",;\t|"))
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(HEADER)
    for row in [("c", "A", "2026-01-01T08:00:00Z", "", ""), *draw(ROWS)]:
        writer.writerow(row)
        out.write(draw(st.sampled_from(["", "", end, delimiter * 4 + end])))
    text = out.getvalue()
    return (text if draw(st.booleans()) else text.removesuffix(end)).encode()


@BOTH
@settings(max_examples=80, deadline=None)
@given(body=written(), mark=st.booleans(), packed=st.booleans())
def test_takes_every_table_that_is_written_well_and_agrees_with_the_module(
    built, body, mark, packed
):
    body = b"\xef\xbb\xbf" + body if mark else body

    assert agrees(gzip.compress(body) if packed else body, built)


@BOTH
@settings(max_examples=80, deadline=None)
@given(body=written(), size=st.integers(1, 40))
def test_it_does_not_matter_where_the_chunks_are_cut(built, body, size):
    chunks = [body[at : at + size] for at in range(0, len(body), size)]

    with patch.object(Document, "chunks", lambda _: iter(chunks)):
        assert agrees(body, built)


NOISE = st.one_of(
    st.binary(max_size=4),
    st.sampled_from([b"\0", b'"', b'""', b"\r", b"\n", b"\r\n", b",", b"\xff", b",,,,,,", b" "]),
)


@BOTH
@settings(max_examples=80, deadline=None)
@given(
    body=written(),
    changes=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), NOISE), min_size=1, max_size=3),
)
@example(b"case_id,activity,timestamp\rc,A,2026-01-01\n", [(0.0, 0, b"")])
@example(b"\n\ncase_id,activity,timestamp\nc,A,2026-01-01\r", [(0.0, 0, b"")])
@example(b'case_id,"activity\n",timestamp\nc,A,2026-01-01', [(0.0, 0, b"")])
@example(b'case_id,activity,time,x\nc,A,2026-01-01,"a,b"\nc,a,b,2026-01-01\n', [(0.0, 0, b"")])
def test_whatever_is_done_to_a_table_the_answer_is_the_modules(built, body, changes):
    for share, removed, noise in changes:
        at = int(share * len(body))
        body = body[:at] + noise + body[at + removed :]

    agrees(body, built)


PLAIN = "case_id,activity,timestamp\nc,A,2026-01-01\n"
UNUSUAL = {
    "another encoding": PLAIN.replace("A", "Ä").encode("latin-1"),
    "utf-16": PLAIN.encode("utf-16"),
    "a lone carriage return": PLAIN.replace("01\n", "01\rc,B,2026-01-02\n").encode(),
    "a row that is too short": (PLAIN + "c,B\n").encode(),
    "a row that is too long": (PLAIN + "c,B,2026-01-02,x\n").encode(),
    "an open quote": (PLAIN + 'c,"B,2026-01-02\n').encode(),
    "text behind a quote": (PLAIN + 'c,"B"x,2026-01-02\n').encode(),
    "a NUL": (PLAIN + "c,\0,2026-01-02\n").encode(),
    "no rows": b"case_id,activity,timestamp\n",
    "a cell without end": (PLAIN + "c," + "B" * (2 << 20) + ",2026-01-02\n").encode(),
}


@BOTH
@pytest.mark.parametrize("case", UNUSUAL)
def test_leaves_what_is_unusual_to_the_general_reader(built, case):
    assert not agrees(UNUSUAL[case], built)


def test_a_column_that_is_case_and_time_at_once_is_text():
    mapping = {"case_id": "timestamp", "complete_at": "timestamp"}

    logs = []
    for way in (csv_scanned.scanned_anyway, lambda *_: None):
        with patch.object(tables, "scanned", way), pytest.raises(PermanentError) as error:
            logs.append(canonical_log(tables.read_csv(Document(PLAIN.encode()), mapping).events))
        logs.append(error.value.problem)

    assert logs[0] == logs[1]


@needs_shared_data
@pytest.mark.skipif(not rows.COMPILED, reason="the scanner is not compiled")
@pytest.mark.parametrize(
    "name",
    ["logs/loan_application_test", "scenarios/purchasing/log", "scenarios/loan_origination/log"],
)
def test_a_real_table_is_taken_and_is_the_same(name):
    assert agrees((SHARED_DATA / f"{name}.csv.gz").read_bytes(), rows)
