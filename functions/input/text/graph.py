"""The order of steps as a sound graph: every step is reached, and the end from every step.

Blocks are nested by construction: ways of a decision part at one exclusive gateway, parallel ways
part and meet at one pair of parallel gateways, and nothing leaves a parallel block half-way.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from common.language import say
from functions.input.text.figures import Stated
from functions.input.text.word_classes import lemma

START, END = "start", "end"
Node = int | str  # a step by its number, a gateway by its id, or an end


@dataclass(frozen=True)
class Edge:
    """``target`` follows ``source``; the words of the condition, and how often if that is said."""

    source: Node
    target: Node
    condition: str | None = None
    share: Stated | None = None
    implied: bool = False  # the way that is left when no told condition holds


@dataclass(frozen=True)
class Split:
    """A gateway."""

    id: str
    kind: Literal["exclusive", "parallel"]


@dataclass
class Decision:
    """A decision whose ways are being told."""

    gateway: str
    condition: str | None
    ends: list[Edge] = field(default_factory=list)
    ways: int = 1
    exhaustive: bool = False
    rejected: list[Edge] = field(default_factory=list)


OPEN = "?"  # the target of an edge that waits for the next node


@dataclass
class Graph:
    """Edges so far, and the open ends that lead on to what is told next."""

    edges: list[Edge] = field(default_factory=list)
    gateways: list[Split] = field(default_factory=list)
    frontier: list[Edge] = field(default_factory=lambda: [Edge(START, OPEN)])
    ended: list[Edge] = field(default_factory=list)
    decision: Decision | None = None
    closed: Decision | None = None  # the decision before, which "otherwise" may still refer to
    inside: bool = False  # a parallel way is being told
    unclear: list[str] = field(default_factory=list)

    def add(self, node: Node) -> None:
        """Let a node follow all open ends."""
        if not self.frontier:
            self.close()
        if not self.frontier:  # all ways ended, and yet more is told: the last one goes on
            self.frontier = [self.ended.pop()] if self.ended else [self._last_edge()]
            self.unclear.append(
                say("What comes after all ways had ended was taken to follow the last.")
            )
        self.edges += [replace(edge, target=node) for edge in self.frontier]
        self.frontier = [Edge(node, OPEN)]

    def _last_edge(self) -> Edge:
        """Where a case can go on that has nowhere to go: at the decision that sent it away."""
        if self.closed is not None:
            return Edge(self.closed.gateway, OPEN)
        steps = [edge.target for edge in self.edges if isinstance(edge.target, int)]
        return Edge(max(steps) if steps else START, OPEN)

    def decide(self, condition: str | None, share: Stated | None = None) -> None:
        """Begin a decision with its first way."""
        self.close()
        gateway = self._gateway("exclusive")
        self.add(gateway)
        self.decision = Decision(gateway, condition)
        self.frontier = [Edge(gateway, OPEN, condition, share)]

    def otherwise(
        self, condition: str | None, share: Stated | None = None, *, exhaustive: bool = True
    ) -> bool:
        """Begin another way of the decision; whether there is one that it can belong to."""
        if self.decision is None and not self._reopened():
            return False
        decision = self.decision
        if decision is None or decision.exhaustive:
            return False
        decision.ends += self.frontier
        decision.ways += 1
        decision.exhaustive = exhaustive
        decision.condition = condition or decision.condition
        self.frontier = [Edge(decision.gateway, OPEN, condition or "otherwise", share)]
        return True

    def _reopened(self) -> bool:
        """What was told since the first way ended belongs to that way after all."""
        decision = self.closed
        if decision is None or decision.exhaustive or self.inside:
            return False
        implied = [e for e in self.edges if e.source == decision.gateway and e.implied]
        if not implied:  # nothing was told since: take the open end away
            kept = [e for e in self.frontier if not (e.source == decision.gateway and e.implied)]
            if len(kept) == len(self.frontier):
                return False
            self.frontier = kept
        else:
            entered = {edge.target for edge in self.edges if not edge.implied}
            if any(edge.target not in entered for edge in implied):
                return False
            self.edges = [edge for edge in self.edges if edge not in implied]
        decision.ends = []
        self.decision, self.closed = decision, None
        return True

    def close(self) -> None:
        """End the decision: all its ways lead to what is told next."""
        decision = self.decision
        if decision is None:
            return
        ends = [*decision.ends, *self.frontier]
        if not decision.exhaustive:
            words = "otherwise" if decision.condition else None
            ends.append(Edge(decision.gateway, OPEN, words, implied=True))
        turned_down = [edge for edge in ends if edge in decision.rejected]
        kept = [edge for edge in ends if edge not in decision.rejected]
        if kept:
            self.ended += turned_down
        self.frontier = kept or ends
        self.decision, self.closed = None, decision
        if not self.frontier:
            self.all_back.append(decision.gateway)

    def turn_down(self) -> None:
        """The way that is told rejects the case: it leads to the end, if others go on."""
        if self.decision is not None and not self.inside:
            self.decision.rejected += self.frontier

    def end(self) -> None:
        """End the way of the decision that is being told."""
        if self.decision is not None and not self.inside:
            self.ended += self.frontier
            self.frontier = []

    def state_share(self, words: set[str], share: Stated) -> bool:
        """Say how often the way is taken whose condition has these words; whether there is one."""
        decision = self.decision
        lists = [self.edges, self.frontier, self.ended]
        lists += [decision.ends, decision.rejected] if decision is not None else []
        found = False
        for edges in lists:
            for at, edge in enumerate(edges):
                told = {lemma(word) for word in re.findall(r"[^\W\d_]+", edge.condition or "")}
                if words <= told and edge.share is None and not edge.implied:
                    edges[at] = replace(edge, share=share)
                    found = True
        return found

    def back_to(self, step: Node) -> bool:
        """Lead the way of the decision that is being told back to an earlier step."""
        if self.decision is None or self.inside or not self.frontier:
            return False
        if self.decision.gateway not in self._after(step):
            return False  # it would go round for ever, and never be asked again
        if self._kind(step) == "parallel":
            step = self._merge_before(step)
        self.edges += [replace(edge, target=step) for edge in self.frontier]
        self.frontier = []
        return True

    def _merge_before(self, split: Node) -> str:
        """Let ways into a parallel split meet before it: it would wait for all of them."""
        entering = [edge for edge in self.edges if edge.target == split]
        if len(entering) == 1 and self._kind(entering[0].source) == "exclusive":
            merge = str(entering[0].source)
            if sum(edge.source == merge for edge in self.edges) == 1:
                return merge
        merge = self._gateway("exclusive")
        self.edges = [replace(e, target=merge) if e in entering else e for e in self.edges]
        self.edges.append(Edge(merge, split))
        return merge

    def insert_before(self, step: int, node: int) -> None:
        """Put a node on every way into a step."""
        self.edges = [replace(e, target=node) if e.target == step else e for e in self.edges]
        self.edges.append(Edge(node, step))

    def alongside(self, first: Node, since: int) -> bool:
        """Begin a way parallel to all that was told from ``first`` on.

        Args:
            since: How many edges there were before ``first`` was added.
        """
        self.close()
        block = {edge.target for edge in self.edges[since:]}
        if not self._is_block(first, block):
            return False
        self.closed = None
        split, join = self._gateway("parallel"), self._gateway("parallel")
        entering = [e for e in self.edges if e.target == first and e.source not in block]
        self.edges = [e for e in self.edges if e not in entering]
        self.edges += [replace(edge, target=split) for edge in entering]
        self.edges.append(Edge(split, first))
        if len(entering) > 1:
            self._merge_before(split)
        self._meet(join)
        self.inside, self.split = True, split
        self.frontier = [Edge(split, OPEN)]
        self._join = join
        return True

    def again_alongside(self) -> bool:
        """Begin a further way of the parallel block that was just told."""
        if self.inside or [edge.source for edge in self.frontier] != [self._join]:
            return False
        self.closed, self.inside = None, True
        self.frontier = [Edge(self.split, OPEN)]
        return True

    def rejoin(self) -> None:
        """End the parallel way."""
        if self.inside:
            self.close()
            self._meet(self._join)
            self.inside, self.closed = False, None
            self.frontier = [Edge(self._join, OPEN)]

    def together(self, steps: Iterable[int]) -> None:
        """Let steps follow in parallel."""
        self.close()
        if len(self.frontier) > 1:
            self.add(self._gateway("exclusive"))
        split, join = self._gateway("parallel"), self._gateway("parallel")
        self.add(split)
        self.split, self._join = split, join
        for step in steps:
            self.edges += [Edge(split, step), Edge(step, join)]
        self.frontier = [Edge(join, OPEN)]

    def finish(self) -> None:
        """Lead all open ends to the end."""
        self.rejoin()
        self.close()
        self.edges += [replace(edge, target=END) for edge in [*self.ended, *self.frontier]]
        self.ended, self.frontier = [], []
        for gateway in reversed(self.all_back):
            if END not in self._after(gateway):
                self.edges.append(Edge(gateway, END))

    def _after(self, node: Node) -> set[Node]:
        return _reached(node, [(edge.source, edge.target) for edge in self.edges])

    all_back: list[str] = field(default_factory=list)  # decisions that no way leads on from
    split: str = ""  # where the last parallel block begins
    _join: str = ""

    def _gateway(self, kind: Literal["exclusive", "parallel"]) -> str:
        name = f"{'choice' if kind == 'exclusive' else 'parallel'}_{len(self.gateways) + 1}"
        self.gateways.append(Split(name, kind))
        return name

    def _kind(self, node: Node) -> str | None:
        return next((g.kind for g in self.gateways if g.id == node), None)

    def _meet(self, join: str) -> None:
        """Lead all open ends into a parallel join, through one edge."""
        if len(self.frontier) > 1:
            self.add(self._gateway("exclusive"))
        self.edges += [replace(edge, target=join) for edge in self.frontier]
        self.frontier = []

    def _is_block(self, first: Node, block: set[Node]) -> bool:
        """Whether a run of nodes is entered only at its first and left only by the open ends."""
        if self.inside or first not in block or not self.frontier:
            return False
        if any(edge.source not in block for edge in self.frontier):
            return False
        if any(edge.source in block for edge in self.ended):
            return False
        leaves = any(e.source in block and e.target not in block for e in self.edges)
        enters = any(e.target in block - {first} and e.source not in block for e in self.edges)
        return not leaves and not enters


def is_sound(edges: Iterable[Edge], steps: int) -> bool:
    """Whether every step and gateway is reached from the start and reaches the end."""
    found = list(edges)
    nodes: set[Node] = {*range(steps), *(e.source for e in found), *(e.target for e in found)}
    onward = _reached(START, [(e.source, e.target) for e in found])
    backward = _reached(END, [(e.target, e.source) for e in found])
    return nodes <= onward and nodes <= backward


def _reached(root: Node, links: list[tuple[Node, Node]]) -> set[Node]:
    following: dict[Node, list[Node]] = {}
    for source, target in links:
        following.setdefault(source, []).append(target)
    reached, open_ = {root}, [root]
    while open_:
        for node in following.get(open_.pop(), []):
            if node not in reached:
                reached.add(node)
                open_.append(node)
    return reached


def in_sequence(steps: int) -> list[Edge]:
    """Return one step after the other."""
    nodes: list[Node] = [START, *range(steps), END]
    return [Edge(a, b) for a, b in pairwise(nodes)]
