"""Simulation where nobody has to be waited for: all cases walk through the model at once."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from functions.optimization.simulation.model import END, START_STATE, Model
from functions.optimization.simulation.outcome import MAX_VISITS, Outcome
from functions.optimization.simulation.sampling import Floats
from functions.optimization.simulation.streams import Streams

Ints = NDArray[np.int64]


def walk(model: Model, streams: Streams, replications: int) -> Outcome:
    """Simulate ``streams.cases`` independent cases; a sound model is assumed (``Model.check``)."""
    walkers = _Walkers(model, streams)
    while walkers.active.size:
        walkers.move()
    return Outcome(
        replications=replications,
        steps=walkers.names,
        rejecting=frozenset(name for name in walkers.names if model.steps[name].rejects),
        cycle_time_h=walkers.cycle_h,
        executions=walkers.executions,
        cost=walkers.cost if model.cost_known else None,
        waiting_h={},
        cut=walkers.cut,
    )


class _Walkers:
    """Arrays with one entry per case: where it is, and what it has seen so far."""

    def __init__(self, model: Model, streams: Streams) -> None:
        cases = streams.cases
        self.model, self.streams = model, streams
        self.names = tuple(model.steps)
        number = {name: index for index, name in enumerate(self.names)}
        self.step_of = np.array([number[state.step] for state in model.states], dtype=np.int64)
        self.bounds, self.targets = _routing_tables(model)
        self.active: Ints = np.arange(cases)
        self.state: Ints = np.full(cases, START_STATE, dtype=np.int64)
        self.visits = np.zeros((cases, len(self.names)), dtype=np.int16)
        self.visits[:, self.step_of[START_STATE]] = 1
        self.executions = np.zeros((cases, len(self.names)), dtype=np.int16)
        self.cycle_h: Floats = np.zeros(cases)
        self.last_h: Floats = np.zeros(cases)  # elapsed time that an overlapping step may share
        self.cost: Floats = np.zeros(cases)
        self.cut = 0

    def move(self) -> None:
        """Move every active case to its next step, or out."""
        state = self.state[self.active]
        source = self.step_of[state]
        visit = self.visits[self.active, source].astype(np.int64) - 1
        drawn = self._draw("routing", self.active, source, visit)
        choice = (self.bounds[state] <= drawn[:, None]).sum(axis=1)
        target_state = self.targets[state, choice]
        stays = target_state != END
        cases, source, visit = self.active[stays], source[stays], visit[stays]
        self.state[cases] = target_state[stays]
        target = self.step_of[target_state[stays]]
        self._enter(cases, source, visit, target)
        exhausted = self.visits[cases, target] >= MAX_VISITS
        self.cut += int(exhausted.sum())
        self.active = cases[~exhausted]

    def _enter(self, cases: Ints, source: Ints, visit: Ints, target: Ints) -> None:
        elapsed, overlaps = self._delay(cases, source, visit, target)
        entry = self.visits[cases, target].astype(np.int64)
        self.visits[cases, target] += 1
        done = np.ones(cases.size, dtype=bool)
        for number, chosen in _groups(target):
            step = self.model.steps[self.names[number]]
            own, own_entry = cases[chosen], entry[chosen]
            work: Floats = np.zeros(own.size)
            if step.processing is not None:
                own_step = target[chosen]
                work = step.processing.at(self._draw("processing", own, own_step, own_entry))
            elapsed[chosen] += work + step.added_h
            if step.skipped_share > 0:
                drawn = self._draw("skipping", own, target[chosen], own_entry)
                done[chosen] = drawn >= step.skipped_share
            spent = (step.cost or 0.0) + work * (step.cost_per_h or 0.0)
            self.cost[own] += np.where(done[chosen], spent, 0.0)
        elapsed = np.where(done, elapsed, 0.0)
        shared = np.where(overlaps, np.minimum(elapsed, self.last_h[cases]), 0.0)
        self.cycle_h[cases] += elapsed - shared
        self.last_h[cases] = np.where(overlaps, np.maximum(elapsed, self.last_h[cases]), elapsed)
        self.executions[cases, target] += done

    def _delay(
        self, cases: Ints, source: Ints, visit: Ints, target: Ints
    ) -> tuple[Floats, NDArray[np.bool_]]:
        elapsed = np.zeros(cases.size)
        overlaps = np.zeros(cases.size, dtype=bool)
        drawn = self._draw("delay", cases, source, visit)
        for flow, chosen in _groups(source * len(self.names) + target):
            names = (self.names[flow // len(self.names)], self.names[flow % len(self.names)])
            delay = self.model.delays.get(names)
            if delay is not None:
                elapsed[chosen] = delay.sampler.at(drawn[chosen])
                overlaps[chosen] = delay.overlaps
        return elapsed, overlaps

    def _draw(self, purpose: str, cases: Ints, step: Ints, visit: Ints) -> Floats:
        drawn = np.empty(cases.size)
        for code, chosen in _groups(step * MAX_VISITS + visit):
            block = self.streams.block(purpose, self.names[code // MAX_VISITS], code % MAX_VISITS)
            drawn[chosen] = block[cases[chosen]]
        return drawn


def _groups(codes: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each distinct code with the positions that have it."""
    if codes.size == 0:
        return
    order = np.argsort(codes, kind="stable")
    values, starts = np.unique(codes[order], return_index=True)
    yield from zip(values.tolist(), np.split(order, starts[1:]), strict=True)


def _routing_tables(model: Model) -> tuple[Floats, Ints]:
    """Return upper bounds of the routing draw and targets, padded, one row per state."""
    width = max(1, *(len(state.routes) for state in model.states))
    bounds = np.full((len(model.states), width), np.inf)
    targets = np.full((len(model.states), width), END, dtype=np.int64)
    for index, state in enumerate(model.states):
        routes = [route for route in state.routes if route.probability > 0]
        if routes:
            cumulative = np.cumsum([route.probability for route in routes])
            bounds[index, : len(routes) - 1] = cumulative[:-1]  # the last takes what is left
            targets[index, : len(routes)] = [route.target for route in routes]
    return bounds, targets
