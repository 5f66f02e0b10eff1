"""The process as it is: a model with everything that must be said about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from common.model.figure import Figure
from common.model.portfolio import Judgement, TwinCheck
from functions.optimization.simulation.engine.model import Model

MOST_STATES = 1500  # a chain of more takes seconds to solve
Kind = Literal["resources", "elapsed", "stated"]


@dataclass(frozen=True)
class Assumption:
    """A figure that nobody measured or stated, and the model with another value in its place."""

    figure: Figure  # with its range
    rebuilt: Callable[[float], Model]


@dataclass(frozen=True)
class AsIs:
    """The twin of a process.

    ``resources``: people with hours and queues, from a log. ``elapsed``: waiting and work are one
    time, from a log that does not say who worked when. ``stated``: from a workflow without a log.
    Nodes of the model that are no activity of the process are absent from ``activity_of``. The
    resources that stand for people have a ``group``: their role, or the work that they share.
    """

    model: Model
    kind: Kind
    activity_of: Mapping[str, str]  # ids of activities, by node
    method: str  # for the report
    rejecting: frozenset[str] = frozenset()  # activities that turn cases down or send them back
    sends_back: frozenset[str] = frozenset()  # nodes that stand for a case that comes back
    turns_down: frozenset[str] = frozenset()  # nodes that stand for one that does not
    assumptions: Mapping[str, Assumption] = field(default_factory=dict)
    checks: tuple[TwinCheck, ...] = ()  # against what was observed or stated
    judgement: Judgement | None = None  # against cases that a twin of the earlier ones has not seen
    doubts: tuple[str, ...] = ()  # each makes benefits indicative
    limits: tuple[str, ...] = ()  # what cannot be changed in it, or is not known of it


class NotSimulableError(ValueError):
    """Too little is known, or the workflow is unsound; ``str`` says what is needed and where."""
