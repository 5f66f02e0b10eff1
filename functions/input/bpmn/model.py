"""The parts of a BPMN 2.0 model, under the names of the standard.

Every part keeps the XML element it was read from: vendors' attributes and extensions are there.
Where the standard sets a default for an absent attribute, the default is given.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from common.bpmn.bounds import Bounds
from common.bpmn.xml_tree import XmlDocument, XmlElement
from common.model.quality import DataWarning
from functions.input.bpmn.vocabulary import EVENTS, GATEWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What every part of a model has; an id that is missing in the file is made up."""

    id: str
    name: str | None = None
    documentation: tuple[str, ...] = ()
    xml: XmlElement = field(repr=False, compare=False)

    @property
    def extensions(self) -> tuple[XmlElement, ...]:
        """The elements that a vendor added."""
        return tuple(
            inner
            for child in self.xml.elements()
            if child.local == "extensionElements"
            for inner in child.elements()
        )


@dataclass(frozen=True, slots=True)
class EventDefinition:
    """What triggers an event or what it throws: ``timer``, ``message``, ``error``, ``link`` …"""

    kind: str
    reference: str | None = None  # id of the message, signal, error, escalation or activity
    name: str | None = None  # of what is referred to, or of the link
    timer: Literal["date", "duration", "cycle"] | None = None
    expression: str | None = None  # of the timer (ISO 8601 or a script) or the condition


@dataclass(frozen=True, slots=True)
class Loop:
    """The marker for repeated work."""

    kind: Literal["standard", "parallel", "sequential"]
    condition: str | None = None  # to go on, or to complete
    cardinality: str | None = None  # how many instances, an expression
    maximum: str | None = None
    test_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DataAssociation(Part):
    """Data read or written by a node."""

    direction: Literal["input", "output"]
    node: str
    sources: tuple[str, ...]
    target: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNode(Part):
    """A task, sub-process, gateway or event; ``kind`` is its element's name, as ``userTask``."""

    kind: str
    default_flow: str | None = None
    loop: Loop | None = None
    is_for_compensation: bool = False
    called_element: str | None = None  # of a call activity
    instantiates: bool = False  # a receive task or event gateway that starts the process
    event_definitions: tuple[EventDefinition, ...] = ()
    attached_to: str | None = None  # of a boundary event
    interrupts: bool = True  # cancelActivity, or isInterrupting of an event sub-process's start
    triggered_by_event: bool = False  # an event sub-process
    scope: "Scope | None" = None  # what a sub-process holds
    data: tuple[DataAssociation, ...] = ()

    @property
    def category(self) -> Literal["activity", "gateway", "event"]:
        """Which of the three kinds of flow node it is."""
        if self.kind in GATEWAYS:
            return "gateway"
        return "event" if self.kind in EVENTS else "activity"

    @property
    def trigger(self) -> str:
        """``none``, the kind of the one event definition, or ``multiple``."""
        if len(self.event_definitions) > 1:
            return "multiple"
        return self.event_definitions[0].kind if self.event_definitions else "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceFlow(Part):
    """The order of two nodes of the same scope."""

    source: str | None
    target: str | None
    condition: str | None = None
    language: str | None = None  # of the condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane(Part):
    """Nodes grouped, mostly by who does the work; lanes nest."""

    nodes: tuple[str, ...]
    lanes: tuple["Lane", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataElement(Part):
    """A data object or store, or a reference to one."""

    kind: str
    reference: str | None = None
    is_collection: bool = False
    state: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAnnotation(Part):
    """A note on the diagram."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Part):
    """A frame on the diagram; its name is the value of its category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Association(Part):
    """A line to an artifact, or from a compensation event to its handler."""

    source: str | None
    target: str | None
    direction: str = "None"


@dataclass(frozen=True, slots=True)
class Artifacts:
    """Notes, frames and lines of a scope or collaboration."""

    annotations: tuple[TextAnnotation, ...] = ()
    groups: tuple[Group, ...] = ()
    associations: tuple[Association, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a process or sub-process holds, in the order of the file."""

    nodes: tuple[FlowNode, ...] = ()
    flows: tuple[SequenceFlow, ...] = ()
    lanes: tuple[Lane, ...] = ()
    data: tuple[DataElement, ...] = ()
    artifacts: Artifacts = Artifacts()

    def walk(self) -> Iterator[tuple[tuple[str, ...], "Scope"]]:
        """Yield this scope and all within it, each with the ids of the sub-processes around it."""
        pending: list[tuple[tuple[str, ...], Scope]] = [((), self)]
        while pending:
            path, scope = pending.pop()
            yield path, scope
            inner = [((*path, node.id), node.scope) for node in scope.nodes if node.scope]
            pending.extend(reversed(inner))


@dataclass(frozen=True, slots=True, kw_only=True)
class Process(Part):
    """A process (or choreography) with everything in it."""

    scope: Scope
    is_executable: bool | None = None
    process_type: str = "None"

    def nodes(self) -> Iterator[FlowNode]:
        """Yield its nodes, with those of its sub-processes."""
        for _, scope in self.scope.walk():
            yield from scope.nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant(Part):
    """A pool; without a process it is a black box."""

    process: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFlow(Part):
    """A message between pools or their nodes."""

    source: str | None
    target: str | None
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collaboration(Part):
    """Pools and the messages between them; ``kind`` is its element's name."""

    kind: str
    participants: tuple[Participant, ...]
    message_flows: tuple[MessageFlow, ...]
    artifacts: Artifacts = Artifacts()


@dataclass(frozen=True, slots=True, kw_only=True)
class RootElement(Part):
    """A message, signal, error, data store, item, resource or the like, shared by the file."""

    kind: str
    code: str | None = None  # errorCode or escalationCode


@dataclass(frozen=True, slots=True)
class Shape:
    """How a node, pool, lane or artifact is drawn."""

    element: str | None
    bounds: Bounds | None
    label: Bounds | None = None
    is_horizontal: bool | None = None
    is_expanded: bool | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """How a flow or association is drawn."""

    element: str | None
    waypoints: tuple[tuple[float, float], ...]
    label: Bounds | None = None


@dataclass(frozen=True, slots=True)
class Diagram:
    """One picture of the model (BPMN DI)."""

    element: str | None  # the process or collaboration drawn
    name: str | None
    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class BpmnDocument:
    """A BPMN file: the XML as it was, and what it says.

    The XML is what is written back; to change a model, change the tree and read it again.
    """

    xml: XmlDocument
    id: str | None
    name: str | None
    exporter: str | None
    processes: tuple[Process, ...]
    collaborations: tuple[Collaboration, ...]
    root_elements: tuple[RootElement, ...]
    diagrams: tuple[Diagram, ...]
    warnings: tuple[DataWarning, ...] = field(compare=False)  # their lines change when written
