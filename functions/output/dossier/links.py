"""Where a claim leads: to its evidence in the same edition, else in the detailed analysis."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from functions.output.dossier.content import Block, Card, Cell, Link, Links, Section, Table


class Elsewhere(NamedTuple):
    """The detailed analysis: the name of its file without the ending, and its anchors."""

    file: str
    ids: frozenset[str]


def finding_anchor(number: int) -> str:
    return f"finding-{number}"


def change_anchor(number: int) -> str:
    return f"change-{number}"


def resolved(sections: Sequence[Section], detailed: Elsewhere) -> tuple[Section, ...]:
    """Return the sections with targets that exist: ``#id``, or ``<detailed>.html#id``."""
    ids = anchors(sections)
    return tuple(
        replace(section, blocks=tuple(_block(block, ids, detailed) for block in section.blocks))
        for section in sections
    )


def anchors(sections: Sequence[Section]) -> frozenset[str]:
    """Return what can be led to in these sections."""
    cards = {b.anchor for s in sections for b in s.blocks if isinstance(b, Card) and b.anchor}
    return frozenset(cards | {section.name for section in sections})


def target(anchor: str, ids: frozenset[str], detailed: Elsewhere) -> str:
    """Return where an anchor lies; empty where nothing is there to lead to."""
    if anchor in ids:
        return f"#{anchor}"
    return f"{detailed.file}.html#{anchor}" if anchor in detailed.ids else ""


def _block(block: Block, ids: frozenset[str], detailed: Elsewhere) -> Block:
    if isinstance(block, Card):
        inner = tuple(_block(each, ids, detailed) for each in block.blocks)
        return replace(block, blocks=inner)
    if isinstance(block, Links):
        return replace(block, items=tuple(_link(each, ids, detailed) for each in block.items))
    if isinstance(block, Table):
        rows = tuple(tuple(_cell(cell, ids, detailed) for cell in row) for row in block.rows)
        return replace(block, rows=rows)
    return block


def _link(link: Link, ids: frozenset[str], detailed: Elsewhere) -> Link:
    return replace(link, target=target(link.target, ids, detailed))


def _cell(cell: Cell, ids: frozenset[str], detailed: Elsewhere) -> Cell:
    return replace(cell, target=target(cell.target, ids, detailed)) if cell.target else cell
