"""An as-is model with everything that must be said about it."""

from dataclasses import dataclass, field

from common.model.figure import Figure
from functions.optimization.simulation.model import Model

MOST_STATES = 1500  # a chain of more takes seconds to solve


@dataclass(frozen=True)
class AsIs:
    """A model of the process as it is, and where its numbers come from."""

    model: Model
    method: str
    observed: dict[str, float]  # metrics that the simulation must reproduce
    assumptions: dict[str, Figure] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()  # each makes benefits indicative
    limits: tuple[str, ...] = ()  # what cannot be changed in this model


class NotSimulableError(ValueError):
    """Too little is known, or the workflow is unsound; ``str`` says what is needed and where."""
