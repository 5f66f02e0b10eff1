"""Nodes of a flow in columns from left to right, in an order with few crossings.

Source: Sugiyama, Tagawa and Toda, Methods for visual understanding of hierarchical system
structures, IEEE Trans. Systems, Man and Cybernetics 11(2), 1981.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 8

Edge = tuple[str, str]
Way = tuple[str, ...]  # what an edge passes: its source, places in between, its target


@dataclass(frozen=True)
class Layers:
    """Columns of nodes and passing places, ways of forward edges, and edges that lead back."""

    columns: tuple[tuple[str, ...], ...]
    ways: dict[int, Way]  # by number of the edge
    back: tuple[int, ...]


def layered(start: str, nodes: Sequence[str], edges: Sequence[Edge]) -> Layers:
    """Return the columns; edges that close a cycle, seen from the start, lead back."""
    back = _back(start, nodes, edges)
    ranks = _ranks(nodes, [e for n, e in enumerate(edges) if n not in back])
    columns: list[list[str]] = [[] for _ in range(max(ranks.values()) + 1)]
    for node in nodes:
        columns[ranks[node]].append(node)
    ways: dict[int, Way] = {}
    for number, (source, target) in enumerate(edges):
        if number in back:
            continue
        between = range(ranks[source] + 1, ranks[target])
        passing = [f"\0{number}:{rank}" for rank in between]
        for rank, place in zip(between, passing, strict=True):
            columns[rank].append(place)
        ways[number] = (source, *passing, target)
    _uncross(columns, ways.values())
    return Layers(tuple(map(tuple, columns)), ways, tuple(sorted(back)))


def _back(start: str, nodes: Sequence[str], edges: Sequence[Edge]) -> set[int]:
    out: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, (source, target) in enumerate(edges):
        out[source].append((number, target))
    back: set[int] = set()
    state: dict[str, int] = {}  # 1 on the way, 2 done
    for root in (start, *nodes):
        if root in state:
            continue
        state[root] = 1
        path = [(root, iter(out[root]))]
        while path:
            node, ways = path[-1]
            for number, target in ways:
                if state.get(target) == 1:
                    back.add(number)
                elif target not in state:
                    state[target] = 1
                    path.append((target, iter(out[target])))
                    break
            else:
                state[node] = 2
                path.pop()
    return back


def _ranks(nodes: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """Return the length of the longest way to each node."""
    left = dict.fromkeys(nodes, 0)
    out: dict[str, list[str]] = defaultdict(list)
    for source, target in edges:
        left[target] += 1
        out[source].append(target)
    ranks = dict.fromkeys(nodes, 0)
    ready = [node for node in nodes if not left[node]]
    while ready:
        node = ready.pop()
        for target in out[node]:
            ranks[target] = max(ranks[target], ranks[node] + 1)
            left[target] -= 1
            if not left[target]:
                ready.append(target)
    return ranks


def _uncross(columns: list[list[str]], ways: Iterable[Way]) -> None:
    """Order each column by the mean place of the neighbours before, then behind, in turn."""
    before: dict[str, list[str]] = defaultdict(list)
    behind: dict[str, list[str]] = defaultdict(list)
    for way in ways:
        for one, two in pairwise(way):
            behind[one].append(two)
            before[two].append(one)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for at in range(1, len(columns)) if forward else range(len(columns) - 2, -1, -1):
            other = columns[at - 1] if forward else columns[at + 1]
            _by_mean(columns[at], _places(other), before if forward else behind)


def _places(column: Sequence[str]) -> dict[str, float]:
    return {node: at / max(1, len(column) - 1) for at, node in enumerate(column)}


def _by_mean(column: list[str], places: dict[str, float], neighbours: dict[str, list[str]]) -> None:
    own = _places(column)

    def mean(node: str) -> float:
        near = [places[other] for other in neighbours[node] if other in places]
        return sum(near) / len(near) if near else own[node]

    column.sort(key=mean)
