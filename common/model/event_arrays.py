"""The events of a log as plain arrays, for a stage that has no library for tables.

The format is NumPy's ``.npz`` (a ZIP archive of ``.npy`` files, version 1.0), written here with the
standard library alone: one array per column, one entry per activity instance, and ``names``, a
JSON object of the names that the codes stand for. Codes are positions in them, -1 is unknown;
times are seconds since 1970 in UTC, NaN where not known.
"""

import json
import sys
import zipfile
from array import array
from collections.abc import Mapping, Sequence
from io import BytesIO
from struct import pack
from typing import TypeAlias

CODES = ("case", "activity", "resource", "role")  # int64
TIMES_S = ("start_s", "end_s", "enabled_s")  # float64
NAMES = "names"  # uint8: UTF-8 of {"activities": […], "resources": […], "roles": […]}
LISTS = ("activities", "resources", "roles")

Column: TypeAlias = "array[int] | array[float]"  # of type "q" or "d"

_ALIGNMENT = 64
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a ZIP archive: the same events are the same bytes


def packed(columns: Mapping[str, Column], names: Mapping[str, Sequence[str]]) -> bytes:
    """Return the archive of columns of 'q' (codes) and 'd' (times), with the names of the codes.

    Raises ``ValueError`` for a column of another kind or an unknown name.
    """
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, column in columns.items():
            if column.typecode != ("q" if name in CODES else "d"):
                raise ValueError(f"column {name} has type {column.typecode}")
            if name not in CODES + TIMES_S:
                raise ValueError(f"there is no column {name}")
            _write(archive, name, "<i8" if name in CODES else "<f8", len(column), _little(column))
        text = json.dumps({key: list(names.get(key, ())) for key in LISTS}).encode()
        _write(archive, NAMES, "|u1", len(text), text)
    return body.getvalue()


def _little(column: Column) -> bytes:
    if sys.byteorder == "little":
        return column.tobytes()
    swapped = column[:]
    swapped.byteswap()
    return swapped.tobytes()


def _write(archive: zipfile.ZipFile, name: str, kind: str, count: int, data: bytes) -> None:
    """Write one ``.npy`` file: magic, version, length of the header, header, data."""
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': ({count},), }}"
    padding = -(len(header) + 11) % _ALIGNMENT
    text = (header + " " * padding + "\n").encode()
    entry = zipfile.ZipInfo(f"{name}.npy", _EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    archive.writestr(
        entry, b"\x93NUMPY\x01\x00" + pack("<H", len(text)) + text + data, compresslevel=1
    )


def unpacked(body: bytes, wanted: Sequence[str]) -> tuple[dict[str, Column], dict[str, list[str]]]:
    """Return the wanted columns that an archive of ``packed`` holds, and the names of the codes.

    Raises ``ValueError`` where it is no such archive.
    """
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            there = set(archive.namelist())
            columns = {n: _read(archive, n) for n in wanted if f"{n}.npy" in there}
            names = json.loads(_data(archive, NAMES))
    except (zipfile.BadZipFile, KeyError, IndexError, EOFError) as error:
        raise ValueError(f"these are no event arrays: {error}") from error
    return columns, {key: [str(name) for name in names[key]] for key in LISTS}


def _read(archive: zipfile.ZipFile, name: str) -> Column:
    data = _data(archive, name)
    column: Column = array("q" if name in CODES else "d")
    column.frombytes(data)
    if sys.byteorder != "little":
        column.byteswap()
    return column


def _data(archive: zipfile.ZipFile, name: str) -> bytes:
    body = archive.read(f"{name}.npy")
    return body[10 + int.from_bytes(body[8:10], "little") :]
