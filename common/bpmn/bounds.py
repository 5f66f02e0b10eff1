"""Where something is drawn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle, in the units of the diagram; y grows downwards."""

    x: float
    y: float
    width: float
    height: float
