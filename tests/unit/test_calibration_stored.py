"""Events go from one stage to the next as arrays, the same bytes for the same events."""

import io
import zipfile
from array import array

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.event_arrays import packed
from functions.optimization.calibration.twin import stored
from functions.optimization.calibration.twin.stored import stored_event_table

NAMES = {"activities": ["prüfen", "decide"], "resources": ["Ann"]}
COLUMNS = {
    "case": array("q", [7, 7, 9]),
    "activity": array("q", [0, 1, 0]),
    "resource": array("q", [0, -1, 0]),
    "start_s": array("d", [10.0, 30.0, 5.0]),
    "end_s": array("d", [20.0, 40.0, 6.0]),
    "enabled_s": array("d", [float("nan"), 20.0, 5.0]),
}


def test_what_was_packed_is_the_event_table():
    table = stored_event_table(packed(COLUMNS, NAMES))
    assert table.activities == ("prüfen", "decide")
    assert table.resources == ("Ann",)
    assert table.roles == ()
    assert table.case.tolist() == [0, 1, 1]  # in the order in which they begin
    assert table.activity.tolist() == [0, 0, 1]
    assert table.resource.tolist() == [0, 0, -1]
    assert table.start_s.tolist() == [5.0, 10.0, 30.0]
    assert np.isnan(table.enabled_s[1])


def test_numpy_reads_every_column_as_it_is():
    with np.load(io.BytesIO(packed(COLUMNS, NAMES)), allow_pickle=False) as arrays:
        for name, column in COLUMNS.items():
            np.testing.assert_array_equal(arrays[name], np.array(column))
            assert arrays[name].dtype == (np.int64 if column.typecode == "q" else np.float64)


def test_the_same_events_are_the_same_bytes():
    assert packed(COLUMNS, NAMES) == packed(dict(COLUMNS), dict(NAMES))


@given(st.lists(st.text(max_size=20), min_size=1, max_size=5, unique=True))
@settings(deadline=None)
def test_any_names_come_through(names):
    columns = {
        "case": array("q", [1] * len(names)),
        "activity": array("q", range(len(names))),
        "end_s": array("d", range(len(names))),
    }
    clean = [name.encode("utf-8", "replace").decode() for name in names]
    assert stored_event_table(packed(columns, {"activities": clean})).activities == tuple(clean)


@pytest.mark.parametrize(
    "columns", [{"case": array("d", [1.0])}, {"end_s": array("q", [1])}, {"x": array("d", [1.0])}]
)
def test_columns_of_another_kind_are_refused(columns):
    with pytest.raises(ValueError, match="column"):
        packed(columns, NAMES)


def test_what_is_no_archive_is_refused():
    with pytest.raises(ValueError, match="no event arrays"):
        stored_event_table(b"PAR1 and more")


def test_an_archive_without_names_is_refused():
    body = io.BytesIO()
    np.savez(body, case=np.zeros(1, dtype=np.int64))
    with pytest.raises(ValueError, match="no event arrays"):
        stored_event_table(body.getvalue())


def test_objects_are_never_unpickled():
    body = io.BytesIO()
    np.savez(body, names=np.array([object()], dtype=object))
    with pytest.raises(ValueError, match="pickle"):
        stored_event_table(body.getvalue())


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(stored, "MOST_BYTES", 100)
    with pytest.raises(ValueError, match="at most 100"):
        stored_event_table(packed(COLUMNS, NAMES))


def test_a_damaged_archive_is_refused():
    body = bytearray(packed(COLUMNS, NAMES))
    with zipfile.ZipFile(io.BytesIO(bytes(body))) as archive:
        place = archive.getinfo("case.npy").header_offset + 60
    body[place] ^= 0xFF
    with pytest.raises(ValueError, match="no event arrays"):
        stored_event_table(bytes(body))
