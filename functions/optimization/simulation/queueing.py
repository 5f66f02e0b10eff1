"""Event-driven simulation where cases queue for people, first come first served."""

from bisect import bisect_right
from collections import deque
from heapq import heappop, heappush
from itertools import accumulate, count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from functions.optimization.simulation.model import END, START_STATE, Model
from functions.optimization.simulation.outcome import MAX_VISITS, Outcome
from functions.optimization.simulation.sampling import Floats, Sampler
from functions.optimization.simulation.streams import Streams

WARM_UP, COOL_DOWN = 0.3, 0.1  # cases before and after the measured ones, as shares of them


class Trace(NamedTuple):
    """One replication: per case, when it came and went; per step, the waits for people."""

    arrived_h: Floats
    left_h: Floats
    executions: NDArray[np.int16]
    cost: Floats
    waited_h: Floats  # per case and step
    cut: int


def run_length(measured: int) -> int:
    """Return how many cases a replication simulates so that this many are measured."""
    return measured + int(measured * WARM_UP) + int(measured * COOL_DOWN)


def queue(model: Model, streams: Streams, replications: int, measured: int) -> Outcome:
    """Simulate with ``streams.cases = replications x run_length(measured)``.

    A sound model is assumed, and every pool's utilisation below 1.
    """
    length, first = run_length(measured), int(measured * WARM_UP)
    kept = slice(first, first + measured)
    network = Network(model, streams)
    traces = [network.replicate(number * length, length) for number in range(replications)]
    executions = np.concatenate([trace.executions[kept] for trace in traces])
    waited = np.concatenate([trace.waited_h[kept] for trace in traces]).sum(axis=0)
    names, times = network.names, executions.sum(axis=0)
    return Outcome(
        replications=replications,
        steps=names,
        rejecting=frozenset(name for name in names if model.steps[name].rejects),
        cycle_time_h=np.concatenate([(t.left_h - t.arrived_h)[kept] for t in traces]),
        executions=executions,
        cost=np.concatenate([t.cost[kept] for t in traces]) if model.cost_known else None,
        waiting_h={n: float(w / k) for n, w, k in zip(names, waited, times, strict=True) if k},
        cut=sum(trace.cut for trace in traces),
    )


class _Part(NamedTuple):
    """One step that a case is to do: alone, or together with the steps that overlap it."""

    case: int
    step: int
    visit: int
    delay_h: float
    skipped: bool


