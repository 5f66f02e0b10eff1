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


@dataclass(frozen=True)
class DrawnNode:
    """A flow node, by its element's name such as ``userTask``; ids must be valid in XML."""

    kind: str
    id: str
    bounds: Bounds
    name: str = ""
    documentation: str = ""


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
    name: str, documentation: str, nodes: Sequence[DrawnNode], flows: Sequence[DrawnFlow]
) -> bytes:
    """Return a BPMN file with one process, drawn."""
    process = _element(
        "process",
        (("id", "Process_1"), ("name", _clean(name)), ("isExecutable", "false")),
        [
            *_documented(documentation),
            *(_node(node, flows) for node in nodes),
            *(_flow(flow) for flow in flows),
        ],
    )
    plane = _element(
        "bpmndi:BPMNPlane",
        (("id", "Plane_1"), ("bpmnElement", "Process_1")),
        [*map(_shape, nodes), *map(_edge, flows)],
    )
    diagram = _element("bpmndi:BPMNDiagram", (("id", "Diagram_1"),), [plane])
    attributes = (*NAMESPACES, ("id", "Definitions_1"), ("exporter", "wfo"))
    return write_xml(XmlDocument(_element("definitions", attributes, [process, diagram])))


def _node(node: DrawnNode, flows: Sequence[DrawnFlow]) -> XmlElement:
    ends = [_text("incoming", flow.id) for flow in flows if flow.target == node.id]
    ends += [_text("outgoing", flow.id) for flow in flows if flow.source == node.id]
    attributes = _named(("id", node.id), name=node.name)
    return _element(node.kind, attributes, [*_documented(node.documentation), *ends])


def _flow(flow: DrawnFlow) -> XmlElement:
    attributes = _named(("id", flow.id), name=flow.name)
    attributes += (("sourceRef", flow.source), ("targetRef", flow.target))
    return _element("sequenceFlow", attributes, _documented(flow.documentation))


def _shape(node: DrawnNode) -> XmlElement:
    attributes: Attributes = (("id", f"{node.id}_di"), ("bpmnElement", node.id))
    if node.kind == "exclusiveGateway":
        attributes += (("isMarkerVisible", "true"),)
    return _element("bpmndi:BPMNShape", attributes, [_bounds(node.bounds)])


def _edge(flow: DrawnFlow) -> XmlElement:
    children = [
        _element("di:waypoint", (("x", _number(x)), ("y", _number(y)))) for x, y in flow.waypoints
    ]
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
