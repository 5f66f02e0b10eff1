"""A model as a graph of nodes and edges: what follows what, and where the model has gaps."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from common.language import say
from common.model.quality import DataWarning
from functions.input.bpmn.connections import compensations, ends, entries, links, triggered
from functions.input.bpmn.model import BpmnDocument, FlowNode, Lane, Process, Scope
from functions.input.bpmn.refusal import Warnings, shown

END_MARK = "#end"  # appended to a sub-process's id where it is left


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A flow node, a pool that messages refer to, or the end of a flattened sub-process."""

    id: str
    kind: str  # as in the model; also "participant" and "subProcessEnd"
    name: str | None
    process: str | None = None
    pool: str | None = None  # name of the pool, or its id
    lane: str | None = None  # name of the innermost lane, or its id
    path: tuple[str, ...] = ()  # ids of the sub-processes around it


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """``target`` can follow ``source``.

    ``boundary`` leads to what interrupts or compensates its source, ``message`` across pools.
    """

    id: str
    source: str
    target: str
    kind: Literal["sequence", "message", "boundary"] = "sequence"
    name: str | None = None
    condition: str | None = None
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class FlowGraph:
    """Nodes and edges in the order of the file; every edge joins two of the nodes."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    warnings: tuple[DataWarning, ...]

    def node(self, node_id: str) -> GraphNode:
        """Return the node with this id; raises ``KeyError``."""
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise KeyError(node_id)


def flow_graph(
    document: BpmnDocument,
    process_id: str | None = None,
    sub_processes: Literal["kept", "flattened"] = "kept",
) -> FlowGraph:
    """Return the graph of one process, or of all with the messages between them.

    Kept, a sub-process is one node, and what it holds stands beside it, joined within itself.
    Flattened, it is entered at its own node, leads to what it holds, and is left at a node of the
    kind ``subProcessEnd``. Either way, the warnings name nodes that no start reaches.

    Raises:
        KeyError: the document has no process with this id.
    """
    chosen = [p for p in document.processes if process_id in (None, p.id)]
    if process_id is not None and not chosen:
        raise KeyError(process_id)
    graph, warnings = _Graph(document), Warnings()
    if sub_processes == "kept":
        for process in chosen:
            graph.add_process(process)
    flat = graph if sub_processes == "flattened" else _Graph(document)
    roots = [root for process in chosen for root in flat.add_process(process)]
    flat.flatten(chosen)
    reached = _reachable(roots, flat)
    for process in chosen:
        _check(process, reached, warnings)
    if process_id is None:
        graph.add_messages()
    return FlowGraph(tuple(graph.nodes.values()), tuple(graph.edges), warnings.all())


class _Graph:
    """A graph under construction."""

    def __init__(self, document: BpmnDocument) -> None:
        self.nodes: dict[str, GraphNode] = {}
        self.edges: list[GraphEdge] = []
        self._document = document
        self._pools = {
            pool.process: pool.name or pool.id
            for collaboration in document.collaborations
            for pool in reversed(collaboration.participants)
            if pool.process
        }
        self._ends: dict[str, str] = {}  # of flattened sub-processes

    def add_process(self, process: Process) -> list[str]:
        """Add everything in the process; return the nodes with which it can start."""
        lanes = dict(_lanes(process.scope))
        for path, scope in process.scope.walk():
            around = next((lanes[outer] for outer in reversed(path) if outer in lanes), None)
            for node in scope.nodes:
                self.nodes[node.id] = GraphNode(
                    id=node.id,
                    kind=node.kind,
                    name=node.name,
                    process=process.id,
                    pool=self._pools.get(process.id),
                    lane=lanes.get(node.id, around),
                    path=path,
                )
        for _, scope in process.scope.walk():
            self._add_edges(scope)
        at_once = [node.id for node in process.scope.nodes if node.triggered_by_event]
        return [node.id for node in entries(process.scope, "process")] + at_once

    def flatten(self, processes: list[Process]) -> None:
        """Join every sub-process with what it holds."""
        expanded = [  # edges that lead on from a sub-process do so from its end
            (path, node, node.scope)
            for process in processes
            for path, scope in process.scope.walk()
            for node in scope.nodes
            if node.scope is not None and node.scope.nodes
        ]
        for path, node, _ in expanded:
            self._add_end(node.id, path)
        self.edges = [
            replace(edge, source=self._ends.get(edge.source, edge.source))
            if edge.kind == "sequence"
            else edge
            for edge in self.edges
        ]
        for _, node, scope in expanded:
            self._join(node, scope)

    def add_messages(self) -> None:
        """Add the message flows, and the pools that they name."""
        for collaboration in self._document.collaborations:
            pools = {pool.id: pool for pool in collaboration.participants}
            for flow in collaboration.message_flows:
                for end in (flow.source, flow.target):
                    if end in pools and end not in self.nodes:
                        pool = pools[end]
                        called = pool.name or pool.id
                        self.nodes[end] = GraphNode(
                            end, "participant", pool.name, pool.process, called
                        )
                source = self._ends.get(flow.source or "", flow.source)
                self._add(GraphEdge(flow.id, source or "", flow.target or "", "message", flow.name))

    def _add_edges(self, scope: Scope) -> None:
        defaults = {node.default_flow for node in scope.nodes if node.default_flow}
        for flow in scope.flows:
            self._add(
                GraphEdge(
                    flow.id,
                    flow.source or "",
                    flow.target or "",
                    name=flow.name,
                    condition=flow.condition,
                    is_default=flow.id in defaults,
                )
            )
        for node in scope.nodes:
            if node.attached_to:
                self._add(GraphEdge(node.id, node.attached_to, node.id, "boundary", node.name))
        for name, source, target in links(scope):
            self._add(GraphEdge(source, source, target, name=name))
        for association in compensations(scope):
            ends_ = association.source or "", association.target or ""
            self._add(GraphEdge(association.id, *ends_, "boundary", association.name))

    def _add_end(self, sub_process: str, path: tuple[str, ...]) -> None:
        end = sub_process + END_MARK
        while end in self.nodes:
            end += END_MARK
        self._ends[sub_process] = end
        around = self.nodes[sub_process]
        self.nodes[end] = replace(around, id=end, kind="subProcessEnd", path=path)

    def _join(self, node: FlowNode, scope: Scope) -> None:
        for inner in entries(scope, node.kind):
            self.edges.append(GraphEdge(f"{node.id}>{inner.id}", node.id, inner.id))
        for inner in triggered(scope):
            self.edges.append(GraphEdge(inner.id, node.id, inner.id, "boundary", inner.name))
        end = self._ends[node.id]
        for inner in ends(scope):
            last = self._ends.get(inner.id, inner.id)
            self.edges.append(GraphEdge(f"{last}>{end}", last, end))

    def _add(self, edge: GraphEdge) -> None:
        if edge.source in self.nodes and edge.target in self.nodes:
            self.edges.append(edge)


def _lanes(scope: Scope) -> Iterator[tuple[str, str]]:
    """Yield the nodes with their lane; inner lanes come after outer ones."""
    for _, inner in scope.walk():
        pending: list[Lane] = list(reversed(inner.lanes))
        while pending:
            lane = pending.pop()
            for node in lane.nodes:
                yield node, lane.name or lane.id
            pending.extend(reversed(lane.lanes))


def _check(process: Process, reached: set[str], warnings: Warnings) -> None:
    own = [node for node in process.scope.nodes if not node.triggered_by_event]
    place = say("process '{name}'", name=shown(process.name or process.id))
    if own and not any(n.kind == "startEvent" or n.instantiates for n in own):
        text = say("Processes have no start event; what nothing leads to was taken as their start.")
        warnings.add("no_start", text, place)
    if own and not any(n.kind == "endEvent" for n in own):
        warnings.add("no_end", say("Processes have no end event."), place)
    for node in process.nodes():
        if node.id not in reached:
            text = say("Nothing leads from a start to these nodes.")
            where = f"{node.kind} '{shown(node.id)}' {shown(node.name or '')}"
            warnings.add("unreachable_node", text, where.strip())


def _reachable(roots: list[str], graph: _Graph) -> set[str]:
    following: dict[str, list[str]] = {}
    for edge in graph.edges:
        following.setdefault(edge.source, []).append(edge.target)
    reached: set[str] = set()
    pending = list(roots)
    while pending:
        node = pending.pop()
        if node not in reached:
            reached.add(node)
            pending.extend(following.get(node, ()))
    return reached
