from itertools import combinations

from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.output.pictures.flows import Flow, shown
from functions.output.pictures.layers import crossings
from functions.output.pictures.layout import Box, Layout, layout
from functions.output.pictures.process_map import MapFlow, MapNode, process_map
from functions.output.pictures.ranks import forward_order, ranks
from functions.output.pictures.svg import text_width, wrapped

ENDS = ("start", "end")


def test_keeps_the_frequent_flows_and_what_connects_a_rare_step() -> None:
    flows = [
        Flow("start", "a", 100),
        Flow("a", "b", 98),
        Flow("b", "end", 98),
        Flow("a", "rare", 2),
        Flow("rare", "end", 1),
        Flow("rare", "b", 1),
        Flow("b", "a", 1),
    ]
    kept = {flow.ends for flow in shown(flows, *ENDS, 0.95, 40)}
    assert {("a", "rare"), ("rare", "b")} <= kept or {("a", "rare"), ("rare", "end")} <= kept
    assert ("b", "a") not in kept


def test_orders_a_loop_by_its_heavier_direction() -> None:
    flows = [
        Flow("start", "submit", 9),
        Flow("submit", "reject", 3),
        Flow("reject", "submit", 2),
        Flow("submit", "pay", 8),
        Flow("pay", "end", 9),
    ]
    order = forward_order(["start", "pay", "reject", "submit", "end"], flows, *ENDS)
    assert order[0] == "start"
    assert order[-1] == "end"
    assert order.index("submit") < order.index("reject")
    assert order.index("submit") < order.index("pay")


def test_ranks_are_longest_paths_with_the_end_at_the_bottom() -> None:
    order = ["start", "a", "b", "c", "end"]
    pairs = [("start", "a"), ("a", "b"), ("a", "c"), ("b", "c"), ("c", "a"), ("a", "end")]
    assert ranks(order, pairs) == {"start": 0, "a": 1, "b": 2, "c": 3, "end": 4}


def test_counts_the_crossings_of_two_layers() -> None:
    assert crossings([(0, 0), (1, 1)]) == 0
    assert crossings([(0, 1), (1, 0)]) == 1
    assert crossings([(0, 2), (1, 1), (2, 0)]) == 3
    assert crossings([(0, 0), (0, 1), (1, 0)]) == 1


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[str], list[Flow]]:
    nodes = [f"n{i}" for i in range(draw(st.integers(1, 12)))]
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(["start", *nodes]), st.sampled_from([*nodes, "end"])),
            max_size=30,
            unique=True,
        )
    )
    return nodes, [Flow(a, b, draw(st.integers(1, 1000))) for a, b in pairs]


def _laid_out(nodes: list[str], flows: list[Flow]) -> Layout:
    sizes = {node: (100.0 + 7 * i, 40.0 + 9 * (i % 4)) for i, node in enumerate(nodes)}
    sizes |= {"start": (60.0, 30.0), "end": (60.0, 30.0)}
    return layout(sizes, flows, {flow.ends: (50.0, 30.0) for flow in flows}, ENDS)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_no_box_overlaps_another_box_or_a_label(graph: tuple[list[str], list[Flow]]) -> None:
    nodes, flows = graph
    plan = _laid_out(nodes, flows)
    inner = [flow for flow in flows if flow.source != flow.target]
    boxes = [*plan.boxes.values(), *(plan.routes[flow.ends].label for flow in inner)]
    assert len(boxes) == len(nodes) + 2 + len(inner)
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    for box in boxes:
        assert 0 <= box.x <= box.x + box.width <= plan.width
        assert 0 <= box.y <= box.y + box.height <= plan.height


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_lines_pass_no_node_that_is_not_theirs(graph: tuple[list[str], list[Flow]]) -> None:
    nodes, flows = graph
    plan = _laid_out(nodes, flows)
    for (source, target), route in plan.routes.items():
        uprights = zip(route.points[::2], route.points[1::2], strict=True)
        for (x, top), (_, bottom) in uprights:
            line = Box(x, top, 0.0, bottom - top)
            for node, box in plan.boxes.items():
                assert node in {source, target} or not line.overlaps(box)


@settings(max_examples=30, deadline=None)
@given(graphs())
def test_the_map_is_xml_shows_every_step_and_is_the_same_twice(
    graph: tuple[list[str], list[Flow]],
) -> None:
    names, flows = graph
    nodes = [MapNode(name, f"Step {name}") for name in names]
    arcs = [MapFlow(f.source, f.target, f.weight, (str(f.weight),), f.weight / 7) for f in flows]
    drawn = process_map(nodes, arcs, ENDS)
    texts = [e.text for e in ElementTree.fromstring(drawn.svg).iter() if e.tag.endswith("text")]
    assert [t for t in texts if t and t.startswith("Step ")] == [n.name for n in nodes]
    assert drawn == process_map(nodes, arcs, ENDS)
    assert 0 < drawn.coverage <= 1 or not flows


def test_says_what_it_leaves_out() -> None:
    flows = [
        MapFlow("start", "a", 1000),
        MapFlow("a", "b", 1000),
        MapFlow("b", "end", 1000),
        MapFlow("a", "end", 1),
        MapFlow("b", "b", 3, ("3",)),
    ]
    drawn = process_map([MapNode("a", "A"), MapNode("b", "B")], flows, ENDS)
    assert (drawn.shown_flows, drawn.all_flows) == (4, 5)
    assert drawn.coverage == 3003 / 3004
    assert "↻ 3" in drawn.svg


def test_a_flow_back_is_dashed_and_points_up() -> None:
    flows = [
        Flow("start", "a", 9),
        Flow("a", "b", 9),
        Flow("b", "a", 2),
        Flow("b", "end", 7),
    ]
    routes = _laid_out(["a", "b"], flows).routes
    assert [pair for pair, route in routes.items() if route.back] == [("b", "a")]


def test_wraps_a_long_word_within_the_width() -> None:
    rows = wrapped("Donaudampfschifffahrtsgesellschaft " * 5, 120, 13, 3)
    assert len(rows) == 3
    assert all(text_width(row, 13) <= 120 for row in rows)
    assert rows[-1].endswith("…")


def test_a_dense_process_shows_its_strongest_flows_only() -> None:
    names = [f"n{i}" for i in range(20)]
    flows = [
        MapFlow(a, b, 1.0 + i * 20 + j)
        for i, a in enumerate(["start", *names])
        for j, b in enumerate([*names, "end"])
    ]
    drawn = process_map([MapNode(n, n) for n in names], flows, ENDS)
    assert drawn.all_flows == 441
    assert drawn.shown_flows - len(names) <= 40 + 2 * len(names)
    assert drawn.coverage < 0.95
