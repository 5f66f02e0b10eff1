"""A distribution as equally likely values, where a change has to take hold of single ones."""

from math import inf

import numpy as np

from functions.optimization.simulation.engine.distribution import Distribution
from functions.optimization.simulation.engine.load import quantiles
from functions.optimization.simulation.engine.run import Floats

STRATA = 400


def strata(given: Distribution) -> tuple[float, ...]:
    """Return equally likely values in seconds, ascending.

    They are the values at evenly spaced shares, scaled to the mean where nothing cuts the tail off:
    it would have too little weight otherwise.
    """
    values = _values(given)
    kept = values[(values >= given.minimum_s) & (values <= given.maximum_s)]
    if not kept.size:
        kept = np.array([min(max(given.mean_s, given.minimum_s), given.maximum_s)])
    kept = np.sort(kept)
    if given.family != "empirical" and given.maximum_s == inf and kept.sum() > 0:
        kept *= given.untruncated_mean_s() / kept.mean() if given.minimum_s == 0 else 1.0
    return tuple(kept.tolist())


def _values(given: Distribution) -> Floats:
    shares = (np.arange(STRATA) + 0.5) / STRATA
    if given.family == "empirical":
        if not given.weights:
            return np.array(given.values_s)
        order = np.argsort(given.values_s, kind="stable")
        values, weights = np.array(given.values_s)[order], np.array(given.weights)[order]
        upto = np.cumsum(weights) / weights.sum()
        return np.asarray(values[np.minimum(np.searchsorted(upto, shares), values.size - 1)])
    if given.family == "uniform":
        return given.minimum_s + shares * (given.maximum_s - given.minimum_s)
    if given.family == "triangular":
        return _triangular(given, shares)
    if given.family == "gamma" and given.standard_deviation_s > 0:
        return _gamma(given, shares)
    found = quantiles(given)
    return np.array([given.mean_s]) if found is None else found


def _triangular(given: Distribution, shares: Floats) -> Floats:
    low, mode, high = given.minimum_s, given.mode_s, given.maximum_s
    width = high - low
    if width == 0:
        return np.array([low])
    rising = low + np.sqrt(shares * width * (mode - low))
    falling = high - np.sqrt((1 - shares) * width * (high - mode))
    return np.where(shares < (mode - low) / width, rising, falling)


def _gamma(given: Distribution, shares: Floats) -> Floats:
    """Invert the distribution function, integrated over a grid of logarithms."""
    shape = (given.mean_s / given.standard_deviation_s) ** 2
    scale = given.mean_s / shape
    high = given.mean_s + 40 * given.standard_deviation_s
    x = np.geomspace(high * 1e-12, high, 20 * STRATA)
    log_weight = shape * np.log(x) - x / scale
    upto = np.cumsum(np.exp(log_weight - log_weight.max()))
    return np.asarray(np.interp(shares, upto / upto[-1], x))
