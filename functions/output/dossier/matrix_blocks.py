"""A matrix as a picture, with the same numbers in tables that fit on a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from common.language import say
from functions.output.dossier import figures
from functions.output.dossier.content import (
    NONE,
    Block,
    Cell,
    Picture,
    Table,
    derived,
    head,
    heat,
    number_head,
    row_head,
    value,
)
from functions.output.pictures.matrix import LEAST_WIDTH, Grid, Spot, matrix, planned

MOST_ROWS, MOST_COLUMNS = 15, 12  # further ones are put together as one more
COLUMNS_PER_TABLE = 8
HEATS = 5
BEST_TOLD = 5


@dataclass(frozen=True)
class Entry:
    """What a cell holds: a count, what stands below it, what it tells in full.

    ``made`` says that the count is a sum of several of report.json's.
    """

    count: int
    told: str
    small: str = ""
    made: bool = False


@dataclass(frozen=True)
class Matrix:
    """Names of rows and columns, and the entries by their places. ``corner`` names both ways."""

    key: str
    title: str
    caption: str
    corner: str
    row_word: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    entries: Mapping[tuple[int, int], Entry]


def matrix_blocks(shown: Matrix) -> list[Block]:
    """Return the picture and its tables; none for a matrix without entries."""
    if not shown.entries:
        return []
    largest = max(entry.count for entry in shown.entries.values())
    return [_picture(shown, largest), *_tables(shown, largest)]


def _picture(shown: Matrix, largest: int) -> Picture:
    spots = {
        place: Spot(
            (figures.grouped(entry.count), *([entry.small] if entry.small else [])),
            heat(entry.count, largest),
            entry.told,
        )
        for place, entry in shown.entries.items()
    }
    ranked = sorted(shown.entries.items(), key=lambda item: (-item[1].count, item[0]))
    description = "; ".join(entry.told for _, entry in ranked[:BEST_TOLD])
    if len(ranked) > BEST_TOLD:
        description = say(
            "{rows} rows, {columns} columns. The largest numbers: {cells}.",
            rows=len(shown.rows),
            columns=len(shown.columns),
            cells=description,
        )
    grid = Grid(shown.rows, shown.columns, spots, shown.corner, _bounds(largest))
    svg = matrix(grid, key=shown.key, title=shown.title, description=description)
    wide = planned(grid).width > LEAST_WIDTH
    return Picture(svg, shown.title, description, shown.caption, wide=wide)


def _bounds(largest: int) -> tuple[str, ...]:
    """Return the legend: the largest count of each heat that a count can have."""
    if largest < HEATS:
        return ()
    ends = [max(n for n in _near(largest, step) if heat(n, largest) == step) for step in range(4)]
    return (
        *(say("up to {number}", number=figures.grouped(end)) for end in ends),
        say("up to {number}", number=figures.grouped(largest)),
    )


def _near(largest: int, step: int) -> Sequence[int]:
    """Return the counts around the upper end of a heat: one of them is the last with it."""
    end = int(largest * (step + 1) / HEATS)
    return range(max(end - 2, 0), end + 3)


def _tables(shown: Matrix, largest: int) -> list[Table]:
    """Return the matrix as a table, in several where its columns do not fit on a page."""
    parts = [
        range(first, min(first + COLUMNS_PER_TABLE, len(shown.columns)))
        for first in range(0, len(shown.columns), COLUMNS_PER_TABLE)
    ]
    tables = []
    for part in parts:
        caption = shown.title
        if len(parts) > 1:
            caption = say(
                "{title}, columns {first} to {last} of {all}",
                title=shown.title,
                first=part[0] + 1,
                last=part[-1] + 1,
                all=len(shown.columns),
            )
        columns = head(shown.row_word, *(number_head(shown.columns[at]) for at in part))
        rows = tuple(
            (row_head(name), *(_cell(shown.entries.get((index, at)), largest) for at in part))
            for index, name in enumerate(shown.rows)
        )
        tables.append(Table(caption, columns, rows, folded=True))
    return tables


def _cell(entry: Entry | None, largest: int) -> Cell:
    if entry is None:
        return NONE
    text = figures.grouped(entry.count)
    if entry.small:
        text = f"{text} · {entry.small}"
    warm = heat(entry.count, largest)
    return derived(text, heat=warm) if entry.made else value(text, entry.count, heat=warm)
