"""The process model as numbered nodes and edges, before the kernel sees it."""

from dataclasses import dataclass, field

from functions.optimization.simulation.engine import layout
from functions.optimization.simulation.engine.model import START, Activity, Flow, Gateway, Model

SPLITS = {
    "exclusive": layout.CHOICE,
    "parallel": layout.ALL,
    "inclusive": layout.SOME,
    "event_based": layout.RACE,
}
JOINS = {"parallel": layout.JOIN_ALL, "inclusive": layout.JOIN_BEGUN}


class ModelError(ValueError):
    """The model contradicts itself; ``place`` is the id of the node, resource or calendar."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place


@dataclass(frozen=True)
class Edge:
    """A flow between numbered nodes."""

    source: int
    target: int
    flow: Flow


@dataclass
class Graph:
    """Nodes: the start, the activities, the gateways, the ends. Edges are sorted by source.

    Behind them come edges that no flow stands for: out of queues that are left (``gives_up``) and
    out of activities whose time is up (``late``), by node.
    """

    names: list[str]
    activities: dict[int, Activity]
    gateways: dict[int, Gateway]
    ends: dict[int, int]  # node -> number of the end
    edges: list[Edge] = field(default_factory=list)
    out: list[list[int]] = field(default_factory=list)
    into: list[list[int]] = field(default_factory=list)
    gives_up: dict[int, int] = field(default_factory=dict)
    late: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, model: Model) -> "Graph":
        """Number everything; raises ``ModelError``."""
        activities = {1 + k: a for k, a in enumerate(model.activities)}
        first = 1 + len(activities)
        gateways = {first + k: g for k, g in enumerate(model.gateways)}
        first += len(gateways)
        ends = {first + k: k for k in range(len(model.ends))}
        names = [START, *(a.id for a in model.activities), *(g.id for g in model.gateways)]
        names += model.ends
        graph = cls(names, activities, gateways, ends)
        numbers = {name: number for number, name in enumerate(names)}
        if len(numbers) != len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            raise ModelError(twice[0], "two nodes have this id")
        for flow in model.flows:
            for name in (flow.source, flow.target):
                if name not in numbers:
                    raise ModelError(name, "a flow names it, but there is no such node")
            graph.edges.append(Edge(numbers[flow.source], numbers[flow.target], flow))
        graph.edges.sort(key=lambda edge: edge.source)  # stable: the order of the flows counts
        flows = len(graph.edges)
        for node, activity in activities.items():
            if activity.patience is not None:
                graph.gives_up[node] = graph._side(node, activity.abandons_to, numbers)
            if activity.time_limit is not None:
                graph.late[node] = graph._side(node, activity.time_limit.to, numbers)
        graph._index(flows)
        return graph

    def _side(self, node: int, to: str, numbers: dict[str, int]) -> int:
        """Add an edge that no flow stands for and return its number."""
        if to not in numbers:
            raise ModelError(self.names[node], f"there is no node {to!r}")
        self.edges.append(Edge(node, numbers[to], Flow(self.names[node], to)))
        return len(self.edges) - 1

    def _index(self, flows: int) -> None:
        self.out = [[] for _ in self.names]
        self.into = [[] for _ in self.names]
        for number, edge in enumerate(self.edges):
            if number < flows:
                self.out[edge.source].append(number)
            self.into[edge.target].append(number)
        for node, name in enumerate(self.names):
            if node in self.ends:
                if self.out[node]:
                    raise ModelError(name, "nothing can follow an end")
            elif not self.out[node]:
                raise ModelError(name, "no flow leads on from here")
        if self.into[0]:
            raise ModelError(START, "nothing can lead back to the start")

    def split(self, node: int) -> int:
        """Return how a node hands tokens on."""
        if node in self.ends or len(self.out[node]) == 1:
            return layout.ONE
        gateway = self.gateways.get(node)
        return SPLITS[gateway.kind] if gateway else layout.CHOICE

    def join(self, node: int) -> int:
        """Return how a node takes tokens in."""
        gateway = self.gateways.get(node)
        if gateway is None or len(self.into[node]) < 2:
            return layout.PASS
        return JOINS.get(gateway.kind, layout.PASS)

    def before(self, edge: int, without: int) -> set[int]:
        """Return the nodes from which a token can come along an edge, not through a node."""
        found = {self.edges[edge].source} - {without}
        open_nodes = list(found)
        while open_nodes:
            for k in self.into[open_nodes.pop()]:
                source = self.edges[k].source
                if source not in found and source != without:
                    found.add(source)
                    open_nodes.append(source)
        return found
