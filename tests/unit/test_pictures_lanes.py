"""Aggregated steps, lanes and straight lines of process maps."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.output.pictures.aggregation import aggregated
from functions.output.pictures.flows import Flow
from functions.output.pictures.lanes import lane_order, with_ends
from functions.output.pictures.layout import Layout, layout, spread
from functions.output.pictures.process_map import MapFlow, MapNode
from functions.output.pictures.separation import Distance, separated

ENDS = ("start", "end")
REST = MapNode("rest", "2 rarer steps", several=True)


def _words(weight: float, mean_h: float | None) -> tuple[str, ...]:
    return (f"{weight:g}", "" if mean_h is None else f"{mean_h:g}")


def test_flows_of_steps_put_together_are_counted_exactly() -> None:
    nodes = [MapNode(n, n) for n in ("a", "x", "y")]
    flows = [
        MapFlow("start", "a", 10),
        MapFlow("a", "x", 3, (), 2.0),
        MapFlow("a", "y", 1, (), 6.0),
        MapFlow("x", "y", 2, (), 1.0),
        MapFlow("x", "end", 1),
        MapFlow("y", "a", 3, (), 5.0),
    ]
    shown, ways = aggregated(nodes, flows, {"x", "y"}, REST, _words)
    found = {(f.source, f.target): (f.weight, f.mean_h) for f in ways}
    assert [node.id for node in shown] == ["a", "rest"]
    assert found["a", "rest"] == (4, pytest.approx(3.0))
    assert found["rest", "rest"] == (2, 1.0)
    assert found["rest", "end"] == (1, None)
    assert sum(weight for weight, _ in found.values()) == sum(f.weight for f in flows)


def test_lanes_between_which_much_passes_stand_beside_each_other() -> None:
    lanes = {"a": "clerk", "b": "director", "c": "buyer"}
    flows = [Flow("a", "c", 9), Flow("c", "b", 8), Flow("a", "b", 1)]
    assert lane_order(lanes, flows) in {
        ("clerk", "buyer", "director"),
        ("director", "buyer", "clerk"),
    }


def test_what_has_no_role_stands_with_the_step_it_is_tied_to_most() -> None:
    flows = [
        Flow("start", "a", 9),
        Flow("a", "gate", 9),
        Flow("gate", "b", 6),
        Flow("gate", "c", 3),
        Flow("b", "end", 9),
    ]
    found = with_ends({"a": "x", "b": "y", "c": "z"}, flows)
    assert (found["start"], found["gate"], found["end"]) == ("x", "x", "y")


@st.composite
def staffed(draw: st.DrawFn) -> tuple[dict[str, int], list[Flow]]:
    nodes = [f"n{i}" for i in range(draw(st.integers(1, 10)))]
    lanes = {node: draw(st.integers(0, 3)) for node in nodes}
    used = sorted(set(lanes.values()))
    lanes = {node: used.index(lane) for node, lane in lanes.items()}
    pair = st.tuples(st.sampled_from(["start", *nodes]), st.sampled_from([*nodes, "end"]))
    pairs = draw(st.lists(pair, max_size=20, unique=True))
    return lanes, [Flow(a, b, draw(st.integers(1, 100))) for a, b in pairs]


@settings(max_examples=50, deadline=None)
@given(staffed())
def test_every_step_stands_within_its_lane(process: tuple[dict[str, int], list[Flow]]) -> None:
    lanes, flows = process
    sizes = dict.fromkeys([*lanes, *ENDS], (100.0, 40.0))
    labels = {flow.ends: (40.0, 20.0) for flow in flows}
    plan = layout(sizes, flows, labels, ENDS, {**lanes, "start": 0, "end": 0})
    assert len(plan.borders) == max(lanes.values(), default=0) + 2
    for node, lane in lanes.items():
        box = plan.boxes[node]
        assert plan.borders[lane] <= box.x
        assert box.x + box.width <= plan.borders[lane + 1]


def _chain(names: list[str], weight: float) -> Layout:
    flows = [Flow(a, b, weight) for a, b in zip(["start", *names], [*names, "end"], strict=True)]
    flows += [Flow("start", name, 1) for name in names[1:]]
    flows += [Flow(name, "end", 1) for name in names[:-1]]
    sizes = dict.fromkeys([*names, *ENDS], (120.0, 40.0))
    return layout(sizes, flows, {flow.ends: (30.0, 20.0) for flow in flows}, ENDS)


def test_the_main_way_runs_straight_down() -> None:
    plan = _chain(["a", "b", "c", "d"], 100)
    assert len({round(box.centre, 3) for box in plan.boxes.values()}) == 1


@given(st.lists(st.floats(-200, 200), min_size=1, max_size=14))
def test_lines_arrive_at_a_side_in_order_and_within_it(wanted: list[float]) -> None:
    places = spread(sorted(wanted), 0.0, 160.0)
    assert places == sorted(places)
    assert len(set(places)) == len(places)
    assert all(-80 <= x <= 80 for x in places)


def test_a_line_from_straight_above_arrives_there() -> None:
    places = spread([-150.0, 0.0, 90.0, 120.0], 0.0, 160.0)
    assert places[1] == 0.0


@given(
    st.lists(st.floats(-100, 100), min_size=2, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.floats(0, 50)), max_size=20),
)
def test_all_distances_are_kept(wanted: list[float], pairs: list[tuple[int, int, float]]) -> None:
    many = len(wanted)
    distances = [Distance(a, b, least) for a, b, least in pairs if a < b < many]
    found = separated(wanted, [1.0] * many, distances)
    assert all(found[d.right] - found[d.left] >= d.least - 1e-4 for d in distances)


def test_positions_are_the_nearest_that_keep_their_distance() -> None:
    assert separated([0, 0], [1, 1], [Distance(0, 1, 10)]) == pytest.approx([-5, 5])
    assert separated([0, 0], [3, 1], [Distance(0, 1, 8)]) == pytest.approx([-2, 6])
    assert separated([0, 20], [1, 1], [Distance(0, 1, 10)]) == [0, 20]
