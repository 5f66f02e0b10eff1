"""Process trees out of the usual notation."""

import re
from collections.abc import Iterator, Mapping

from common.process_tree.tree import SIGNS, SILENT, Operator, Tree, leaf

TOKENS = re.compile(r"'[^']*'|tau|->|[X+*(),]")
OPERATORS: dict[str, Operator] = {sign: name for name, sign in SIGNS.items()}  # type: ignore[misc]


def tree_of(notation: str, labels: Mapping[str, str]) -> Tree:
    """Return the tree that ``str`` wrote, each name replaced by its label.

    Raises:
        ValueError: this is not the notation of a tree, it has a name that ``labels`` lacks, or two
            of the names are written alike.
    """
    written = {str(leaf(name)): label for name, label in labels.items()}
    if len(written) < len(labels):
        raise ValueError("two names are written alike")
    tokens = iter(TOKENS.findall(notation))
    try:
        tree = _node(next(tokens), tokens, written)
    except StopIteration:
        raise ValueError("the notation breaks off") from None
    if next(tokens, None) is not None:
        raise ValueError("something stands behind the tree")
    return tree


def _node(read: str, tokens: Iterator[str], written: Mapping[str, str]) -> Tree:
    if read == "tau":
        return SILENT
    if read in OPERATORS:
        return Tree(OPERATORS[read], tuple(_children(tokens, written)))
    if read not in written:
        raise ValueError(f"a name is not known: {read}")
    return leaf(written[read])


def _children(tokens: Iterator[str], written: Mapping[str, str]) -> list[Tree]:
    children, separator = [], next(tokens)
    if separator != "(":
        raise ValueError("an operator without children")
    while separator != ")":
        children.append(_node(next(tokens), tokens, written))
        separator = next(tokens)
        if separator not in (",", ")"):
            raise ValueError("children are not separated by commas")
    return children
