"""The markup between two attribute values of an XES log, taken apart.

Machine-written logs repeat a few such pieces a million times: each is parsed once, then
recognised by comparing bytes.
"""

import re
from dataclasses import dataclass

SPACE = rb"[ \t\r\n]"
TAGS = rb"(?:" + SPACE + rb"*+</?(?:trace|event)>)*+"
NAME = rb'"([^"<&\x00-\x1f]++)"'
START = rb"<(string|date|int|float|boolean|id)" + SPACE + rb"++key=" + NAME + SPACE + rb'++value="'
PIECE = re.compile(rb"(" + TAGS + rb")" + SPACE + rb"*+" + START)
END = re.compile(TAGS)
TAG = re.compile(rb"<(/?)(trace|event)>")
NONCHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")  # U+FFFE and U+FFFF, which XML forbids
LONE_RETURN = re.compile(rb"\r(?!\n)")  # a line end of its own, which nobody writes

MAX_PIECE = 1 << 14
LOG, TRACE, EVENT = 0, 1, 2
OPEN_TRACE, CLOSE_TRACE, OPEN_EVENT, CLOSE_EVENT = 0, 1, 2, 3
TURNS = {  # tag: (scope before, scope after)
    OPEN_TRACE: (LOG, TRACE),
    CLOSE_TRACE: (TRACE, LOG),
    OPEN_EVENT: (TRACE, EVENT),
    CLOSE_EVENT: (EVENT, TRACE),
}
_CODES = {(b"", b"trace"): 0, (b"/", b"trace"): 1, (b"", b"event"): 2, (b"/", b"event"): 3}


class UnusualError(Exception):
    """The document leaves the common subset: the general reader has to read it."""


@dataclass(frozen=True)
class Piece:
    """Tags of traces and events, then the start of an attribute, up to its value."""

    text: bytes
    tags: bytes  # codes in order of appearance
    lines: tuple[int, ...]  # line ends before each tag
    newlines: int  # line ends in all
    scope: int  # what the attribute belongs to
    kind: str
    key: str


def piece_at(data: bytes, at: int, scope: int) -> Piece | None:
    """Return the piece that begins at ``at`` inside ``scope``; None if it may be cut off.

    Raises:
        UnusualError: what stands there is none.
    """
    match = PIECE.match(data, at, at + MAX_PIECE)
    if match is None:
        if len(data) - at >= MAX_PIECE:
            raise UnusualError
        return None
    tags, lines, scope = tags_of(match[1], scope)
    if scope == LOG or LONE_RETURN.search(match[0]) or NONCHARACTER.search(match[0]):
        raise UnusualError
    kind, key = match[2].decode(), match[3].decode()
    return Piece(match[0], tags, lines, match[0].count(b"\n"), scope, kind, key)


def tags_of(text: bytes, scope: int) -> tuple[bytes, tuple[int, ...], int]:
    """Return the tags' codes, the line ends before each, and the scope after them."""
    codes, lines = [], []
    for match in TAG.finditer(text):
        code = _CODES[match[1], match[2]]
        before, after = TURNS[code]
        if scope != before:
            raise UnusualError
        scope = after
        codes.append(code)
        lines.append(text.count(b"\n", 0, match.start()))
    return bytes(codes), tuple(lines), scope
