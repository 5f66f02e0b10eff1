"""Nothing overlaps on the maps of real processes, and few lines cross."""

from pathlib import Path

import pytest

from functions.output.pictures.layout import Box, Layout, Route
from tests.paths import EXAMPLES, SHARED_DATA, needs_shared_data
from validation_scripts.layout_quality import Quality, maps, quality

MIWG = sorted((SHARED_DATA / "bpmn-miwg").glob("*.bpmn"))
MOST_CROSSINGS = {  # on the view that a reader sees first
    "PrepaidTravelCost.xes.gz": 3,
    "B.2.0.bpmn": 3,
    "C.9.0.bpmn": 1,
}
DESKTOP = 1340  # pixels


def measured(path: Path) -> dict[str, Quality]:
    return {view: quality(plan) for view, plan in maps(path)}


def _checked(path: Path) -> None:
    found = measured(path)
    assert {view: q.overlaps for view, q in found.items()} == dict.fromkeys(found, 0)
    first = found.get("Frequent ways") or found["Whole process"]
    assert first.crossings <= MOST_CROSSINGS.get(path.name, 0)
    assert all(q.crossings <= 6 for q in found.values())
    assert all(q.width <= DESKTOP for q in found.values())


@pytest.mark.parametrize("name", ["purchase_requests.csv.gz", "damage_claims.bpmn"])
def test_examples_have_maps_without_crossing_or_overlap(name: str) -> None:
    _checked(EXAMPLES / name)


@needs_shared_data
@pytest.mark.parametrize("name", ["DomesticDeclarations", "PrepaidTravelCost", "RequestForPayment"])
def test_maps_of_public_logs_have_no_overlap(name: str) -> None:
    _checked(SHARED_DATA / "bpic2020" / f"{name}.xes.gz")


@needs_shared_data
def test_rare_ways_that_cross_many_others_are_left_to_words() -> None:
    path = SHARED_DATA / "bpic2020" / "PrepaidTravelCost.xes.gz"
    plan = dict(maps(path))["Nearly all"]
    assert len(plan.routes) >= 50  # of 62 that make up 97% of all passages
    assert quality(plan).crossings <= 6  # 36 with all of them


@needs_shared_data
@pytest.mark.parametrize("path", MIWG, ids=lambda path: path.stem)
def test_maps_of_the_models_of_the_interchange_group_have_no_overlap(path: Path) -> None:
    _checked(path)


@needs_shared_data
def test_all_21_models_are_there() -> None:
    assert len(MIWG) == 21


def test_lines_that_cross_in_the_middle_of_their_curves_count_once() -> None:
    nowhere = Box(0, 0, 0, 0)
    straight = Route(((100, 0), (100, 10), (100, 90), (100, 100)), nowhere, back=False)
    sloping = Route(((0, 0), (0, 10), (200, 90), (200, 100)), nowhere, back=False)
    found = quality(Layout(200, 100, {}, {("a", "b"): straight, ("c", "d"): sloping}))
    assert found.crossings == 1


def test_what_disturbs_is_counted() -> None:
    boxes = {
        "a": Box(0, 0, 50, 20),
        "b": Box(40, 10, 50, 20),  # over a
        "c": Box(0, 200, 50, 20),
        "d": Box(200, 200, 50, 20),
    }
    label, apart = Box(60, 15, 20, 10), Box(150, 60, 20, 10)  # the first lies on b
    routes = {
        ("a", "d"): Route(((45, 20), (45, 40), (220, 180), (220, 200)), label, back=False),
        ("b", "c"): Route(((70, 30), (70, 40), (20, 180), (20, 200)), apart, back=False),
    }
    found = quality(Layout(300, 300, boxes, routes))
    assert (found.node_overlaps, found.label_overlaps, found.crossings) == (1, 1, 1)
    assert found.lines_on_nodes == 1  # the line from a begins below b's upper edge
    assert found.bends == 2
    assert (found.nodes, found.flows) == (4, 2)
