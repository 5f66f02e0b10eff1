"""report.md: the same content as GitHub-flavoured Markdown, pictures as what they show."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from common.language import say, term
from functions.output.dossier.content import Block, Card, Cell, Document, Table, Text
from functions.output.pictures.svg import printable

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#$@&!{}]|(?<=:)//|(?<=www)\.)")
_OPENING = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([-+])(?=\s|$)|^([-=])(?=[-=]*$)")


def report_markdown(pages: Document) -> bytes:
    """Return the document. Every text is escaped, so none becomes markup, a link or HTML."""
    return ("\n\n".join(_parts(pages)) + "\n").encode()


def escaped(text: str) -> str:
    """Return a text in which nothing means anything to Markdown, on one line."""
    one_line = " ".join(printable(text).split())
    safe = _SPECIAL.sub(r"\\\1", one_line)
    return _OPENING.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[0]}", safe)


def _parts(pages: Document) -> Iterator[str]:
    yield f"*{escaped(pages.edition)}*"
    yield f"# {escaped(pages.title)}"
    for sentence in pages.verdict:
        yield escaped(sentence.text)
    yield "\n".join(_key_figures(pages))
    if pages.editions:
        links = (f"[{escaped(e.title)}]({quote(e.name)}.md)" for e in pages.editions)
        yield f"{escaped(say('Other editions:'))} {' · '.join(links)}"
    for section in pages.sections:
        yield f"## {escaped(section.title)}"
        for block in section.blocks:
            yield from _block(block)


def _key_figures(pages: Document) -> Iterator[str]:
    score, note = f"{pages.score_text} / 10", escaped(pages.score_note)
    yield f"- **{escaped(say('Inefficiency score'))}**: {score}. {note}".rstrip()
    for one in pages.key_figures:
        known = f" ({term(one.provenance.value)})" if one.provenance else ""
        yield f"- **{escaped(one.label)}**: {escaped(one.text)}{known}. {escaped(one.note)}"


def _block(block: Block) -> Iterator[str]:
    match block.kind:
        case "text":
            yield _text(block)
        case "bullets":
            yield "\n".join(f"- {escaped(item)}" for item in block.items)
        case "links":
            yield "\n".join(f"- {escaped(item.text)}" for item in block.items)
        case "table":
            yield from _table(block)
        case "picture":
            yield f"*{escaped(block.title)}:* {escaped(block.description)}"
            if block.caption:
                yield escaped(block.caption)
        case "card":
            yield from _card(block)


def _text(block: Text) -> str:
    text = escaped(block.text)
    return f"> **{text}**" if block.tone == "warning" else text


def _card(card: Card) -> Iterator[str]:
    yield f"### {escaped(card.number)}\\. {escaped(card.title)}"
    if card.badges:
        yield " · ".join(f"*{escaped(badge.text)}*" for badge in card.badges)
    for inner in card.blocks:
        yield from _block(inner)


def _table(table: Table) -> Iterator[str]:
    yield f"**{escaped(table.caption)}**"
    rule = ["---:" if cell.numeric else ":---" for cell in table.columns]
    lines = [_line([_cell(c) for c in table.columns]), _line(rule)]
    lines += [_line([_cell(c) for c in row]) for row in table.rows]
    yield "\n".join(lines)


def _cell(cell: Cell) -> str:
    known = term(cell.provenance.value) if cell.provenance is not None else ""
    text = escaped(cell.text)
    return f"{text} *({escaped(known)})*" if known and known != cell.text else text


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
