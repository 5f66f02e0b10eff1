"""Whether every case can end: the token game of a model, played through before any simulation.

Sound: from every reachable state the end can be reached, and no token is left waiting for others
(van der Aalst, *The application of Petri nets to workflow management*, 1998, adapted to BPMN's
tokens). Ways are taken whatever their conditions say, so a model may be refused whose conditions
never let the bad state happen.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Literal

from functions.optimization.simulation.engine import layout
from functions.optimization.simulation.engine.graph import Graph

MOST_STATES = 20_000  # more are not looked at; the simulation itself still reports stuck cases
MOST_TOKENS = 8  # on one flow: more pile up without end
MOST_WAYS = 6  # of an inclusive gateway, whose every combination is tried; else each and all

MESSAGES = {
    "no-end": "no way leads from here to an end",
    "deadlock": "waits for a token that never comes, and nothing else can move",
    "tokens-left": "a token is left here when all others have come to an end",
    "pile-up": "tokens pile up here without end",
}

Marking = tuple[int, ...]  # the edges that hold tokens, ascending, as often as tokens


@dataclass(frozen=True)
class Unsound:
    """What is wrong at a place of the model."""

    kind: Literal["no-end", "deadlock", "tokens-left", "pile-up"]
    place: str
    message: str


class TokenGame:
    """The reachable states of one case."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.problems: dict[tuple[str, str], Unsound] = {}

    def play(self) -> tuple[Unsound, ...]:
        """Return every problem found, in the order of their places."""
        self._ways_to_the_end()
        if not self.problems and not self._one_token():
            self._states()
        return tuple(sorted(self.problems.values(), key=lambda p: (p.place, p.kind)))

    def _add(
        self, kind: Literal["no-end", "deadlock", "tokens-left", "pile-up"], node: int
    ) -> None:
        place = self.graph.names[node]
        self.problems[place, kind] = Unsound(kind, place, MESSAGES[kind])

    def _next(self, node: int) -> list[int]:
        return [self.graph.edges[k].target for k in (*self._out(node), *self._instead(node))]

    def _instead(self, node: int) -> list[int]:
        """Return the ways on when patience or time is up."""
        return [side[node] for side in (self.graph.gives_up, self.graph.late) if node in side]

    def _ways_to_the_end(self) -> None:
        """Find nodes that can be reached and from which no end can be."""
        reached, open_nodes = {0}, [0]
        before = defaultdict[int, set[int]](set)
        while open_nodes:
            node = open_nodes.pop()
            for target in self._next(node):
                before[target].add(node)
                if target not in reached:
                    reached.add(target)
                    open_nodes.append(target)
        finishing, open_nodes = set(self.graph.ends), list(self.graph.ends)
        while open_nodes:
            more = before[open_nodes.pop()] - finishing
            finishing |= more
            open_nodes += more
        for node in reached - finishing - ({0} if reached - finishing - {0} else set()):
            self._add("no-end", node)

    def _one_token(self) -> bool:
        """Whether a case is at one place at a time: then ways to the end are all that it needs."""
        graph = self.graph
        beside = any(not self._breaks_off(node) for node in graph.late)
        return not beside and all(
            graph.join(node) == layout.PASS and graph.split(node) not in (layout.ALL, layout.SOME)
            for node in range(len(graph.names))
        )

    def _states(self) -> None:
        """Play every choice; moves that no choice depends on are played in one fixed order."""
        first: list[Marking] = [self._moved((), (), ways) for ways in self._ways(0)]
        seen, open_states = set(first), first
        while open_states and len(seen) < MOST_STATES:
            marking = open_states.pop()
            for following in self._following(marking):
                if following not in seen and not self._piled(following):
                    seen.add(following)
                    open_states.append(following)

    def _piled(self, marking: Marking) -> bool:
        edge, count = Counter(marking).most_common(1)[0] if marking else (0, 0)
        if count > MOST_TOKENS:
            self._add("pile-up", self.graph.edges[edge].target)
        return count > MOST_TOKENS

    def _following(self, marking: Marking) -> list[Marking]:
        held = set(marking)
        nodes = sorted({self.graph.edges[k].target for k in held})
        for node in nodes:
            join = self.graph.join(node)
            ways_in = self.graph.into[node]
            if join == layout.PASS:
                taken: tuple[int, ...] = (min(held.intersection(ways_in)),)
            elif join == layout.JOIN_ALL and held.issuperset(ways_in):
                taken = tuple(ways_in)
            else:
                continue
            return self._fired(marking, node, taken)
        for node in nodes:
            if self.graph.join(node) == layout.JOIN_BEGUN and not self._awaited(held, node):
                return self._fired(marking, node, tuple(held.intersection(self.graph.into[node])))
        kind: Literal["deadlock", "tokens-left"] = "deadlock" if len(nodes) > 1 else "tokens-left"
        for node in nodes:
            self._add(kind, node)
        return []

    def _awaited(self, held: set[int], node: int) -> bool:
        empty = [k for k in self.graph.into[node] if k not in held]
        filled = [k for k in self.graph.into[node] if k in held]
        for edge in held.difference(self.graph.into[node]):
            at = self.graph.edges[edge].target
            if any(at in self.graph.before(k, node) for k in empty) and not any(
                at in self.graph.before(k, node) for k in filled
            ):
                return True
        return False

    def _fired(self, marking: Marking, node: int, taken: tuple[int, ...]) -> list[Marking]:
        if node in self.graph.ends:
            return [self._moved(marking, taken, ())]
        found = [self._moved(marking, taken, ways) for ways in self._ways(node)]
        for k in self._instead(node):
            if k == self.graph.late.get(node) and not self._breaks_off(node):
                found += [self._moved(marking, taken, (*ways, k)) for ways in self._ways(node)]
            else:
                found.append(self._moved(marking, taken, (k,)))
        return found

    def _breaks_off(self, node: int) -> bool:
        limit = self.graph.activities[node].time_limit
        return limit is not None and limit.breaks_off

    def _out(self, node: int) -> list[int]:
        """Return the flows out of a node that are ever taken."""
        edges = self.graph.edges
        out = self.graph.out[node]
        if self.graph.split(node) in (layout.CHOICE, layout.SOME):
            return [k for k in out if edges[k].flow.probability != 0 or edges[k].flow.conditions]
        return out

    def _ways(self, node: int) -> list[tuple[int, ...]]:
        out = self._out(node)
        split = self.graph.split(node)
        if split == layout.ALL:
            return [tuple(out)]
        if split == layout.SOME and len(out) <= MOST_WAYS:
            return list(chain(*(combinations(out, size + 1) for size in range(len(out)))))
        return [(k,) for k in out] + [tuple(out)] * (split == layout.SOME)

    @staticmethod
    def _moved(marking: Marking, taken: tuple[int, ...], added: tuple[int, ...]) -> Marking:
        left = list(marking)
        for edge in taken:
            left.remove(edge)
        return tuple(sorted([*left, *added]))
