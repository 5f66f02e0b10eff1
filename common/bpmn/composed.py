"""BPMN 2.0 models made from parts, with their drawing (BPMN DI)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from common.bpmn.bounds import Bounds
from common.bpmn.namespaces import BPMNDI, DC, DI, MODEL
from common.bpmn.xml_tree import XmlDocument, XmlElement
from common.bpmn.xml_writer import write_xml

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Attributes = tuple[tuple[str, str], ...]
NAMESPACES = (
    ("xmlns", MODEL),
    ("xmlns:bpmndi", BPMNDI),
    ("xmlns:dc", DC),
    ("xmlns:di", DI),
    ("targetNamespace", "https://wfo.dev/models"),
)


COLOURS = (
    ("xmlns:bioc", "http://bpmn.io/schema/bpmn/biocolor/1.0"),
    ("xmlns:color", "http://www.omg.org/spec/BPMN/non-normative/color/1.0"),
)


@dataclass(frozen=True)
class Colours:
    """Of a line and of what is inside it, as ``#43A047``; written as bpmn.io and OMG do."""

    stroke: str
    fill: str

    @property
    def attributes(self) -> Attributes:
        """What a shape carries."""
        return (
            ("bioc:stroke", self.stroke),
            ("bioc:fill", self.fill),
            ("color:border-color", self.stroke),
            ("color:background-color", self.fill),
        )


@dataclass(frozen=True)
class DrawnNode:
    """A flow node, by its element's name such as ``userTask``; ids must be valid in XML."""

    kind: str
    id: str
    bounds: Bounds
    name: str = ""
    documentation: str = ""
    colours: Colours | None = None
    label: Bounds | None = None  # where the name does not stand inside
    boundary: "DrawnBoundary | None" = None  # of a boundaryEvent
    instances: int | None = None
    in_turn: bool = False  # the instances, one after another


@dataclass(frozen=True)
class DrawnBoundary:
    """A timer on the boundary of a node; ``duration`` as in ISO 8601."""

    host: str
    duration: str
    interrupts: bool


@dataclass(frozen=True)
class DrawnNote:
    """A text annotation, and the line to the node that it is about."""

    id: str
    text: str
    bounds: Bounds
    about: str | None = None
    waypoints: Sequence[tuple[float, float]] = ()
    colours: Colours | None = None


@dataclass(frozen=True)
class DrawnFlow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    waypoints: Sequence[tuple[float, float]]
    name: str = ""
    label: Bounds | None = None
    documentation: str = ""


def composed(
    name: str,
    documentation: str,
    nodes: Sequence[DrawnNode],
    flows: Sequence[DrawnFlow],
    notes: Sequence[DrawnNote] = (),
) -> bytes:
    """Return a BPMN file with one process, drawn."""
    process = _element(
        "process",
        (("id", "Process_1"), ("name", _clean(name)), ("isExecutable", "false")),
        [
            *_documented(documentation),
            *(_node(node, flows) for node in nodes),
            *(_flow(flow) for flow in flows),
            *map(_note, notes),
            *(_association(note) for note in notes if note.about is not None),
        ],
    )
    plane = _element(
        "bpmndi:BPMNPlane",
        (("id", "Plane_1"), ("bpmnElement", "Process_1")),
        [
            *map(_shape, nodes),
            *map(_edge, flows),
            *map(_note_shape, notes),
            *(_note_edge(note) for note in notes if note.about is not None),
        ],
    )
    diagram = _element("bpmndi:BPMNDiagram", (("id", "Diagram_1"),), [plane])
    coloured = any(node.colours for node in nodes) or any(note.colours for note in notes)
    namespaces = (*NAMESPACES, *COLOURS) if coloured else NAMESPACES
    attributes = (*namespaces, ("id", "Definitions_1"), ("exporter", "wfo"))
    return write_xml(XmlDocument(_element("definitions", attributes, [process, diagram])))


