"""The order of a BPMN process as ways between steps and gateways (BPMN 2.0, clause 13).

Events without waiting, the shells of sub-processes and gateways with one way in and out are taken
out. Where BPMN divides or joins without a gateway, one is put in.
"""

from collections.abc import Mapping

from common.language import say
from common.model.figure import Figure
from common.model.workflow import END, START
from functions.input.bpmn.connections import ABORTING, entries
from functions.input.bpmn.graph import END_MARK, FlowGraph, GraphEdge
from functions.input.bpmn.model import FlowNode, Process, Scope
from functions.input.bpmn.refusal import Warnings, shown
from functions.input.bpmn.vocabulary import GATEWAYS
from functions.input.reading.bpmn_boundary import Boundary
from functions.input.reading.bpmn_items import Repetition
from functions.input.reading.bpmn_net import Net, Way, inferred
from functions.input.reading.bpmn_process import is_step
from functions.input.reading.bpmn_timers import Timer
from functions.input.reading.stated import clean

KINDS = {
    "exclusiveGateway": "exclusive",
    "parallelGateway": "parallel",
    "inclusiveGateway": "inclusive",
    "eventBasedGateway": "event_based",
    "complexGateway": "inclusive",
}
WAITED_FOR = frozenset({"timer", "message", "signal", "conditional", "multiple"})


def is_wait(node: FlowNode) -> bool:
    """Whether the process waits here for a time, a message or the like."""
    if node.kind == "intermediateCatchEvent":
        return node.trigger in WAITED_FOR
    return node.kind == "receiveTask" and not node.instantiates


class ProcessNet:
    """The net of one process, under construction; ``timers``: boundary events of known time."""

    def __init__(
        self, process: Process, graph: FlowGraph, timers: Mapping[str, Timer] | None = None
    ) -> None:
        self.net = Net()
        self.warnings = Warnings()
        self.steps = {node.id: node for node in process.nodes()}
        self._process = process
        self._graph = graph
        self._timers = timers or {}
        self._paths = {node.id: node.path for node in graph.nodes}
        self._exits = {_stem(n.id, self.steps): n.id for n in graph.nodes if n.id not in self.steps}
        self._aside = self._left_aside()
        self._thrown: set[str] = set()  # boundary events that an error inside leads to

    def built(self) -> Net:
        """Return the net, with only what a case can get to."""
        self._add_nodes()
        for edge in self._graph.edges:
            if edge.kind == "sequence" and not {edge.source, edge.target} & self._aside:
                self.net.add(_way(edge, self.steps))
        self._begin()
        self._divide()
        self._lead_errors()
        self._add_exceptions()
        self._name_left_out(self.net.keep_reachable())
        self._take_out()
        return self.net

    def _left_aside(self) -> set[str]:
        """Nodes of event sub-processes and compensation: they follow no step."""
        aside = set()
        for node in self.steps.values():
            undoes = node.is_for_compensation
            undoes |= node.kind == "boundaryEvent" and node.trigger == "compensate"
            if node.triggered_by_event or undoes:
                aside.add(node.id)
        for drawn in self._graph.nodes:
            if aside & set(drawn.path) or _stem(drawn.id, self.steps) in aside:
                aside.add(drawn.id)
        for node in self.steps.values():
            place = shown(node.name or _first_name(node) or node.id)
            if node.triggered_by_event:
                text = say(
                    "Event sub-processes start whenever their event occurs; they are "
                    "left out, as how often and when that happens is not known."
                )
                self.warnings.add("event_subprocess_left_out", text, place)
            elif node.is_for_compensation:
                text = say("Activities that undo work (compensation) are left out.")
                self.warnings.add("compensation_left_out", text, place)
        return aside

    def _add_nodes(self) -> None:
        for node in self._graph.nodes:
            if node.id in self._aside:
                continue
            part = self.steps.get(node.id)
            self.net.kinds[node.id] = "pass" if part is None else _kind(part)
            name = clean(node.name or "", 300) if part else ""
            if name:
                self.net.names[node.id] = name
            if part and part.kind == "complexGateway":
                text = say("Complex gateways are taken as inclusive ones.")
                self.warnings.add("complex_gateway", text, shown(part.name or part.id))

    def _begin(self) -> None:
        """Start events are alternatives; without any, all that nothing leads to starts at once."""
        begun = [n for n in entries(self._process.scope, "process") if n.id not in self._aside]
        source = START
        if len(begun) > 1 and not _drawn(begun):
            source = self.net.new_gateway(START, "parallel")
            self.net.add(Way(START, source))
        for node in begun:
            self.net.add(Way(source, node.id))

    def _divide(self) -> None:
        """Put a gateway where several ways leave a step, an event or the start of a sub-process."""
        for node, kind in list(self.net.kinds.items()):
            ways = self.net.out(node)
            if kind not in ("step", "pass") or len(ways) < 2:
                continue
            part = self.steps.get(node)
            split = _division(ways, part)
            self.net.lead_out_through(node, self.net.new_gateway(node, split))
            if split != "exclusive" and not (part and part.scope):
                text = say(
                    "Several flows leave these steps without a gateway: as BPMN has it, "
                    "all are taken, or all whose condition holds."
                )
                self.warnings.add("implicit_split", text, shown(self.net.names.get(node, node)))
        for outer, leaving in self._exits.items():
            part = self.steps.get(outer)
            if part and len(self.net.into(leaving)) > 1 and self._concurrent(outer):
                self.net.kinds[leaving] = "inclusive"

    def _concurrent(self, outer: str) -> bool:
        """Whether more than one token may be in the sub-process."""
        splitting = (n for n, kind in self.net.kinds.items() if kind in ("parallel", "inclusive"))
        places = (self.net.put_in.get(node, node) for node in splitting)
        return any(place == outer or outer in self._paths.get(place, ()) for place in places)

    def _lead_errors(self) -> None:
        """An error or cancellation thrown in a sub-process goes on where it is caught."""
        for node in list(self.steps.values()):
            if node.kind == "endEvent" and node.trigger in ABORTING and node.id in self.net.kinds:
                caught = self._catching(node)
                if caught is not None:
                    self._thrown.add(caught.id)
                    self.net.add(Way(node.id, caught.id))

    def _catching(self, thrown: FlowNode) -> FlowNode | None:
        reference = thrown.event_definitions[0].reference
        for outer in reversed(self._paths[thrown.id]):
            for node in self.steps.values():
                if node.attached_to == outer and node.trigger == thrown.trigger:
                    caught = node.event_definitions[0].reference
                    if caught is None or reference is None or caught == reference:
                        return node
        return None

    def _add_exceptions(self) -> None:
        """A boundary event is another way out of its step, or one beside it."""
        hosts: dict[str, list[FlowNode]] = {}
        for node in self.steps.values():
            known = node.attached_to in self.net.kinds and node.id in self.net.kinds
            if known and node.attached_to and node.id not in self._thrown:
                hosts.setdefault(node.attached_to, []).append(node)
        repetition = Repetition.of(self._process, self._paths)
        boundary = Boundary(self.net, self.warnings, self._exits, self._paths, self._timers)
        boundary.lead_on(hosts, repetition.done_several_times())

    def _take_out(self) -> None:
        kinds = self.net.kinds
        self.net.take_out([node for node, kind in kinds.items() if kind == "pass"])
        for node in [node for node, kind in kinds.items() if kind == "step"]:
            if not self.net.out(node):
                self.net.add(Way(node, END))
        gateways = [node for node, kind in kinds.items() if kind != "step"]
        dead = [node for node in gateways if not self.net.out(node)]
        self.net.take_out(dead)
        single = [n for n in gateways if n in kinds and len(self.net.out(n)) == 1]
        self.net.take_out([n for n in single if len(self.net.into(n)) < 2])

    def _name_left_out(self, dropped: list[str]) -> None:
        for node in dropped:
            if node in self.steps and is_step(self.steps[node]):
                text = say("Nothing leads from a start to these steps; they are left out.")
                place = shown(self.net.names.get(node, node))
                self.warnings.add("unreachable_step", text, place)
        kinds = set(self.net.kinds.values())
        for part in self.steps.values():
            ends_all = part.kind == "endEvent" and part.trigger == "terminate"
            if ends_all and part.id in self.net.kinds and kinds & {"parallel", "inclusive"}:
                text = say(
                    "Terminate events end what runs beside them; that is not taken into account."
                )
                self.warnings.add("terminate_event", text, shown(part.name or part.id))


