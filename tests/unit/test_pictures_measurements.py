"""Pictures of measurements: waterfall, figures over time, the week."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from functions.output.pictures.over_time import WIDTH, Line, Mark, over_time
from functions.output.pictures.waterfall import Step, waterfall
from functions.output.pictures.week import Fixed, week

SVG = "{http://www.w3.org/2000/svg}"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
NAMED: dict[str, Any] = {"key": "k", "title": "t", "description": "d"}


def rects(svg: str, css: str) -> list[tuple[float, float]]:
    found = ElementTree.fromstring(svg).iter(f"{SVG}rect")
    return [
        (float(r.get("x", "0")), float(r.get("width", "0"))) for r in found if r.get("class") == css
    ]


def test_each_part_begins_where_the_one_before_ends():
    steps = [
        Step("waiting", (60.0,), ("60 h",), "waiting"),
        Step("batching", (45.0,), ("45 h",), "cause", inner=True),
        Step("other", (15.0,), ("15 h",), "cause", inner=True),
        Step("outside", (30.0,), ("30 h",), "outside"),
        Step("work", (10.0,), ("10 h",), "bar"),
        Step("all", (100.0,), ("100 h",), "total", total=True),
    ]
    svg = waterfall(["Wall-clock"], steps, **NAMED)
    (waiting,), (outside,), (work,), (total,) = (
        rects(svg, css) for css in ("waiting", "outside", "bar", "total")
    )
    batching, other = rects(svg, "cause")

    assert outside[0] == pytest.approx(waiting[1], abs=0.2)
    assert work[0] == pytest.approx(outside[0] + outside[1], abs=0.2)
    assert total == pytest.approx((0, work[0] + work[1]), abs=0.2)
    assert batching[0] == waiting[0]
    assert other[0] + other[1] == pytest.approx(waiting[1], abs=0.2)
    assert outside[1] / total[1] == pytest.approx(0.3, abs=0.01)


def test_a_part_that_is_not_known_in_a_measure_draws_nothing_there():
    steps = [
        Step("a", (5.0, None), ("5 h", ""), "waiting"),
        Step("all", (5.0, 2.0), ("5 h", "2 h"), "total", total=True),
    ]
    svg = waterfall(["Wall-clock", "Working"], steps, **NAMED)

    assert len(rects(svg, "waiting")) == 1
    assert len(rects(svg, "total")) == 2
    assert "Working" in svg


def _over_time(values: list[float], marks: list[Mark]) -> str:
    begins = [MONDAY + timedelta(weeks=n) for n in range(len(values))]
    lines = [Line("in", tuple(values), "arriving"), Line("out", tuple(values[::-1]), "done")]
    return over_time(begins, lines, Line("open", tuple(values), "area"), marks, **NAMED)


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=200))
def test_all_points_lie_inside_the_picture(values: list[float]):
    root = ElementTree.fromstring(_over_time(values, []))
    height = float(root.get("viewBox", "").split()[3])
    lines = list(root.iter(f"{SVG}polyline"))

    assert [len(each.get("points", "").split()) for each in lines] == [len(values)] * 2
    for each in (*lines, *root.iter(f"{SVG}polygon")):
        for point in each.get("points", "").split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= height


def test_a_mark_stands_where_its_period_begins():
    root = ElementTree.fromstring(_over_time([1.0] * 10, [Mark(5, "more"), Mark(0, "first")]))
    marks = [e for e in root.iter(f"{SVG}line") if e.get("class") == "mark"]
    xs = [float(e.get("x1", "0")) for e in marks]

    assert xs[0] == pytest.approx(44 + (WIDTH - 52) / 2)
    assert xs[1] == 44


def test_the_week_has_one_cell_per_hour_with_letters_for_timetables():
    svg = week(DAYS, {9, 10, 33}, [Fixed("Pay", (10, 34)), Fixed("Print", (34,))], **NAMED)

    assert len(rects(svg, "open-hour")) == 2 + 1  # and one in the legend
    assert len(rects(svg, "track")) == 168 - 4 + 1
    texts = [e.text for e in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert texts.count("A") == 2  # one cell, one legend
    assert texts.count("AB") == 1


def test_names_of_the_week_are_text():
    svg = week(DAYS, set(), [Fixed("<script>", (1,))], **NAMED)

    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg
