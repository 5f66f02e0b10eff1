"""A process that can be simulated: states with routes, delays between steps, and pools."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from functions.optimization.simulation.sampling import Sampler

START_STATE = 0
END = -1  # as the target of a route: the case is over


@dataclass(frozen=True)
class Step:
    """A kind of work. ``processing`` needs one member of ``pool`` where there is a pool."""

    name: str
    processing: Sampler | None = None
    pool: str | None = None
    cost: float | None = None  # per execution
    cost_per_h: float | None = None  # of the work
    rejects: bool = False
    skipped_share: float = 0.0  # of visits that pass without work or waiting for it
    added_h: float = 0.0  # what a new check adds to every execution


@dataclass(frozen=True)
class Route:
    """Where a case goes next. Their order is the order of the routing draw: keep it."""

    target: int
    probability: float
    rejects: bool = False  # where no step of its own stands for the rejection


@dataclass(frozen=True)
class State:
    """A step and what the case's past says about its future. ``start`` is state 0."""

    step: str
    routes: tuple[Route, ...]


@dataclass(frozen=True)
class Delay:
    """Time between two steps that needs nobody: waiting, or all elapsed time of a log."""

    sampler: Sampler
    overlaps: bool = False  # with the time of the step before: both are begun together


@dataclass(frozen=True)
class Pool:
    """People who do the same work, first come first served.

    ``stretch``: wall-clock hours in which a member gives one hour of work (168/40 = 4.2).
    """

    capacity: int
    stretch: float = 1.0


class UnsoundModelError(ValueError):
    """A case cannot reach the end from some place."""

    def __init__(self, places: tuple[str, ...]) -> None:
        super().__init__(f"no way leads to the end from: {', '.join(places)}")
        self.places = places


@dataclass(frozen=True)
class Model:
    """A process model. Steps, states and delays are changed by making a new model."""

    steps: Mapping[str, Step]
    states: tuple[State, ...]
    delays: Mapping[tuple[str, str], Delay] = field(default_factory=dict)
    pools: Mapping[str, Pool] = field(default_factory=dict)
    arrivals_per_h: float | None = None

    def with_step(self, step: Step) -> Self:
        """Return the model with this step instead of the one of the same name."""
        return replace(self, steps={**self.steps, step.name: step})

    def with_delay(self, flow: tuple[str, str], delay: Delay) -> Self:
        """Return the model with this delay on a flow."""
        return replace(self, delays={**self.delays, flow: delay})

    def is_rejection(self, state: State, route: Route) -> bool:
        """Whether this route is a first rejection: it does not start from another one."""
        if route.target == END or self.steps[state.step].rejects:
            return False
        return route.rejects or self.steps[self.states[route.target].step].rejects

    @property
    def queues(self) -> bool:
        """Whether cases compete for people, so that events must be simulated in time order."""
        return self.arrivals_per_h is not None and bool(self.pools)

    @property
    def cost_known(self) -> bool:
        """Whether every reachable step says what an execution costs."""
        work = [self.steps[state.step] for state in self.states[1:]]
        return bool(work) and all(
            step.cost is not None or (step.cost_per_h is not None and step.processing is not None)
            for step in work
        )

    def check(self) -> Self:
        """Return the model itself; raises ``UnsoundModelError`` or ``ValueError``."""
        for state in self.states:
            total = sum(route.probability for route in state.routes)
            if state.routes and abs(total - 1) > 1e-6:
                raise ValueError(f"probabilities after {state.step} add up to {total:g}")
        reached, finishing = self.reached(), self._finishing()
        stuck = {self.states[state].step for state in reached if state not in finishing}
        if stuck:
            places = stuck - {self.states[START_STATE].step} or stuck
            raise UnsoundModelError(tuple(sorted(places)))
        return self

    def reached(self) -> set[int]:
        """Return the states that a case can get to."""
        reached, open_states = {START_STATE}, [START_STATE]
        while open_states:
            for route in self.states[open_states.pop()].routes:
                if route.probability > 0 and route.target != END and route.target not in reached:
                    reached.add(route.target)
                    open_states.append(route.target)
        return reached

    def _finishing(self) -> set[int]:
        """States from which the end can be reached."""
        sources: dict[int, list[int]] = {}
        for index, state in enumerate(self.states):
            for route in state.routes:
                if route.probability > 0:
                    sources.setdefault(route.target, []).append(index)
        finishing: set[int] = {END}
        open_states = [END]
        while open_states:
            for source in sources.get(open_states.pop(), []):
                if source not in finishing:
                    finishing.add(source)
                    open_states.append(source)
        return finishing
