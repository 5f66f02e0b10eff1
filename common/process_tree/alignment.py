"""Optimal alignments of traces with a process tree.

Source: Adriansyah, *Aligning Observed and Modeled Behavior* (2014), chapter 4. A step in the trace
that the model does not allow, and one of the model that the trace does not have, cost 1 each.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from common.process_tree.automaton import Automaton
from common.process_tree.tree import Tree, shortest_run

MAX_EFFORT = 1_000_000  # per trace: some seconds; traces of the public logs need hundreds
BOTH, LOG, MODEL = "both", "log", "model"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an alignment: made by the trace and the model, or by one of them alone."""

    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """The cheapest explanation of a trace, or the dearest one where the search was given up."""

    cost: int
    fitness: float  # 1 - cost / (length of the trace + length of the shortest run)
    steps: tuple[Step, ...]
    optimal: bool = True

    @property
    def run(self) -> tuple[str, ...]:
        """What the model did."""
        return tuple(step.label for step in self.steps if step.kind != LOG)


class Aligner:
    """Aligns traces with one tree; what one trace finds out about it serves the next.

    ``max_effort`` bounds the search for one trace, ``total_effort`` that for all, in moves tried.

    Raises:
        ValueError: a label stands in more than one leaf.
    """

    def __init__(
        self, tree: Tree, max_effort: int = MAX_EFFORT, total_effort: float = math.inf
    ) -> None:
        self.automaton = Automaton(tree)
        self._shortest = shortest_run(tree)
        self._max_effort = max_effort
        self._total_effort = total_effort
        self.effort = 0  # of all searches so far

    def align(self, trace: Sequence[str]) -> Alignment:
        """Return an optimal alignment; always the same one for the same trace."""
        number = self.automaton.number
        word = [number.get(label, -1) for label in trace]
        search = _Search(self.automaton, word)
        reached = search.run(min(self._max_effort, self._total_effort - self.effort))
        self.effort += search.effort
        if reached is None:
            return self._worst(trace)
        steps = tuple(
            Step(kind, trace[at] if kind != MODEL else self.automaton.labels[label])
            for kind, at, label in search.path(reached)
        )
        cost = sum(step.kind != BOTH for step in steps)
        return Alignment(cost, self._fitness(cost, trace), steps)

    def _worst(self, trace: Sequence[str]) -> Alignment:
        """The trace alone, then the model alone: always possible."""
        alone = [Step(LOG, label) for label in trace]
        steps = (*alone, *(Step(MODEL, label) for label in self._shortest))
        return Alignment(len(steps), self._fitness(len(steps), trace), steps, optimal=False)

    def _fitness(self, cost: int, trace: Sequence[str]) -> float:
        worst = len(trace) + len(self._shortest)
        return 1 - cost / worst if worst else 1.0


class _Search:
    """A* over positions of the trace and states of the model.

    A lower bound of what is still to pay: steps of the trace that the model cannot make any more,
    and labels that it must still do but the trace no longer has.
    """

    def __init__(self, automaton: Automaton, word: list[int]) -> None:
        self._automaton = automaton
        self._word = word
        self._width = len(word) + 1
        self._once, self._again = _rests(word)
        self._parents: dict[int, tuple[int, int]] = {}  # node -> node before it, label or -1
        self._cost: dict[int, int] = {0: 0}
        self._tried = 0
        self._begun_at = automaton.effort

    @property
    def effort(self) -> int:
        """Moves tried, and what it took to find out about them."""
        return self._tried + self._automaton.effort - self._begun_at

    def run(self, max_effort: float) -> int | None:
        """Return the node in which trace and model have ended; None if it would take too long."""
        first = self._bound(0, 0)
        queue: dict[int, list[int]] = {first: [0]}  # of nodes by the bound of their total cost
        total, settled, end = first, set[int](), len(self._word)
        while queue:
            waiting = queue.get(total)
            if not waiting:
                queue.pop(total, None)
                total += 1
                continue
            node = waiting.pop()  # the latest first: it is the furthest
            if node in settled:
                continue
            settled.add(node)
            state, at = divmod(node, self._width)
            if at == end and self._automaton.final[state]:
                return node
            if self.effort > max_effort:
                return None
            self._expand(node, state, at, queue)
        return None

    def _expand(self, node: int, state: int, at: int, queue: dict[int, list[int]]) -> None:
        cost, width = self._cost[node], self._width
        wanted = self._word[at] if at < len(self._word) else -1
        matching = []
        moves = self._automaton.moves(state)
        self._tried += len(moves) + 1
        for label, after in moves:
            self._reach(after * width + at, node, label, cost + 1, queue)
            if label == wanted:
                matching.append(after)
        if at < len(self._word):
            self._reach(node + 1, node, -1, cost + 1, queue)
        for after in matching:
            self._reach(after * width + at + 1, node, wanted, cost, queue)

    def _reach(
        self, node: int, parent: int, label: int, cost: int, queue: dict[int, list[int]]
    ) -> None:
        known = self._cost.get(node)
        if known is not None and known <= cost:
            return
        self._cost[node] = cost
        self._parents[node] = (parent, label)
        state, at = divmod(node, self._width)
        queue.setdefault(cost + self._bound(state, at), []).append(node)

    def _bound(self, state: int, at: int) -> int:
        model, rest = self._automaton, self._once[at]
        bound = (rest & ~model.can[state]).bit_count() + (model.must[state] & ~rest).bit_count()
        for again in self._again[at]:
            bound += (again & ~model.many[state]).bit_count()
        return bound

    def path(self, node: int) -> list[tuple[str, int, int]]:
        """Return kind, position in the trace and label of every step to this node."""
        steps = []
        while node in self._parents:
            before, label = self._parents[node]
            at = before % self._width
            moved = node % self._width != at
            steps.append((LOG if label < 0 else BOTH if moved else MODEL, at, label))
            node = before
        return steps[::-1]


def _rests(word: list[int]) -> tuple[list[int], list[tuple[int, ...]]]:
    """Return the set of labels in the rest from each position, and those in it twice, thrice …"""
    levels: list[int] = []
    rests: list[tuple[int, ...]] = [()]
    counts: dict[int, int] = {}
    for label in reversed(word):
        bit = 1 << label if label >= 0 else 0
        level = counts[label] = counts.get(label, -1) + 1
        if level == len(levels):
            levels.append(0)
        levels[level] |= bit
        rests.append(tuple(levels))
    rests.reverse()
    return [rest[0] if rest else 0 for rest in rests], [rest[1:] for rest in rests]
