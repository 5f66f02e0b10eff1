"""XML that is not trusted: no document types, no entities, bounded in depth and size."""

import re
from xml.parsers import expat

from common.bpmn.namespaces import CONVENTIONAL_PREFIXES
from common.bpmn.xml_tree import (
    CData,
    Comment,
    Instruction,
    Node,
    Outside,
    XmlDocument,
    XmlElement,
)
from common.language import say
from common.model.problem import ProblemPart
from functions.input.bpmn.refusal import refused

MAX_BYTES = 16 << 20
MAX_ELEMENTS = 100_000  # the largest reference model has 2,430
MAX_DEPTH = 100
MAX_ATTRIBUTES = 1_000  # of one element
CURE = "Export the model again as BPMN 2.0 XML from the tool that made it."
SMALLER = "Submit one process at a time."
MULTIBYTE = {"gb2312", "gbk", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"}
DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
Attributes = tuple[tuple[str, str], ...]


def read_xml(body: bytes) -> XmlDocument:
    """Return the document.

    Raises:
        PermanentError: no well-formed XML, with a document type, too deep or too large.
    """
    if len(body) > MAX_BYTES:
        detail = (
            f"{len(body):,} bytes; at most {MAX_BYTES:,} are read. Submit one process at a time."
        )
        raise refused("file-too-large", "The model is too large", detail)
    if not body.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise refused("malformed-xml", "The file is empty", f"There is nothing in it. {CURE}")
    text, encoding, note = _encoding(body)
    builder = _Builder(expat.ParserCreate(encoding), note)
    try:
        builder.parser.Parse(text, True)
    except expat.ExpatError as error:
        raise _malformed(error.lineno, expat.ErrorString(error.code)) from None
    except (LookupError, ValueError) as error:  # an encoding that cannot be read
        raise _malformed(builder.parser.CurrentLineNumber, str(error)[:200]) from None
    return builder.document()


def _encoding(body: bytes) -> tuple[bytes, str | None, str | None]:
    """Return the bytes to parse, the encoding to parse them with, and what was corrected."""
    if body[:1].isspace() and body.lstrip().startswith(b"<?xml"):
        body = body.lstrip()  # blanks before the declaration are not XML, but common
    found = DECLARED.match(body.removeprefix(b"\xef\xbb\xbf"))
    declared = found[1].decode().lower() if found else ""
    if declared.startswith(("utf-16", "utf16", "ucs-2", "unicode")):  # yet its letters are bytes
        return (
            body,
            "utf-8",
            say(
                "The file says {declared} but is written in single bytes: utf-8.", declared=declared
            ),
        )
    if declared in MULTIBYTE:  # which the parser does not know
        try:
            return body.decode(declared).encode(), "utf-8", None
        except UnicodeDecodeError as error:
            line = body.count(b"\n", 0, error.start) + 1
            raise _malformed(line, f"the bytes are not {declared}") from None
    return body, None, None


def _malformed(line: int, why: str) -> Exception:
    return refused(
        "malformed-xml",
        "The file is not well-formed XML",
        f"Line {line}: {why}. {CURE}",
        ProblemPart(detail=why, pointer=f"line {line}"),
    )


class _Open:
    """An element whose end has not come yet."""

    __slots__ = ("attributes", "children", "line", "namespaces", "tag")

    def __init__(self, tag: str, attributes: Attributes, line: int) -> None:
        self.tag, self.attributes, self.line = tag, attributes, line
        self.children: list[Node] = []
        self.namespaces = {  # by prefix, as far as this element declares them
            key.partition(":")[2]: value
            for key, value in attributes
            if key == "xmlns" or key.startswith("xmlns:")
        }


class _Builder:
    """Turns what the parser reports into a tree."""

    def __init__(self, parser: expat.XMLParserType, note: str | None) -> None:
        self.parser = parser
        self.note = note
        self.root: XmlElement | None = None
        self.standalone: bool | None = None
        self.outside: tuple[list[Outside], list[Outside]] = ([], [])
        self.unbound: dict[str, int] = {}
        self._stack: list[_Open] = []
        self._text: list[str] = []
        self._elements = 0
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.CommentHandler = lambda text: self._add(Comment(text))
        parser.ProcessingInstructionHandler = lambda *parts: self._add(Instruction(*parts))
        parser.StartCdataSectionHandler = self._flush
        parser.EndCdataSectionHandler = self._cdata
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype

    def document(self) -> XmlDocument:
        """Return the finished tree."""
        if self.root is None:
            raise _malformed(self.parser.CurrentLineNumber, "there is no element")
        before, after = (tuple(nodes) for nodes in self.outside)
        unbound = tuple(self.unbound.items())
        return XmlDocument(self.root, before, after, self.standalone, unbound, self.note)

    def _start(self, tag: str, listed: list[str]) -> None:
        self._flush()
        line = self.parser.CurrentLineNumber
        self._elements += 1
        if len(self._stack) >= MAX_DEPTH:
            raise _malformed(line, f"elements are nested deeper than {MAX_DEPTH}")
        if self._elements > MAX_ELEMENTS:
            detail = f"Line {line}: there are more than {MAX_ELEMENTS:,} elements. {SMALLER}"
            raise refused("file-too-large", "The model is too large", detail)
        if len(listed) > 2 * MAX_ATTRIBUTES:
            raise _malformed(line, f"an element has more than {MAX_ATTRIBUTES:,} attributes")
        self._stack.append(_Open(tag, tuple(zip(listed[::2], listed[1::2], strict=True)), line))

    def _end(self, _: str) -> None:
        self._flush()
        namespace = self._namespace(self._stack[-1].tag.rpartition(":")[0])
        done = self._stack.pop()
        element = XmlElement(done.tag, namespace, done.attributes, tuple(done.children), done.line)
        if self._stack:
            self._stack[-1].children.append(element)
        else:
            self.root = element

    def _namespace(self, prefix: str) -> str:
        for element in reversed(self._stack):
            if prefix in element.namespaces:
                return element.namespaces[prefix]
        if prefix:
            self.unbound.setdefault(prefix, self._stack[-1].line)
        return CONVENTIONAL_PREFIXES.get(prefix, "")

    def _flush(self) -> None:
        if self._text:
            if self._stack:
                self._stack[-1].children.append("".join(self._text))
            self._text.clear()

    def _cdata(self) -> None:
        self._stack[-1].children.append(CData("".join(self._text)))
        self._text.clear()

    def _add(self, node: Outside) -> None:
        self._flush()
        if self._stack:
            self._stack[-1].children.append(node)
        else:
            self.outside[self.root is not None].append(node)

    def _declaration(self, _version: str, _encoding: str | None, standalone: int) -> None:
        self.standalone = None if standalone < 0 else bool(standalone)

    def _doctype(self, *_: object) -> None:
        line = self.parser.CurrentLineNumber
        raise refused(
            "forbidden-xml",
            "The file declares a document type",
            f"Line {line}: document types and entities are refused for safety; a BPMN model needs "
            "none. Remove the DOCTYPE declaration.",
            ProblemPart(detail="DOCTYPE", pointer=f"line {line}"),
        )
