"""functions/optimization/search/front.py"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.optimization.search.front import (
    coarse,
    crowding,
    dominates,
    hypervolume,
    layers,
    ranked,
)

COORDINATE = st.integers(0, 6).map(float)
POINTS = st.lists(st.tuples(COORDINATE, COORDINATE, COORDINATE), min_size=1, max_size=25).map(
    lambda points: {(f"s{number:02}",): point for number, point in enumerate(points)}
)


@given(POINTS)
def test_nothing_dominates_a_point_of_the_first_layer_and_something_every_other(points):
    first, *others = layers(points)

    for name, point in points.items():
        beaten = any(dominates(other, point) for other in points.values())
        assert (name in first) != beaten
    assert sorted([*first, *(name for layer in others for name in layer)]) == sorted(points)


@given(POINTS)
def test_a_ranking_names_every_set_once_and_never_a_dominated_one_first(points):
    order = ranked(points)

    assert sorted(order) == sorted(points)
    for place, name in enumerate(order):
        assert not any(dominates(points[later], points[name]) for later in order[place + 1 :])


def test_the_ends_of_a_front_are_never_crowded():
    line = {(name,): (float(k), float(-k)) for k, name in enumerate("abcd")}
    far = crowding(line)

    assert far["a",] == far["d",] == float("inf")
    assert far["b",] == pytest.approx(4 / 3)


def test_what_differs_by_less_than_the_grain_is_equal():
    assert coarse((100.2, 7.0), (0.5,)) == coarse((100.1, 7.0), (0.5,))
    assert coarse((100.2, 7.0), (0.5,)) != coarse((100.2, 8.0), (0.5,))


def test_the_hypervolume_is_the_area_that_points_cover():
    assert hypervolume([(1.0, 1.0)], (3.0, 3.0)) == 4.0
    assert hypervolume([(1.0, 2.0), (2.0, 1.0), (2.5, 2.5)], (3.0, 3.0)) == 3.0
    assert hypervolume([(4.0, 0.0)], (3.0, 3.0)) == 0.0


@given(st.lists(st.tuples(COORDINATE, COORDINATE), max_size=12))
def test_the_hypervolume_counts_every_covered_cell_once(points):
    cells = {(x, y) for a, b in points for x in range(int(a), 7) for y in range(int(b), 7)}

    assert hypervolume(points, (7.0, 7.0)) == len(cells)
