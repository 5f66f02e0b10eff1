"""The kernel's random numbers and its own arithmetic."""

from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.optimization.simulation.engine import kernel
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.distribution import (
    Distribution,
    empirical,
    exponential,
    fixed,
    gamma_of,
    lognormal,
    normal,
    triangular,
    uniform,
    weibull,
)
from functions.optimization.simulation.engine.load import mean_s
from functions.optimization.simulation.engine.model import Arrivals, Flow, Model
from functions.optimization.simulation.engine.run import Runner
from functions.optimization.simulation.engine.tables import layers
from tests.unit.engine_fixture import chain, uncompiled, work

# The known answers of Random123, the authors' own implementation, for philox4x32-7.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x5F6FB709, 0x0D893F64, 0x4F121F81, 0x4F730A48)),
    (
        (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF),
        (0xFFFFFFFF, 0xFFFFFFFF),
        (0x5207DDC2, 0x45165E59, 0x4D8EE751, 0x8C52F662),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0x4DFCCABA, 0x190A87F0, 0xC47362BA, 0xB6B5242A),
    ),
]


def a_kernel(duration=None):
    model = Model(
        (work("a", duration or fixed(1.0)),), chain("start", "a", "end"), Arrivals(at_s=(0.0,))
    )
    runner = Runner(compile_model(model))
    return runner._kernel


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_random_numbers_are_philox(counter, key, words):
    one = a_kernel()
    stream, one.replication, case, place = counter
    one.key_low, one.key_high = key
    one.mix(stream, case, place)
    unit = 2.0**-53
    assert one.u == ((words[0] >> 5) * 2**26 + (words[1] >> 6)) * unit + unit / 2
    assert one.second() == ((words[2] >> 5) * 2**26 + (words[3] >> 6)) * unit + unit / 2


@given(st.floats(1e-300, 1e300))
def test_logarithm_and_root_are_as_good_as_the_platforms(x):
    assert kernel.log_of(x) == pytest.approx(log(x), rel=4e-16, abs=4e-16)
    assert kernel.root_of(x) == pytest.approx(sqrt(x), rel=4e-16)


A_KERNEL = a_kernel()


def test_layers_under_the_exponential_density_have_equal_areas_and_reach_its_top():
    ends, density = layers()["layer_end"], layers()["layer_density"]
    areas = [
        x * (above - y) for x, y, above in zip(ends[1:], density[1:], density[2:], strict=False)
    ]
    assert areas == pytest.approx([areas[0]] * 255, rel=1e-11)
    assert ends[0] * density[1] == pytest.approx(areas[0], rel=1e-11)  # with the tail: (r + 1) f(r)
    assert (ends[1] + 1) * density[1] == pytest.approx(areas[0], rel=1e-11)
    assert density[1:] == pytest.approx([exp(-x) for x in ends[1:]], rel=1e-15)


def test_exponential_times_are_exponential_in_every_part():
    count = 200_000
    drawn = np.array([A_KERNEL.unit_exponential(5, case, 0) for case in range(count)])
    drawn = np.sort(drawn[drawn >= 0])
    assert 0.985 < drawn.size / count < 0.995
    apart = np.abs(1 - np.exp(-drawn) - (np.arange(drawn.size) + 0.5) / drawn.size)
    assert apart.max() * sqrt(drawn.size) < 1.63  # Kolmogorov and Smirnov, 1 in 100
    beyond = drawn[drawn > 7.7]  # the tail, drawn in another way
    assert beyond.size == pytest.approx(
        drawn.size * exp(-7.7), abs=4 * sqrt(drawn.size * exp(-7.7))
    )


NEIGHBOURS = {
    "the next case": (5, 1, 0, 0),
    "the tenth case after": (5, 10, 0, 0),
    "the next stream": (6, 0, 0, 0),
    "a stream far away": (3_735_928_559, 0, 0, 0),
    "the next occurrence": (5, 0, 1, 0),
    "the next replication": (5, 0, 0, 1),
}


def exponential_uniforms(stream, first_case=0, place=0, replication=0):
    """Return 100,000 exponential times as shares of the distribution, nan where drawn in vain."""
    one = a_kernel()
    one.replication = replication
    cases = range(first_case, first_case + 100_000)
    times = np.array([one.unit_exponential(stream, case, place) for case in cases])
    return -np.expm1(-np.where(times < 0, np.nan, times))


@pytest.mark.parametrize("neighbour", sorted(NEIGHBOURS))
def test_exponential_times_of_neighbouring_addresses_are_not_correlated(neighbour):
    one, other = exponential_uniforms(5), exponential_uniforms(*NEIGHBOURS[neighbour])
    both = ~np.isnan(one) & ~np.isnan(other)
    assert abs(np.corrcoef(one[both], other[both])[0, 1]) * sqrt(both.sum()) < 4


def test_exponential_times_have_the_moments_and_the_ends_that_they_should_have():
    shares = exponential_uniforms(5)
    sorted_ = np.sort(shares[~np.isnan(shares)])
    times, count = -np.log1p(-sorted_), sorted_.size
    for power, mean, variance in ((1, 1, 1), (2, 2, 20), (3, 6, 684), (4, 24, 39_744)):
        assert abs((times**power).mean() - mean) < 4 * sqrt(variance / count)
    weights = 2 * np.arange(count) + 1
    apart = -count - np.mean(weights * (np.log(sorted_) - times[::-1]))
    assert apart < 3.86  # Anderson and Darling, 1 in 100


