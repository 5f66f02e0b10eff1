"""The states of one tree as numbers, each worked out once, for all traces that pass through it."""

from collections.abc import Iterable

from common.process_tree.states import block, is_final, moves, outlook
from common.process_tree.tree import Tree, depth


class Automaton:
    """What a tree allows after what was done; states are numbered as they are met.

    Raises:
        ValueError: a label stands in more than one leaf.
    """

    def __init__(self, tree: Tree) -> None:
        self.labels = tuple(sorted(tree.labels()))
        if len(set(self.labels)) < len(self.labels):
            raise ValueError("a label stands in more than one leaf of the tree")
        self.number = {label: at for at, label in enumerate(self.labels)}
        self.effort = 0  # spent on working out states: moves found, times what each has to copy
        self._depth = depth(tree) + 1
        self._root = block(tree, self.number)
        self._numbers = {self._root.initial: 0}
        self._states = [self._root.initial]
        self._moves: dict[int, tuple[tuple[int, int], ...]] = {}
        self.final: list[bool] = []
        self.can: list[int] = []  # bit masks of labels, see ``states.Outlook``
        self.many: list[int] = []
        self.must: list[int] = []
        self._describe(self._root.initial)

    def moves(self, state: int) -> tuple[tuple[int, int], ...]:
        """Return the number of every label that can be done next, with the state after it."""
        known = self._moves.get(state)
        if known is None:
            found = moves(self._root, self._states[state])
            known = tuple((label, self._numbered(after)) for label, after in found)
            self._moves[state] = known
            self.effort += len(known) * self._depth
        return known

    def enabled(self, states: Iterable[int]) -> int:
        """Return the set of labels (a bit mask) that can be done next in any of the states."""
        mask = 0
        for state in states:
            for label, _ in self.moves(state):
                mask |= 1 << label
        return mask

    def after(self, states: Iterable[int], label: int) -> tuple[int, ...]:
        """Return the states that doing ``label`` can lead to."""
        found = {to for state in states for done, to in self.moves(state) if done == label}
        return tuple(sorted(found))

    def accepts(self, word: Iterable[str]) -> bool:
        """Whether the tree allows this sequence of activities, to its end."""
        states: tuple[int, ...] = (0,)
        for label in word:
            states = self.after(states, self.number.get(label, -1))
        return any(self.final[state] for state in states)

    def _numbered(self, state: object) -> int:
        number = self._numbers.get(state)
        if number is None:
            number = self._numbers[state] = len(self._states)
            self._states.append(state)
            self._describe(state)
        return number

    def _describe(self, state: object) -> None:
        ahead = outlook(self._root, state)
        self.final.append(is_final(self._root, state))
        self.can.append(ahead.can)
        self.many.append(ahead.many)
        self.must.append(ahead.must)
