"""The directly-follows graph of part of a log, as bit sets over activities."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

Trace = tuple[int, ...]  # activities by their numbers
Log = dict[Trace, int]  # distinct traces with their number of cases


@dataclass(frozen=True)
class Graph:
    """Who directly follows whom, and with what traces start and end, with counts."""

    activities: int
    follows: dict[tuple[int, int], int]
    starts: dict[int, int]
    ends: dict[int, int]

    @cached_property
    def successors(self) -> dict[int, int]:
        """The set of successors of each activity."""
        found = dict.fromkeys(bits(self.activities), 0)
        for source, target in self.follows:
            found[source] |= 1 << target
        return found

    @cached_property
    def predecessors(self) -> dict[int, int]:
        """The set of predecessors of each activity."""
        found = dict.fromkeys(bits(self.activities), 0)
        for source, target in self.follows:
            found[target] |= 1 << source
        return found

    @cached_property
    def reachable(self) -> dict[int, int]:
        """The set of what follows each activity, directly or later (Warshall 1962)."""
        found = dict(self.successors)
        for over in self.successors:
            onward = found[over]
            found = {a: seen | onward if seen >> over & 1 else seen for a, seen in found.items()}
        return found

    @property
    def start_set(self) -> int:
        return mask(self.starts)

    @property
    def end_set(self) -> int:
        return mask(self.ends)

    def without_infrequent(self, threshold: float) -> "Graph":
        """Return the graph without edges that are rarer than a share of the strongest.

        An edge is compared with the strongest way on from its source, ending included, a start
        with the most frequent start, an end with the most frequent end.
        """
        strongest = dict(self.ends)
        for (source, _), count in self.follows.items():
            strongest[source] = max(strongest.get(source, 0), count)
        follows = {
            pair: count
            for pair, count in self.follows.items()
            if count >= threshold * strongest[pair[0]]
        }
        starts, ends = _frequent(self.starts, threshold), _frequent(self.ends, threshold)
        return Graph(self.activities, follows, starts, ends)


def graph(log: Log) -> Graph:
    """Return the graph of a log; its empty traces do not show."""
    activities = 0
    follows: dict[tuple[int, int], int] = {}
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for trace, count in log.items():
        if trace:
            starts[trace[0]] = starts.get(trace[0], 0) + count
            ends[trace[-1]] = ends.get(trace[-1], 0) + count
        for pair in pairwise(trace):
            follows[pair] = follows.get(pair, 0) + count
        for activity in trace:
            activities |= 1 << activity
    return Graph(activities, follows, starts, ends)


def bits(set_: int) -> Iterator[int]:
    """Yield the members of a bit set, the smallest first."""
    while set_:
        low = set_ & -set_
        yield low.bit_length() - 1
        set_ ^= low


def mask(members: Iterable[int]) -> int:
    """Return the bit set of some activities."""
    found = 0
    for member in members:
        found |= 1 << member
    return found


def components(members: int, neighbours: dict[int, int]) -> list[int]:
    """Return the connected parts of ``members``; neighbours must be mutual."""
    parts = []
    while members:
        part, border = 0, members & -members
        while border:
            part |= border
            around = 0
            for member in bits(border):
                around |= neighbours.get(member, 0)
            border = around & members & ~part
        parts.append(part)
        members &= ~part
    return parts


def _frequent(counts: dict[int, int], threshold: float) -> dict[int, int]:
    least = threshold * max(counts.values(), default=0)
    return {activity: count for activity, count in counts.items() if count >= least}
