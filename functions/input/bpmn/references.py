"""Ids and references of a model: missing, doubled and dangling ones are named, not refused."""

from collections.abc import Iterator

from common.bpmn.namespaces import MODEL
from common.bpmn.xml_tree import XmlElement
from common.language import say
from functions.input.bpmn.refusal import Warnings, shown
from functions.input.bpmn.vocabulary import NEED_IDS


class References:
    """Every element of the model by its id."""

    def __init__(self, definitions: XmlElement, warnings: Warnings) -> None:
        self.warnings = warnings
        self._namespaces = {MODEL, definitions.namespace}
        self._elements: dict[str, XmlElement] = {}
        self._ids: dict[int, str] = {}  # by identity: equal elements are still two
        self._numbers: dict[str, int] = {}  # the last made-up id per stem
        nameless = []
        for element in self._model(definitions):
            given = (element.get("id") or "").strip()
            if given and given not in self._elements:
                self._elements[given] = element
                self._ids[id(element)] = given
            elif given or element.local in NEED_IDS:
                nameless.append((element, given))
        for element, given in nameless:
            self._make_up(element, given)

    def is_model(self, element: XmlElement) -> bool:
        """Tell whether the element belongs to BPMN itself."""
        return element.namespace in self._namespaces

    def model_children(self, element: XmlElement) -> Iterator[XmlElement]:
        """Yield the children that belong to BPMN itself."""
        return (child for child in element.elements() if self.is_model(child))

    def id_of(self, element: XmlElement) -> str:
        """Return the id of the element, made up where the file gives none."""
        return self._ids[id(element)]

    def element(self, identity: str | None) -> XmlElement | None:
        """Return the element with this id."""
        return self._elements.get(identity) if identity is not None else None

    def resolve(self, value: str | None, role: str, at: XmlElement) -> str | None:
        """Return the id that ``value`` means; the value itself, and a warning, if there is none."""
        found = self.loosely(value)
        if found is not None and found not in self._elements:
            self.warnings.add(
                "dangling_reference",
                say("References name elements that the model does not have."),
                say(
                    "line {line}: {role} '{found}' of {local} '{at}'",
                    line=at.line,
                    role=role,
                    found=shown(found),
                    local=at.local,
                    at=shown(self._ids.get(id(at), "")),
                ),
            )
        return found

    def loosely(self, value: str | None) -> str | None:
        """Return the id that ``value`` means, which may stand outside the file."""
        value = (value or "").strip()
        if value and value not in self._elements and ":" in value:
            local = value.rpartition(":")[2]  # a qualified name such as tns:order
            return local if local in self._elements else value
        return value or None

    def _model(self, definitions: XmlElement) -> Iterator[XmlElement]:
        pending = [definitions]
        while pending:
            element = pending.pop()
            yield element
            inner = [c for c in self.model_children(element) if c.local != "extensionElements"]
            pending.extend(reversed(inner))

    def _make_up(self, element: XmlElement, given: str) -> None:
        stem = given or element.local
        number = self._numbers.get(stem, 0) + 1
        while f"{stem}_{number}" in self._elements:
            number += 1
        self._numbers[stem] = number
        made_up = f"{stem}_{number}"
        self._elements[made_up] = element
        self._ids[id(element)] = made_up
        place = say(
            "line {line}: {local}, called '{made_up}' here",
            line=element.line,
            local=element.local,
            made_up=shown(made_up),
        )
        if given:
            text = say("Ids are used twice; references mean the first.")
            self.warnings.add("duplicate_id", text, place)
        else:
            self.warnings.add("missing_id", say("Elements have no id."), place)
