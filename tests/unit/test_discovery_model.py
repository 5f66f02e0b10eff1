from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.bpmn.lettering import MAX_LINE, text_width, wrapped
from common.bpmn.sizes import GAP
from common.model.figure import Provenance
from common.model.workflow import END, START, Workflow
from common.process_tree.alignment import Aligner
from common.process_tree.decisions import decisions
from common.process_tree.tree import Tree, exclusive, leaf, loop, sequence
from functions.input.bpmn.reader import read_bpmn
from functions.input.bpmn.writer import write_bpmn
from functions.input.discovery.blocks import blocks
from functions.input.discovery.candidates import MIN_FITNESS
from functions.input.discovery.drawing import Box, Connection, Drawing
from functions.input.discovery.layout import layout, percent
from functions.input.discovery.process import Discovered, discovered_process
from functions.input.reading.discovery import discovered
from tests.unit.process_tree_fixture import language, trees
from tests.unit.token_game import Game

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def log_of(words: dict[tuple[str, ...], int]) -> pl.DataFrame:
    rows = []
    for word, count in words.items():
        for _ in range(count):
            case = str(len(rows))
            rows += [(case, name, AT + timedelta(hours=at)) for at, name in enumerate(word)]
    schema = {"case_id": pl.String, "activity": pl.String, "complete_at": pl.Datetime("us", "UTC")}
    log = pl.DataFrame(rows, schema=schema, orient="row")
    return log.with_columns(start_at=pl.lit(None, pl.Datetime("us", "UTC")))


def process_of(words: dict[tuple[str, ...], int]) -> Discovered:
    log = log_of(words)
    found = discovered_process(log, discovered(log, "Claims"))
    assert found is not None
    return found


def drawn(tree: Tree, runs: dict[tuple[str, ...], int] | None = None) -> Drawing:
    counts = decisions(tree, runs or dict.fromkeys(sorted(language(tree, 4))[:9], 1))
    ids = {label: label for label in tree.labels()}
    return layout(blocks(tree, counts, ids), START, END)


APPROVAL = {tuple("sac"): 60, tuple("srsac"): 20, tuple("srsrsac"): 5, tuple("sabc"): 15}


def test_shares_and_repetitions_are_measured_from_aligned_cases() -> None:
    model = process_of(APPROVAL).model
    assert model.tree == "->(*('s', 'r'), 'a', X(tau, 'b'), 'c')"
    (again,) = model.repetitions
    assert (again.executions, again.mean_repeats.value) == (100, pytest.approx(0.3))
    assert again.mean_repeats.provenance is Provenance.MEASURED
    assert "30 repetitions in 100 executions" in again.mean_repeats.origin
    flows = {(f.source, f.target): f for f in model.workflow.flows}
    back = flows[(again.gateway, "r")]
    assert back.probability is not None
    assert back.probability.value == pytest.approx(30 / 130)
    to_b = next(f for (_, target), f in flows.items() if target == "b")
    assert to_b.probability is not None
    assert to_b.count is not None
    assert (to_b.probability.value, to_b.count.value) == (0.15, 15)


def test_the_model_says_how_well_it_fits_and_what_else_was_tried() -> None:
    rare = APPROVAL | {tuple("sxc"): 1}
    model = process_of(rare).model
    assert model.left_out == ("x",)
    assert model.fitness.value == pytest.approx((100 + (1 - 2 / 6)) / 101)
    assert model.fitting_cases.value == pytest.approx(100 / 101)
    assert len(model.attempts) > 1
    assert max(one.fitness for one in model.attempts) == 1.0
    best = [a for a in model.attempts if a.fitness >= 0.95]
    chosen = 2 * model.fitness.value * model.precision.value  # type: ignore[union-attr]
    chosen /= model.fitness.value + model.precision.value  # type: ignore[union-attr]
    assert max(a.f_measure for a in best) == pytest.approx(chosen)


def test_the_order_of_rows_of_different_cases_does_not_matter() -> None:
    log = log_of(APPROVAL)
    workflow = discovered(log, "Claims")
    turned = log.sort("case_id", descending=True, maintain_order=True)
    first, second = discovered_process(log, workflow), discovered_process(turned, workflow)
    assert first is not None
    assert second is not None
    assert first.bpmn == second.bpmn
    assert first.model.to_json() == second.model.to_json()


