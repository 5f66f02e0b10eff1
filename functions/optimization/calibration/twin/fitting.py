"""Which distribution a sample of times comes from.

Candidates are fitted by maximum likelihood and compared by the Bayesian information criterion,
which finds the true family where it is among them (Schwarz, "Estimating the dimension of a
model", 1978). The best is taken unless halves of the sample foretell each other clearly better
than their fits do: then the values themselves are.
"""

from dataclasses import dataclass
from math import inf, log

import numpy as np

from functions.optimization.calibration.twin.distances import earth_movers_distance
from functions.optimization.calibration.twin.event_table import Floats
from functions.optimization.calibration.twin.families import FAMILIES
from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine.distribution import Distribution

PLENTY = 5_000  # values: of more, evenly spaced ones are fitted
FEW = 15  # values: fewer say nothing about a family
SAME = 0.98  # share of equal values that makes a time fixed
WORSE = 1.25  # so much farther from the other half than the values are: not this family
STRATA = 200  # values that stand for a larger sample
SHORTEST_S = 1e-6  # as short as logs tell: less is none
DIVISIONS, DRAWN = 2, 4_000  # of a sample into halves; times from a fitted family


@dataclass(frozen=True)
class Fit:
    """A distribution, how many values it rests on, and the criterion (lower is better)."""

    distribution: Distribution
    count: int
    criterion: float  # Bayesian; infinite where likelihoods were not compared


def fit(values_s: Floats) -> Fit:
    """Return the best description of times of at least 0 s; raises ``ValueError`` for none."""
    values = np.sort(np.where(values_s < SHORTEST_S, 0.0, values_s))
    if not values.size:
        raise ValueError("no times to fit")
    constant = _constant(values)
    if constant is not None:
        return Fit(times.fixed(constant), values.size, -inf)
    if values.size < FEW:
        return Fit(empirical(values), values.size, inf)
    kept = values
    if values.size > PLENTY:
        kept = values[np.linspace(0, values.size - 1, PLENTY).astype(np.int64)]
    best = _best(kept)
    if best is None or _foretells_worse(kept, best):
        return Fit(empirical(values), values.size, inf)
    return best


def _constant(values: Floats) -> float | None:
    """Return the time that nearly all values have, within a thousandth."""
    middle = float(values[values.size // 2])
    near = np.abs(values - middle) <= max(1e-3 * middle, 1e-3)
    if near.mean() < SAME or abs(values.mean() - middle) > 0.02 * middle:
        return None
    return float(values[near].mean()) if middle else 0.0


def empirical(values: Floats) -> Distribution:
    """Return the sample itself, or means of up to 200 equally frequent strata of it."""
    ordered = np.sort(values)
    if ordered.size > STRATA:
        edges = np.linspace(0, ordered.size, STRATA + 1).round().astype(np.int64)
        ordered = np.add.reduceat(ordered, edges[:-1]) / np.diff(edges)
    return times.empirical(tuple(float(value) for value in ordered))


def _best(values: Floats) -> Fit | None:
    """Return the family with the lowest criterion, among those that the values allow."""
    found: list[Fit] = []
    for family in FAMILIES.values():
        fitted = family(values)
        if fitted is None:
            continue
        distribution, likelihood, parameters = fitted
        criterion = parameters * log(values.size) - 2 * likelihood
        found.append(Fit(distribution, values.size, criterion))
    return min(found, key=lambda one: one.criterion, default=None)


def _foretells_worse(values: Floats, best: Fit) -> bool:
    """Whether halves of the values are nearer to each other than their fitted family is."""
    generator = np.random.default_rng(values.size)
    family = FAMILIES[best.distribution.family]
    foretold = among_themselves = 0.0
    for _ in range(DIVISIONS):
        shuffled = generator.permutation(values)
        halves = np.sort(shuffled[::2]), np.sort(shuffled[1::2])
        among_themselves += 2 * earth_movers_distance(*halves)
        for one, other in (halves, halves[::-1]):
            refitted = family(one) if one[0] < one[-1] else None
            if refitted is None:
                return True
            foretold += earth_movers_distance(sample(refitted[0], DRAWN, generator), other)
    return foretold > WORSE * among_themselves + 2e-3 * DIVISIONS * float(values.mean())


def sample(distribution: Distribution, count: int, generator: np.random.Generator) -> Floats:
    """Return times drawn from a distribution, those beyond its bounds drawn again."""
    drawn = _drawn(distribution, count, generator)
    low, high = distribution.minimum_s, distribution.maximum_s
    for _ in range(100):
        beyond = np.flatnonzero((drawn < low) | (drawn > high))
        if not beyond.size:
            break
        drawn[beyond] = _drawn(distribution, beyond.size, generator)
    return np.clip(drawn, low, high)


def _drawn(given: Distribution, count: int, generator: np.random.Generator) -> Floats:
    low, high, mean, deviation = (
        given.minimum_s,
        given.maximum_s,
        given.mean_s,
        given.standard_deviation_s,
    )
    match given.family:
        case "exponential":
            drawn = low + generator.exponential(mean, count)
        case "uniform":
            drawn = generator.uniform(low, high, count)
        case "triangular":
            drawn = generator.triangular(low, given.mode_s, high, count)
        case "normal":
            drawn = generator.normal(mean, deviation, count)
        case "weibull":
            drawn = given.scale_s * generator.weibull(given.shape, count)
        case "empirical":
            weights = np.array(given.weights or (1.0,) * len(given.values_s))
            drawn = generator.choice(np.array(given.values_s), count, p=weights / weights.sum())
        case _:
            drawn = _spread(given, count, generator)
    return np.asarray(drawn, dtype=np.float64)


def _spread(given: Distribution, count: int, generator: np.random.Generator) -> Floats:
    """Return times of a family that is given by the mean and the deviation of the times."""
    if given.family == "fixed" or given.standard_deviation_s == 0:
        return np.full(count, given.mean_s)
    variation = (given.standard_deviation_s / given.mean_s) ** 2
    if given.family == "gamma":
        return generator.gamma(1 / variation, given.mean_s * variation, count)
    variance = np.log1p(variation)
    return generator.lognormal(np.log(given.mean_s) - variance / 2, variance**0.5, count)
