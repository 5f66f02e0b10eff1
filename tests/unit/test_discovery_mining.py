from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.process_tree.alignment import Aligner
from common.process_tree.conformance import conformance
from common.process_tree.tree import (
    SILENT,
    Tree,
    exclusive,
    leaf,
    loop,
    parallel,
    sequence,
)
from functions.input.discovery.candidates import MIN_FITNESS, candidates, chosen
from functions.input.discovery.cuts import (
    exclusive_cut,
    loop_cut,
    parallel_cut,
    sequence_cut,
)
from functions.input.discovery.graph import Graph, bits, graph
from functions.input.discovery.inductive_miner import inductive_tree
from functions.input.discovery.splits import sequence_split
from functions.input.discovery.variants import limited, most_frequent, ranked
from tests.unit.process_tree_fixture import language, trees

A, B, C, D = (leaf(name) for name in "abcd")


def mined(*words: str, noise: float = 0.0) -> Tree:
    return inductive_tree({tuple(word): 1 for word in words}, noise)


def of(*words: str) -> Graph:
    return graph({tuple(map(ord, word)): 1 for word in words})


def named(parts: list[int]) -> list[str]:
    return ["".join(map(chr, bits(part))) for part in parts]


def test_each_cut_finds_its_own_structure() -> None:
    assert named(exclusive_cut(of("ab", "cd"))) == ["ab", "cd"]
    assert named(sequence_cut(of("abd", "acd"))) == ["a", "bc", "d"]
    assert named(parallel_cut(of("ab", "ba"))) == ["a", "b"]
    assert named(loop_cut(of("ab", "abcab"))) == ["ab", "c"]


def test_a_cut_is_not_found_where_one_step_speaks_against_it() -> None:
    assert exclusive_cut(of("ab", "cd", "bc")) == []
    assert sequence_cut(of("ab", "ba")) == []
    assert parallel_cut(of("ab")) == []
    assert loop_cut(of("ab", "acb")) == []


def test_steps_that_are_skipped_together_are_one_part() -> None:
    assert named(sequence_cut(of("abcd", "ad"))) == ["a", "bc", "d"]
    assert mined("abcd", "ad") == sequence(A, exclusive(SILENT, sequence(B, C)), D)


@pytest.mark.parametrize(
    ("words", "tree"),
    [
        (("a",), A),
        (("", "a"), exclusive(SILENT, A)),
        (("a", "aaa"), loop(A, SILENT)),
        (("abc", "acb"), sequence(A, parallel(B, C))),
        (("ab", "abcab"), loop(sequence(A, B), C)),
        (("ab", "acb"), sequence(A, exclusive(SILENT, C), B)),
        (("abab", "ab"), loop(sequence(A, B), SILENT)),
    ],
)
def test_finds_the_textbook_structures(words: tuple[str, ...], tree: Tree) -> None:
    assert mined(*words) == tree


def test_a_step_done_exactly_once_anywhere_is_concurrent() -> None:
    tree = mined("xabab", "axbab", "abaxb", "ababx", "abx")
    assert tree.operator == "parallel"
    assert leaf("x") in tree.children


def test_rare_ways_are_noise_above_the_threshold_only() -> None:
    log = {tuple("abcd"): 96, tuple("dabc"): 4}
    assert inductive_tree(log, 0.1) == sequence(A, B, C, D)
    assert inductive_tree(log, 0.01) != sequence(A, B, C, D)
    assert inductive_tree({tuple("ab"): 97, tuple("b"): 3}, 0.1) == sequence(A, B)


def test_a_sequence_is_split_so_that_the_fewest_events_are_left_out() -> None:
    parts = [1 << 0, 1 << 1]
    first, second = sequence_split({(1, 0, 0, 1, 1): 2}, parts)
    assert (first, second) == ({(0, 0): 2}, {(1, 1): 2})


def _logs() -> st.SearchStrategy[dict[tuple[str, ...], int]]:
    words = st.lists(st.sampled_from("abcdef"), max_size=7).map(tuple)
    return st.dictionaries(words, st.integers(1, 9), min_size=1, max_size=8)


@settings(max_examples=100, deadline=None)
@given(_logs())
def test_without_a_threshold_every_case_fits(log: dict[tuple[str, ...], int]) -> None:
    tree = inductive_tree(log, 0.0)
    assert conformance(Aligner(tree), log).fitting_share == 1.0
    labels = tree.labels()
    assert len(set(labels)) == len(labels)
    assert set(labels) == {label for word in log for label in word}


