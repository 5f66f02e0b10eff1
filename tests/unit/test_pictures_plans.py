"""Pictures of what is planned: front, tornado, cash flow and roadmap."""

from dataclasses import replace
from itertools import combinations
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from hypothesis import example, given
from hypothesis import strategies as st

from common.language import speaking
from functions.output.pictures.axis import Axis, scale
from functions.output.pictures.cash_flow import Balance, cash_flow
from functions.output.pictures.front import Dot, front, unbeaten
from functions.output.pictures.gantt import Task, gantt
from functions.output.pictures.placing import Area, placed
from functions.output.pictures.svg import text_width
from functions.output.pictures.tornado import Range, tornado

SVG = "{http://www.w3.org/2000/svg}"
NAMED: dict[str, Any] = {"key": "k", "title": "t", "description": "d"}
PLAIN = Axis("Value", lambda value: f"{value:g}")
WAVES = [("quick_win", "Quick win"), ("project", "Project")]
amounts = st.floats(-1e9, 1e9)


def found(svg: str, tag: str, css: str) -> list[Element]:
    root = ElementTree.fromstring(svg)
    return [e for e in root.iter(f"{SVG}{tag}") if css in (e.get("class") or "").split()]


def at(element: Element, *names: str) -> list[float]:
    return [float(element.get(name, "0")) for name in names]


@given(st.lists(amounts, min_size=1, max_size=30))
@example([5e-324])
def test_a_scale_holds_all_values_and_grows_by_equal_round_steps(values: list[float]) -> None:
    made = scale(values, 0.0, 100.0)
    small = 1e-6 * (made.high - made.low)
    assert made.low - small <= min(values)
    assert max(values) <= made.high + small
    steps = {round((b - a) / (made.ticks[1] - made.ticks[0]), 6) for a, b in zip(
        made.ticks, made.ticks[1:], strict=False)}  # fmt: skip
    assert steps == {1.0}
    assert 2 <= len(made.ticks) <= 8


def test_ticks_are_round_numbers() -> None:
    assert scale([0, 43], 0, 1).ticks == (0, 10, 20, 30, 40, 50)
    assert scale([-3, 9], 0, 1).ticks == pytest.approx((-5, -2.5, 0, 2.5, 5, 7.5, 10))


def test_a_dot_that_another_beats_is_not_on_the_line() -> None:
    dots = [Dot("a", 3, 1), Dot("b", 1, 3), Dot("beaten", 3, 3), Dot("c", 2, 2)]
    assert [dot.name for dot in unbeaten(dots)] == ["b", "c", "a"]


def test_the_recommended_dot_stands_where_both_measures_say() -> None:
    dots = [Dot("as is", 10, 10, as_is=True), Dot("both", 5, 0, recommended=True), Dot("x", 0, 5)]
    (circle,) = found(front(dots, PLAIN, PLAIN, **NAMED), "circle", "recommended")
    circles = found(front(dots, PLAIN, PLAIN, **NAMED), "circle", "dot")
    xs = [at(c, "cx")[0] for c in circles]
    ys = [at(c, "cy")[0] for c in circles]
    assert at(circle, "cx")[0] == pytest.approx((min(xs) + max(xs)) / 2, abs=0.2)
    assert at(circle, "cy")[0] == max(ys)


def test_a_name_grows_away_from_its_dot_and_the_last_value_stays_in_the_picture() -> None:
    dots = [Dot("left of it", 10, 0, recommended=True), Dot("right of it", 0, 10)]
    wide = replace(PLAIN, written=lambda value: f"EUR {value:,.0f} at once")
    svg = front(dots, wide, PLAIN, **NAMED)
    names = {e.text: e for e in found(svg, "text", "haloed")}
    (right,) = at(found(svg, "circle", "recommended")[0], "cx")
    (left,) = at(found(svg, "circle", "dot")[1], "cx")

    assert names["left of it"].get("text-anchor") == "end"
    assert at(names["left of it"], "x")[0] < right
    assert names["right of it"].get("text-anchor") == "start"
    assert at(names["right of it"], "x")[0] > left
    last = [e for e in found(svg, "text", "soft") if e.text == "EUR 10 at once"][-1]
    assert at(last, "x")[0] + text_width(last.text, 11.5) / 2 <= 720


@given(st.lists(st.tuples(st.floats(0, 700), st.floats(0, 300)), max_size=12))
def test_names_beside_marks_stay_within_the_picture(places: list[tuple[float, float]]) -> None:
    marks = [Area(x, y, 12, 12) for x, y in places]
    bounds = Area(0, 0, 720, 320)
    names = placed(marks, [(60.0, 15.0)] * len(marks), bounds)
    assert all(name.within(bounds) for name in names)


