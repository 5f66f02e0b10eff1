"""Graphs of weighted flows: what is reached, what dominates what, how many tokens pass."""

from collections.abc import Iterable, Mapping

Graph = Mapping[str, Mapping[str, float]]
ROUNDS = 20_000  # of following the flows; a loop left one time in a thousand needs fewer
WORK = 5_000_000  # flows followed in all rounds together, so that huge models end in time
SETTLED = 1e-13  # relative change of a round after which nothing changes any more


def reachable(graph: Graph, origin: str) -> set[str]:
    """Return the nodes that a token from ``origin`` can get to, with itself."""
    reached, pending = {origin}, [origin]
    while pending:
        for target, share in graph.get(pending.pop(), {}).items():
            if share > 0 and target not in reached:
                reached.add(target)
                pending.append(target)
    return reached


def following_nodes(graph: Graph, origin: str) -> list[str]:
    """Return the reachable nodes in reverse postorder: without loops, sources before targets.

    Of the ways out of a node, what the first leads to comes first.
    """
    finished: list[str] = []
    seen = {origin}
    pending: list[tuple[str, list[str]]] = [(origin, _targets(graph, origin))]
    while pending:
        node, left = pending[-1]
        if not left:
            finished.append(node)
            pending.pop()
        elif (target := left.pop()) not in seen:
            seen.add(target)
            pending.append((target, _targets(graph, target)))
    return finished[::-1]


def immediate_dominators(graph: Graph, origin: str) -> dict[str, str]:
    """Return for each reachable node the last other one that every way to it passes.

    The origin dominates itself. Source: Cooper, Harvey and Kennedy, A Simple, Fast Dominance
    Algorithm, 2001.
    """
    order = following_nodes(graph, origin)
    place = {node: index for index, node in enumerate(order)}
    entering = _entering(graph, order)
    dominator = {origin: origin}
    changed = True
    while changed:
        changed = False
        for node in order[1:]:
            known = [source for source in entering[node] if source in dominator]
            found = known[0]
            for source in known[1:]:
                found = _common(found, source, dominator, place)
            if dominator.get(node) != found:
                dominator[node] = found
                changed = True
    return dominator


def immediate_post_dominators(graph: Graph, end: str) -> dict[str, str]:
    """Return for each node that can get to ``end`` the next one that every way there passes."""
    turned: dict[str, dict[str, float]] = {}
    for source, ways in graph.items():
        for target, share in ways.items():
            if share > 0:
                turned.setdefault(target, {})[source] = share
    return immediate_dominators(turned, end)


def tokens(graph: Graph, origin: str, work: int = WORK) -> dict[str, float] | None:
    """Return how many tokens pass each node per token at ``origin``.

    None where a loop is never left, or tokens multiply in one, or where following at most
    ``work`` flows does not settle the numbers.
    """
    order = following_nodes(graph, origin)
    if not _all_leave(graph, order):
        return None
    entering = _entering(graph, order)
    flows = sum(map(len, entering.values()))
    counted = dict.fromkeys(order, 0.0)
    for _ in range(max(1, min(ROUNDS, work // (1 + flows)))):
        change = 0.0
        for node in order:
            arrived = 1.0 if node == origin else 0.0
            for source, share in entering[node].items():
                arrived += counted[source] * share if source != node else 0.0
            back = graph.get(node, {}).get(node, 0.0)
            if back >= 1:
                return None
            arrived /= 1 - back
            change = max(change, abs(arrived - counted[node]) / max(1.0, arrived))
            counted[node] = arrived
        if change < SETTLED:
            return counted
        if max(counted.values()) > 1e12:
            return None
    return counted if change < 1e-6 else None


def _all_leave(graph: Graph, order: Iterable[str]) -> bool:
    """Whether every node leads to one that nothing leaves."""
    nodes = list(order)
    entering = _entering(graph, nodes)
    left = [node for node in nodes if not _targets(graph, node)]
    leaving = set(left)
    while left:
        for source in entering[left.pop()]:
            if source not in leaving:
                leaving.add(source)
                left.append(source)
    return len(leaving) == len(nodes)


def _targets(graph: Graph, node: str) -> list[str]:
    return [target for target, share in graph.get(node, {}).items() if share > 0]


def _entering(graph: Graph, nodes: Iterable[str]) -> dict[str, dict[str, float]]:
    entering: dict[str, dict[str, float]] = {node: {} for node in nodes}
    for source in entering:
        for target, share in graph.get(source, {}).items():
            if share > 0:
                entering[target][source] = share
    return entering


def _common(one: str, other: str, dominator: Mapping[str, str], place: Mapping[str, int]) -> str:
    while one != other:
        while place[one] > place[other]:
            one = dominator[one]
        while place[other] > place[one]:
            other = dominator[other]
    return one
