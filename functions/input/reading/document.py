"""The submitted bytes, decompressed within bounds: an archive must not grow without end."""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from functions.input.reading.outcome import unreadable

GZIP = b"\x1f\x8b"
CHUNK_BYTES = 1 << 20
SLICE_BYTES = 1 << 16  # of compressed input at a time
MAX_BYTES = 2 << 30  # decompressed
MAX_RATIO = 200  # event logs compress 10 to 60 times; deflate reaches 1,000 on zeros
MAX_LINE_BYTES = 8 << 20  # of a table; what has no end of line would be held whole
RATIO_GRACE_BYTES = 16 << 20  # below this size the ratio says nothing


@dataclass(frozen=True)
class Document:
    """A file as it was submitted, perhaps compressed."""

    body: bytes
    name: str = ""
    max_bytes: int = MAX_BYTES

    @property
    def compressed(self) -> bool:
        """Whether the bytes are gzip, whatever the name says."""
        return self.body.startswith(GZIP)

    @property
    def extension(self) -> str:
        """The last extension of the name, without ``.gz``: a hint, nothing more."""
        stem = self.name.lower().removesuffix(".gz")
        return stem.rpartition(".")[2] if "." in stem else ""

    def chunks(self) -> Iterator[bytes]:
        """Yield the content; raises ``PermanentError`` when it is damaged or grows too large."""
        source = self._inflated() if self.compressed else self._plain()
        total = 0
        for chunk in source:
            total += len(chunk)
            if total > self.max_bytes or (
                total > RATIO_GRACE_BYTES and total > MAX_RATIO * len(self.body)
            ):
                raise self._too_large(total)
            yield chunk

    def head(self, size: int = 1 << 16) -> bytes:
        """Return the first bytes of the content."""
        start = b""
        for chunk in self.chunks():
            start += chunk
            if len(start) >= size:
                break
        return start[:size]

    def content(self) -> bytes:
        """Return the whole content."""
        return b"".join(self.chunks())

    def stream(self) -> io.BufferedReader:
        """Return the content as a binary stream of lines; one without end is refused."""
        return io.BufferedReader(_Stream(_bounded_lines(self.chunks())), CHUNK_BYTES)

    def _too_large(self, total: int) -> Exception:
        title, why = "The file is too large", f"At most {self.max_bytes:,} bytes are read."
        if self.compressed:
            title += " when decompressed"
            why = f"More than {total:,} bytes came out of {len(self.body):,}."
        cure = "Submit one process at a time, a shorter period, or fewer columns."
        return unreadable("file-too-large", title, f"{why} {cure}")

    def _plain(self) -> Iterator[bytes]:
        view = memoryview(self.body)
        for at in range(0, len(view), CHUNK_BYTES):
            yield bytes(view[at : at + CHUNK_BYTES])

    def _inflated(self) -> Iterator[bytes]:
        at = 0
        while self.body[at : at + 2] == GZIP:  # a gzip file may hold several members
            member = zlib.decompressobj(wbits=31)
            pending = b""
            while not member.eof:
                ended = not pending and at >= len(self.body)
                if not pending:
                    pending = self.body[at : at + SLICE_BYTES]
                    at += len(pending)
                try:
                    chunk = member.decompress(pending, CHUNK_BYTES)
                except zlib.error as error:
                    raise _damaged(str(error)) from None
                pending = member.unconsumed_tail
                if chunk:
                    yield chunk
                elif ended:
                    raise _damaged("it ends too early")
            at -= len(member.unused_data)


def _bounded_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Hand on the chunks while no line is too long."""
    line, length = 1, 0
    for chunk in chunks:
        ends = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        if ends < 0:
            length += len(chunk)
        else:
            line += chunk.count(b"\n")
            length = len(chunk) - ends
        if length > MAX_LINE_BYTES:
            raise unreadable(
                "line-too-long",
                "A line of the file is too long",
                f"Line {line} has more than {MAX_LINE_BYTES >> 20} MB. Check that every event "
                "stands on a line of its own, and leave out columns that are not needed.",
                f"line {line}",
            )
        yield chunk


def _damaged(why: str) -> Exception:
    return unreadable(
        "damaged-archive",
        "The compressed file is damaged",
        f"gzip cannot be decompressed: {why}. Compress the file again and submit it once more.",
    )


class _Stream(io.RawIOBase):
    """Chunks as a raw stream, for the text decoders of the standard library."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
