"""A distribution of times in seconds, by its family and named parameters."""

from dataclasses import dataclass
from functools import cached_property
from math import gamma, inf, isfinite
from typing import Self

from common.model import distribution as canonical

Family = canonical.Family
HOUR_S = 3600.0


@dataclass(frozen=True)
class Distribution:
    """How times are spread; drawn by the kernel, one stream per purpose.

    ``minimum_s`` and ``maximum_s`` truncate every family: a draw outside is drawn again. The mean
    and the standard deviation are those before truncation. An ``exponential`` starts at
    ``minimum_s`` and ``mean_s`` is what comes on top of it. ``lognormal`` and ``gamma`` take the
    mean and standard deviation of the times themselves. Make one by the functions below.
    """

    family: Family
    mean_s: float = 0.0
    standard_deviation_s: float = 0.0
    minimum_s: float = 0.0
    maximum_s: float = inf
    mode_s: float = 0.0
    shape: float = 1.0
    scale_s: float = 0.0
    values_s: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()  # equal where empty

    def __post_init__(self) -> None:
        named = (self.mean_s, self.standard_deviation_s, self.minimum_s, self.mode_s, self.scale_s)
        for number in (*named, *self.values_s, *self.weights):
            if not isfinite(number) or number < 0:
                raise ValueError(f"{self.family}: {number} is no finite number of at least 0")
        if self.minimum_s > self.maximum_s:
            raise ValueError(f"{self.family}: the minimum is above the maximum")
        if self.family == "weibull" and not (isfinite(self.shape) and self.shape > 0):
            raise ValueError("weibull: the shape must be above 0")
        self._check_shape()

    @cached_property
    def _hash(self) -> int:
        spread = self.mean_s, self.standard_deviation_s, self.minimum_s, self.maximum_s
        return hash((*spread, self.mode_s, self.shape, self.scale_s, self.values_s, self.weights))

    def __hash__(self) -> int:
        """Of its numbers, once: models that differ little ask for those of all that they share."""
        return self._hash

    @cached_property
    def steps(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """The values of an empirical distribution, ascending, and the share up to each.

        Made once for all models that hold it: no part of what two distributions are compared by.
        """
        weights = self.weights or (1.0,) * len(self.values_s)
        pairs = sorted(zip(self.values_s, weights, strict=True))
        total = 0.0
        for _, weight in pairs:
            total += weight
        values, shares, upto = [], [], 0.0
        for value, weight in pairs:
            upto += weight
            if weight > 0:
                values.append(value)
                shares.append(upto / total)
        return tuple(values), (*shares[:-1], 1.0)

    def _check_shape(self) -> None:
        if self.family == "empirical" and not self.values_s:
            raise ValueError("empirical: needs at least one value")
        if self.weights and (len(self.weights) != len(self.values_s) or sum(self.weights) <= 0):
            raise ValueError("empirical: needs one weight per value, not all zero")
        if self.family in {"uniform", "triangular"} and not isfinite(self.maximum_s):
            raise ValueError(f"{self.family}: needs a maximum")
        if self.family == "triangular" and not self.minimum_s <= self.mode_s <= self.maximum_s:
            raise ValueError("triangular: the mode lies between the minimum and the maximum")
        if self.family in {"gamma", "lognormal"} and self.mean_s <= 0:
            raise ValueError(f"{self.family}: the mean must be above 0")

    def untruncated_mean_s(self) -> float:
        """Return the mean, not counting what the bounds cut off."""
        match self.family:
            case "exponential":
                return self.minimum_s + self.mean_s
            case "uniform":
                return (self.minimum_s + self.maximum_s) / 2
            case "triangular":
                return (self.minimum_s + self.mode_s + self.maximum_s) / 3
            case "weibull":
                return self.scale_s * gamma(1 + 1 / self.shape)
            case "empirical":
                weights = self.weights or (1.0,) * len(self.values_s)
                total = sum(v * w for v, w in zip(self.values_s, weights, strict=True))
                return total / sum(weights)
            case _:
                return self.mean_s

    @classmethod
    def of(cls, given: canonical.Distribution) -> Self:
        """Return a distribution of the canonical workflow, in seconds."""
        low = (given.minimum_h or 0.0) * HOUR_S
        return cls(
            family=given.family,
            mean_s=(given.mean_h or 0.0) * HOUR_S,
            standard_deviation_s=(given.standard_deviation_h or 0.0) * HOUR_S,
            minimum_s=low,
            maximum_s=inf if given.maximum_h is None else given.maximum_h * HOUR_S,
            mode_s=(given.mode_h or 0.0) * HOUR_S,
            shape=given.shape or 1.0,
            scale_s=(given.scale_h or 0.0) * HOUR_S,
            values_s=tuple(value * HOUR_S for value in given.values_h),
            weights=given.weights,
        )


def fixed(value_s: float) -> Distribution:
    """Return the distribution that is always this value."""
    return Distribution("fixed", mean_s=value_s)


def exponential(mean_s: float, minimum_s: float = 0.0, maximum_s: float = inf) -> Distribution:
    """Return ``minimum_s`` plus an exponential time of this mean."""
    return Distribution("exponential", mean_s=mean_s, minimum_s=minimum_s, maximum_s=maximum_s)


def uniform(minimum_s: float, maximum_s: float) -> Distribution:
    """Return the uniform distribution between two times."""
    return Distribution("uniform", minimum_s=minimum_s, maximum_s=maximum_s)


def triangular(minimum_s: float, mode_s: float, maximum_s: float) -> Distribution:
    """Return the triangular distribution."""
    return Distribution("triangular", minimum_s=minimum_s, mode_s=mode_s, maximum_s=maximum_s)


def normal(
    mean_s: float, standard_deviation_s: float, minimum_s: float = 0.0, maximum_s: float = inf
) -> Distribution:
    """Return the normal distribution, truncated at 0 unless a higher minimum is given."""
    return Distribution("normal", mean_s, standard_deviation_s, minimum_s, maximum_s)


def gamma_of(
    mean_s: float, standard_deviation_s: float, minimum_s: float = 0.0, maximum_s: float = inf
) -> Distribution:
    """Return the gamma distribution with this mean and standard deviation."""
    return Distribution("gamma", mean_s, standard_deviation_s, minimum_s, maximum_s)


def lognormal(
    mean_s: float, standard_deviation_s: float, minimum_s: float = 0.0, maximum_s: float = inf
) -> Distribution:
    """Return the lognormal distribution with this mean and standard deviation of the times."""
    return Distribution("lognormal", mean_s, standard_deviation_s, minimum_s, maximum_s)


def weibull(
    shape: float, scale_s: float, minimum_s: float = 0.0, maximum_s: float = inf
) -> Distribution:
    """Return the Weibull distribution."""
    return Distribution(
        "weibull", shape=shape, scale_s=scale_s, minimum_s=minimum_s, maximum_s=maximum_s
    )


def empirical(values_s: tuple[float, ...], weights: tuple[float, ...] = ()) -> Distribution:
    """Return the distribution that takes the given values; equally likely without weights."""
    return Distribution("empirical", values_s=values_s, weights=weights)
