"""A redesign before its trial."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from common.language import term
from common.model.assessment import Place
from common.model.figure import Figure, Provenance, Unit
from functions.optimization.simulation.engine.model import Model

Values = Mapping[str, float]  # of parameters, by name


@dataclass(frozen=True)
class Touches:
    """What a change does that somebody may want to forbid. Activities and roles by id.

    ``removes``: some cases go without these from now on. ``automates``: a machine decides them.
    ``reassigns``: others than today do them. ``one_hand``: in each set, one person may do all for
    a case. ``reorders``: (first, second) where the second no longer waits for the first.
    ``routes_on``: (attribute, activity before which a case is sorted by it). ``reduces``: roles
    that lose people. What it adds is told by the parameters ``added_headcount`` and ``one_off``.
    """

    removes: frozenset[str] = frozenset()
    automates: frozenset[str] = frozenset()
    reassigns: frozenset[str] = frozenset()
    one_hand: tuple[frozenset[str], ...] = ()
    reorders: tuple[tuple[str, str], ...] = ()
    routes_on: tuple[tuple[str, str], ...] = ()
    reduces: frozenset[str] = frozenset()


NOTHING = Touches()


@dataclass(frozen=True)
class Reach:
    """The part of all cases that come to one of some steps (none named: all) that is meant."""

    steps: frozenset[str]
    share: Callable[[Values], float]


def reach(parameter: str, *steps: str) -> Reach:
    """Return the reach whose share is the value of a parameter."""
    return Reach(frozenset(steps), lambda values: values[parameter])


@dataclass(frozen=True)
class Proposal:
    """A change of the model with its parameters, their provenance, and what may go wrong.

    ``edit`` makes the model after the change from the one before and the values of the
    parameters; ``told`` its title and description, where these name values. The search tries the
    ``choices``, which are the organisation's own (heads, batch sizes, caps), and asks what a
    figure that nobody knows would change anywhere in its range: ``unfavourable`` is the end of
    the range that speaks against the change. ``loses``: the cases that go without a step from now
    on, which nobody and nothing takes over. ``lane``: those that it lets go first at a step, or
    past its queue.
    """

    operator: str
    heuristic: str | None
    place: str  # makes the id unique and stable
    title: str
    description: str
    where: Place
    steps: frozenset[str]  # where findings it answers may be
    edit: Callable[[Model, Values], Model]
    parameters: dict[str, Figure] = field(default_factory=dict)
    unfavourable: Values = field(default_factory=dict)
    risks: tuple[str, ...] = ()
    choices: dict[str, tuple[float, ...]] = field(default_factory=dict)
    told: Callable[[Values], tuple[str, str]] | None = None
    touches: Touches = NOTHING
    loses: Reach | None = None
    lane: Reach | None = None

    @property
    def id(self) -> str:
        return f"{self.operator}:{self.place}"

    @property
    def values(self) -> Values:
        """The values of the parameters."""
        return {name: each.value for name, each in self.parameters.items()}

    def change(self, model: Model) -> Model:
        """Return the model after the change."""
        return self.edit(model, self.values)

    def with_value(self, parameter: str, value: float) -> Self:
        """Return the same change with another value; raises ``KeyError`` where it has none."""
        figure = self.parameters[parameter].model_copy(update={"value": value})
        changed = replace(self, parameters={**self.parameters, parameter: figure})
        if self.told is None:
            return changed
        title, description = self.told(changed.values)
        return replace(changed, title=title, description=description)

    def cautious(self) -> Self:
        """Return the change with every assumption at its unfavourable end."""
        changed = self
        for parameter, value in self.unfavourable.items():
            changed = changed.with_value(parameter, value)
        return changed


def said(figure: Figure) -> Figure:
    """Return a figure of a module with its origin in the language that is spoken."""
    return figure.model_copy(update={"origin": term(figure.origin)})


def assumed(value: float, low: float, high: float, unit: Unit, origin: str) -> Figure:
    """Return a figure that nobody measured or stated, with its range."""
    return Figure(
        value=value, unit=unit, provenance=Provenance.ASSUMED, origin=origin, low=low, high=high
    )
