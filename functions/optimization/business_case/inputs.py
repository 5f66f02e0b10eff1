"""What is not known exactly: a range or an interval, drawn from with a luck of its own."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from common.model.figure import Figure, Provenance, Unit
from common.model.portfolio import Interval
from functions.optimization.simulation.engine.run import Floats

Z95 = 1.959963984540054  # of the normal distribution


@dataclass(frozen=True)
class Input:
    """A number of the business case. ``planned`` is the value that its plan counts with.

    With a ``spread`` it is drawn from a normal distribution around the middle of ``low`` and
    ``high``, its 95% interval; otherwise from a triangular one.
    """

    name: str
    planned: float
    low: float
    likely: float
    high: float
    unit: Unit
    provenance: Provenance
    origin: str
    redesign: str | None = None
    normal: bool = False

    @property
    def uncertain(self) -> bool:
        """Whether there is anything to draw."""
        return self.high > self.low

    @property
    def figure(self) -> Figure:
        """The planned value with its range."""
        return Figure(
            value=self.planned,
            unit=self.unit,
            provenance=self.provenance,
            origin=self.origin[:500],
            low=self.low if self.uncertain else None,
            high=self.high if self.uncertain else None,
        )

    def draws(self, seed: int, count: int) -> Floats:
        """Return draws; with the same seed and name they meet the same luck whatever the range."""
        luck = np.random.default_rng([seed, crc32(self.name.encode())])
        if not self.uncertain:
            return np.full(count, self.planned)
        if self.normal:
            return self.likely + (self.high - self.low) / (2 * Z95) * luck.standard_normal(count)
        return triangular(luck.random(count), self.low, self.likely, self.high)


def known(
    name: str, value: float, unit: Unit, provenance: Provenance, origin: str, redesign: str = ""
) -> Input:
    """Return an input with one value."""
    return Input(name, value, value, value, value, unit, provenance, origin, redesign or None)


def simulated(name: str, saved: Interval, unit: Unit, origin: str, redesign: str) -> Input:
    """Return what simulation says is saved; planned with the lower end of the 95% interval."""
    return Input(
        name=name,
        planned=saved.low,
        low=saved.low,
        likely=saved.mean,
        high=saved.high,
        unit=unit,
        provenance=Provenance.INFERRED,
        origin=origin,
        redesign=redesign,
        normal=True,
    )


def triangular(luck: Floats, low: float, likely: float, high: float) -> Floats:
    """Return the quantiles of a triangular distribution at uniform draws."""
    width = high - low
    if width <= 0:
        return np.full(luck.shape, likely)
    turn = (likely - low) / width
    rising = low + np.sqrt(luck * width * (likely - low))
    falling = high - np.sqrt((1 - luck) * width * (high - likely))
    return np.where(luck < turn, rising, falling)