def test_decisions_add_up_to_one_and_parallel_ways_have_no_share() -> None:
    words = {tuple("abcd"): 6, tuple("acbd"): 4, tuple("ad"): 3}
    workflow = process_of(words).model.workflow
    kinds = {gateway.id: gateway.kind for gateway in workflow.gateways}
    ways = defaultdict(list)
    for flow in workflow.flows:
        ways[flow.source].append(flow)
    assert {"exclusive", "parallel"} == set(kinds.values())
    for source, flows in ways.items():
        shares = [flow.probability.value for flow in flows if flow.probability]
        if kinds.get(source) == "exclusive" and len(flows) > 1:
            assert sum(shares) == pytest.approx(1)
        else:
            assert shares == []


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(
        st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=8).map(tuple),
        st.integers(1, 30),
        min_size=1,
        max_size=12,
    )
)
def test_any_log_has_a_model_that_is_drawn_and_says_what_it_leaves_out(
    words: dict[tuple[str, ...], int],
) -> None:
    found = process_of(words)
    shown = {activity.name for activity in found.model.workflow.activities}
    assert shown | set(found.model.left_out) == {name for word in words for name in word}
    assert shown
    (process,) = read_bpmn(found.bpmn).processes
    assert {node.name for node in process.nodes() if node.kind == "task"} == shown
    if found.model.fitness.value < 1:
        assert found.model.fitting_cases.value < 1
    assert found.model.fitness.value >= MIN_FITNESS  # the grid ends with what allows every case


def test_a_log_whose_cases_are_all_too_long_has_no_model() -> None:
    log = log_of({("a",) * 301: 2})
    assert discovered_process(log, discovered(log, "Claims")) is None


def test_a_very_varied_log_is_modelled_from_what_is_frequent_and_says_so() -> None:
    varied = {(f"s{at % 50}", f"t{at // 50}"): 1 for at in range(600)} | {("s0", "t0"): 5}
    (told,) = process_of(varied).warnings
    assert told.code == "model_of_frequent_variants"
    assert "most frequent of 600 variants" in told.message


def workflow_of(tree: Tree) -> Workflow:
    drawing = drawn(tree)
    ids = {node.id for node in drawing.nodes if node.kind == "activity"}
    flows = [{"source": one.source, "target": one.target} for one in drawing.connections]
    gateways = [
        {"id": node.id, "kind": node.kind}
        for node in drawing.nodes
        if node.kind in ("exclusive", "parallel")
    ]
    activities = [{"id": id_, "name": id_} for id_ in sorted(ids)]
    return Workflow.model_validate(
        {"name": "x", "activities": activities, "gateways": gateways, "flows": flows}
    )


@settings(max_examples=60, deadline=None)
@given(trees(6))
def test_every_model_is_sound(tree: Tree) -> None:
    """It can always end, ends with nothing left over, and nothing in it is dead."""
    game = Game(workflow_of(tree))
    seen, complete = game.explore(bound=20_000)
    assert complete
    assert all(count == 1 for marking in seen for _, count in marking)  # safe
    assert {node for moves in seen.values() for node, _ in moves} == {*game.activities, *game.kinds}
    (flow,) = [at for at, _ in game.done]
    assert [m for m in seen if flow in dict(m)] == [game.done]  # proper completion
    able = {game.done}
    while True:  # which markings can lead to the end
        more = {m for m, moves in seen.items() if m not in able and able & {to for _, to in moves}}
        if not more:
            break
        able |= more
    assert able == set(seen)


@settings(max_examples=40, deadline=None)
@given(trees(4))
def test_the_gateways_allow_what_the_tree_allows(tree: Tree) -> None:
    assert Game(workflow_of(tree)).language(3) == language(tree, 3)


@settings(max_examples=100, deadline=None)
@given(trees(10), st.integers(1, 40))
def test_nothing_in_a_drawing_overlaps_or_is_crossed(tree: Tree, letters: int) -> None:
    runs = {Aligner(tree).align(()).run: 1}
    renamed = {label: label * letters for label in tree.labels()}
    counts = decisions(tree, runs)
    long = _renamed(tree, renamed)
    drawing = layout(blocks(long, counts, {n: k for k, n in renamed.items()}), START, END)
    boxes = {node.id: node.box for node in drawing.nodes}
    for one, other in combinations(boxes.values(), 2):
        assert not one.overlaps(other)
    labels = [c.label_box for c in drawing.connections if c.label_box]
    for one, other in combinations(labels, 2):
        assert not one.overlaps(other)
    for label in labels:
        assert not any(label.overlaps(box) for box in boxes.values())
    for connection in drawing.connections:
        _check_way(connection, boxes)
    assert all(min(box.x, box.y) >= 0 for box in boxes.values())


