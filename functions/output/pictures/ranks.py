"""An order of the nodes in which few traversals go back, and their ranks along it."""

from collections.abc import Iterable, Sequence

from functions.output.pictures.flows import Flow, Pair


def forward_order(nodes: Sequence[str], flows: Iterable[Flow], first: str, last: str) -> list[str]:
    """Return the nodes in an order in which little weight points backwards.

    Greedy feedback arc set (Eades, Lin and Smyth 1993) with weights: sinks go to the right end,
    sources to the left, and otherwise the node with the largest surplus of outgoing weight.
    """
    weights = {f.ends: f.weight for f in flows if f.source != f.target}
    left, right = [first], [last]
    open_nodes = [n for n in nodes if n not in {first, last}]
    while open_nodes:
        left_over = set(open_nodes)
        inside = {e: w for e, w in weights.items() if e[0] in left_over and e[1] in left_over}
        coming, going = _sums(inside)
        sinks = [n for n in open_nodes if not going.get(n)]
        if sinks:
            chosen = max(sinks, key=lambda n: (weights.get((n, last), 0.0), open_nodes.index(n)))
            right.append(chosen)
        else:
            chosen = max(
                open_nodes,
                key=lambda n: (
                    not coming.get(n),
                    going.get(n, 0.0) - coming.get(n, 0.0) + weights.get((first, n), 0.0),
                    -open_nodes.index(n),
                ),
            )
            left.append(chosen)
        open_nodes.remove(chosen)
    return [*left, *reversed(right)]


def _sums(weights: dict[Pair, float]) -> tuple[dict[str, float], dict[str, float]]:
    coming: dict[str, float] = {}
    going: dict[str, float] = {}
    for (source, target), weight in weights.items():
        going[source] = going.get(source, 0.0) + weight
        coming[target] = coming.get(target, 0.0) + weight
    return coming, going


def ranks(order: Sequence[str], pairs: Iterable[Pair]) -> dict[str, int]:
    """Return the length of the longest forward path to each node; ``end`` alone at the bottom.

    Pairs against the order count as if they pointed forwards.
    """
    place = {node: index for index, node in enumerate(order)}
    edges = sorted({tuple(sorted(pair, key=lambda n: place[n])) for pair in pairs})
    above: dict[str, list[str]] = {}
    for upper, lower in edges:
        above.setdefault(lower, []).append(upper)
    rank: dict[str, int] = {}
    for node in order:
        rank[node] = max((rank[upper] + 1 for upper in above.get(node, ())), default=0)
    bottom = max((r for n, r in rank.items() if n != order[-1]), default=0) + 1
    rank[order[-1]] = bottom
    _lowered(rank, order, edges)
    return rank


def _lowered(rank: dict[str, int], order: Sequence[str], edges: Sequence[tuple[str, ...]]) -> None:
    """Move down, next to what follows, each node with more ways on than ways in."""
    above: dict[str, int] = {}
    below: dict[str, list[str]] = {}
    for upper, lower in edges:
        above[lower] = above.get(lower, 0) + 1
        below.setdefault(upper, []).append(lower)
    for node in reversed(order[1:-1]):
        following = below.get(node, ())
        if len(following) > above.get(node, 0):
            rank[node] = min(rank[lower] for lower in following) - 1
