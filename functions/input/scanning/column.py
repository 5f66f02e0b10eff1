"""Columns that grow row by row, as buffers that polars takes over at once.

Plain Python that Cython can compile; the types for the compiler stand in column.pxd.
"""

COMPILED = not __file__.endswith(".py")
SLOTS = 1024  # values that a column remembers; a power of two
NOTHING = -1
FIRST_BYTES = 1 << 12
NONE_MET = [0] * SLOTS
NO_LENGTHS = [NOTHING] * SLOTS


class Numbers:
    """Unsigned 32-bit numbers by row, little-endian; 0 in rows that were not set."""

    def __init__(self) -> None:
        self._bytes = bytearray(FIRST_BYTES)

    def put(self, row: int, number: int) -> None:
        """Set the number of a row."""
        at = 4 * row
        if at + 4 > len(self._bytes):
            self._bytes.extend(bytes(max(len(self._bytes), at + 4)))
        into = self._bytes
        into[at] = number & 255
        into[at + 1] = number >> 8 & 255
        into[at + 2] = number >> 16 & 255
        into[at + 3] = number >> 24 & 255

    def first(self, count: int) -> bytes:
        """Return the numbers of the first rows."""
        return bytes(self._bytes[: 4 * count]).ljust(4 * count, b"\0")


class Column:
    """Text by row. A value that was met not long ago is not kept again."""

    def __init__(self) -> None:
        self.numbers = Numbers()  # of each row's value; 0: the row has none
        self._values = 0
        self._text = bytearray(FIRST_BYTES)  # a NUL and the value, for each value
        self._size = 0
        self._number = 0  # of the value put last, where it stands, and how long it is
        self._start = 0
        self._length = NOTHING
        self._numbers_met = list(NONE_MET)
        self._starts_met = list(NONE_MET)
        self._lengths_met = list(NO_LENGTHS)

    def empty(self) -> bool:
        """Whether no row was ever given a value."""
        return self._values == 0

    def text(self) -> str:
        """Return all values, each behind a NUL, in the order of their numbers.

        Raises:
            UnicodeDecodeError: they are not UTF-8.
        """
        del self._text[self._size :]
        return self._text.decode()

    def repeated(self, data: bytes, at: int) -> int:
        """Return where the value put last ends if it stands at ``at`` again, else -1."""
        length = self._length
        if length < 0 or at + length > len(data) or not self._stands(self._start, length, data, at):
            return NOTHING
        return at + length

    def repeat(self, row: int) -> None:
        """Give a row the value put last."""
        self.numbers.put(row, self._number)

    def put(self, row: int, data: bytes, start: int, end: int) -> None:
        """Give a row the value ``data[start:end]``, which holds no NUL; what was there is lost."""
        text = data
        length = end - start
        slot = length
        if length:
            slot += text[start + length // 2] * 7 + text[end - 1] * 31
        if length > 3:
            slot += text[end - 2] * 67 + text[end - 3] * 131
        slot &= SLOTS - 1
        known = self._lengths_met[slot] == length
        if not (known and self._stands(self._starts_met[slot], length, data, start)):
            self._add(slot, data, start, length)
        self._number = self._numbers_met[slot]
        self._start = self._starts_met[slot]
        self._length = length
        self.numbers.put(row, self._number)

    def forget(self) -> None:
        """Let no value count as the one put last: it was written in another way than it is kept."""
        self._length = NOTHING

    def _stands(self, known: int, length: int, data: bytes, at: int) -> bool:
        """Whether the kept value that begins at ``known`` also stands in ``data``."""
        kept = self._text
        text = data
        if length and kept[known + length - 1] != text[at + length - 1]:
            return False  # numbered values differ at their end
        unlike = 0
        for n in range(length):  # without a way out, so that compilers compare by vectors
            unlike |= kept[known + n] ^ text[at + n]
        return unlike == 0

    def _add(self, slot: int, data: bytes, start: int, length: int) -> None:
        if self._size + length + 1 > len(self._text):
            self._text.extend(bytes(max(len(self._text), length + 1)))
        kept = self._text
        text = data
        at = self._size + 1
        kept[at - 1] = 0
        for n in range(length):
            kept[at + n] = text[start + n]
        self._size = at + length
        self._values += 1
        self._numbers_met[slot] = self._values
        self._starts_met[slot] = at
        self._lengths_met[slot] = length
