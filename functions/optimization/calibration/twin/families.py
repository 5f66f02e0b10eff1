"""Distributions of times, fitted to ascending values by maximum likelihood."""

from collections.abc import Callable
from math import erf, exp, inf, lgamma, log, pi, sqrt

import numpy as np

from functions.optimization.calibration.twin.event_table import Floats
from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine.distribution import Distribution

STEPS = 60  # of Newton's method or a bisection, far more than needed

Fitted = tuple[Distribution, float, int] | None  # with log-likelihood and free parameters


def _exponential(values: Floats) -> Fitted:
    mean = float(values.mean())
    return times.exponential(mean), -values.size * (log(mean) + 1), 1


def _uniform(values: Floats) -> Fitted:
    low, high = float(values[0]), float(values[-1])
    return times.uniform(low, high), -values.size * log(high - low), 2


def _triangular(values: Floats) -> Fitted:
    """The bounds are a little beyond the extremes, the mode is the best order statistic."""
    beyond = float(values[-1] - values[0]) / values.size
    low, high = max(0.0, float(values[0]) - beyond), float(values[-1]) + beyond
    marks = values[np.linspace(0, values.size - 1, 41).astype(np.int64)]
    best: tuple[float, float] = (-inf, low)
    for mode in marks:
        rising = values[values <= mode] - low
        falling = high - values[values > mode]
        likelihood = float(
            np.log(2 * np.maximum(rising, 1e-300) / ((high - low) * max(mode - low, 1e-300))).sum()
            + np.log(2 * falling / ((high - low) * max(high - mode, 1e-300))).sum()
        )
        best = max(best, (likelihood, float(mode)))
    return times.triangular(low, best[1], high), best[0], 3


def _normal(values: Floats) -> Fitted:
    """Truncated at 0: the parameters whose truncated moments are the sample's."""
    mean, deviation = float(values.mean()), float(values.std())
    mu, sigma = mean, deviation
    for _ in range(STEPS):
        alpha = -mu / sigma
        ratio = _density(alpha) / max(1 - _normal_below(alpha), 1e-12)
        step_mu = mean - (mu + sigma * ratio)
        shrink = 1 + alpha * ratio - ratio * ratio
        if shrink <= 0.05:
            return None
        sigma = 0.5 * sigma + 0.5 * deviation / sqrt(shrink)
        mu += 0.5 * step_mu
        if mu < 0:
            return None  # mostly cut off: another family says it better
    inside = max(1 - _normal_below(-mu / sigma), 1e-12)
    spread = ((values - mu) ** 2).sum() / (2 * sigma * sigma)
    likelihood = -values.size * log(sigma * sqrt(2 * pi) * inside) - float(spread)
    return times.normal(mu, sigma), likelihood, 2


def _density(z: float) -> float:
    return exp(-z * z / 2) / sqrt(2 * pi)


def _normal_below(z: float) -> float:
    return (1 + erf(z / sqrt(2))) / 2


def _lognormal(values: Floats) -> Fitted:
    if values[0] <= 0:
        return None
    logs = np.log(values)
    mu, variance = float(logs.mean()), float(logs.var())
    if variance <= 0 or variance > 50:
        return None
    mean = exp(mu + variance / 2)
    likelihood = -float(logs.sum()) - values.size / 2 * (log(2 * pi * variance) + 1)
    return times.lognormal(mean, mean * sqrt(exp(variance) - 1)), likelihood, 2


def _gamma(values: Floats) -> Fitted:
    """Newton's method on the shape (Minka, "Estimating a gamma distribution", 2002)."""
    if values[0] <= 0:
        return None
    mean, log_mean = float(values.mean()), float(np.log(values).mean())
    gap = log(mean) - log_mean
    if gap <= 1e-9:
        return None
    shape = (3 - gap + sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap)
    for _ in range(STEPS):
        value = log(shape) - _digamma(shape) - gap
        slope = 1 / shape - _trigamma(shape)
        shape = max(shape - value / slope, shape / 10)
    scale = mean / shape
    likelihood = (shape - 1) * log_mean - mean / scale - shape * log(scale) - lgamma(shape)
    return times.gamma_of(mean, mean / sqrt(shape)), values.size * likelihood, 2


def _digamma(x: float) -> float:
    """By recurrence and its asymptotic series (Abramowitz and Stegun 6.3.5, 6.3.18)."""
    shift = 0.0
    while x < 8:
        shift -= 1 / x
        x += 1
    square = 1 / (x * x)
    return shift + log(x) - 0.5 / x - square * (1 / 12 - square * (1 / 120 - square / 252))


def _trigamma(x: float) -> float:
    """By recurrence and its asymptotic series (Abramowitz and Stegun 6.4.6, 6.4.12)."""
    shift = 0.0
    while x < 8:
        shift += 1 / (x * x)
        x += 1
    square = 1 / (x * x)
    series = 1 / 6 - square * (1 / 30 - square * (1 / 42 - square / 30))
    return shift + 1 / x + 0.5 * square + square / x * series


def _weibull(values: Floats) -> Fitted:
    """The shape solves the likelihood equation, which rises in it: bisection."""
    if values[0] <= 0:
        return None
    logs = np.log(values / values.mean())
    log_mean = float(logs.mean())

    def excess(shape: float) -> float:
        weights = np.exp(shape * (logs - logs[-1]))
        return float((weights @ logs) / weights.sum()) - 1 / shape - log_mean

    low, high = 0.02, 200.0
    if excess(low) > 0 or excess(high) < 0:
        return None
    for _ in range(STEPS):
        middle = sqrt(low * high)
        low, high = (middle, high) if excess(middle) < 0 else (low, middle)
    shape = sqrt(low * high)
    scale = float(values.mean()) * float(np.exp(shape * logs).mean()) ** (1 / shape)
    scaled = np.log(values / scale)
    likelihood = values.size * log(shape / scale) + float(
        (shape - 1) * scaled.sum() - np.exp(shape * scaled).sum()
    )
    return times.weibull(shape, scale), likelihood, 2


FAMILIES: dict[str, Callable[[Floats], Fitted]] = {
    "exponential": _exponential,
    "uniform": _uniform,
    "triangular": _triangular,
    "normal": _normal,
    "gamma": _gamma,
    "lognormal": _lognormal,
    "weibull": _weibull,
}
