"""OCEL 2.0 as XML, read as a stream. Document types and entities are refused.

The specification's example names relations ``relationship``, its schema ``object``, and some
exporters ``relobj``: all are read.
"""

import re
from xml.parsers import expat

from functions.input.reading.document import Document
from functions.input.reading.ocel import MAX_VALUE, ObjectLog
from functions.input.reading.outcome import unreadable
from functions.input.reading.untrusted_xml import feed, untrusting_parser

RELATIONS = ("relationship", "object", "relobj")
MAX_DEPTH = 32
ROOT = re.compile(
    r"<(?:\w+:)?log\b[^>]*>\s*(?:<!--.*?-->\s*)*<(?:\w+:)?(?:object-types|event-types|objects|events)\b",
    re.DOTALL,
)


def looks_like_object_log(start: str) -> bool:
    """Whether an XML document begins as an OCEL 2.0 log does."""
    return ROOT.search(start[:20_000]) is not None


def read_ocel_xml(document: Document) -> ObjectLog:
    """Return the log of an OCEL 2.0 XML document.

    Raises:
        PermanentError: not well-formed, with a document type, too deeply nested or too large.
    """
    reader = _Reader()
    parser = untrusting_parser("OCEL")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    reader.parser = parser
    feed(parser, document, _malformed)
    return reader.log


class _Reader:
    """Collects one event or object at a time."""

    parser: expat.XMLParserType

    def __init__(self) -> None:
        self.log = ObjectLog()
        self._open: list[str] = []
        self._about: dict[str, str] = {}  # the event or object under way
        self._line = 0
        self._values: list[tuple[str, str, str]] = []
        self._related: list[str] = []
        self._attribute: tuple[str, str] | None = None
        self._text: list[str] = []
        self._room = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element."""
        name = tag.rpartition(":")[2]
        self._open.append(name)
        if len(self._open) > MAX_DEPTH:
            raise _malformed(self.parser.CurrentLineNumber, "it is nested too deeply")
        if self._open[1:] in (["objects", "object"], ["events", "event"]):
            self._about, self._line = attributes, self.parser.CurrentLineNumber
            self._values, self._related = [], []
        elif self._open[3:] == ["attributes", "attribute"]:
            self._attribute = (attributes.get("name", ""), attributes.get("time", ""))
            self._text, self._room = [], MAX_VALUE
        elif name in RELATIONS and self._open[1:4] == ["events", "event", "objects"]:
            self._related.append(attributes.get("object-id", ""))

    def text(self, text: str) -> None:
        """Take in the value of an attribute, as much of it as is kept."""
        if self._attribute is not None and self._room > 0:
            self._text.append(text[: self._room])
            self._room -= len(text)

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        if self._attribute is not None:
            name, time = self._attribute
            self._values.append((name, "".join(self._text), time))
            self._attribute = None
        path = self._open[1:]
        if path == ["objects", "object"]:
            self.log.add_object(self._need("id"), self._need("type"), self._values)
        elif path == ["events", "event"]:
            values = [(name, value) for name, value, _ in self._values]
            place = f"line {self._line}"
            self.log.add_event(self._need("type"), self._need("time"), place, values, self._related)
        self._open.pop()

    def _need(self, name: str) -> str:
        value = self._about.get(name, "")
        if not value.strip():
            raise _malformed(self._line, f"'{name}' is missing")
        return value[:MAX_VALUE]


def _malformed(line: int, why: str) -> Exception:
    return unreadable(
        "malformed-ocel",
        "The OCEL log cannot be read",
        f"Line {line}: {why}. Export it again as OCEL 2.0.",
        f"line {line}",
        why,
    )
