"""Means over replications, and differences between two models that met the same luck."""

from functions.optimization.simulation.sampling import Floats
from functions.optimization.simulation.student import t_quantile

CONFIDENCE = 0.95


def mean_interval(values: Floats, confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """Return mean, low and high of Student's interval over independent replications.

    Raises ``ValueError`` for fewer than two replications.
    """
    if values.size < 2:
        raise ValueError("an interval needs at least two replications")
    mean = float(values.mean())
    error = float(values.std(ddof=1)) / values.size**0.5
    half = error * t_quantile((1 + confidence) / 2, values.size - 1)
    return mean, mean - half, mean + half


def paired_difference(
    as_is: Floats, to_be: Floats, confidence: float = CONFIDENCE
) -> tuple[float, float, float]:
    """Return mean, low and high of to-be minus as-is, paired by replication."""
    return mean_interval(to_be - as_is, confidence)
