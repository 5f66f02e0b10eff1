"""Which sets of changes no other set is better than, in everything that counts."""

from collections.abc import Mapping, Sequence
from math import floor, inf
from typing import Any

import numpy as np

from functions.optimization.search.effects import GOAL, WORTHWHILE, Metrics
from functions.optimization.simulation.comparison import Floats

OBJECTIVES = (GOAL, "cycle_time_p95_h", "cost_per_case", "rework_share", "rejection_share")
Point = tuple[float, ...]  # one value per objective; less is better


def point(metrics: Metrics, names: Sequence[str], further: Point = ()) -> Point:
    """Return the means of objectives and what is known of a set without simulation."""
    return (*(float(metrics[name].mean()) for name in names), *further)


def grain(as_is: Metrics, names: Sequence[str]) -> Point:
    """Return the difference in each simulated objective below which none is seen."""
    return tuple(WORTHWHILE * abs(float(as_is[name].mean())) or 1e-12 for name in names)


def coarse(value: Point, grains: Point) -> Point:
    """Return a point in steps of its grains: near points become equal, so chance decides less.

    Source: Laumanns, Thiele, Deb and Zitzler, *Combining convergence and diversity in
    evolutionary multiobjective optimization* (2002).
    """
    steps = tuple(
        float(floor(v / g + 0.5)) for v, g in zip(value[: len(grains)], grains, strict=True)
    )
    return (*steps, *value[len(grains) :])


def dominates(one: Point, other: Point) -> bool:
    """Whether a point is nowhere worse and somewhere better."""
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def layers(points: Mapping[tuple[str, ...], Point]) -> list[list[tuple[str, ...]]]:
    """Return the sets in layers: what nothing dominates, what only those dominate, and so on."""
    names = sorted(points)
    values = np.array([points[name] for name in names])
    found = list[list[tuple[str, ...]]]()
    beats = _beats(values) if names else np.zeros((0, 0), dtype=bool)
    beaten_by, left = beats.sum(axis=0), np.ones(len(names), dtype=bool)
    while left.any():
        layer = np.flatnonzero(left & (beaten_by == 0))
        found.append([names[k] for k in layer])
        left[layer] = False
        beaten_by = beaten_by - beats[layer].sum(axis=0)
    return found


def _beats(values: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return for all pairs whether the first is nowhere worse and somewhere better."""
    no_worse = np.ones((len(values), len(values)), dtype=bool)
    better = np.zeros_like(no_worse)
    for column in values.T:
        no_worse &= column[:, None] <= column[None, :]
        better |= column[:, None] < column[None, :]
    return no_worse & better


def crowding(points: Mapping[tuple[str, ...], Point]) -> dict[tuple[str, ...], float]:
    """Return how far each point is from its neighbours; the ends of the front: infinitely.

    Source: Deb et al., *A fast and elitist multiobjective genetic algorithm: NSGA-II* (2002).
    """
    names, distance = sorted(points), dict.fromkeys(points, 0.0)
    for k in range(len(points[names[0]]) if names else 0):
        ranked = sorted(names, key=lambda name: (points[name][k], name))
        low, high = points[ranked[0]][k], points[ranked[-1]][k]
        if high == low:
            continue
        distance[ranked[0]] = distance[ranked[-1]] = inf
        for before, name, after in zip(ranked, ranked[1:], ranked[2:], strict=False):
            distance[name] += (points[after][k] - points[before][k]) / (high - low)
    return distance


def ranked(points: Mapping[tuple[str, ...], Point]) -> list[tuple[str, ...]]:
    """Return all sets, the best for a varied front first."""
    order = list[tuple[str, ...]]()
    for layer in layers(points):
        far = crowding({name: points[name] for name in layer})
        order += sorted(layer, key=lambda name: (-far[name], len(name), name))
    return order


def hypervolume(points: Sequence[tuple[float, float]], reference: tuple[float, float]) -> float:
    """Return the area between points and a reference that is worse than all of them.

    Points that are not better than the reference in both count nothing.
    """
    area, lowest = 0.0, reference[1]
    for x, y in sorted(points):
        if x < reference[0] and y < lowest:
            area += (reference[0] - x) * (lowest - y)
            lowest = y
    return area