@settings(max_examples=100, deadline=None)
@given(_logs(), st.randoms(use_true_random=False), st.sampled_from([0.0, 0.1, 0.3]))
def test_the_order_of_the_cases_does_not_matter(
    log: dict[tuple[str, ...], int], random: object, noise: float
) -> None:
    items = list(log.items())
    random.shuffle(items)  # type: ignore[attr-defined]
    assert inductive_tree(dict(items), noise) == inductive_tree(log, noise)
    assert list(ranked(dict(items))) == list(ranked(log))


def rediscoverable(tree: Tree) -> bool:
    """The class of Leemans et al. (2013), theorem 14, as far as random trees need it.

    Nothing silent, no activity twice, and loops whose bodies start and end differently; no loop
    directly in or around a parallel block, whose complete logs are long.
    """
    nodes = list(tree.walk())
    if any(node.is_silent for node in nodes):
        return False
    return all(
        node.operator != "loop" or _no_common_ends(node.children[0]) for node in nodes
    ) and not any(_nested_loop(node) for node in nodes)


def _no_common_ends(tree: Tree) -> bool:
    words = {word for word in language(tree, 5) if word}
    return not {word[0] for word in words} & {word[-1] for word in words}


def _nested_loop(tree: Tree) -> bool:
    return any(
        tree.operator == child.operator == "loop"
        or {tree.operator, child.operator} == {"loop", "parallel"}  # needs longer cases
        for child in tree.children
    )


@settings(max_examples=100, deadline=None)
@given(trees(4).filter(rediscoverable))
def test_rediscovers_the_language_of_a_tree_from_a_complete_log(tree: Tree) -> None:
    length = 9 if "loop" in {node.operator for node in tree.walk()} else 4
    log = dict.fromkeys(sorted(language(tree, length)), 1)
    assert language(inductive_tree(log, 0.0), 5) == language(tree, 5)


@settings(max_examples=100, deadline=None)
@given(trees(4))
def test_a_log_that_a_tree_produced_fits_what_is_found(tree: Tree) -> None:
    log = dict.fromkeys(sorted(language(tree, 5)), 1)
    found = inductive_tree(log, 0.0)
    assert conformance(Aligner(found), log).fitness == 1.0


def test_chooses_the_highest_f_measure_of_those_that_fit() -> None:
    log = ranked({tuple("abcd"): 960, tuple("acbd"): 15, tuple("bdca"): 15, tuple("dd"): 10})
    found = candidates(log)
    best = chosen(found, log)
    assert best.tree == sequence(A, B, C, D)
    assert best.fit.fitness >= MIN_FITNESS
    fitting = [one.f_measure for one in found if one.fit.fitness >= MIN_FITNESS]
    assert best.f_measure == max(fitting)
    assert max(one.fit.fitness for one in found) == 1.0


def test_chooses_the_best_fit_where_none_is_good_enough() -> None:
    log = ranked({tuple("abcd"): 960, tuple("dcba"): 40})
    unfit = [one for one in candidates(log) if one.fit.fitness < MIN_FITNESS + 0.03]
    assert unfit
    assert chosen(unfit, log).fit.fitness == max(one.fit.fitness for one in unfit)


def test_an_activity_of_every_twentieth_case_is_not_sacrificed_to_precision() -> None:
    log = ranked({tuple("ab"): 90, tuple("acb"): 6, tuple("aab"): 4})
    assert "c" in chosen(candidates(log), log).tree.labels()
    without = [one for one in candidates(log) if "c" not in one.tree.labels()]
    assert chosen(without, log) in without


def test_the_most_frequent_variants_come_first_and_stop_at_the_share() -> None:
    log = ranked({tuple("a"): 5, tuple("b"): 50, tuple("c"): 45})
    assert list(most_frequent(log, 0.5)) == [("b",)]
    assert list(most_frequent(log, 0.51)) == [("b",), ("c",)]
    assert list(most_frequent(log, 1.0)) == [("b",), ("c",), ("a",)]


def test_very_large_logs_are_mined_from_their_frequent_variants() -> None:
    many = {(f"s{at % 50}", f"t{at // 50}"): 2000 - at for at in range(2000)}
    kept = limited(ranked(many))
    assert len({name for variant in kept for name in variant}) <= 60
    assert next(iter(kept)) == ("s0", "t0")
    long = {("a",) * 301: 9, ("a", "b"): 1}
    assert list(limited(long)) == [("a", "b")]
    assert all(one >= two for one, two in pairwise(kept.values()))
