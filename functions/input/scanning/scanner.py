"""The inner loop over an XES log's traces; plain Python that Cython can compile.

The types for the compiler stand in scanner.pxd. Compiled or not, the results are the same.
"""

import re

from functions.input.scanning.column import Column, Numbers
from functions.input.scanning.pieces import (
    END,
    LOG,
    LONE_RETURN,
    OPEN_EVENT,
    OPEN_TRACE,
    TRACE,
    TURNS,
    Piece,
    UnusualError,
    piece_at,
    tags_of,
)

COMPILED = not __file__.endswith(".py")
MAX_STEPS = 2048  # different ones; a log of one tool has 10 to 100
MAX_FOLLOWERS = 8
MAX_VALUE = 1 << 20
QUOTE, AMPERSAND, SLASH, GREATER = 34, 38, 47, 62
# What ends or spoils a value: the quote, references, tags, control characters.
SPECIAL = bytes(int(c < 32 or c in b'"&<') for c in range(256))
ENTITIES = {b"&amp;": b"&", b"&lt;": b"<", b"&gt;": b">", b"&quot;": b'"', b"&apos;": b"'"}
REFERENCE = re.compile(rb"&(?:amp|lt|gt|quot|apos);")
NOT_SIMPLE = re.compile(rb"[<\x00-\x1f]|&(?!(?:amp|lt|gt|quot|apos);)")
CLOSING = re.compile(rb" */>")  # no line ends: they would have to be counted
CUT_OFF = re.compile(rb" *+/?")
AFTER = bytes(after for _, (_, after) in sorted(TURNS.items()))


class Table:
    """Attributes of traces or of events: a column per key."""

    def __init__(self) -> None:
        self.rows = 0  # the one under way included
        self.kinds: dict[str, str] = {}
        self.columns: dict[str, Column] = {}

    def column(self, key: str, kind: str) -> Column:
        """Return the values of a key; one that comes with two kinds becomes text."""
        if self.kinds.setdefault(key, kind) != kind:
            self.kinds[key] = "string"
        return self.columns.setdefault(key, Column())


class Step:
    """A piece of markup that was met, what its value belongs to, and what followed it."""

    def __init__(self, piece: Piece, table: Table) -> None:
        self.text = piece.text
        self.size = len(piece.text)
        self.tags = piece.tags
        self.lines = piece.lines
        self.newlines = piece.newlines
        self.table = table
        self.column = table.column(piece.key, piece.kind)
        self.followers: list[Step] = []  # the most recently found first


