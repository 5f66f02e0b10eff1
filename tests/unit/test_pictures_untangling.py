"""Rare ways that cross many others are left out, as long as the map stays connected."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from functions.output.pictures.flows import Flow, Pair, is_connected
from functions.output.pictures.untangling import RARE, untangled

ENDS = ("start", "end")
CHAIN = [Flow("start", "a", 100), Flow("a", "b", 100), Flow("b", "end", 100)]


def test_the_way_that_crosses_most_for_its_weight_goes_first() -> None:
    rare, rarer = Flow("start", "b", 4), Flow("a", "end", 2)
    crossed = [(rare.ends, ("a", "b")), (rarer.ends, ("a", "b"))]
    assert set(untangled([*CHAIN, rare, rarer], crossed, ENDS, 1)) == {*CHAIN, rare}
    assert set(untangled([*CHAIN, rare, rarer], crossed, ENDS, 2)) == {*CHAIN, rare, rarer}


def test_a_frequent_way_stays_however_much_it_crosses() -> None:
    often = Flow("start", "b", 50)
    crossed = [(often.ends, ("a", "b"))] * 9
    assert often in untangled([*CHAIN, often], crossed, ENDS, 0)


def test_a_way_that_alone_leads_to_a_step_stays() -> None:
    only = [Flow("a", "c", 1), Flow("c", "end", 1)]
    crossed = [(only[0].ends, ("a", "b")), (only[1].ends, ("b", "end"))]
    assert set(untangled([*CHAIN, *only], crossed, ENDS, 0)) == {*CHAIN, *only}


NODES = ("start", "a", "b", "c", "d", "end")
PAIRS = [pair for pair in combinations(NODES, 2) if pair != ENDS]


@given(
    st.dictionaries(st.sampled_from(PAIRS), st.integers(1, 200), max_size=12),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40),
    st.integers(0, 6),
)
def test_what_stays_is_connected_and_only_rare_ways_go(
    found: dict[Pair, int], crossings: list[tuple[int, int]], most: int
) -> None:
    flows = [Flow(*pair, weight) for pair, weight in found.items()]
    flows += [f for f in CHAIN if f.ends not in found]
    nodes = {end for flow in flows for end in flow.ends}
    crossed = [
        (flows[a % len(flows)].ends, flows[b % len(flows)].ends)
        for a, b in crossings
        if a % len(flows) != b % len(flows)
    ]
    kept = untangled(flows, crossed, ENDS, most)
    gone = set(flows) - set(kept)
    assert is_connected(kept, ENDS, nodes) or not is_connected(flows, ENDS, nodes)
    assert all(flow.weight <= RARE * max(f.weight for f in flows) for flow in gone)
    if len(crossed) <= most:
        assert not gone
