"""Reads back what a PDF of ours says: its text in reading order, and its structure for readers.

Enough of ISO 32000 for files as Typst writes them (plain objects, deflated streams, fonts with
ToUnicode maps); the first readings were held against poppler's pdftotext.
"""

import re
import zlib
from functools import cached_property

STREAM = re.compile(rb"(\d+) 0 obj\s*<<((?:(?!endobj).)*?)>>\s*stream\r?\n", re.S)
OBJECT = re.compile(rb"(\d+) 0 obj\s*(<<.*?>>)\s*endobj", re.S)
TEXT = rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)"  # parentheses may stand in parentheses
SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|\[?((?:" + TEXT + rb"[-\d.\s]*)+)\]?\s*T[jJ]|(ET)", re.S)
LITERAL = re.compile(TEXT, re.S)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class Pdf:
    """A PDF in memory."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.streams: dict[int, bytes] = {}
        for found in STREAM.finditer(body):
            length = re.search(rb"/Length (\d+)", found[2])
            assert length is not None
            data = body[found.end() : found.end() + int(length[1])]
            self.streams[int(found[1])] = (
                zlib.decompress(data) if b"/FlateDecode" in found[2] else data
            )
        self.objects = {int(number): entry for number, entry in OBJECT.findall(body)}

    @cached_property
    def text(self) -> str:
        """The text of all pages, page by page, as a reader hears it."""
        return "\n".join(self._page_text(page) for page in self._pages())

    def elements(self, kind: str) -> list[bytes]:
        """Return the structure elements of a kind, such as ``Figure`` or ``TH``."""
        tag = re.compile(rb"/Type/StructElem/S/" + kind.encode() + rb"\b")
        return [entry for entry in self.objects.values() if tag.search(entry)]

    @property
    def pages(self) -> int:
        return len(self._pages())

    def _pages(self) -> list[bytes]:
        kids = next(e for e in self.objects.values() if b"/Type/Pages/" in e)
        listed = re.search(rb"/Kids\[([^\]]*)\]", kids)
        assert listed is not None
        return [self.objects[int(n)] for n in re.findall(rb"(\d+) 0 R", listed[1])]

    def _page_text(self, page: bytes) -> str:
        contents = re.search(rb"/Contents (\d+) 0 R", page)
        assert contents is not None
        return self._shown(self.streams[int(contents[1])], self._fonts(page))

    def _fonts(self, page: bytes) -> dict[bytes, dict[int, str]]:
        found = re.search(rb"/Font<<(.*?)>>", page, re.S)
        if found is None:
            shared = re.search(rb"/Resources (\d+) 0 R", page)
            entry = self.objects[int(shared[1])] if shared else b""
            found = re.search(rb"/Font<<(.*?)>>", entry, re.S)
        names = re.findall(rb"/(\w+) (\d+) 0 R", found[1]) if found else []
        return {name: self._characters(int(number)) for name, number in names}

    def _characters(self, font: int) -> dict[int, str]:
        map_ = re.search(rb"/ToUnicode (\d+) 0 R", self.objects[font])
        if map_ is None:
            return {}
        pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", self.streams[int(map_[1])])
        return {int(a, 16): bytes.fromhex(b.decode()).decode("utf-16-be") for a, b in pairs}

    def _shown(self, content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
        characters: dict[int, str] = {}
        told = []
        for font, array, ends in SHOWN.findall(content):
            if font:
                characters = fonts.get(font, {})
            elif ends:
                told.append(" ")
            else:
                codes = b"".join(_bytes(literal) for literal in LITERAL.findall(array))
                pairs = zip(codes[::2], codes[1::2], strict=True)
                told.append("".join(characters.get(a << 8 | b, "") for a, b in pairs))
        return "".join(told)


def _bytes(literal: bytes) -> bytes:
    def plain(found: re.Match[bytes]) -> bytes:
        if found[1][:1].isdigit():
            return bytes([int(found[1], 8)])
        return ESCAPED.get(found[1], found[1])

    return ESCAPE.sub(plain, literal[1:-1])
