"""Positions nearest to those that are wanted, with least distances kept."""

from collections.abc import Sequence
from dataclasses import dataclass

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Distance:
    """``right`` stands at least ``least`` to the right of ``left``; both are indices."""

    left: int
    right: int
    least: float


@dataclass
class _Group:
    """Variables at fixed offsets from each other."""

    members: list[int]
    weight: float
    pull: float  # sum of weight × (wanted − offset)

    @property
    def at(self) -> float:
        return self.pull / self.weight


def separated(
    wanted: Sequence[float], weights: Sequence[float], distances: Sequence[Distance]
) -> list[float]:
    """Return positions that keep all distances, near to the weighted least squares.

    Distances must not form a circle. Groups are merged along the distance that is violated most
    (Dwyer, Marriott, Stuckey: Fast node overlap removal, 2005; their first pass).
    """
    before: list[list[Distance]] = [[] for _ in wanted]
    for distance in distances:
        before[distance.right].append(distance)
    offsets = [0.0] * len(wanted)
    group_of: list[_Group] = []
    for i, (x, weight) in enumerate(zip(wanted, weights, strict=True)):
        group_of.append(_Group([i], weight, weight * x))
    order = from_left(len(wanted), distances)
    for i in order:
        while True:
            worst = _most_violated(group_of[i], group_of, offsets, before)
            if worst is None:
                break
            _merge(worst, group_of, offsets, wanted, weights)
    found = [group_of[i].at + offsets[i] for i in range(len(wanted))]
    for i in order:  # what rounding left
        for distance in before[i]:
            found[i] = max(found[i], found[distance.left] + distance.least)
    return found


def from_left(count: int, distances: Sequence[Distance]) -> list[int]:
    """Return the indices so that each comes after all to its left."""
    waiting = [0] * count
    after: list[list[int]] = [[] for _ in range(count)]
    for distance in distances:
        waiting[distance.right] += 1
        after[distance.left].append(distance.right)
    ready = [i for i in range(count) if not waiting[i]]
    order = []
    while ready:
        i = ready.pop()
        order.append(i)
        for other in after[i]:
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    return order


def _most_violated(
    group: _Group,
    group_of: Sequence[_Group],
    offsets: Sequence[float],
    before: Sequence[Sequence[Distance]],
) -> Distance | None:
    worst, most = None, TOLERANCE
    at = group.at
    for member in group.members:
        x = at + offsets[member]
        for distance in before[member]:
            other = group_of[distance.left]
            if other is group:
                continue
            missing = other.at + offsets[distance.left] + distance.least - x
            if missing > most:
                worst, most = distance, missing
    return worst


def _merge(
    along: Distance,
    group_of: list[_Group],
    offsets: list[float],
    wanted: Sequence[float],
    weights: Sequence[float],
) -> None:
    group, other = group_of[along.right], group_of[along.left]
    shift = offsets[along.right] - along.least - offsets[along.left]
    for member in other.members:
        offsets[member] += shift
        group_of[member] = group
        group.pull += weights[member] * (wanted[member] - offsets[member])
    group.weight += other.weight
    group.members += other.members