class Network:
    """The model's tables, and the state of the replication that is running."""

    def __init__(self, model: Model, streams: Streams) -> None:
        self.model, self.streams = model, streams
        self.names = tuple(model.steps)
        self.steps = [model.steps[name] for name in self.names]
        number = {name: index for index, name in enumerate(self.names)}
        self.step_of = [number[state.step] for state in model.states]
        self.routes = [
            ([*accumulate(r.probability for r in s.routes)][:-1], [r.target for r in s.routes])
            for s in model.states
        ]

    def replicate(self, offset: int, cases: int) -> Trace:
        """Simulate cases ``offset`` to ``offset + cases`` of the streams until all have left."""
        self.offset, self.cases = offset, cases
        self.numbers: dict[tuple[str, int, int], list[float]] = {}
        self.durations: dict[tuple[str, tuple[int, int], int], list[float]] = {}
        self.visits = [[0] * len(self.names) for _ in range(cases)]
        self.pending, self.last_state = [0] * cases, [START_STATE] * cases
        self.executions = [[0] * len(self.names) for _ in range(cases)]
        self.waited_h = [[0.0] * len(self.names) for _ in range(cases)]
        self.cost, self.left_h, self.cut = [0.0] * cases, [0.0] * cases, 0
        self.free = {name: pool.capacity for name, pool in self.model.pools.items()}
        self.lines: dict[str, deque[tuple[float, _Part]]] = {n: deque() for n in self.model.pools}
        self.heap: list[tuple[float, int, str, object]] = []
        self.order = count()
        arrived = self._arrivals()
        for case, at_h in enumerate(arrived.tolist()):
            self._push(at_h, "arrive", case)
        self._run()
        return Trace(
            arrived_h=arrived,
            left_h=np.array(self.left_h),
            executions=np.array(self.executions, dtype=np.int16),
            cost=np.array(self.cost),
            waited_h=np.array(self.waited_h),
            cut=self.cut,
        )

    def _arrivals(self) -> Floats:
        rate = self.model.arrivals_per_h
        if rate is None:
            raise ValueError("queues need an arrival rate")
        block = self.streams.block("arrival", "start", 0)
        gaps = -np.log1p(-block[self.offset : self.offset + self.cases]) / rate
        return np.asarray(np.cumsum(gaps), dtype=np.float64)

    def _push(self, at_h: float, kind: str, what: object) -> None:
        heappush(self.heap, (at_h, next(self.order), kind, what))

    def _run(self) -> None:
        while self.heap:
            now, _, kind, what = heappop(self.heap)
            if kind == "arrive" and isinstance(what, int):
                self.visits[what][self.step_of[START_STATE]] = 1
                self._advance(what, START_STATE, now)
            elif kind == "request" and isinstance(what, _Part):
                self._request(what, now)
            elif kind == "finish" and isinstance(what, _Part):
                self._finish(what, now)
            elif kind == "release" and isinstance(what, str):
                self._release(what, now)

    def _advance(self, case: int, state: int, now: float) -> None:
        """Send a case to its next step, and to those that are begun together with it."""
        parts: list[_Part] = []
        while True:
            source = self.step_of[state]
            visit = self.visits[case][source] - 1
            target = self._route(state, self._number("routing", source, visit, case))
            if target == END:
                break
            step = self.step_of[target]
            delay = self.model.delays.get((self.names[source], self.names[step]))
            if parts and not (delay and delay.overlaps):
                break
            delay_h = 0.0
            if delay is not None:
                delay_h = self._duration("delay", delay.sampler, (source, step), visit, case)
            parts.append(self._part(case, step, delay_h))
            state = target
            if self.visits[case][step] >= MAX_VISITS:
                self.cut += 1
                self.left_h[case] = now
                return
        if not parts:
            self.left_h[case] = now
            return
        self.pending[case], self.last_state[case] = len(parts), state
        for part in parts:
            self._push(now if part.skipped else now + part.delay_h, "request", part)

    def _part(self, case: int, step: int, delay_h: float) -> _Part:
        visit = self.visits[case][step]
        self.visits[case][step] += 1
        share = self.steps[step].skipped_share
        skipped = share > 0 and self._number("skipping", step, visit, case) < share
        return _Part(case, step, visit, delay_h, skipped)

    def _request(self, part: _Part, now: float) -> None:
        pool = self.steps[part.step].pool
        if part.skipped:
            self._push(now, "finish", part)
        elif pool not in self.free:
            self._begin(part, now, now, None)
        elif self.free[pool] > 0:
            self.free[pool] -= 1
            self._begin(part, now, now, pool)
        else:
            self.lines[pool].append((now, part))

    def _begin(self, part: _Part, asked_h: float, now: float, pool: str | None) -> None:
        step, work_h = self.steps[part.step], 0.0
        if step.processing is not None:
            place = (part.step, part.step)
            work_h = self._duration("processing", step.processing, place, part.visit, part.case)
        self.waited_h[part.case][part.step] += now - asked_h
        self.executions[part.case][part.step] += 1
        self.cost[part.case] += (step.cost or 0.0) + work_h * (step.cost_per_h or 0.0)
        self._push(now + work_h + step.added_h, "finish", part)
        if pool is not None:
            self._push(now + work_h * self.model.pools[pool].stretch, "release", pool)

    def _release(self, pool: str, now: float) -> None:
        if self.lines[pool]:
            asked_h, part = self.lines[pool].popleft()
            self._begin(part, asked_h, now, pool)
        else:
            self.free[pool] += 1

    def _finish(self, part: _Part, now: float) -> None:
        self.pending[part.case] -= 1
        if self.pending[part.case] == 0:
            self._advance(part.case, self.last_state[part.case], now)

    def _route(self, state: int, drawn: float) -> int:
        bounds, targets = self.routes[state]
        return targets[bisect_right(bounds, drawn)] if targets else END

    def _duration(
        self, purpose: str, sampler: Sampler, flow: tuple[int, int], visit: int, case: int
    ) -> float:
        key = (purpose, flow, visit)
        if key not in self.durations:  # of all cases at once: numpy is slow for single numbers
            block = self.streams.block(purpose, self.names[flow[0]], visit)
            drawn = block[self.offset : self.offset + self.cases]
            self.durations[key] = sampler.at(drawn).tolist()
        return self.durations[key][case]

    def _number(self, purpose: str, step: int, visit: int, case: int) -> float:
        key = (purpose, step, visit)
        if key not in self.numbers:
            block = self.streams.block(purpose, self.names[step], visit)
            self.numbers[key] = block[self.offset : self.offset + self.cases].tolist()
        return self.numbers[key][case]
