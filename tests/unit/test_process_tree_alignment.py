from collections import deque

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from common.process_tree.alignment import LOG, MODEL, Aligner
from common.process_tree.automaton import Automaton
from common.process_tree.conformance import conformance
from common.process_tree.decisions import decisions
from common.process_tree.tree import (
    SILENT,
    Tree,
    exclusive,
    leaf,
    loop,
    nullable,
    parallel,
    sequence,
    simplified,
)
from tests.unit.process_tree_fixture import language, trees

A, B, C, D = (leaf(name) for name in "abcd")
words = st.lists(st.sampled_from("abcdefx"), max_size=3).map(tuple)


@settings(max_examples=100, deadline=None)
@given(trees(4), words)
def test_the_automaton_allows_what_the_tree_allows(tree: Tree, word: tuple[str, ...]) -> None:
    automaton, allowed = Automaton(tree), language(tree, 4)
    assert automaton.accepts(word) == (word in allowed)
    assert all(automaton.accepts(one) for one in sorted(allowed)[:50])


@settings(max_examples=100, deadline=None)
@given(trees(4))
def test_a_simplified_tree_allows_the_same(tree: Tree) -> None:
    small = simplified(tree)
    assert language(small, 4) == language(tree, 4)
    assert sum(1 for _ in small.walk()) <= sum(1 for _ in tree.walk()) + 1  # skip, then repeat


@settings(max_examples=100, deadline=None)
@given(trees(3), words)
def test_no_allowed_sequence_is_nearer_than_the_alignment(
    tree: Tree, word: tuple[str, ...]
) -> None:
    found = Aligner(tree).align(word)
    near = language(tree, len(word) + 3)  # the shortest run has at most three activities
    assert found.cost == min(_distance(word, one) for one in near)
    assert found.run in near
    assert tuple(s.label for s in found.steps if s.kind != MODEL) == word
    assert found.cost == sum(s.kind in (LOG, MODEL) for s in found.steps)


def _distance(word: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Insertions and deletions from one to the other."""
    row = list(range(len(other) + 1))
    for at, label in enumerate(word, 1):
        before, row[0] = row[0], at
        for to, wanted in enumerate(other, 1):
            before, row[to] = (
                row[to],
                before if label == wanted else 1 + min(row[to], row[to - 1]),
            )
    return row[-1]


def test_a_deviation_on_either_side_costs_one() -> None:
    aligner = Aligner(sequence(A, B, exclusive(SILENT, C)))
    assert aligner.align("ab").cost == 0
    assert [(s.kind, s.label) for s in aligner.align("axb").steps] == [
        ("both", "a"), ("log", "x"), ("both", "b"),
    ]  # fmt: skip
    missing = aligner.align("b")
    assert [(s.kind, s.label) for s in missing.steps] == [("model", "a"), ("both", "b")]
    assert missing.fitness == pytest.approx(1 - 1 / 3)  # one event, two activities at least


def test_a_search_that_is_given_up_counts_as_a_complete_misfit() -> None:
    tree = parallel(*(leaf(name) for name in "abcdefgh"))
    found = Aligner(tree, max_effort=20).align("hgxfexdcba"[::-1])
    assert (found.optimal, found.fitness, found.cost) == (False, 0.0, 18)
    fit = conformance(Aligner(tree, max_effort=20), {tuple("hgxfexdcba"[::-1]): 3})
    assert fit.unaligned == 3


def test_repeated_labels_are_refused() -> None:
    with pytest.raises(ValueError, match="more than one leaf"):
        Automaton(sequence(A, A))


@pytest.mark.parametrize(
    ("tree", "variants", "precision"),
    [
        (sequence(A, B), {("a", "b"): 3}, 1.0),
        # after a, b was seen and c is allowed too: 3 + 3 of 3 + 6
        (sequence(A, exclusive(B, C)), {("a", "b"): 3}, 6 / 9),
        # one case chose c: both ways seen
        (sequence(A, exclusive(B, C)), {("a", "b"): 2, ("a", "c"): 1}, 1.0),
        # x is not in the model: the case still stands behind a
        (sequence(A, exclusive(B, C)), {("a", "x", "b"): 1}, (1 + 0 + 1) / (1 + 2 + 2)),
    ],
)
def test_precision_is_the_share_of_what_is_allowed_that_was_seen(
    tree: Tree, variants: dict[tuple[str, ...], int], precision: float
) -> None:
    assert conformance(Aligner(tree), variants).precision == pytest.approx(precision)


def test_without_events_there_is_no_precision() -> None:
    fit = conformance(Aligner(exclusive(SILENT, A)), {(): 4})
    assert (fit.fitness, fit.precision) == (1.0, None)


def test_counts_choices_and_repetitions() -> None:
    tree = sequence(loop(A, B), exclusive(C, SILENT), D)
    counts = decisions(tree, {tuple("acd"): 5, tuple("abababad"): 2})
    assert (counts[(0,)], counts[(0, 0)], counts[(0, 1)]) == (7, 5 + 8, 6)
    assert (counts[(1, 0)], counts[(1, 1)]) == (5, 2)


def test_repetitions_without_a_way_back_are_as_few_as_possible() -> None:
    tree = loop(sequence(A, exclusive(SILENT, B)), SILENT)
    counts = decisions(tree, {tuple("abaab"): 1})
    assert (counts[(0,)], counts[(1,)]) == (3, 2)


@settings(max_examples=100, deadline=None)
@given(trees(4))
def test_counts_add_up(tree: Tree) -> None:
    runs = dict.fromkeys(sorted(language(tree, 4))[:20], 1)
    assume(runs)
    counts = decisions(tree, runs)
    pending = deque([((), tree)])
    while pending:
        path, node = pending.popleft()
        below = [counts[(*path, at)] for at in range(len(node.children))]
        if node.operator == "exclusive":
            assert sum(below) == counts[path]
        elif node.operator == "loop":
            assert below[0] == counts[path] + below[1]
        elif node.operator is not None:
            assert set(below) == {counts[path]}
        pending.extend(((*path, at), child) for at, child in enumerate(node.children))


def test_a_run_that_the_tree_does_not_allow_is_refused() -> None:
    for tree, run in ((sequence(A, B), "ba"), (A, "b"), (exclusive(A, B), ""), (loop(A, B), "b")):
        with pytest.raises(ValueError, match="does not allow"):
            decisions(tree, {tuple(run): 1})


def test_the_notation_is_the_usual_one() -> None:
    tree = sequence(leaf("it's"), exclusive(SILENT, loop(A, parallel(B, C))))
    assert str(tree) == "->('it s', X(tau, *('a', +('b', 'c'))))"
    assert not nullable(tree)