def _kind(part: FlowNode) -> str:
    if part.kind in GATEWAYS:
        return KINDS[part.kind]
    return "step" if is_step(part) or is_wait(part) else "pass"


def _way(edge: GraphEdge, steps: dict[str, FlowNode]) -> Way:
    linked = edge.id == edge.source  # by a pair of link events, whose name is no condition
    words = "" if linked else clean(edge.name or edge.condition or "", 300)
    source = steps.get(edge.source)
    # an arrow drawn inside a sub-process, from its start or to its end, has no words of its own
    labelled = bool(edge.condition) or (bool(words) and source is not None and is_step(source))
    return Way(
        edge.source,
        edge.target,
        (edge.id,),
        (words,) if words else (),
        conditional=labelled,
        is_default=edge.is_default,
    )


def _first_name(node: FlowNode) -> str | None:
    """What an unnamed sub-process is about: the first name in it, mostly of its event."""
    inner = node.scope.nodes if node.scope else ()
    return next((each.name for each in inner if each.name), None)


def _drawn(begun: list[FlowNode]) -> bool:
    return all(node.kind == "startEvent" or node.instantiates for node in begun)


def _division(ways: list[Way], part: FlowNode | None) -> str:
    """How tokens divide where several ways go on and no gateway says so (13.2.1, 13.4.2)."""
    if part is not None and part.scope and part.scope.nodes:
        return "exclusive" if _starts_drawn(part.scope, part.kind) else "parallel"
    if len(ways) == 2 and sum(way.is_default for way in ways) == 1:
        return "exclusive"
    if any(way.conditional or way.is_default for way in ways):
        return "inclusive"
    return "parallel"


def _starts_drawn(scope: Scope, kind: str) -> bool:
    return _drawn(entries(scope, kind))


def _stem(node: str, known: dict[str, FlowNode]) -> str:
    while node not in known and node.endswith(END_MARK):
        node = node.removesuffix(END_MARK)
    return node


def shares_of(net: Net, node: str) -> dict[Way, Figure | None]:
    """Return the ways out of a node with the share that the model itself gives them.

    Without that of a time limit, whose share follows from the time that the step takes.
    """
    ways = [way for way in net.out(node) if not way.late]
    if len(ways) == 1:
        return {ways[0]: inferred(1, say("the only way on"))}
    kind = net.kinds.get(node)
    if kind == "parallel":
        return {way: inferred(1, say("a parallel gateway takes every way")) for way in ways}
    unconditional = inferred(1, say("the flow has no condition"))
    always = kind == "inclusive" and node in net.put_in
    return {
        way: unconditional
        if always and way.share is None and not (way.conditional or way.is_default)
        else way.share
        for way in ways
    }