def test_names_of_marks_apart_hide_nothing() -> None:
    marks = [Area(50.0 * n, 40.0 * (n % 3), 12, 12) for n in range(12)]
    names = placed(marks, [(90.0, 15.0)] * 12, Area(0, 0, 720, 320))
    for one, other in combinations([*marks, *names], 2):
        assert one.overlap(other) == 0


def test_each_end_of_an_input_has_the_length_of_its_swing() -> None:
    svg = tornado([Range("share", -40, -25, "20%", "80%")], -30, PLAIN, **NAMED)
    (low,) = [e for e in found(svg, "rect", "at-low") if at(e, "height") != [12.0]]
    (high,) = [e for e in found(svg, "rect", "at-high") if at(e, "height") != [12.0]]
    (base,) = found(svg, "line", "base")
    assert sum(at(low, "x", "width")) == pytest.approx(at(base, "x1")[0], abs=0.2)
    assert at(high, "x")[0] == pytest.approx(at(base, "x1")[0], abs=0.2)
    assert at(low, "width")[0] / at(high, "width")[0] == pytest.approx(2, abs=0.01)


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=8), amounts)
def test_no_bar_of_a_tornado_leaves_the_picture(
    swings: list[tuple[float, float]], base: float
) -> None:
    rows = [Range("an input", low, high, "low end", "high end") for low, high in swings]
    svg = tornado(rows, base, PLAIN, **NAMED)
    for bar in (*found(svg, "rect", "at-low"), *found(svg, "rect", "at-high")):
        x, width = at(bar, "x", "width")
        assert x >= 0
        assert x + width <= 720


def test_the_payback_stands_on_zero_at_its_month() -> None:
    balances = [Balance(month, month - 6.0, month - 8.0, month - 4.0) for month in range(13)]
    svg = cash_flow(balances, PLAIN, 6.0, **NAMED)
    (dot,) = found(svg, "circle", "recommended")
    spots = found(svg, "circle", "spot")
    assert at(dot, "cx", "cy") == at(spots[6], "cx", "cy")
    assert "pays back after 6 months" in svg
    assert "pays back" not in cash_flow(balances, PLAIN, None, **NAMED)


def test_the_band_encloses_the_line() -> None:
    balances = [Balance(month, 2.0 * month, month, 3.0 * month) for month in range(5)]
    svg = cash_flow(balances, PLAIN, None, **NAMED)
    (band,) = [e.get("points", "").split() for e in found(svg, "polygon", "band")]
    (line,) = [e.get("points", "").split() for e in found(svg, "polyline", "balance")]
    upper, lower = band[:5], band[:4:-1]
    for high, mean, low in zip(upper[1:], line[1:], lower[1:], strict=True):
        assert float(high.split(",")[1]) < float(mean.split(",")[1]) < float(low.split(",")[1])


def test_a_bar_of_the_roadmap_is_as_long_as_its_weeks() -> None:
    tasks = [Task("one", 0, 4, "quick_win"), Task("two", 4, 8, "project", after=(0,))]
    svg = gantt(tasks, WAVES, **NAMED)
    (one,) = [e for e in found(svg, "rect", "wave-quick_win") if at(e, "height") != [12.0]]
    (two,) = [e for e in found(svg, "rect", "wave-project") if at(e, "height") != [12.0]]
    assert (at(two, "width")[0] + 2) / (at(one, "width")[0] + 2) == pytest.approx(2, abs=0.01)
    assert at(two, "x")[0] == pytest.approx(sum(at(one, "x", "width")) + 2, abs=0.2)
    assert len(found(svg, "path", "waits-for")) == 1


def test_pictures_speak_the_language_of_the_report() -> None:
    with speaking("de"):
        svg = gantt([Task("Anders prüfen", 0, 4, "quick_win")], WAVES, **NAMED)
    assert "Woche 1 bis 4" in svg


def test_names_in_plans_are_text() -> None:
    hostile = "<script>alert(1)</script>"
    for svg in (
        front([Dot(hostile, 1, 1)], PLAIN, PLAIN, **NAMED),
        tornado([Range(hostile, 1, 2, hostile, hostile, hostile)], 1.5, PLAIN, **NAMED),
        gantt([Task(hostile, 0, 1, "project", hostile, hostile)], WAVES, **NAMED),
    ):
        assert "<script" not in svg
