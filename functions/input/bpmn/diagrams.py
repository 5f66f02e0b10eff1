"""Diagram interchange: where things are drawn. Matched by name, whatever the namespace."""

import math

from common.bpmn.bounds import Bounds
from common.bpmn.namespaces import BPMNDI, DC, DI
from common.bpmn.xml_tree import XmlElement
from common.language import say
from functions.input.bpmn.model import Diagram, Edge, Shape
from functions.input.bpmn.parts import optional_boolean
from functions.input.bpmn.references import References
from functions.input.bpmn.refusal import shown

NAMESPACES = {
    "BPMNDiagram": BPMNDI,
    "BPMNPlane": BPMNDI,
    "BPMNShape": BPMNDI,
    "BPMNEdge": BPMNDI,
    "BPMNLabel": BPMNDI,
    "Bounds": DC,
    "waypoint": DI,
}


def read_diagrams(definitions: XmlElement, references: References) -> tuple[Diagram, ...]:
    """Return the diagrams; coordinates that are no numbers are absent, with a warning."""
    found = [child for child in definitions.elements() if child.local == "BPMNDiagram"]
    if not found:
        place = say("line {line}: {tag}", line=definitions.line, tag=shown(definitions.tag))
        references.warnings.add("missing_diagram", say("The model has no diagram."), place)
    return tuple(_diagram(diagram, references) for diagram in found)


def _diagram(diagram: XmlElement, references: References) -> Diagram:
    plane = next((child for child in diagram.elements() if child.local == "BPMNPlane"), diagram)
    drawn = [child for child in plane.elements() if child.local in ("BPMNShape", "BPMNEdge")]
    _check_namespaces(diagram, references)
    return Diagram(
        element=references.resolve(plane.get("bpmnElement"), "bpmnElement", plane),
        name=diagram.get("name"),
        shapes=tuple(_shape(d, references) for d in drawn if d.local == "BPMNShape"),
        edges=tuple(_edge(d, references) for d in drawn if d.local == "BPMNEdge"),
    )


def _check_namespaces(diagram: XmlElement, references: References) -> None:
    for element in diagram.walk():
        wanted = NAMESPACES.get(element.local)
        if wanted is not None and element.namespace != wanted:
            references.warnings.add(
                "unknown_namespace",
                say("Namespaces are not those of BPMN 2.0; elements were matched by name."),
                say(
                    "line {line}: {tag} in '{namespace}'",
                    line=element.line,
                    tag=shown(element.tag),
                    namespace=shown(element.namespace),
                ),
            )


def _shape(element: XmlElement, references: References) -> Shape:
    return Shape(
        element=references.resolve(element.get("bpmnElement"), "bpmnElement", element),
        bounds=_bounds(element, references),
        label=_label(element, references),
        is_horizontal=optional_boolean(element, "isHorizontal"),
        is_expanded=optional_boolean(element, "isExpanded"),
    )


def _edge(element: XmlElement, references: References) -> Edge:
    points = (
        _numbers(child, ("x", "y"), references)
        for child in element.elements()
        if child.local == "waypoint"
    )
    return Edge(
        element=references.resolve(element.get("bpmnElement"), "bpmnElement", element),
        waypoints=tuple((point[0], point[1]) for point in points if point),
        label=_label(element, references),
    )


def _label(element: XmlElement, references: References) -> Bounds | None:
    for child in element.elements():
        if child.local == "BPMNLabel":
            return _bounds(child, references)
    return None


def _bounds(element: XmlElement, references: References) -> Bounds | None:
    for child in element.elements():
        if child.local == "Bounds":
            found = _numbers(child, ("x", "y", "width", "height"), references)
            return Bounds(*found) if found else None
    return None


def _numbers(
    element: XmlElement, names: tuple[str, ...], references: References
) -> list[float] | None:
    try:
        found = [float(element.get(name) or "") for name in names]
    except ValueError:
        found = [math.nan]
    if all(map(math.isfinite, found)):
        return found
    text = say("Coordinates are no numbers.")
    references.warnings.add(
        "bad_coordinates",
        text,
        say("line {line}: {tag}", line=element.line, tag=shown(element.tag)),
    )
    return None
