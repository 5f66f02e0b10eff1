"""An XML document as it was written: prefixes, order, comments and sections are kept.

``xml.etree`` forgets prefixes, on which values such as ``xsi:type="bpmn:tExpression"`` rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Union


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment."""

    text: str


@dataclass(frozen=True, slots=True)
class Instruction:
    """A processing instruction."""

    target: str
    data: str


@dataclass(frozen=True, slots=True)
class CData:
    """Text that was written as a CDATA section."""

    text: str


@dataclass(frozen=True, slots=True)
class XmlElement:
    """An element; ``attributes`` are as written and hold the namespace declarations too."""

    tag: str
    namespace: str = field(compare=False)  # follows from the declarations
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple["Node", ...] = field(default=(), repr=False)
    line: int = field(default=0, compare=False)

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.tag.rpartition(":")[2]

    def get(self, name: str) -> str | None:
        """Return the attribute as written, or None."""
        for key, value in self.attributes:
            if key == name:
                return value
        return None

    def elements(self) -> Iterator["XmlElement"]:
        """Yield the child elements."""
        for child in self.children:
            if isinstance(child, XmlElement):
                yield child

    def walk(self) -> Iterator["XmlElement"]:
        """Yield this element and all below it, in the order of the document."""
        pending = [self]
        while pending:
            element = pending.pop()
            yield element
            pending.extend(reversed(tuple(element.elements())))

    @property
    def text(self) -> str:
        """The text directly in this element."""
        return "".join(
            child.text if isinstance(child, CData) else child
            for child in self.children
            if isinstance(child, CData | str)
        )


Node = Union[XmlElement, Comment, Instruction, CData, str]  # noqa: UP007 - a forward reference
Outside = Comment | Instruction


@dataclass(frozen=True, slots=True)
class XmlDocument:
    """The root element, and what stands before and after it."""

    root: XmlElement
    before: tuple[Outside, ...] = ()
    after: tuple[Outside, ...] = ()
    standalone: bool | None = None
    unbound: tuple[tuple[str, int], ...] = field(default=(), compare=False)
    encoding_note: str | None = field(default=None, compare=False)
