"""The picture of variants."""

from typing import Any

from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from functions.output.pictures.variants import (
    IN_A_LINE,
    MOST_LINES,
    WIDTH,
    variant_row,
    variants,
)

SVG = "{http://www.w3.org/2000/svg}"
NAMED: dict[str, Any] = {"key": "k", "title": "t", "description": "d"}
USUAL = ["submit", "check", "approve", "pay"]


def _chevrons(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    return [e.get("class", "") for e in root.iter(f"{SVG}polygon")]


def test_steps_that_are_not_in_the_usual_order_are_marked() -> None:
    row = variant_row("2", 0.1, "", ["submit", "reject", "submit", "check", "pay"], USUAL)
    assert [(s.name, s.other) for s in row.steps] == [
        ("submit", False),
        ("reject", True),
        ("submit", True),
        ("check", False),
        ("pay", False),
    ]


def test_the_same_step_in_a_row_is_one_chevron_with_its_number() -> None:
    row = variant_row("3", 0.1, "", ["submit", "remind", "remind", "remind", "pay"], USUAL)
    assert [(s.name, s.times) for s in row.steps] == [("submit", 1), ("remind", 3), ("pay", 1)]
    assert "remind ×3" in variants([row], **NAMED)


def test_bars_compare_the_shares() -> None:
    rows = [variant_row("1", 0.6, "", USUAL, USUAL), variant_row("2", 0.15, "", USUAL, USUAL)]
    root = ElementTree.fromstring(variants(rows, **NAMED))
    one, two = [
        float(r.get("width", "0")) for r in root.iter(f"{SVG}rect") if r.get("class") == "bar"
    ]
    assert two / one == 0.25


def test_a_very_long_variant_says_how_many_steps_are_not_drawn() -> None:
    steps = [f"step {i}" for i in range(IN_A_LINE * MOST_LINES + 5)]
    svg = variants([variant_row("1", 1.0, "", steps, steps)], **NAMED)
    assert len(_chevrons(svg)) == IN_A_LINE * MOST_LINES
    assert "… and 5 more steps" in svg


@given(st.lists(st.text(max_size=40), min_size=1, max_size=40))
def test_any_names_stay_within_the_picture(names: list[str]) -> None:
    root = ElementTree.fromstring(variants([variant_row("1", 1.0, "", names, names[:3])], **NAMED))
    height = float(root.get("viewBox", "").split()[3])
    for polygon in root.iter(f"{SVG}polygon"):
        for point in polygon.get("points", "").split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= height
