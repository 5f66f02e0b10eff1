"""Student's t distribution, without a statistics library."""

from functools import cache
from math import exp, lgamma, log, log1p


@cache
def t_quantile(probability: float, degrees: int) -> float:
    """Return the t below which this probability lies, for 0 < probability < 1.

    By bisection of the distribution function, to 12 digits. ``degrees`` is at least 1.
    """
    if not 0 < probability < 1 or degrees < 1:
        raise ValueError("a t quantile needs 0 < probability < 1 and at least 1 degree of freedom")
    if probability < 0.5:
        return -t_quantile(1 - probability, degrees)
    low, high = 0.0, 1.0
    while t_distribution(high, degrees) < probability:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if t_distribution(middle, degrees) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def t_distribution(t: float, degrees: int) -> float:
    """Return the probability of a value not above ``t``, for ``t`` >= 0.

    By the regularised incomplete beta function; Abramowitz and Stegun, 26.7.1 and 26.5.
    """
    x = degrees / (degrees + t * t)
    return 1 - _incomplete_beta(degrees / 2, 0.5, x) / 2


def _incomplete_beta(a: float, b: float, x: float) -> float:
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _continued_fraction(a, b, x) / a
    return 1 - front * _continued_fraction(b, a, 1 - x) / b


def _continued_fraction(a: float, b: float, x: float) -> float:
    """Evaluate the fraction of Abramowitz and Stegun 26.5.8 by Lentz's method."""
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 500):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + step * d)
            c = 1 + step / c
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value