def _renamed(tree: Tree, names: dict[str, str]) -> Tree:
    label = None if tree.label is None else names[tree.label]
    return Tree(tree.operator, tuple(_renamed(child, names) for child in tree.children), label)


def _check_way(connection: Connection, boxes: dict[str, Box]) -> None:
    for (x1, y1), (x2, y2) in pairwise(connection.points):
        assert x1 == x2 or y1 == y2  # orthogonal
        piece = Box(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1))
        assert not any(piece.overlaps(box) for box in boxes.values())
    for (x, y), id_ in ((connection.points[0], connection.source),
                        (connection.points[-1], connection.target)):  # fmt: skip
        box = boxes[id_]
        assert x in (box.x, box.x + box.width / 2, box.x + box.width)
        assert y in (box.y, box.y + box.height / 2, box.y + box.height)


def test_time_runs_to_the_right_and_back_only_in_loops_underneath() -> None:
    drawing = drawn(sequence(loop(leaf("a"), leaf("b")), exclusive(leaf("c"), leaf("d"))))
    boxes = {node.id: node.box for node in drawing.nodes}
    order = [START, "loop_1", "a", "loop_1_end", "choice_2", "c", "choice_2_end", END]
    assert [boxes[id_].x for id_ in order] == sorted(boxes[id_].x for id_ in order)
    assert boxes["b"].y > boxes["a"].y + boxes["a"].height
    backward = [c for c in drawing.connections if c.points[-1][0] < c.points[0][0]]
    assert {(c.source, c.target) for c in backward} == {("loop_1_end", "b"), ("b", "loop_1")}


def test_the_most_frequent_way_is_straight() -> None:
    tree = sequence(exclusive(leaf("a"), leaf("b")), leaf("c"))
    drawing = drawn(tree, {("a", "c"): 2, ("b", "c"): 7})
    middle = {n.id: n.box.y + n.box.height / 2 for n in drawing.nodes}
    assert middle["b"] == middle["c"] == middle[START]
    assert middle["a"] > middle["b"]
    assert [c.label for c in drawing.connections if c.label] == ["78%", "22%"]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (0.004, "0.4%"),
        (0.5, "50%"),
        (0.99999, ">99.9%"),
        (0.00001, "<0.1%"),
        (1, "100%"),
    ],
)
def test_small_shares_are_not_rounded_away(share: float, text: str) -> None:
    assert percent(share) == text
    assert text_width(text) < GAP - 8  # fits between two nodes


@given(st.text(max_size=200))
def test_wrapped_text_keeps_its_letters_and_the_width(text: str) -> None:
    lines = wrapped(text)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line) <= MAX_LINE for line in lines)


def test_the_bpmn_file_says_what_the_model_says() -> None:
    found = process_of(APPROVAL)
    document = read_bpmn(found.bpmn)
    assert document.warnings == ()
    (process,) = document.processes
    workflow = found.model.workflow
    kinds = Counter(node.kind for node in process.nodes())
    assert kinds["task"] == len(workflow.activities)
    assert kinds["exclusiveGateway"] == len(workflow.gateways)
    assert (kinds["startEvent"], kinds["endEvent"]) == (1, 1)
    assert len(process.scope.flows) == len(workflow.flows)
    assert sorted(flow.name for flow in process.scope.flows if flow.name) == [
        "15%", "23%", "77%", "85%",
    ]  # fmt: skip
    assert "fitness 1.000" in process.documentation[0]
    (diagram,) = document.diagrams
    assert len(diagram.shapes) == sum(kinds.values())
    assert len(diagram.edges) == len(workflow.flows)
    assert all(len(edge.waypoints) >= 2 for edge in diagram.edges)
    again = read_bpmn(write_bpmn(document))
    assert (again.processes, again.diagrams) == (document.processes, document.diagrams)


def test_hostile_names_come_through_as_text() -> None:
    name = '<script>alert("x")</script> & =cmd|\' \u202e\x07 ]]>'
    found = process_of({(name, "b" * 500): 3})
    document = read_bpmn(found.bpmn)
    names = {node.name for node in document.processes[0].nodes() if node.name}
    assert name.replace("\x07", "") in names
    long = next(one for one in names if one.startswith("bbb"))
    assert len(long) == 120
    assert ("b" * 500,) in {node.documentation for node in document.processes[0].nodes()}
