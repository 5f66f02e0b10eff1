"""Times are recognised as what they were drawn from."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from functions.optimization.calibration.twin.families import FAMILIES
from functions.optimization.calibration.twin.fitting import empirical, fit, sample
from functions.optimization.simulation.engine import distribution as times

KNOWN = [
    times.exponential(1_800.0),
    times.uniform(100.0, 900.0),
    times.triangular(60.0, 200.0, 900.0),
    times.normal(600.0, 120.0),
    times.normal(300.0, 200.0),
    times.gamma_of(1_200.0, 400.0),
    times.gamma_of(1_200.0, 1_800.0),
    times.lognormal(900.0, 700.0),
    times.weibull(2.5, 1_000.0),
    times.weibull(0.6, 1_000.0),
]


@pytest.mark.parametrize("known", KNOWN, ids=lambda d: f"{d.family}-{d.untruncated_mean_s():.0f}")
def test_the_family_and_its_parameters_are_found_again(known):
    found = fit(sample(known, 4_000, np.random.default_rng(3))).distribution
    assert found.family == known.family
    for parameter in ("mean_s", "standard_deviation_s", "shape", "scale_s"):
        assert getattr(found, parameter) == pytest.approx(getattr(known, parameter), rel=0.06)
    if known.family in {"uniform", "triangular"}:
        assert found.minimum_s == pytest.approx(known.minimum_s, abs=15)
        assert found.maximum_s == pytest.approx(known.maximum_s, abs=20)


def test_equal_times_are_fixed_in_spite_of_a_few_others():
    values = np.full(1_000, 300.0)
    values[:10] = [250, 260, 270, 280, 290, 310, 320, 330, 340, 350]
    assert fit(values).distribution == times.fixed(300.0)


def test_times_that_no_family_describes_stay_as_they_are():
    two_kinds = np.repeat([60.0, 3_600.0], 500)
    found = fit(two_kinds).distribution
    assert found.family == "empirical"
    assert found.untruncated_mean_s() == pytest.approx(two_kinds.mean())


def test_a_few_times_are_no_family():
    assert fit(np.array([10.0, 20.0, 40.0])).distribution == times.empirical((10.0, 20.0, 40.0))


def test_no_times_are_refused():
    with pytest.raises(ValueError, match="no times"):
        fit(np.zeros(0))


@given(
    st.lists(st.floats(0, 1e7), min_size=1, max_size=300),
)
@example([0.0] * 19 + [5e-324])
@example([0.0] * 10 + [5e-324] * 10)
@settings(max_examples=60, deadline=None)
def test_any_times_are_described_with_nearly_their_mean_or_as_they_are(values):
    sampled = np.array(values)
    found = fit(sampled).distribution
    if found.family == "empirical":
        assert found.untruncated_mean_s() == pytest.approx(sampled.mean(), rel=1e-6, abs=1e-6)
    drawn = sample(found, 50, np.random.default_rng(1))
    assert np.isfinite(drawn).all()
    assert (drawn >= 0).all()


@given(st.lists(st.floats(0, 1e6), min_size=201, max_size=900))
@settings(max_examples=30, deadline=None)
def test_strata_keep_the_mean_nearly(values):
    sampled = np.array(values)
    kept = empirical(sampled)
    assert len(kept.values_s) <= 200
    assert list(kept.values_s) == sorted(kept.values_s)
    assert kept.values_s[0] >= sampled.min() - 1e-6
    assert kept.values_s[-1] <= sampled.max() + 1e-6


def test_the_likelihoods_are_those_of_the_textbook():
    """Against scipy 1.17: maximum likelihood with location 0, sum of the log densities."""
    values = np.array([30.0, 45.0, 60.0, 75.0, 90.0, 120.0, 150.0, 240.0])
    expected = {
        "exponential": -44.940742,
        "gamma": -43.186567,
        "lognormal": -43.016211,
        "weibull": -43.423984,
        "uniform": -42.776860,
        "normal": -43.859955,
    }
    for family, likelihood in expected.items():
        fitted = FAMILIES[family](values)
        assert fitted is not None
        assert fitted[1] == pytest.approx(likelihood, abs=1e-4)
