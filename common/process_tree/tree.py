"""Process trees: block-structured models, sound whatever they hold.

Source: Leemans, Fahland, van der Aalst, *Discovering Block-Structured Process Models from Event
Logs* (2013), section 2.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Operator = Literal["sequence", "exclusive", "parallel", "loop"]
SIGNS = {"sequence": "->", "exclusive": "X", "parallel": "+", "loop": "*"}


@dataclass(frozen=True, slots=True)
class Tree:
    """A leaf (an activity, or nothing where ``label`` is None too) or a block of blocks.

    A loop has two children: what is done at least once, and what leads back to it.
    """

    operator: Operator | None = None
    children: tuple["Tree", ...] = ()
    label: str | None = None

    @property
    def is_silent(self) -> bool:
        """Whether this is the leaf that does nothing."""
        return self.operator is None and self.label is None

    def walk(self) -> Iterator["Tree"]:
        """Yield this node and all below it, parents first, from left to right."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.children))

    def labels(self) -> tuple[str, ...]:
        """Return the activities from left to right."""
        return tuple(node.label for node in self.walk() if node.label is not None)

    def __str__(self) -> str:
        """The usual notation: ``->('a', X(tau, 'b'))``; quotes and line breaks become blanks."""
        if self.operator is None:
            return "tau" if self.label is None else f"'{_plain(self.label)}'"
        return f"{SIGNS[self.operator]}({', '.join(map(str, self.children))})"


SILENT = Tree()


def leaf(label: str) -> Tree:
    """Return an activity."""
    return Tree(label=label)


def sequence(*children: Tree) -> Tree:
    """Return blocks that are done one after the other."""
    return Tree("sequence", children)


def exclusive(*children: Tree) -> Tree:
    """Return blocks of which one is done."""
    return Tree("exclusive", children)


def parallel(*children: Tree) -> Tree:
    """Return blocks that are all done, in any order and interleaved."""
    return Tree("parallel", children)


def loop(body: Tree, redo: Tree) -> Tree:
    """Return ``body``, perhaps followed by ``redo`` and ``body`` again, any number of times."""
    return Tree("loop", (body, redo))


def nullable(tree: Tree) -> bool:
    """Whether the block can be passed without doing anything."""
    if tree.operator is None:
        return tree.label is None
    if tree.operator == "exclusive":
        return any(map(nullable, tree.children))
    if tree.operator == "loop":
        return nullable(tree.children[0])
    return all(map(nullable, tree.children))


def shortest_run(tree: Tree) -> tuple[str, ...]:
    """Return the first of the shortest sequences of activities that the tree allows."""
    if tree.operator is None:
        return () if tree.label is None else (tree.label,)
    if tree.operator == "exclusive":
        return min(map(shortest_run, tree.children), key=len)
    if tree.operator == "loop":
        return shortest_run(tree.children[0])
    return tuple(label for child in tree.children for label in shortest_run(child))


def depth(tree: Tree) -> int:
    """Return how many blocks stand inside each other at most; 0 for a leaf."""
    return 1 + max(map(depth, tree.children)) if tree.children else 0


def simplified(tree: Tree) -> Tree:
    """Return a smaller tree that allows the same: no nested blocks of a kind, no idle silence."""
    children = tuple(map(simplified, tree.children))
    match tree.operator:
        case None:
            return tree
        case "loop":
            return _simple_loop(*children)
        case "exclusive":
            return _simple_choice(_merged("exclusive", children))
        case operator:
            kept = tuple(c for c in _merged(operator, children) if not c.is_silent)
            return _block(operator, kept)


def _simple_loop(body: Tree, redo: Tree) -> Tree:
    if redo.is_silent:
        if body.is_silent:
            return SILENT
        if body.operator == "loop" and body.children[1].is_silent:
            return body
        if body.operator == "exclusive" and SILENT in body.children:  # skip once, not every time
            rest = _block("exclusive", tuple(c for c in body.children if not c.is_silent))
            return exclusive(SILENT, _simple_loop(rest, SILENT))
    return loop(body, redo)


def _simple_choice(children: tuple[Tree, ...]) -> Tree:
    spoken = tuple(c for c in children if not c.is_silent)
    if len(spoken) < len(children) and not any(map(nullable, spoken)):
        spoken = (SILENT, *spoken)
    return _block("exclusive", spoken)


def _block(operator: Operator, children: tuple[Tree, ...]) -> Tree:
    if not children:
        return SILENT
    return children[0] if len(children) == 1 else Tree(operator, children)


def _merged(operator: Operator, children: tuple[Tree, ...]) -> tuple[Tree, ...]:
    return tuple(
        inner
        for child in children
        for inner in (child.children if child.operator == operator else (child,))
    )


def _plain(label: str) -> str:
    return re.sub(r"['\s]+", " ", label)
