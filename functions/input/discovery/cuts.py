"""Where a directly-follows graph falls apart: the four cuts of the inductive miner.

Each function returns the parts as bit sets, or nothing where there is no such cut. Sources:
Leemans, Fahland, van der Aalst (2013), section 4; Leemans, *Robust Process Mining with Guarantees*
(2017), section 6.1, for the strict sequence cut.
"""

from collections.abc import Iterator

from functions.input.discovery.graph import Graph, bits, components

NONE: list[int] = []


def exclusive_cut(graph: Graph) -> list[int]:
    """Return parts that never follow each other."""
    around = {a: graph.successors[a] | graph.predecessors[a] for a in graph.successors}
    parts = components(graph.activities, around)
    return parts if len(parts) > 1 else NONE


def sequence_cut(graph: Graph) -> list[int]:
    """Return parts of which the later follow the earlier, never the other way round.

    Parts that can only be skipped together are one.
    """
    reachable = graph.reachable
    unordered = {activity: _unordered(activity, reachable) for activity in reachable}
    parts = components(graph.activities, unordered)
    if len(parts) < 2:
        return NONE
    order = sorted(parts, key=lambda part: -_behind(part, reachable).bit_count())
    strict = _strict(graph, order)
    return strict if len(strict) > 1 else order


def _unordered(activity: int, reachable: dict[int, int]) -> int:
    """Activities that both lead to each other, or neither to the other."""
    found = 0
    for other, onward in reachable.items():
        if reachable[activity] >> other & 1 == onward >> activity & 1:
            found |= 1 << other
    return found


def _behind(part: int, reachable: dict[int, int]) -> int:
    found = 0
    for activity in bits(part):
        found |= reachable[activity]
    return found & ~part


def _strict(graph: Graph, parts: list[int]) -> list[int]:
    """Join a part that can be skipped with the neighbours that are skipped with it."""
    count = len(parts)
    place = {activity: at for at, part in enumerate(parts) for activity in bits(part)}
    first = [-1 if part & graph.start_set else count for part in parts]  # that leads to it
    last = [count if part & graph.end_set else -1 for part in parts]  # that it leads to
    for source, target in graph.follows:
        frm, to = place[source], place[target]
        if frm != to:
            first[to], last[frm] = min(first[to], frm), max(last[frm], to)
    joined = set[int]()  # parts that are one with the part before
    for at in range(count):
        if _skippable(at, first, last):
            joined.update(_skipped_with(at, first, last))
    found: list[int] = []
    for at, part in enumerate(parts):
        if at in joined:
            found[-1] |= part
        else:
            found.append(part)
    return found


def _skippable(at: int, first: list[int], last: list[int]) -> bool:
    return any(source < at for source in first[at + 1 :]) or any(
        target > at for target in last[:at]
    )


def _skipped_with(at: int, first: list[int], last: list[int]) -> Iterator[int]:
    before = at
    while before > 0 and last[before - 1] <= at:
        yield before
        before -= 1
    after = at + 1
    while after < len(first) and first[after] >= at:
        yield after
        after += 1


def parallel_cut(graph: Graph) -> list[int]:
    """Return parts of which each activity follows each of the others' in both orders."""
    both = {a: graph.successors[a] & graph.predecessors[a] for a in graph.successors}
    apart = {a: graph.activities & ~both[a] for a in both}
    mutual = {
        a: sum(1 << b for b in apart if apart[a] >> b & 1 or apart[b] >> a & 1) for a in apart
    }
    whole, lacking = [], 0
    for part in components(graph.activities, mutual):
        if part & graph.start_set and part & graph.end_set:
            whole.append(part)
        else:
            lacking |= part
    if lacking & graph.start_set and lacking & graph.end_set:
        whole.append(lacking)
    elif whole:
        whole[0] |= lacking
    return whole if len(whole) > 1 else NONE


def loop_cut(graph: Graph) -> list[int]:
    """Return the body, then what leads from its ends back to its starts, if anything does."""
    starts, ends = graph.start_set, graph.end_set
    body = starts | ends
    rest = graph.activities & ~body
    around = {a: graph.successors[a] | graph.predecessors[a] for a in graph.successors}
    redos = []
    for part in components(rest, around):
        if _leads_back(graph, part, starts, ends):
            redos.append(part)
        else:
            body |= part
    return [body, *redos] if redos else NONE


def _leads_back(graph: Graph, part: int, starts: int, ends: int) -> bool:
    """Whether a part is entered from all ends only, and left to all starts only."""
    inside = part
    entered = left = True
    for activity in bits(part):
        before = graph.predecessors[activity] & ~inside
        after = graph.successors[activity] & ~inside
        entered = entered and before in (0, ends) and not before & ~ends
        left = left and after in (0, starts) and not after & ~starts
    return entered and left
