"""Whether all content of a PDF is tagged or an artifact, and is read in the order it stands in."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from validation_scripts.pdf_structure import Element, Place, Tree

SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
PAINTS = frozenset(
    {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh", b"Do", b"INLINE IMAGE"}
)
ARTIFACT = "/Artifact"


def content_objections(reader: PdfReader, tree: Tree) -> Iterator[str]:
    """Yield what is painted outside of tags, tagged twice or never, or read out of order."""
    drawn: set[Place] = set()
    for number, page in enumerate(reader.pages):
        contents = page.get_contents()
        if contents is None:
            continue
        marks = _Marks(number)
        for operands, operator in contents.operations:
            yield from marks.passed(operands, operator)
        drawn |= marks.seen
        if marks.open:
            yield f"01-003 marks on page {number + 1} are not closed"
        for form in _forms(page):
            yield from _form(form, number)
    yield from _held(drawn, tree)
    yield from _order(tree)


class _Marks:
    """The marks that are open at a place of a page's content, from the outermost."""

    def __init__(self, page: int) -> None:
        self.page = page
        self.open: list[tuple[str, int | None]] = []
        self.seen: set[Place] = set()

    def passed(self, operands: Any, operator: bytes) -> Iterator[str]:
        if operator in {b"BDC", b"BMC"}:
            yield from self._opened(operands)
        elif operator == b"EMC":
            self.open.pop()
        elif operator in SHOWS | PAINTS and not self._covered():
            name = operator.decode()
            yield f"01-005 {name} on page {self.page + 1} is neither tagged nor an artifact"

    def _opened(self, operands: Any) -> Iterator[str]:
        tag = str(operands[0])
        properties = operands[1] if len(operands) > 1 else None
        number = properties.get("/MCID") if isinstance(properties, DictionaryObject) else None
        around_artifact = any(name == ARTIFACT for name, _ in self.open)
        around_tag = any(mcid is not None for _, mcid in self.open)
        if tag == ARTIFACT and around_tag:
            yield f"01-001 an artifact lies in tagged content on page {self.page + 1}"
        if number is not None and around_artifact:
            yield f"01-002 tagged content lies in an artifact on page {self.page + 1}"
        self.open.append((tag, None if number is None else int(number)))
        if number is not None:
            self.seen.add((self.page, int(number)))

    def _covered(self) -> bool:
        return any(name == ARTIFACT or mcid is not None for name, mcid in self.open)


def _forms(page: Any) -> list[Any]:
    resources = page.get("/Resources", {}).get_object()
    entries = [form.get_object() for form in resources.get("/XObject", {}).values()]
    return [form for form in entries if form.get("/Subtype") == "/Form"]


def _form(form: Any, page: int) -> Iterator[str]:
    """A form is drawn within a tag of its page: it may not bring tags of its own."""
    if "/Ref" in form:
        yield f"30-001 a form on page {page + 1} refers to another file"
    if b"/MCID" in form.get_data():
        yield f"30-002 a form on page {page + 1} is drawn as a whole and tagged inside"


def _held(drawn: set[Place], tree: Tree) -> Iterator[str]:
    held = Counter(place for top in tree.top for place in top.read())
    for page, number in sorted(drawn - set(held)):
        yield f"01-006 content {number} of page {page + 1} has no place in the structure"
    for page, number in sorted(set(held) - drawn):
        yield f"01-006 content {number} of page {page + 1} stands in the structure only"
    for (page, number), times in sorted(held.items()):
        if times > 1:
            yield f"01-006 content {number} of page {page + 1} is read {times} times"


def _order(tree: Tree) -> Iterator[str]:
    """Yield where reading goes back: content is numbered as it is set, from the top down.

    A caption may be read before or after what it belongs to, wherever it stands.
    """
    places = [place for top in tree.top for place in _as_it_stands(top)]
    for before, after in pairwise(places):
        if after < before:
            yield (
                f"09-001 content {after[1]} of page {after[0] + 1} is read after content "
                f"{before[1]} of page {before[0] + 1}"
            )


def _as_it_stands(element: Element) -> list[Place]:
    parts = [_as_it_stands(part) if isinstance(part, Element) else [part] for part in element.order]
    if any(child.kind == "Caption" for child in element.children):
        parts.sort(key=lambda part: part[:1])
    return [place for part in parts for place in part]
