"""functions/optimization/simulation: intervals"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.optimization.simulation.comparison import mean_interval
from functions.optimization.simulation.student import t_quantile


@pytest.mark.parametrize(
    ("degrees", "probability", "published"),
    [
        (1, 0.975, 12.706),
        (2, 0.975, 4.303),
        (4, 0.95, 2.132),
        (9, 0.975, 2.262),
        (19, 0.975, 2.093),
        (29, 0.995, 2.756),
        (120, 0.975, 1.980),
    ],
)
def test_t_quantiles_are_those_of_published_tables(degrees, probability, published):
    assert t_quantile(probability, degrees) == pytest.approx(published, abs=5e-4)
    assert t_quantile(1 - probability, degrees) == -t_quantile(probability, degrees)


def test_an_interval_needs_two_replications():
    with pytest.raises(ValueError, match="two replications"):
        mean_interval(np.array([1.0]))


SKEWED = {
    "normal": lambda luck, size: luck.normal(3.0, 1.0, size),
    "exponential": lambda luck, size: luck.exponential(3.0, size),
    "lognormal": lambda luck, size: 3.0 * luck.lognormal(-0.5, 1.0, size),
    "less by far in the worst runs": lambda luck, size: 6.0 - luck.gamma(0.9, 3.0 / 0.9, size),
}


@pytest.mark.parametrize("family", SKEWED)
@pytest.mark.parametrize("count", [20, 30, 100])
def test_95_in_100_intervals_hold_the_true_mean_however_skewed_the_replications(family, count):
    samples = SKEWED[family](np.random.default_rng(4), (4000, count))

    intervals = [mean_interval(sample) for sample in samples]

    hits = sum(low <= 3.0 <= high for _, low, high in intervals)
    assert 0.93 - 0.007 <= hits / 4000 <= 0.97


def student(sample, confidence):
    mean, error = sample.mean(), sample.std(ddof=1) / sample.size**0.5
    reach = error * t_quantile((1 + confidence) / 2, sample.size - 1)
    return mean - reach, mean + reach


@given(
    values=st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40),
    confidence=st.sampled_from([0.8, 0.95, 0.999]),
)
def test_an_interval_is_never_narrower_than_students(values, confidence):
    sample = np.array(values)

    mean, low, high = mean_interval(sample, confidence)

    student_low, student_high = student(sample, confidence)
    assert low <= student_low + 1e-6
    assert high >= student_high - 1e-6
    assert low <= mean <= high


@given(
    values=st.lists(st.integers(-1000, 1000), min_size=3, max_size=40),
    scale=st.sampled_from([0.25, 8.0]),
)
def test_an_interval_does_not_depend_on_unit_sign_or_origin(values, scale):
    sample = np.array(values, dtype=float)
    _, low, high = mean_interval(sample)

    for factor, shift in ((scale, 16.0), (-scale, -3.0)):
        expected = sorted((factor * low + shift, factor * high + shift))
        _, *found = mean_interval(factor * sample + shift)
        assert found == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_tiny_replications_have_an_interval():
    mean, low, high = mean_interval(np.array([0.0, 0.0, 1e-146]))
    assert low <= mean <= high


def test_replications_that_are_symmetric_have_students_interval():
    sample = np.array([1.0, 2.0, 3.0, 4.0, 5.0])

    assert mean_interval(sample)[1:] == pytest.approx(student(sample, 0.95))
