"""A process tree as blocks of a diagram: gateways have ids, and everything has its count."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from common.process_tree.decisions import Path
from common.process_tree.tree import Tree

Kind = Literal["activity", "silent", "sequence", "exclusive", "parallel", "loop"]


@dataclass(frozen=True)
class Block:
    """A node of the tree. ``opening`` and ``closing`` are ids of gateways, or of the activity.

    A choice lists its most frequent way first, a parallel block the one with most activities; a
    loop has its body, then the way back.
    """

    kind: Kind
    count: int
    children: tuple["Block", ...] = ()
    opening: str = ""
    closing: str = ""
    name: str = ""

    @property
    def activities(self) -> int:
        """How many activities the block holds."""
        return (self.kind == "activity") + sum(child.activities for child in self.children)


def blocks(tree: Tree, counts: Mapping[Path, int], ids: Mapping[str, str]) -> Block:
    """Return the blocks of a tree; ``ids`` gives the activities' ids by their names."""
    return _Numbering(counts, ids).block(tree, ())


class _Numbering:
    def __init__(self, counts: Mapping[Path, int], ids: Mapping[str, str]) -> None:
        self._counts = counts
        self._ids = ids
        self._taken = set(ids.values())
        self._last = 0

    def block(self, tree: Tree, path: Path) -> Block:
        count = self._counts.get(path, 0)
        if tree.operator is None:
            if tree.label is None:
                return Block("silent", count)
            id_ = self._ids[tree.label]
            return Block("activity", count, opening=id_, closing=id_, name=tree.label)
        opening, closing = ("", "") if tree.operator == "sequence" else self._pair(tree.operator)
        children = tuple(self.block(child, (*path, at)) for at, child in enumerate(tree.children))
        if tree.operator == "exclusive":
            children = tuple(sorted(children, key=lambda one: -one.count))
        if tree.operator == "parallel":
            children = tuple(sorted(children, key=lambda one: -one.activities))
        return Block(tree.operator, count, children, opening, closing)

    def _pair(self, operator: str) -> tuple[str, str]:
        word = {"exclusive": "choice", "parallel": "parallel", "loop": "loop"}[operator]
        while True:
            self._last += 1
            pair = f"{word}_{self._last}", f"{word}_{self._last}_end"
            if not self._taken.intersection(pair):
                return pair
