"""Which flows a process map shows: the frequent ones, and what keeps it connected."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True)
class Flow:
    """``weight`` traversals, or a probability, of the way from ``source`` to ``target``."""

    source: str
    target: str
    weight: float

    @property
    def ends(self) -> Pair:
        return self.source, self.target


def shown(
    flows: Sequence[Flow], start: str, end: str, coverage: float, most: int
) -> tuple[Flow, ...]:
    """Return the most frequent flows, ``coverage`` of all traversals but at most ``most``.

    Added to them is the strongest flow to every node that ``start`` would otherwise not reach,
    and from every node that would otherwise not reach ``end``. Self-loops are left to the nodes.
    """
    ranked = sorted((f for f in flows if f.source != f.target), key=lambda f: (-f.weight, f.ends))
    total = sum(flow.weight for flow in ranked)
    kept: dict[Pair, Flow] = {}
    covered = 0.0
    for flow in ranked:
        if covered >= coverage * total or len(kept) >= most:
            break
        kept[flow.ends] = flow
        covered += flow.weight
    _connect(kept, ranked, start)
    _connect_backwards(kept, ranked, end)
    return tuple(sorted(kept.values(), key=lambda f: (-f.weight, f.ends)))


def is_connected(flows: Iterable[Flow], ends: Pair, nodes: Collection[str]) -> bool:
    """Return whether the start reaches every node, and every node the end."""
    pairs = [flow.ends for flow in flows]
    from_start = _reached(pairs, ends[0])
    to_end = _reached([pair[::-1] for pair in pairs], ends[1])
    return from_start.issuperset(nodes) and to_end.issuperset(nodes)


def _connect(kept: dict[Pair, Flow], ranked: Sequence[Flow], root: str) -> None:
    while True:
        reached = _reached(kept, root)
        bridge = next((f for f in ranked if f.source in reached and f.target not in reached), None)
        if bridge is None:
            return
        kept[bridge.ends] = bridge


def _connect_backwards(kept: dict[Pair, Flow], ranked: Sequence[Flow], root: str) -> None:
    turned = [Flow(f.target, f.source, f.weight) for f in ranked]
    mirror = {f.ends[::-1]: Flow(f.target, f.source, f.weight) for f in kept.values()}
    _connect(mirror, turned, root)
    kept.update({f.ends[::-1]: Flow(f.target, f.source, f.weight) for f in mirror.values()})


def _reached(pairs: Iterable[Pair], root: str) -> set[str]:
    successors: dict[str, list[str]] = {}
    for source, target in pairs:
        successors.setdefault(source, []).append(target)
    reached, stack = {root}, [root]
    while stack:
        for target in successors.get(stack.pop(), ()):
            if target not in reached:
                reached.add(target)
                stack.append(target)
    return reached