@given(st.floats(-690, 690))
def test_exponential_function_is_as_good_as_the_platforms(x):
    assert kernel.exp_of(x) == pytest.approx(exp(x), rel=1e-15)


@given(st.floats(1e-15, 1 - 1e-15))
def test_normal_quantiles_are_right(u):
    assert kernel.normal_of(u) == pytest.approx(NormalDist().inv_cdf(u), rel=1e-13, abs=1e-15)


@given(st.floats(1e-300, 1e300), st.floats(-690, 690), st.floats(1e-15, 1 - 1e-15))
def test_arithmetic_gives_the_same_bits_compiled_or_not(x, y, u):
    plain = uncompiled()
    assert not plain.COMPILED
    assert plain.log_of(x) == kernel.log_of(x)
    assert plain.root_of(x) == kernel.root_of(x)
    assert plain.exp_of(y) == kernel.exp_of(y)
    assert plain.normal_of(u) == kernel.normal_of(u)


FAMILIES = {
    "exponential": (exponential(5.0), 5.0, 5.0),
    "shifted exponential": (exponential(5.0, minimum_s=2.0), 7.0, 5.0),
    "uniform": (uniform(2.0, 8.0), 5.0, 6 / sqrt(12)),
    "triangular": (triangular(1.0, 2.0, 6.0), 3.0, sqrt((1 + 4 + 36 - 2 - 6 - 12) / 18)),
    "normal": (normal(50.0, 5.0), 50.0, 5.0),
    "gamma": (gamma_of(6.0, 3.0), 6.0, 3.0),
    "gamma of shape below 1": (gamma_of(2.0, 4.0), 2.0, 4.0),
    "lognormal": (lognormal(4.0, 3.0), 4.0, 3.0),
    "weibull": (weibull(1.5, 10.0), 9.027453, 6.129358),
    "empirical": (
        empirical((1.0, 2.0, 9.0), (2.0, 1.0, 1.0)),
        3.25,
        sqrt((2 + 4 + 81) / 4 - 3.25**2),
    ),
}


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_draws_have_the_mean_and_the_spread_that_were_asked_for(family):
    given_, mean, deviation = FAMILIES[family]
    one, count = a_kernel(given_), 20_000
    which = one.node_dist[1]
    drawn = np.array([one.draw(which, 7, case, 0) for case in range(count)])
    assert abs(drawn.mean() - mean) < 4.5 * deviation / sqrt(count)
    assert drawn.std() == pytest.approx(deviation, rel=0.1)


@pytest.mark.parametrize(
    "given_",
    [
        normal(5.0, 4.0, 2.0, 9.0),
        gamma_of(6.0, 6.0, 1.0, 12.0),
        lognormal(4.0, 6.0, 0.5, 8.0),
        exponential(5.0, 1.0, 9.0),
        weibull(0.8, 5.0, 0.0, 7.0),
    ],
)
def test_truncated_draws_keep_to_their_bounds_and_have_the_mean_that_the_load_is_computed_with(
    given_,
):
    one, count = a_kernel(given_), 20_000
    drawn = np.array([one.draw(one.node_dist[1], 7, case, 0) for case in range(count)])
    assert drawn.min() >= given_.minimum_s
    assert drawn.max() <= given_.maximum_s
    assert abs(drawn.mean() - mean_s(given_)) < 5 * drawn.std() / sqrt(count)


def test_a_number_depends_on_its_address_alone():
    one, other = a_kernel(exponential(3.0)), a_kernel(exponential(3.0))
    which = one.node_dist[1]
    forwards = [one.draw(which, 11, case, 2) for case in range(50)]
    backwards = [other.draw(which, 11, case, 2) for case in reversed(range(50))]
    assert forwards == backwards[::-1]
    assert len({one.draw(which, s, c, o) for s in (1, 2) for c in (1, 2) for o in (1, 2)}) == 8


@pytest.mark.parametrize(
    "wrong",
    [
        {"family": "exponential", "mean_s": -1.0},
        {"family": "fixed", "mean_s": float("nan")},
        {"family": "uniform", "minimum_s": 3.0},
        {"family": "triangular", "minimum_s": 1.0, "mode_s": 5.0, "maximum_s": 2.0},
        {"family": "lognormal", "standard_deviation_s": 1.0},
        {"family": "empirical"},
        {"family": "empirical", "values_s": (1.0,), "weights": (0.0,)},
        {"family": "weibull", "shape": 0.0, "scale_s": 1.0},
    ],
)
def test_a_distribution_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=wrong["family"]):
        Distribution(**wrong)


def test_streams_of_the_same_purpose_and_name_are_the_same_in_every_model():
    def streams(*names: str):
        model = Model(
            tuple(work(n, 1.0) for n in names),
            (
                Flow("start", names[0]),
                *(Flow(a, b) for a, b in zip(names, (*names[1:], "end"), strict=True)),
            ),
            Arrivals(at_s=(0.0,)),
        )
        compiled = compile_model(model)
        return dict(zip(compiled.graph.names, compiled.tables["node_stream"], strict=True))

    few, many = streams("a", "c"), streams("a", "b", "c")
    assert {name: many[name] for name in few} == few
    assert len(set(many.values())) == len(many)
