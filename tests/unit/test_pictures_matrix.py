"""A matrix as a heat map: every number has room, no two names meet, colour says nothing alone."""

import math
from typing import Any

from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from common.language import speaking
from common.model.submission import OutputFormat
from functions.output.dossier.content import Picture, Table
from functions.output.dossier.document import document
from functions.output.dossier.matrix_blocks import Entry, Matrix, matrix_blocks
from functions.output.pictures.matrix import LEAST_WIDTH, SLANT, Grid, Spot, matrix, planned
from functions.output.pictures.svg import text_width
from tests.unit.dossier_fixture import results

SVG = "{http://www.w3.org/2000/svg}"
NAMED: dict[str, Any] = {"key": "k", "title": "t", "description": "d"}
NAMES = st.lists(st.text("abcdefgh WQ_äß支", min_size=1, max_size=60), min_size=1, max_size=15)


def grid(rows: list[str], columns: list[str], lines: tuple[str, ...] = ("1,234", "5 d")) -> Grid:
    spots = {
        (row, column): Spot(lines, (row + column) % 5, f"{name} / {other}")
        for row, name in enumerate(rows)
        for column, other in enumerate(columns)
    }
    return Grid(tuple(rows), tuple(columns), spots, "From · to", ("few", "many"))


def drawn(shown: Grid) -> Any:
    return ElementTree.fromstring(matrix(shown, **NAMED))


@settings(max_examples=60)
@given(NAMES, NAMES)
def test_nothing_stands_outside_the_picture_and_no_upright_texts_meet(rows, columns):
    shown = grid(rows, columns)
    svg = drawn(shown)
    width, height = float(svg.get("width")), float(svg.get("height"))
    boxes = []
    turned = {id(t) for g in svg.iter(f"{SVG}g") if g.get("transform") for t in g}
    for text in svg.iter(f"{SVG}text"):
        if id(text) in turned or not text.text:
            continue
        size = 12.7 if "strong" in text.get("class") else 12.0
        long = text_width(text.text, size)
        x = float(text.get("x")) - (long / 2 if text.get("text-anchor") == "middle" else 0)
        y = float(text.get("y"))
        assert x >= -0.1
        assert x + long <= width + 0.1
        assert 10 <= y <= height
        boxes.append((x, y - 9, x + long, y))
    for at, a in enumerate(boxes):
        for b in boxes[at + 1 :]:
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            assert apart, (a, b)


@settings(max_examples=60)
@given(NAMES)
def test_slanted_names_stay_within_their_own_strip_and_the_picture(columns):
    long = [f"Department of {name} {at} abroad" for at, name in enumerate(columns)]
    shown = grid(["a", "b"], long)
    plan = planned(shown)
    if not plan.slanted:
        return
    strip = plan.column * SLANT
    lines = 0
    for group in drawn(shown).iter(f"{SVG}g"):
        if not group.get("transform"):
            continue
        texts = list(group)
        lines = max(lines, len(texts))
        assert 14 * len(texts) <= strip  # what lies between two neighbours, across their slope
        x, y = map(float, group.get("transform").split("(")[1].split(")")[0].split())
        longest = max(text_width(text.text, 12.7) for text in texts)
        assert y - longest * SLANT >= 0
        assert x + longest * SLANT <= plan.width
    assert lines


def test_few_short_names_stand_upright_within_the_usual_width():
    shown = grid(["Clerk", "Supervisor"], ["Clerk", "Budget owner", "Supervisor"])
    assert not planned(shown).slanted
    assert planned(shown).width <= LEAST_WIDTH


def test_each_cell_shows_its_number_and_tells_it_in_full():
    svg = drawn(grid(["a"], ["x", "y"], ("17",)))
    marks = [g for g in svg.iter(f"{SVG}g") if g.get("class") == "mark-of"]
    assert [g.find(f"{SVG}title").text for g in marks] == ["a / x", "a / y"]
    assert [g.find(f"{SVG}text").text for g in marks] == ["17", "17"]
    assert [g.find(f"{SVG}rect").get("class") for g in marks] == ["warm-0", "warm-1"]


def test_the_legend_names_the_last_count_of_each_heat_as_it_is_drawn():
    counts = [1, 20, 21, 40, 41, 61, 81, 100]
    entries = {(0, at): Entry(count, str(count)) for at, count in enumerate(counts)}
    made = matrix_blocks(
        Matrix("k", "t", "", "c", "Step", ("r",), tuple(map(str, counts)), entries)
    )
    assert isinstance(made[0], Picture)
    svg = ElementTree.fromstring(made[0].svg)
    texts = [text.text for text in svg.iter(f"{SVG}text")]
    bounds = [int(text.split()[-1]) for text in texts if str(text).startswith("up to")]
    assert len(bounds) == 5
    for group in svg.iter(f"{SVG}g"):
        if group.get("class") != "mark-of":
            continue
        heat = int(group.find(f"{SVG}rect").get("class").removeprefix("warm-"))
        count = int(group.find(f"{SVG}text").text)
        assert count <= bounds[heat]
        assert heat == 0 or count > bounds[heat - 1]


def test_the_picture_and_its_tables_hold_the_same_numbers():
    for language in ("en", "de"):
        with speaking(language):
            pages = document(results(OutputFormat.DETAILED_ANALYSIS))
        for name in ("people", "handoffs"):
            section = next(s for s in pages.sections if s.name == name)
            at = next(
                index
                for index, block in enumerate(section.blocks)
                if isinstance(block, Picture) and "warm-" in block.svg
            )
            shown, table = section.blocks[at : at + 2]
            assert isinstance(shown, Picture)
            assert isinstance(table, Table)
            svg = ElementTree.fromstring(shown.svg)
            marks = [g for g in svg.iter(f"{SVG}g") if g.get("class") == "mark-of"]
            drawn_cells = [" · ".join(t.text for t in g.iter(f"{SVG}text")) for g in marks]
            cells = [cell.text for row in table.rows for cell in row[1:] if cell.text != "·"]
            assert drawn_cells == cells
            assert math.isclose(
                sum(c.value or 0 for row in table.rows for c in row[1:]), sum(_counts(marks))
            )


def _counts(marks: list[Any]) -> list[float]:
    texts = [next(iter(mark.iter(f"{SVG}text"))).text for mark in marks]
    return [float(text.replace(",", "").replace(".", "").replace(" ", "")) for text in texts]
