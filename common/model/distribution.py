"""A distribution of times by its family and named parameters; sampling is the simulation's."""

from math import gamma
from typing import Literal, Self

from pydantic import Field, model_validator

from common.model.base import Value
from common.model.figure import Provenance

Family = Literal[
    "fixed",  # mean_h
    "exponential",  # mean_h: of what comes on top of minimum_h
    "uniform",  # minimum_h, maximum_h
    "triangular",  # minimum_h, mode_h, maximum_h
    "normal",  # mean_h, standard_deviation_h
    "gamma",  # mean_h, standard_deviation_h
    "lognormal",  # mean_h, standard_deviation_h: of the times, not of their logarithm
    "weibull",  # shape, scale_h
    "empirical",  # values_h, weights
]
NEEDED: dict[str, tuple[str, ...]] = {
    "fixed": ("mean_h",),
    "exponential": ("mean_h",),
    "uniform": ("minimum_h", "maximum_h"),
    "triangular": ("minimum_h", "mode_h", "maximum_h"),
    "normal": ("mean_h", "standard_deviation_h"),
    "gamma": ("mean_h", "standard_deviation_h"),
    "lognormal": ("mean_h", "standard_deviation_h"),
    "weibull": ("shape", "scale_h"),
    "empirical": ("values_h",),
}


class Distribution(Value):
    """How times are spread. ``minimum_h`` and ``maximum_h`` cut off every other family."""

    family: Family
    mean_h: float | None = Field(default=None, ge=0)
    standard_deviation_h: float | None = Field(default=None, ge=0)
    minimum_h: float | None = Field(default=None, ge=0)
    maximum_h: float | None = Field(default=None, ge=0)
    mode_h: float | None = Field(default=None, ge=0)
    shape: float | None = Field(default=None, gt=0)
    scale_h: float | None = Field(default=None, gt=0)
    values_h: tuple[float, ...] = Field(default=(), description="Of an empirical distribution.")
    weights: tuple[float, ...] = Field(default=(), description="Beside values_h; equal if absent.")
    provenance: Provenance
    origin: str = Field(min_length=1, max_length=500)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [name for name in NEEDED[self.family] if getattr(self, name) in (None, ())]
        if missing:
            raise ValueError(f"a distribution '{self.family}' needs {', '.join(missing)}")
        if self.weights and len(self.weights) != len(self.values_h):
            raise ValueError("weights and values_h must be of equal length")
        low, high = self.minimum_h, self.maximum_h
        if low is not None and high is not None and low > high:
            raise ValueError(f"the minimum {low:g} h is above the maximum {high:g} h")
        return self

    def untruncated_mean_h(self) -> float:
        """Return the mean, not counting what the bounds cut off."""
        match self.family:
            case "uniform":
                return ((self.minimum_h or 0.0) + (self.maximum_h or 0.0)) / 2
            case "triangular":
                return sum(v or 0.0 for v in (self.minimum_h, self.mode_h, self.maximum_h)) / 3
            case "weibull":
                return (self.scale_h or 0.0) * gamma(1 + 1 / (self.shape or 1.0))
            case "empirical":
                weights = self.weights or (1.0,) * len(self.values_h)
                total = sum(v * w for v, w in zip(self.values_h, weights, strict=True))
                return total / (sum(weights) or 1.0)
            case _:
                return self.mean_h or 0.0
