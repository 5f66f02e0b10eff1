"""Means over replications, and differences between two models that met the same luck.

Intervals are Student's, and reach further where the replications are skewed: cycle times near full
load are, and so are differences between such systems. There Student's interval alone misses the
truth too often, nearly always on the side of the long tail (see docs/decisions/0007).
"""

from math import copysign

import numpy as np
from numpy.typing import NDArray

from functions.optimization.simulation.student import t_quantile

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
SYMMETRIC = 1e-9  # skewness below which there is nothing to correct


def mean_interval(values: Floats, confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """Return mean, low and high of the interval over independent replications.

    It covers Student's interval and Hall's, which corrects for skewness (P. Hall, *On the removal
    of skewness by transformation*, J. R. Statist. Soc. B 54, 1992), so it is never narrower than
    Student's. Of the 95% intervals of 20 or more replications 93 to 97% hold the true mean, up to
    the skewness of a lognormal value whose logarithm has deviation 1; of 10, 92% or more. Raises
    ``ValueError`` for fewer than two replications.
    """
    if values.size < 2:
        raise ValueError("an interval needs at least two replications")
    mean = float(values.mean())
    error = float(values.std(ddof=1)) / values.size**0.5
    t = t_quantile((1 + confidence) / 2, values.size - 1)
    skewness = _skewness(values)
    below = max(t, _corrected(t, skewness, values.size))
    above = max(t, -_corrected(-t, skewness, values.size))
    return mean, mean - error * below, mean + error * above


def paired_difference(
    as_is: Floats, to_be: Floats, confidence: float = CONFIDENCE
) -> tuple[float, float, float]:
    """Return mean, low and high of to-be minus as-is, paired by replication.

    The interval is that of ``mean_interval``.
    """
    return mean_interval(to_be - as_is, confidence)


def _skewness(values: Floats) -> float:
    """Return the skewness of the population that a sample shows; 0 for fewer than three values."""
    count = values.size
    apart = values - values.mean()
    widest = float(np.abs(apart).max())
    if count < 3 or not widest > 0:
        return 0.0
    apart = apart / widest  # powers of tiny numbers would be 0
    variance = float((apart * apart).mean())
    third = float((apart * apart * apart).mean())
    return float(third / variance**1.5 * (count * (count - 1)) ** 0.5 / (count - 2))


def _corrected(t: float, skewness: float, count: int) -> float:
    """Return the studentised mean below which lies what would lie below ``t`` without skewness."""
    if not abs(skewness) > SYMMETRIC:
        return t
    root = count**0.5
    x = 1 + skewness * (t / root - skewness / (6 * count))
    return float(root * 3 / skewness * (copysign(abs(x) ** (1 / 3), x) - 1))
