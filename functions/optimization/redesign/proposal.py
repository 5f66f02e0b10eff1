"""A redesign before its trial."""

from collections.abc import Callable
from dataclasses import dataclass, field

from common.model.assessment import Place
from common.model.figure import Figure, Provenance, Unit
from functions.optimization.simulation.engine.model import Model


@dataclass(frozen=True)
class Proposal:
    """A change of the model with its parameters, their provenance, and what may go wrong.

    ``remake`` makes the same change with another value of a parameter: the search tries the
    ``choices``, which are the organisation's own (heads, batch sizes, caps), and asks what a
    figure that nobody knows would change anywhere in its range.
    """

    operator: str
    heuristic: str | None
    place: str  # makes the id unique and stable
    title: str
    description: str
    where: Place
    steps: frozenset[str]  # where findings it answers may be
    change: Callable[[Model], Model]
    cautious: Callable[[Model], Model] | None = None  # all assumptions at their unfavourable end
    parameters: dict[str, Figure] = field(default_factory=dict)
    risks: tuple[str, ...] = ()
    remake: Callable[[str, float], "Proposal"] | None = None
    choices: dict[str, tuple[float, ...]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.operator}:{self.place}"

    def with_value(self, parameter: str, value: float) -> "Proposal":
        """Return the same change with another value; raises ``KeyError`` where it has none."""
        if self.remake is None or parameter not in self.parameters:
            raise KeyError(parameter)
        return self.remake(parameter, value)


def assumed(value: float, low: float, high: float, unit: Unit, origin: str) -> Figure:
    """Return a figure that nobody measured or stated, with its range."""
    return Figure(
        value=value, unit=unit, provenance=Provenance.ASSUMED, origin=origin, low=low, high=high
    )
