"""How often each block of a tree was done in given runs: what branching probabilities come from."""

from collections import Counter
from collections.abc import Mapping

from common.process_tree.automaton import Automaton
from common.process_tree.tree import Tree, nullable

Path = tuple[int, ...]  # the way down to a node: which child at each level
Word = tuple[str, ...]


def decisions(tree: Tree, runs: Mapping[Word, int]) -> Counter[Path]:
    """Return how often each node, named by its path from the root, was done in the runs.

    The ways of a choice add up to what is counted for the choice. Of a loop, the body was done
    once per execution and once per repetition. Where a run can be read in several ways, choices
    that do nothing are read as the first silent way, repetitions as few as possible.

    Raises:
        ValueError: the tree does not allow a run.
    """
    reader = _Reader(tree)
    for run, count in runs.items():
        reader.read(tree, (), run, count)
    return reader.counts


class _Reader:
    def __init__(self, tree: Tree) -> None:
        self.counts: Counter[Path] = Counter()
        self._automata: dict[Path, Automaton] = {}
        self._places: dict[Path, dict[str, int]] = {}  # which child has the label

    def read(self, tree: Tree, path: Path, word: Word, count: int) -> None:
        """Count the node and all below it for one run."""
        self.counts[path] += count
        if tree.operator is None:
            if word != (() if tree.label is None else (tree.label,)):
                raise ValueError(f"the tree does not allow {word}")
            return
        for at, part in self._parts(tree, path, word):
            self.read(tree.children[at], (*path, at), part, count)

    def _parts(self, tree: Tree, path: Path, word: Word) -> list[tuple[int, Word]]:
        places = self._labels(tree, path)
        if not set(word) <= places.keys():
            raise ValueError(f"the tree does not allow {word}")
        match tree.operator:
            case "exclusive":
                return [(places[word[0]] if word else _silent_way(tree), word)]
            case "loop":
                return self._rounds(tree, path, word)
            case operator:
                if operator == "sequence" and list(word) != sorted(word, key=places.__getitem__):
                    raise ValueError(f"the tree does not allow {word}")
                return [
                    (at, tuple(label for label in word if places[label] == at))
                    for at in range(len(tree.children))
                ]

    def _rounds(self, tree: Tree, path: Path, word: Word) -> list[tuple[int, Word]]:
        """The body, then a redo and the body again for each repetition."""
        places = self._labels(tree, path)
        pieces: list[list[str]] = [[]]  # body, redo, body …
        for label in word:
            if places[label] != (len(pieces) - 1) % 2:
                pieces.append([])
            pieces[-1].append(label)
        if len(pieces) % 2 == 0:
            pieces.append([])
        rounds: list[tuple[int, Word]] = []
        for index, piece in enumerate(pieces):
            at = index % 2
            for part in self._fewest(tree.children[at], (*path, at), tuple(piece)):
                if rounds and rounds[-1][0] == at:
                    rounds.append((1 - at, ()))
                rounds.append((at, part))
        return rounds

    def _fewest(self, tree: Tree, path: Path, word: Word) -> list[Word]:
        """Cut a word into as few as possible that the tree allows; the first as long as can be."""
        automaton = self._automata.get(path)
        if automaton is None:
            automaton = self._automata[path] = Automaton(tree)
        if not word:
            return [()]
        best: dict[int, tuple[int, int]] = {len(word): (0, len(word))}  # begin -> number, end
        for begin in reversed(range(len(word))):
            ends = [end for end in _ends(automaton, word, begin) if end in best]
            if ends:
                best[begin] = min((best[end][0] + 1, -end) for end in ends)
                best[begin] = (best[begin][0], -best[begin][1])
        if 0 not in best:
            raise ValueError(f"the tree does not allow {word}")
        parts, begin = [], 0
        while begin < len(word):
            end = best[begin][1]
            parts.append(word[begin:end])
            begin = end
        return parts

    def _labels(self, tree: Tree, path: Path) -> dict[str, int]:
        known = self._places.get(path)
        if known is None:
            known = {
                label: at for at, child in enumerate(tree.children) for label in child.labels()
            }
            self._places[path] = known
        return known


def _silent_way(tree: Tree) -> int:
    """The way that does nothing: a silent leaf before a block that can be passed."""
    ways = [at for at, child in enumerate(tree.children) if nullable(child)]
    if not ways:
        raise ValueError("the tree does not allow to do nothing")
    return min(ways, key=lambda at: (not tree.children[at].is_silent, at))


def _ends(automaton: Automaton, word: Word, begin: int) -> list[int]:
    """Where a word that the automaton accepts can end, when it begins there."""
    states: tuple[int, ...] = (0,)
    ends = []
    for at in range(begin, len(word)):
        states = automaton.after(states, automaton.number[word[at]])
        if not states:
            break
        if any(automaton.final[state] for state in states):
            ends.append(at + 1)
    return ends