def _node(node: DrawnNode, flows: Sequence[DrawnFlow]) -> XmlElement:
    ends = [_text("incoming", flow.id) for flow in flows if flow.target == node.id]
    ends += [_text("outgoing", flow.id) for flow in flows if flow.source == node.id]
    attributes = _named(("id", node.id), name=node.name)
    inner = [*_documented(node.documentation), *ends, *_repeated(node)]
    if node.boundary is not None:
        attributes += (
            ("attachedToRef", node.boundary.host),
            ("cancelActivity", str(node.boundary.interrupts).lower()),
        )
        duration = _text("timeDuration", node.boundary.duration)
        inner.append(_element("timerEventDefinition", (("id", f"{node.id}_timer"),), [duration]))
    return _element(node.kind, attributes, inner)


def _repeated(node: DrawnNode) -> list[XmlElement]:
    """Return the marker of a node that is done several times."""
    if node.instances is None:
        return []
    number = _text("loopCardinality", str(node.instances))
    attributes = (("isSequential", str(node.in_turn).lower()),)
    return [_element("multiInstanceLoopCharacteristics", attributes, [number])]


def _flow(flow: DrawnFlow) -> XmlElement:
    attributes = _named(("id", flow.id), name=flow.name)
    attributes += (("sourceRef", flow.source), ("targetRef", flow.target))
    return _element("sequenceFlow", attributes, _documented(flow.documentation))


def _shape(node: DrawnNode) -> XmlElement:
    attributes: Attributes = (("id", f"{node.id}_di"), ("bpmnElement", node.id))
    if node.kind == "exclusiveGateway":
        attributes += (("isMarkerVisible", "true"),)
    children = [_bounds(node.bounds)]
    if node.label is not None:
        children.append(_element("bpmndi:BPMNLabel", (), [_bounds(node.label)]))
    return _element("bpmndi:BPMNShape", attributes + _colours(node.colours), children)


def _note(note: DrawnNote) -> XmlElement:
    return _element("textAnnotation", (("id", note.id),), [_text("text", _clean(note.text))])


def _association(note: DrawnNote) -> XmlElement:
    attributes = (("id", f"{note.id}_line"), ("sourceRef", note.about or ""))
    return _element("association", (*attributes, ("targetRef", note.id)))


def _note_shape(note: DrawnNote) -> XmlElement:
    attributes: Attributes = (("id", f"{note.id}_di"), ("bpmnElement", note.id))
    return _element("bpmndi:BPMNShape", attributes + _colours(note.colours), [_bounds(note.bounds)])


def _note_edge(note: DrawnNote) -> XmlElement:
    attributes = (("id", f"{note.id}_line_di"), ("bpmnElement", f"{note.id}_line"))
    return _element("bpmndi:BPMNEdge", attributes, map(_waypoint, note.waypoints))


def _colours(colours: Colours | None) -> Attributes:
    return () if colours is None else colours.attributes


def _waypoint(point: tuple[float, float]) -> XmlElement:
    return _element("di:waypoint", (("x", _number(point[0])), ("y", _number(point[1]))))


def _edge(flow: DrawnFlow) -> XmlElement:
    children = [_waypoint(point) for point in flow.waypoints]
    if flow.label is not None:
        children.append(_element("bpmndi:BPMNLabel", (), [_bounds(flow.label)]))
    attributes = (("id", f"{flow.id}_di"), ("bpmnElement", flow.id))
    return _element("bpmndi:BPMNEdge", attributes, children)


def _bounds(bounds: Bounds) -> XmlElement:
    values = (("x", bounds.x), ("y", bounds.y), ("width", bounds.width), ("height", bounds.height))
    return _element("dc:Bounds", tuple((name, _number(value)) for name, value in values))


def _documented(text: str) -> list[XmlElement]:
    return [_text("documentation", _clean(text))] if text else []


def _named(*first: tuple[str, str], name: str) -> Attributes:
    return (*first, ("name", _clean(name))) if name else first


def _text(tag: str, text: str) -> XmlElement:
    return XmlElement(tag, MODEL, (), (text,))


def _element(tag: str, attributes: Attributes, children: Iterable[XmlElement] = ()) -> XmlElement:
    namespaces = {"bpmndi": BPMNDI, "dc": DC, "di": DI}
    inner = tuple(child for one in children for child in ("\n", one))
    namespace = namespaces.get(tag.rpartition(":")[0], MODEL)
    return XmlElement(tag, namespace, attributes, (*inner, "\n") if inner else ())


def _number(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def _clean(text: str) -> str:
    """Leave out what XML 1.0 cannot hold."""
    return FORBIDDEN.sub("", text)
