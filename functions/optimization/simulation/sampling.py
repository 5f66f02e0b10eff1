"""Durations as functions of a uniform number, so that a stream can be shared by two models."""

from dataclasses import dataclass, field, replace
from math import inf
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STRATA = 200


class Sampler(Protocol):
    """A distribution of durations in hours."""

    @property
    def mean_h(self) -> float:
        """The expected duration."""
        ...

    def at(self, uniform: Floats) -> Floats:
        """Return the durations that belong to numbers drawn uniformly from [0, 1)."""
        ...

    def quantile_h(self, share: float) -> float:
        """Return the duration that this share of draws does not exceed."""
        ...

    def limited(self, limit_h: float, compliance: float) -> "Sampler":
        """Return the distribution in which this share of longer durations ends at the limit."""
        ...


@dataclass(frozen=True)
class Strata:
    """Equally likely values, ascending: a measured sample with exactly its mean.

    A draw is the stratum's number plus a rest in [0, 1) that is independent of it; the rest
    decides who complies with the limit, so no further random number is needed.
    """

    values_h: tuple[float, ...]
    limit_h: float = inf
    compliance: float = 1.0
    _values: Floats = field(init=False, repr=False, compare=False)
    _capped: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        values = np.asarray(self.values_h, dtype=np.float64)
        if values.size == 0 or not np.isfinite(values).all() or values[0] < 0:
            raise ValueError("strata are finite durations of at least 0 h, one or more")
        object.__setattr__(self, "_values", values)
        object.__setattr__(self, "_capped", np.minimum(values, self.limit_h))

    @property
    def mean_h(self) -> float:
        complying, others = float(self._capped.mean()), float(self._values.mean())
        return self.compliance * complying + (1 - self.compliance) * others

    def at(self, uniform: Floats) -> Floats:
        position = uniform * self._values.size
        stratum = np.minimum(position.astype(np.int64), self._values.size - 1)
        complies = position - stratum < self.compliance
        return np.where(complies, self._capped[stratum], self._values[stratum])

    def quantile_h(self, share: float) -> float:
        return float(np.quantile(self._values, share))

    def limited(self, limit_h: float, compliance: float) -> "Strata":
        return replace(self, limit_h=limit_h, compliance=compliance)


@dataclass(frozen=True)
class Exponential:
    """The exponential distribution: all that is assumed when only a mean is stated."""

    mean_h: float

    def at(self, uniform: Floats) -> Floats:
        return -self.mean_h * np.log1p(-uniform)

    def quantile_h(self, share: float) -> float:
        return float(-self.mean_h * np.log1p(-share))

    def limited(self, limit_h: float, compliance: float) -> Strata:
        return self.stratified().limited(limit_h, compliance)

    def stratified(self) -> Strata:
        """Return the means of equally likely strata; their mean is exactly the same."""
        survival = 1 - np.arange(STRATA + 1) / STRATA
        logs = np.log(survival, out=np.zeros_like(survival), where=survival > 0)
        excess = survival * (1 - logs)  # integral of -log(s) from 0 to s, per unit of the mean
        values = self.mean_h * STRATA * -np.diff(excess)
        return Strata(tuple(float(value) for value in values))
