"""What a report consists of, before it is HTML or PDF."""

from dataclasses import dataclass
from typing import Literal

from common.language import Language, say, term
from common.model.figure import Provenance


@dataclass(frozen=True)
class Cell:
    """A table cell. ``value`` is the unrounded number behind the text, as in report.json.

    ``target`` is the anchor of what the cell tells of, such as a finding.
    """

    text: str
    value: float | None = None
    numeric: bool = False
    provenance: Provenance | None = None
    heat: int | None = None
    header: bool = False
    target: str = ""


@dataclass(frozen=True)
class Text:
    text: str
    tone: Literal["plain", "lead", "note", "warning"] = "plain"
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True)
class Link:
    """A sentence, and the anchor of what it tells of; empty where that is not at hand."""

    text: str
    target: str = ""


@dataclass(frozen=True)
class Links:
    items: tuple[Link, ...]
    kind: Literal["links"] = "links"


@dataclass(frozen=True)
class Table:
    """``folded`` tables stand behind a line to open, under the picture that shows their data."""

    caption: str
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    folded: bool = False
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class PictureView:
    """One of several pictures of the same; ``note`` says what it leaves out."""

    name: str
    svg: str
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture. On a page its ``views`` can be chosen; else ``svg`` and ``note`` are the first."""

    svg: str
    title: str
    description: str
    caption: str = ""
    wide: bool = False
    note: str = ""
    views: tuple[PictureView, ...] = ()
    first_view: int = 0
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True)
class Badge:
    """A word with a tone: the tone never says more than the word."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True)
class Card:
    """A finding or a change: its head line, badges, sentences and a table."""

    number: str
    title: str
    badges: tuple[Badge, ...] = ()
    blocks: tuple["Block", ...] = ()
    anchor: str = ""
    kind: Literal["card"] = "card"


Block = Text | Bullets | Links | Table | Picture | Card


@dataclass(frozen=True)
class Section:
    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class KeyFigure:
    """One of the numbers that matter, as it stands at the top."""

    label: str
    text: str
    note: str
    provenance: Provenance | None


@dataclass(frozen=True)
class EditionLink:
    """Another edition of the same report: ``name`` is that of its files, without the ending."""

    title: str
    name: str


@dataclass(frozen=True)
class Document:
    title: str
    edition: str
    language: Language
    verdict: tuple[Link, ...]
    score: float
    score_text: str
    score_note: str
    score_picture: str
    key_figures: tuple[KeyFigure, ...]
    sections: tuple[Section, ...]
    editions: tuple[EditionLink, ...] = ()  # the others


def head(*names: str | Cell) -> tuple[Cell, ...]:
    """Return column heads, told in the language spoken; ``#`` marks a column of numbers."""
    return tuple(name if isinstance(name, Cell) else _head(name) for name in names)


def _head(name: str) -> Cell:
    return Cell(term(name.removeprefix("#")), numeric=name.startswith("#"), header=True)


def number_head(text: str) -> Cell:
    """Return the head of a column of numbers that is called by a name from the data."""
    return Cell(text, numeric=True, header=True)


def words(text: str) -> Cell:
    return Cell(text)


def row_head(text: str, target: str = "") -> Cell:
    return Cell(text, header=True, target=target)


def value(
    text: str, number: float | None, provenance: Provenance | None = None, heat: int | None = None
) -> Cell:
    return Cell(text, number, numeric=True, provenance=provenance, heat=heat)


def derived(text: str, provenance: Provenance | None = None, heat: int | None = None) -> Cell:
    """Return a number that is made here from others, and so does not stand in report.json."""
    return Cell(text, numeric=True, provenance=provenance, heat=heat)


NONE = Cell("·", numeric=True)  # in a matrix: it never happens


def not_known() -> Cell:
    return Cell(say("not known"), numeric=True)


def heat(number: float, largest: float) -> int:
    """Return how warm a cell of a matrix is, 0 to 4, by its part of the largest."""
    return min(4, int(number / largest * 4.999)) if largest else 0