class Scanner:
    """Takes in the traces of a log chunk by chunk."""

    def __init__(self, line: int) -> None:
        self.traces = Table()
        self.events = Table()
        self.trace_of = Numbers()  # by event
        self.line_of = Numbers()
        self.scope = LOG
        self.line = line
        self._steps: dict[tuple[int, bytes], Step] = {}
        self._first: list[Step] = []
        self._followers = self._first  # of the step before

    def feed(self, data: bytes, at: int) -> int:
        """Take in whole attributes from ``at`` on; return where they end.

        Raises:
            UnusualError: the document leaves the common subset.
        """
        text = data
        size = len(data)
        while at < size:
            step = self._step(data, at)
            if step is None:
                break
            start = at + step.size
            end = step.column.repeated(data, start)
            if end >= 0 and end + 2 < size and text[end] == QUOTE and text[end + 1] == SLASH:
                closed = closed_after(data, end)
                self._turn(step)
                step.column.repeat(step.table.rows - 1)
            else:
                stop = special_from(data, start)
                end = quote_from(data, stop)
                closed = closed_after(data, end)
                if closed < 0:
                    if size - start > MAX_VALUE:
                        raise UnusualError
                    break
                self._turn(step)
                _put(step, data, start, end, stop)
            at = closed
        return at

    def finish(self, rest: bytes) -> int:
        """Take in the tags that close the last trace; return how many bytes of ``rest`` they are.

        Raises:
            UnusualError: the last trace does not end there.
        """
        match = END.match(rest)
        closing = b"" if match is None else match[0]
        tags, lines, scope = tags_of(closing, self.scope)
        if scope != LOG or LONE_RETURN.search(closing):
            raise UnusualError
        self._tags(tags, lines)
        return len(closing)

    def _step(self, data: bytes, at: int) -> Step | None:
        """Return the step whose markup begins here, None if it is cut off."""
        text = data
        left = len(data) - at
        for step in self._followers:
            if step.size <= left and equal(step.text, text, at, step.size):
                return step
        return self._looked_up(data, at)

    def _looked_up(self, data: bytes, at: int) -> Step | None:
        piece = piece_at(data, at, self.scope)
        if piece is None:
            return None
        step = self._steps.get((self.scope, piece.text))
        if step is None:
            if len(self._steps) >= MAX_STEPS:
                raise UnusualError
            step = Step(piece, self.traces if piece.scope == TRACE else self.events)
            self._steps[self.scope, piece.text] = step
        self._followers.insert(0, step)
        del self._followers[MAX_FOLLOWERS:]
        return step

    def _turn(self, step: Step) -> None:
        """Begin and end what a step's tags begin and end."""
        if step.tags:
            self._tags(step.tags, step.lines)
        self.line += step.newlines
        self._followers = step.followers

    def _tags(self, tags: bytes, lines: tuple[int, ...]) -> None:
        for n in range(len(tags)):
            tag = tags[n]
            if tag == OPEN_TRACE:
                self.traces.rows += 1
            elif tag == OPEN_EVENT:
                self.trace_of.put(self.events.rows, self.traces.rows - 1)
                line = lines[n]
                self.line_of.put(self.events.rows, self.line + line)
                self.events.rows += 1
            self.scope = AFTER[tag]


def _put(step: Step, data: bytes, start: int, end: int, stop: int) -> None:
    """Set the attribute of the row under way; the last value of a key counts."""
    row = step.table.rows - 1
    if end == stop:
        step.column.put(row, data, start, end)
    else:
        value = referring(data[start:end])
        step.column.put(row, value, 0, len(value))
        step.column.forget()


def equal(piece: bytes, text: bytes, at: int, size: int) -> bool:
    """Whether a piece stands in a text; without a way out, so that compilers compare by vectors."""
    unlike = 0
    for n in range(size):
        unlike |= piece[n] ^ text[at + n]
    return unlike == 0


def special_from(data: bytes, at: int) -> int:
    """Return where the first byte stands that no plain value holds, or the end."""
    text = data
    special = SPECIAL
    size = len(data)
    while at < size and not special[text[at]]:
        at += 1
    return at


def quote_from(data: bytes, at: int) -> int:
    """Return where the value ends that is plain up to ``at``, -1 if it is cut off."""
    text = data
    if at == len(data):
        return -1
    if text[at] == QUOTE:
        return at
    if text[at] == AMPERSAND:
        return data.find(b'"', at)
    raise UnusualError


def closed_after(data: bytes, quote: int) -> int:
    """Return where the empty element ends whose value ends at ``quote``, -1 if it is cut off."""
    text = data
    if quote < 0:
        return -1
    if quote + 2 < len(data) and text[quote + 1] == SLASH and text[quote + 2] == GREATER:
        return quote + 3
    match = CLOSING.match(data, quote + 1)
    if match is not None:
        return match.end()
    if CUT_OFF.fullmatch(data, quote + 1):
        return -1
    raise UnusualError


def referring(raw: bytes) -> bytes:
    """Return a value with the five references that XML predefines replaced."""
    if NOT_SIMPLE.search(raw):
        raise UnusualError
    return REFERENCE.sub(_referred, raw)


def _referred(match: re.Match[bytes]) -> bytes:
    return ENTITIES[match[0]]
