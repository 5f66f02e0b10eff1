"""How large a Parquet file becomes when it is read, before it is read.

The footer and the header of every page are followed (Apache Parquet format, ``parquet.thrift``;
Thrift compact protocol), because a page of a few bytes can claim gigabytes or endless rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAGIC = b"PAR1"
MAX_FOOTER_BYTES = 8 << 20
MAX_PAGES = 200_000
MAX_DEPTH = 16
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 11, 12
_INTEGERS = (4, 5, 6)

Struct = dict[int, Any]


class MalformedParquetError(ValueError):
    """The bytes are no Parquet file, or a damaged one."""


@dataclass(frozen=True)
class Size:
    """What the file says that it holds, and what its pages say that they become."""

    rows: int
    columns: int
    uncompressed_bytes: int


def size_of(body: bytes) -> Size:
    """Return the size of a Parquet file from its metadata; raises ``MalformedParquetError``."""
    footer = _footer(body)
    try:
        groups = [group[1] for group in footer.get(4, [])]
        chunks = [chunk[3] for group in groups for chunk in group]
        pages = _Pages(body)
        rows = max([footer[3], *(pages.follow(chunk) for chunk in chunks)])
        rows = max(rows, sum(group[3] for group in footer.get(4, [])))
        return Size(rows, max([len(group) for group in groups], default=0), pages.total_bytes)
    except (LookupError, TypeError, AttributeError) as error:
        raise MalformedParquetError("its metadata is incomplete") from error


def _footer(body: bytes) -> Struct:
    if len(body) < 12 or body[:4] != MAGIC or body[-4:] != MAGIC:
        raise MalformedParquetError("it does not end as a Parquet file does")
    length = int.from_bytes(body[-8:-4], "little")
    if length > min(MAX_FOOTER_BYTES, len(body) - 12):
        raise MalformedParquetError("its footer has an impossible length")
    return _Thrift(body, len(body) - 8 - length, len(body) - 8).struct()


class _Pages:
    """Adds up what pages become."""

    def __init__(self, body: bytes) -> None:
        self.total_bytes = 0
        self._body = body
        self._count = 0

    def follow(self, chunk: Struct) -> int:
        """Return the values that the pages of a column chunk claim."""
        self.total_bytes += max(0, chunk[6])
        claimed, values = 0, int(chunk[5])
        told = 0
        for header in self._headers(chunk):
            if header[2] < 0 or header[3] < 0:
                raise MalformedParquetError("a page has a negative size")
            claimed += header[2]
            data = header.get(5) or header.get(8) or {}
            told += max(0, data.get(1, 0))
        self.total_bytes += max(0, claimed - max(0, chunk[6]))
        return max(values, told)

    def _headers(self, chunk: Struct) -> Iterator[Struct]:
        at = min(offset for offset in (chunk[9], chunk.get(11) or chunk[9]) if offset is not None)
        end = at + chunk[7]
        if not 0 <= at <= end <= len(self._body):
            raise MalformedParquetError("a column lies outside the file")
        while at < end:
            self._count += 1
            if self._count > MAX_PAGES:
                raise MalformedParquetError(f"it has more than {MAX_PAGES:,} pages")
            reader = _Thrift(self._body, at, end)
            header = reader.struct()
            yield header
            at = reader.at + header[3]


class _Thrift:
    """Reads values of the Thrift compact protocol; every value takes at least one byte."""

    def __init__(self, body: bytes, at: int, end: int) -> None:
        self.at = at
        self._body, self._end = body, end

    def struct(self, depth: int = 0) -> Struct:
        """Return the values of a struct by field id."""
        if depth > MAX_DEPTH:
            raise MalformedParquetError("its metadata is nested too deeply")
        found: Struct = {}
        field = 0
        while head := self._byte():
            field = field + (head >> 4) if head >> 4 else self._zigzag()
            kind = head & 15
            found[field] = kind == _TRUE if kind in {_TRUE, _FALSE} else self._value(kind, depth)
        return found

    def _value(self, kind: int, depth: int) -> Any:
        if kind in _INTEGERS:
            return self._zigzag()
        if kind == _BINARY:
            return self._take(self._varint())
        if kind in {_LIST, _SET}:
            return self._list(depth)
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind == _MAP:
            return self._map(depth)
        if kind in {_TRUE, _FALSE, _BYTE, _DOUBLE}:
            return self._take(8 if kind == _DOUBLE else 1)
        raise MalformedParquetError("its metadata cannot be read")

    def _list(self, depth: int) -> list[Any]:
        head = self._byte()
        size = head >> 4 if head >> 4 < 15 else self._varint()
        if size > self._end - self.at:
            raise MalformedParquetError("its metadata ends too early")
        if depth >= MAX_DEPTH:
            raise MalformedParquetError("its metadata is nested too deeply")
        return [self._value(head & 15, depth + 1) for _ in range(size)]

    def _map(self, depth: int) -> None:
        size = self._varint()
        if size > self._end - self.at or depth >= MAX_DEPTH:
            raise MalformedParquetError("its metadata ends too early")
        kinds = self._byte() if size else 0
        for _ in range(size):
            self._value(kinds >> 4, depth + 1)
            self._value(kinds & 15, depth + 1)

    def _zigzag(self) -> int:
        number = self._varint()
        return (number >> 1) ^ -(number & 1)

    def _varint(self) -> int:
        number = 0
        for shift in range(0, 70, 7):
            byte = self._byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
        raise MalformedParquetError("its metadata holds an endless number")

    def _byte(self) -> int:
        if self.at >= self._end:
            raise MalformedParquetError("its metadata ends too early")
        self.at += 1
        return self._body[self.at - 1]

    def _take(self, size: int) -> bytes:
        if size > self._end - self.at:
            raise MalformedParquetError("its metadata ends too early")
        self.at += size
        return self._body[self.at - size : self.at]
