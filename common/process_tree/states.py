"""The states of a process tree between two activities, found as they are needed.

Silent steps are left out: a state is what activities were done, and leads to others by one more.
Every label must stand in one leaf only, so siblings have nothing in common, and a state of a block
is made of states of its children: no Petri net is needed.
"""

from dataclasses import dataclass, replace
from typing import Any

from common.process_tree.tree import Operator, Tree

State = Any  # an activity: whether it is done; a block: which child, and its state
Move = tuple[int, State]  # the label that is done, and the state after it


@dataclass(frozen=True, slots=True)
class Outlook:
    """Sets of labels (bit masks) that can, can repeatedly, and must still come."""

    can: int
    many: int
    must: int


NOTHING = Outlook(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Block:
    """A node of the tree with what its states need."""

    operator: Operator | None
    label: int | None
    children: tuple["Block", ...]
    labels: int
    nullable: bool
    initial: State
    outlook: Outlook  # of the initial state


def block(tree: Tree, number: dict[str, int]) -> Block:
    """Return the node for a tree; ``number`` gives the labels their bits."""
    if tree.operator is None:
        if tree.label is None:
            return Block(None, None, (), 0, True, True, NOTHING)
        bit = 1 << number[tree.label]
        return Block(None, number[tree.label], (), bit, False, False, Outlook(bit, 0, bit))
    children = tuple(block(child, number) for child in tree.children)
    labels = 0
    for child in children:
        labels |= child.labels
    empty, initial = _beginning(tree.operator, children)
    made = Block(tree.operator, None, children, labels, empty, initial, NOTHING)
    return replace(made, outlook=outlook(made, initial))


def _beginning(operator: Operator, children: tuple[Block, ...]) -> tuple[bool, State]:
    """Return whether a block can be passed silently, and its initial state."""
    empty = [child.nullable for child in children]
    match operator:
        case "sequence":
            return all(empty), (0, children[0].initial)
        case "parallel":
            return all(empty), tuple(child.initial for child in children)
        case "exclusive":
            return any(empty), None
        case "loop":
            return empty[0], (0, children[0].initial)


def is_final(node: Block, state: State) -> bool:
    """Whether the block can be left."""
    match node.operator:
        case None:
            return bool(state)
        case "parallel":
            return all(map(is_final, node.children, state))
        case "exclusive":
            return node.nullable if state is None else is_final(node.children[state[0]], state[1])
        case "sequence":
            at, inner = state
            rest = node.children[at + 1 :]
            return is_final(node.children[at], inner) and all(c.nullable for c in rest)
        case "loop":
            at, inner = state
            return is_final(node.children[at], inner) and (at == 0 or node.children[0].nullable)


def moves(node: Block, state: State) -> list[Move]:
    """Return every activity that can be done next, and the state after it."""
    match node.operator:
        case None:
            return [] if state else [(node.label, True)]  # type: ignore[list-item]
        case "parallel":
            return [
                (label, (*state[:at], after, *state[at + 1 :]))
                for at, child in enumerate(node.children)
                for label, after in moves(child, state[at])
            ]
        case "exclusive":
            if state is None:
                return [move for at in range(len(node.children)) for move in _enter(node, at)]
            return _inside(node, *state)
        case "sequence":
            return _sequence_moves(node, *state)
        case "loop":
            return list(dict.fromkeys(_loop_moves(node, *state)))


def _inside(node: Block, at: int, inner: State) -> list[Move]:
    return [(label, (at, after)) for label, after in moves(node.children[at], inner)]


def _enter(node: Block, at: int) -> list[Move]:
    return _inside(node, at, node.children[at].initial)


def _sequence_moves(node: Block, at: int, inner: State) -> list[Move]:
    found = _inside(node, at, inner)
    passable = is_final(node.children[at], inner)
    while passable and at + 1 < len(node.children):
        at += 1
        found += _enter(node, at)
        passable = node.children[at].nullable
    return found


def _loop_moves(node: Block, at: int, inner: State) -> list[Move]:
    body, redo = node.children
    found = _inside(node, at, inner)
    if is_final(node.children[at], inner):
        after_body = at == 0 or body.nullable
        after_redo = at == 1 or redo.nullable
        found += _enter(node, 1) if after_body else []
        found += _enter(node, 0) if after_redo else []
    return found


def outlook(node: Block, state: State) -> Outlook:
    """Return which labels can and must still come."""
    match node.operator:
        case None:
            return NOTHING if state else node.outlook
        case "parallel":
            return _joined(map(outlook, node.children, state))
        case "exclusive":
            if state is not None:
                return outlook(node.children[state[0]], state[1])
            seen = _joined(c.outlook for c in node.children)
            return Outlook(seen.can, seen.many, 0 if len(node.children) > 1 else seen.must)
        case "sequence":
            at, inner = state
            later = (c.outlook for c in node.children[at + 1 :])
            return _joined([outlook(node.children[at], inner), *later])
        case "loop":
            at, inner = state
            must = outlook(node.children[at], inner).must
            must |= node.children[0].outlook.must if at else 0
            return Outlook(node.labels, node.labels, must)


def _joined(outlooks: Any) -> Outlook:
    can = many = must = 0
    for one in outlooks:
        can, many, must = can | one.can, many | one.many, must | one.must
    return Outlook(can, many, must)
