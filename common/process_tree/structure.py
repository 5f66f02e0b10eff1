"""The process tree of a flow graph, where it is made of blocks.

A graph of blocks shrinks to one edge from start to end when each block is replaced by one edge: two
edges in a row, edges beside each other between a split and a join of one kind, and a loop. What is
left where nothing can be replaced any more is no block. Source of the idea: van Zelst, Leemans,
*Translating Workflow Nets to Process Trees* (2020), which does the same on nets.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from common.model.workflow import END, START, Workflow
from common.process_tree.tree import (
    SILENT,
    Tree,
    exclusive,
    leaf,
    loop,
    parallel,
    sequence,
    simplified,
)

Kind = Literal["exclusive", "parallel"]
KINDS: dict[str, Kind] = {
    "exclusive": "exclusive",
    "event_based": "exclusive",
    "parallel": "parallel",
}


class NoBlocksError(ValueError):
    """The graph is not made of blocks; the message says where it is not."""


@dataclass(frozen=True)
class _Edge:
    source: str
    target: str
    tree: Tree


def tree_of_workflow(workflow: Workflow) -> Tree:
    """Return the tree of the workflow's flows, its leaves labelled with the ids of activities.

    An activity with several ways out takes one of them, one with several ways in waits for one.

    Raises:
        NoBlocksError: nothing leads from start to end, a gateway takes some of its ways, or ways
            part and meet across each other.
    """
    graph = _Graph(workflow)
    while graph.shrink():
        pass
    return simplified(graph.whole())


class _Graph:
    """Points (gateways, and both sides of each activity) and the blocks between them."""

    def __init__(self, workflow: Workflow) -> None:
        self._kinds: dict[str, Kind] = {}
        self._names = {each.id: each.name for each in workflow.activities}
        self.edges: list[_Edge] = []
        for gateway in workflow.gateways:
            if gateway.kind not in KINDS:
                raise NoBlocksError(f"'{gateway.name or gateway.id}' takes any number of its ways")
            self._kinds[gateway.id] = KINDS[gateway.kind]
            self._names[gateway.id] = gateway.name or gateway.id
        steps = {each.id for each in workflow.activities}
        for step in sorted(steps):
            self.edges.append(_Edge(f"in:{step}", f"out:{step}", leaf(step)))
        for flow in workflow.flows:
            source = f"out:{flow.source}" if flow.source in steps else flow.source
            target = f"in:{flow.target}" if flow.target in steps else flow.target
            self.edges.append(_Edge(source, target, SILENT))
        if not workflow.flows:
            raise NoBlocksError("it names no order of its steps")

    def whole(self) -> Tree:
        """Return the tree of the one edge that is left."""
        if len(self.edges) == 1 and (self.edges[0].source, self.edges[0].target) == (START, END):
            return self.edges[0].tree
        left = sorted({name for edge in self.edges for name in (edge.source, edge.target)})
        named = [self._name(each) for each in left if each not in (START, END)]
        raise NoBlocksError(f"ways part and meet across each other near {', '.join(named[:5])}")

    def shrink(self) -> bool:
        """Replace one block by an edge; tell whether there was one."""
        return self._in_a_row() or self._beside() or self._repeated()

    def _in_a_row(self) -> bool:
        into, out = self._around()
        for point in sorted(into):
            before, after = into[point], out[point]
            if len(before) != 1 or len(after) != 1 or point in (START, END):
                continue
            first, second = before[0], after[0]
            if first is second:
                continue
            both = _Edge(first.source, second.target, simplified(sequence(first.tree, second.tree)))
            self._replace((first, second), both)
            return True
        return self._merged(into, out)

    def _merged(self, into: dict[str, list[_Edge]], out: dict[str, list[_Edge]]) -> bool:
        """Make one point of two choices where nothing is done between them.

        Either nothing else comes to the second, or nothing else leaves the first.
        """
        for edge in self.edges:
            first, second = edge.source, edge.target
            if not edge.tree.is_silent or first in (START, second) or second == END:
                continue
            if {self._kind(first), self._kind(second)} != {"exclusive"}:
                continue
            if len(into[second]) == 1:
                self._move(edge, second, first)
                return True
            if len(out[first]) == 1:
                self._move(edge, first, second)
                return True
        return False

    def _move(self, gone: _Edge, old: str, new: str) -> None:
        self.edges = [
            _Edge(
                new if each.source == old else each.source,
                new if each.target == old else each.target,
                each.tree,
            )
            for each in self.edges
            if each is not gone
        ]

    def _beside(self) -> bool:
        between: dict[tuple[str, str], list[_Edge]] = defaultdict(list)
        for edge in self.edges:
            between[edge.source, edge.target].append(edge)
        for (source, target), edges in sorted(between.items()):
            kind = self._kind(source)
            if len(edges) == 1 or source == target or kind != self._kind(target, kind):
                continue
            block = exclusive if kind == "exclusive" else parallel
            both = _Edge(source, target, simplified(block(*(each.tree for each in edges))))
            self._replace(tuple(edges), both)
            return True
        return False

    def _repeated(self) -> bool:
        into, out = self._around()
        for edge in self.edges:
            if self._kind(edge.source) != "exclusive" or self._kind(edge.target) != "exclusive":
                continue
            if edge.source == edge.target:
                self._around_itself(edge)
                return True
            back = [each for each in out[edge.target] if each.target == edge.source]
            only = len(out[edge.source]) == 1 and len(into[edge.target]) == 1
            inner = edge.source != START and edge.target != END
            if only and inner and len(back) == 1:
                again = _Edge(edge.source, edge.target, simplified(loop(edge.tree, back[0].tree)))
                self._replace((edge, back[0]), again)
                return True
        return False

    def _around_itself(self, edge: _Edge) -> None:
        """Part a point that a block leads back to into the two ends of a loop."""
        point, after = edge.source, f"{edge.source}'"
        self.edges = [
            _Edge(after if each.source == point else each.source, each.target, each.tree)
            for each in self.edges
            if each is not edge
        ]
        self.edges.append(_Edge(point, after, simplified(loop(SILENT, edge.tree))))

    def _replace(self, old: tuple[_Edge, ...], new: _Edge) -> None:
        at = self.edges.index(old[0])
        self.edges[at] = new
        gone = {id(each) for each in old}
        self.edges = [each for each in self.edges if each is new or id(each) not in gone]

    def _around(self) -> tuple[dict[str, list[_Edge]], dict[str, list[_Edge]]]:
        into: dict[str, list[_Edge]] = defaultdict(list)
        out: dict[str, list[_Edge]] = defaultdict(list)
        for edge in self.edges:
            out[edge.source].append(edge)
            into[edge.target].append(edge)
        return into, out

    def _kind(self, point: str, wanted: Kind | None = None) -> Kind:
        """Return how ways part or meet; the end takes them as they come."""
        if point == END and wanted is not None:
            return wanted
        return self._kinds.get(point.rstrip("'"), "exclusive")

    def _name(self, point: str) -> str:
        return f"'{self._names.get(point.split(':', 1)[-1].rstrip(chr(39)), point)}'"
