"""Attributes and inner elements that many parts of a model share."""

from typing import TypedDict

from common.bpmn.xml_tree import XmlElement
from functions.input.bpmn.references import References

TRUE = {"true", "1"}
FALSE = {"false", "0"}


class Common(TypedDict):
    """The fields of ``model.Part``."""

    id: str
    name: str | None
    documentation: tuple[str, ...]
    xml: XmlElement


def common(element: XmlElement, references: References) -> Common:
    """Return what every part has."""
    return {
        "id": references.id_of(element),
        "name": element.get("name"),
        "documentation": tuple(
            child.text
            for child in references.model_children(element)
            if child.local == "documentation"
        ),
        "xml": element,
    }


def boolean(element: XmlElement, name: str, default: bool) -> bool:
    """Return a boolean attribute (XML Schema); any other value counts as absent."""
    found = optional_boolean(element, name)
    return default if found is None else found


def optional_boolean(element: XmlElement, name: str) -> bool | None:
    """Return a boolean attribute, or None where it is absent or no boolean."""
    value = (element.get(name) or "").strip().lower()
    return True if value in TRUE else False if value in FALSE else None


def inner_text(element: XmlElement, *locals_: str) -> str | None:
    """Return the text of the first child with one of these names, without blanks around it."""
    for child in element.elements():
        if child.local in locals_:
            return child.text.strip() or None
    return None
