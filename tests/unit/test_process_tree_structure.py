"""common/process_tree/structure.py"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.workflow import Activity, Flow, Gateway, Workflow
from common.process_tree.automaton import Automaton
from common.process_tree.decisions import decisions
from common.process_tree.structure import NoBlocksError, tree_of_workflow
from common.process_tree.tree import SILENT, Tree, exclusive, leaf, loop, parallel, sequence
from functions.input.discovery.blocks import blocks
from functions.input.discovery.layout import layout

LETTERS = "abcdef"


def graph(arrows: str, gateways: str = "") -> Workflow:
    """``"start a, a x, x end"`` with gateways ``"x+"`` (parallel), ``"x"`` or ``"xo"``."""
    kinds = {"+": "parallel", "o": "inclusive", "e": "event_based"}
    flows = tuple(Flow(source=s, target=t) for s, t in (one.split() for one in arrows.split(", ")))
    nodes = {name for flow in flows for name in (flow.source, flow.target)} - {"start", "end"}
    found = tuple(
        Gateway(id=one[0], kind=kinds.get(one[1:], "exclusive")) for one in gateways.split()
    )
    steps = sorted(nodes - {each.id for each in found})
    return Workflow(
        name="w", activities=tuple(Activity(id=s, name=s) for s in steps), gateways=found,
        flows=flows,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arrows", "gateways", "tree"),
    [
        ("start a, a b, b end", "", "->('a', 'b')"),
        ("start a, a b, a c, b end, c end", "", "->('a', X('b', 'c'))"),
        ("start x, x a, x b, a y, b y, y end", "x+ y+", "+('a', 'b')"),
        ("start a, a x, x b, x y, b y, y end", "x y", "->('a', X(tau, 'b'))"),
        ("start a, a x, x a, x end", "x", "*('a', tau)"),
        ("start a, a x, x b, b a, x end", "x", "*('a', 'b')"),
        ("start x, x a, a x, x end", "x", "*(tau, 'a')"),
        ("start a, a b, b a, b end", "", "*(->('a', 'b'), tau)"),
        ("start x, x a, x b, a end, b end", "x+", "+('a', 'b')"),
        ("start a, a x, x b, x end, b y, y a, y end", "x y", None),
    ],
)
def test_small_graphs(arrows, gateways, tree):
    if tree is None:
        with pytest.raises(NoBlocksError, match="across each other"):
            tree_of_workflow(graph(arrows, gateways))
    else:
        assert str(tree_of_workflow(graph(arrows, gateways))) == tree


@pytest.mark.parametrize(
    ("arrows", "gateways", "why"),
    [
        ("start x, x a, x b, a y, b y, y end", "xo yo", "any number of its ways"),
        ("start x, x a, x b, a y, b y, y end", "x+ y", "across each other near 'x'"),
        ("start x, x a, x b, a y, b y, y end", "x y+", "across each other"),
        ("start x, x a, x b, a c, b c, c end", "x+", "across each other"),
    ],
)
def test_what_is_not_made_of_blocks_says_why(arrows, gateways, why):
    with pytest.raises(NoBlocksError, match=why):
        tree_of_workflow(graph(arrows, gateways))


def test_without_flows_no_order_is_made_up():
    bare = Workflow(name="w", activities=(Activity(id="a", name="a"),), flows=())
    with pytest.raises(NoBlocksError, match="no order"):
        tree_of_workflow(bare)


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    labels = list(draw(st.permutations(LETTERS)))[: draw(st.integers(1, 6))]

    def block(names: list[str]) -> Tree:
        if len(names) == 1:
            one = leaf(names[0])
            return draw(st.sampled_from([one, one, exclusive(SILENT, one), loop(one, SILENT)]))
        cut = draw(st.integers(1, len(names) - 1))
        made = draw(st.sampled_from([sequence, exclusive, parallel, loop]))
        return made(block(names[:cut]), block(names[cut:]))

    return block(labels)


@settings(max_examples=200, deadline=None)
@given(trees(), st.lists(st.lists(st.sampled_from(LETTERS), max_size=8), max_size=20))
def test_a_tree_that_was_drawn_as_a_graph_comes_back_with_the_same_language(tree, words):
    ids = {name: name for name in LETTERS}
    drawing = layout(blocks(tree, decisions(tree, {}), ids), "start", "end")
    workflow = Workflow(
        name="w",
        activities=tuple(Activity(id=name, name=name) for name in sorted(tree.labels())),
        gateways=tuple(
            Gateway(id=node.id, kind=node.kind)
            for node in drawing.nodes
            if node.kind in ("exclusive", "parallel")
        ),
        flows=tuple(Flow(source=one.source, target=one.target) for one in drawing.connections),
    )
    before, after = Automaton(tree), Automaton(tree_of_workflow(workflow))

    for word in [*words, *some_words(before), *some_words(after)]:
        assert before.accepts(word) == after.accepts(word), word


def some_words(automaton: Automaton) -> list[tuple[str, ...]]:
    """The words that the automaton allows within six steps, a hundred at most."""
    found, paths = [], [((), 0)]
    for word, state in paths:
        if automaton.final[state]:
            found.append(word)
        if len(word) < 6 and len(paths) < 300:
            paths += [((*word, automaton.labels[label]), to)
                      for label, to in automaton.moves(state)]  # fmt: skip
    return found[:100]
