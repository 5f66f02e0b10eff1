"""The structure tree of a tagged PDF, as plain data."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NumberObject

Place = tuple[int, int]  # page and number of a piece of its content


@dataclass
class Element:
    """A structure element: its standard type, and the pieces of content right below it."""

    kind: str
    alt: str = ""
    actual: str = ""
    id: str = ""
    attributes: list[Any] = field(default_factory=list)
    children: list["Element"] = field(default_factory=list)
    content: list[Place] = field(default_factory=list)
    order: list["Element | Place"] = field(default_factory=list)

    def below(self) -> Iterator["Element"]:
        """Yield all elements below, in the order of reading."""
        for child in self.children:
            yield child
            yield from child.below()

    def read(self) -> Iterator[Place]:
        """Yield all pieces of content within, in the order of reading."""
        for part in self.order:
            if isinstance(part, Element):
                yield from part.read()
            else:
                yield part

    def attribute(self, owner: str, name: str) -> Any:
        found = [a[name] for a in self.attributes if a.get("/O") == f"/{owner}" and name in a]
        return found[0] if found else None


@dataclass
class Tree:
    """The tree, and which element holds which annotation (by its object number)."""

    roles: dict[str, str]
    top: list[Element]
    holders: dict[int, Element]

    @property
    def elements(self) -> list[Element]:
        return [each for top in self.top for each in (top, *top.below())]

    def of_kind(self, kind: str) -> list[Element]:
        return [each for each in self.elements if each.kind == kind]

    def holder_of(self, annotation: DictionaryObject) -> Element | None:
        reference = annotation.indirect_reference
        return self.holders.get(reference.idnum) if reference is not None else None


def tree_of(reader: PdfReader) -> Tree:
    """Return the tree; it is empty where the file has none."""
    root: Any = reader.trailer["/Root"]
    found: Any = root.get("/StructTreeRoot", DictionaryObject())
    roles = {str(k)[1:]: str(v)[1:] for k, v in found.get("/RoleMap", {}).items()}
    tree = Tree(roles, [], {})
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)
             if page.indirect_reference is not None}  # fmt: skip
    holder = Element("")
    _add(found.get("/K"), holder, None, tree, pages)
    tree.top = holder.children
    return tree


def _add(kid: Any, parent: Element, page: int | None, tree: Tree, pages: dict[int, int]) -> None:
    entry = kid.get_object() if isinstance(kid, IndirectObject) else kid
    if isinstance(entry, ArrayObject):
        for each in entry:
            _add(each, parent, page, tree, pages)
    elif isinstance(entry, NumberObject):
        _piece(parent, page, entry)
    elif isinstance(entry, DictionaryObject):
        own = _page(entry, page, pages)
        if entry.get("/Type") == "/MCR":
            _piece(parent, own, _number(entry["/MCID"]))
        elif entry.get("/Type") == "/OBJR":
            tree.holders[entry.raw_get("/Obj").idnum] = parent
        else:
            _element(entry, parent, own, tree, pages)


def _number(value: Any) -> int:
    return int(value.get_object())


def _piece(parent: Element, page: int | None, number: int) -> None:
    if page is None:
        raise ValueError("a piece of content without a page")
    parent.content.append((page, number))
    parent.order.append((page, number))


def _page(entry: DictionaryObject, page: int | None, pages: dict[int, int]) -> int | None:
    return pages[entry.raw_get("/Pg").idnum] if "/Pg" in entry else page


def _element(
    entry: DictionaryObject, parent: Element, page: int | None, tree: Tree, pages: dict[int, int]
) -> None:
    kind = str(entry["/S"])[1:]
    attributes = entry.get("/A", ArrayObject())
    made = Element(
        kind=tree.roles.get(kind, kind),
        alt=str(entry.get("/Alt", "")),
        actual=str(entry.get("/ActualText", "")),
        id=str(entry.get("/ID", "")),
        attributes=list(attributes) if isinstance(attributes, ArrayObject) else [attributes],
    )
    made.attributes = [each.get_object() for each in made.attributes]
    parent.children.append(made)
    parent.order.append(made)
    if "/K" in entry:
        _add(entry.raw_get("/K"), made, page, tree, pages)
