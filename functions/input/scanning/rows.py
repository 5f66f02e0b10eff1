"""The inner loop over the rows of a delimited table; plain Python that Cython can compile.

The types for the compiler stand in rows.pxd. Compiled or not, the results are the same.
"""

from functions.input.scanning.column import Column, Numbers
from functions.input.scanning.pieces import UnusualError

COMPILED = not __file__.endswith(".py")
MAX_CELL = 1 << 17
NUL, LINE_FEED, RETURN, QUOTE = 0, 10, 13, 34
CUT_OFF = -1


class Rows:
    """Takes in rows chunk by chunk (RFC 4180); empty cells are values that are missing."""

    def __init__(self, delimiter: int, width: int, line: int) -> None:
        """Begin behind ``line`` lines of a table of ``width`` columns."""
        self.columns = [Column() for _ in range(width)]
        self.line_of = Numbers()  # the last one of each row
        self.rows = 0
        self.line = line
        self._delimiter = delimiter
        self._width = width
        self._stops = bytes(int(c in (NUL, LINE_FEED, RETURN, delimiter)) for c in range(256))
        self._lines = 0  # line ends within the row under way
        self._filled = False  # whether it has a value

    def feed(self, data: bytes, at: int) -> int:
        """Take in whole rows from ``at`` on; return where they end.

        Raises:
            UnusualError: a row has too many or too few cells, or something that the general
                reader has to judge.
        """
        while at < len(data):
            end = self._row(data, at)
            if end == CUT_OFF:
                break
            self.line += self._lines + 1
            if self._filled:
                self.line_of.put(self.rows, self.line)
                self.rows += 1
            at = end
        return at

    def _row(self, data: bytes, at: int) -> int:
        """Take in the row that begins at ``at``; return where the next one does."""
        text = data
        self._lines = 0
        self._filled = False
        cells = 0
        while cells < self._width:
            at = self._cell(self.columns[cells], data, at)
            if at == CUT_OFF:
                return CUT_OFF
            cells += 1
            if text[at] != self._delimiter:
                break
            at += 1
        else:
            raise UnusualError  # more cells than columns
        if self._filled and cells < self._width:
            raise UnusualError
        return at + 2 if text[at] == RETURN else at + 1

    def _cell(self, column: Column, data: bytes, at: int) -> int:
        """Take in one cell; return where the delimiter or the line end behind it stands."""
        text = data
        stops = self._stops
        end = column.repeated(data, at)
        if end >= 0 and end < len(data) and stops[text[end]]:
            column.repeat(self.rows)
            self._filled = True
        elif at < len(data) and text[at] == QUOTE:
            end = self._quoted(column, data, at + 1)
        else:
            end = self._plain_end(data, at)
            if end > at:
                column.put(self.rows, data, at, end)
                self._filled = True
        return self._stopped(data, end)

    def _plain_end(self, data: bytes, at: int) -> int:
        text = data
        stops = self._stops
        end = at
        while end < len(data) and not stops[text[end]]:
            end += 1
        if end - at > MAX_CELL:
            raise UnusualError
        return end if end < len(data) else CUT_OFF

    def _quoted(self, column: Column, data: bytes, start: int) -> int:
        """Take in a cell whose value begins at ``start``, behind a quote."""
        text = data
        stops = self._stops
        size = len(data)
        doubled = False
        end = self._quote_from(data, start)
        while end + 1 < size and text[end + 1] == QUOTE:
            doubled = True
            end = self._quote_from(data, end + 2)
        if end - start > MAX_CELL:
            raise UnusualError
        if end + 1 >= size:
            return CUT_OFF
        if not stops[text[end + 1]]:
            raise UnusualError
        self._put_quoted(column, data[start:end], doubled)
        return end + 1

    def _quote_from(self, data: bytes, at: int) -> int:
        """Return where the next quote stands, or the end; count the lines up to there."""
        text = data
        size = len(data)
        while at < size and text[at] != QUOTE:
            if text[at] == LINE_FEED:
                self._lines += 1
            elif text[at] == NUL or (text[at] == RETURN and self._lone(data, at)):
                raise UnusualError
            at += 1
        return at

    def _put_quoted(self, column: Column, value: bytes, doubled: bool) -> None:
        if doubled:
            value = value.replace(b'""', b'"')
        if value:
            column.put(self.rows, value, 0, len(value))
            column.forget()  # it may look like several cells
            self._filled = True

    def _stopped(self, data: bytes, end: int) -> int:
        """Make sure that a cell ends as it should."""
        text = data
        if end == CUT_OFF:
            return CUT_OFF
        if text[end] == RETURN:
            if end + 1 >= len(data):
                return CUT_OFF
            if text[end + 1] != LINE_FEED:
                raise UnusualError
        elif text[end] == NUL:
            raise UnusualError
        return end

    def _lone(self, data: bytes, at: int) -> bool:
        """Whether a carriage return is a line end of its own, which would have to be counted."""
        text = data
        return at + 1 < len(data) and text[at + 1] != LINE_FEED
