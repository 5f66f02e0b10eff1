"""Run a compiled model: one replication after the other, each with its own luck."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from functions.optimization.simulation.engine import kernel as loop
from functions.optimization.simulation.engine import layout, state
from functions.optimization.simulation.engine.compilation import Compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
UNCOMPILED = "The simulation kernel is not compiled: everything works, but slowly (make kernel)."
MOST = 1 << 31
TABLE_MARGIN = 8  # rows of the table of cases beyond the cases of a run


@dataclass(frozen=True)
class Length:
    """How much is simulated per replication: cases that arrive, or time, or what is over first.

    With ``cases`` alone, a run goes on until all of them are done.
    """

    cases: int | None = None
    horizon_s: float = inf


class RunawayError(ValueError):
    """Tokens went round and round without time passing; ``place`` is the id of a node there."""

    def __init__(self, place: str) -> None:
        super().__init__(f"tokens go round without time passing, at {place}")
        self.place = place


@dataclass(frozen=True)
class Executions:
    """A part of an event log, in the order of the starts' decisions; instants in seconds."""

    case: Ints
    node: Ints
    resource: Ints  # -1: nobody was needed
    enabled_s: Floats
    begins_s: Floats
    ends_s: Floats


@dataclass(frozen=True)
class Cases:
    """A part of the table of finished cases, in the order of completion."""

    case: Ints
    end: Ints
    arrived_s: Floats
    done_s: Floats
    sums: Floats  # by case and layout.CASE_SUMS


@dataclass(frozen=True)
class Replication:
    """What one run leaves: all sums, at its rows, at the last arrival and at the end."""

    number: int
    row_at: Floats
    row_sums: Floats  # by row and column
    row_every: int  # cases between rows
    closed_at: float  # the last arrival, or the end where the horizon came first
    closing: Floats
    ended_at: float
    final: Floats
    cycle_s: Floats  # of every ``sample_every``-th case, in the order of completion
    sample_every: int
    queue_most: Ints
    in_process: int  # cases that the horizon found unfinished
    stuck_at: Ints  # cases that never ended, by node where a token waits


@cache
def warn_once() -> None:
    """Say that the kernel is not compiled."""
    logging.getLogger(__name__).warning(UNCOMPILED)


class StaleKernelError(RuntimeError):
    """The library beside ``kernel.py`` was compiled from another version of it."""


class Runner:
    """Runs a compiled model as often as wanted; its arrays are kept and used again."""

    def __init__(
        self, compiled: Compiled, limits_s: tuple[float, ...] = (), rows: int = state.ROWS
    ) -> None:
        if not loop.COMPILED:
            warn_once()
        self.compiled = compiled
        self._lasting = state.lasting(compiled, limits_s, rows)
        self.layout = {n: v for n, v in self._lasting.items() if n.startswith("at_")}
        self.columns: int = self._lasting["columns"]
        started = state.fresh(compiled, self.columns)
        arrays = {n: np.asarray(v) for n, v in started.items() if isinstance(v, memoryview)}
        self._numbers = {n: v for n, v in started.items() if n not in arrays}
        self._arrays = [(array, array.copy()) for array in arrays.values()]  # in use, and at first
        plain = {"logging": 0, "tabling": 0, **state.per_row(1), **state.per_case(1)}
        try:
            self._kernel: Any = loop.Kernel(compiled.tables, {**self._lasting, **started, **plain})
        except AttributeError as error:
            raise StaleKernelError(
                "The compiled kernel is older than its source: run `make kernel`."
            ) from error

    def replication(
        self,
        seed: int,
        number: int,
        length: Length,
        on_log: Callable[[Executions], None] | None = None,
        on_cases: Callable[[Cases], None] | None = None,
    ) -> Replication:
        """Run once; ``on_log`` and ``on_cases`` get parts as they come, so memory is bounded.

        Raises ``RunawayError``.
        """
        kernel = self._kernel
        self._reset(seed, number, length, on_log is not None, on_cases is not None)
        while True:
            why = kernel.run()
            if on_log is not None and kernel.logged:
                on_log(self._executions())
            if on_cases is not None and kernel.tabled:
                on_cases(self._cases())
            if why == layout.FINISHED:
                return self._result(number)
            if why == layout.RUNAWAY:
                raise RunawayError(self.compiled.graph.names[kernel.runaway - 1])
            self._enlarge(why)

    def there_s(self, resource: int, from_s: float, to_s: float) -> float:
        """Return the seconds that all members of a resource are on shift between two instants."""
        calendar = self.compiled.tables["res_cal"][resource]
        kernel, amount = self._kernel, self.compiled.tables["res_amount"][resource]
        span = kernel.on_until(calendar, to_s) - kernel.on_until(calendar, from_s)
        return float(amount * span)

    def attributes(self, cases: int) -> Floats:
        """Return the attributes of so many cases of the first replication of seed 0."""
        kernel, tables = self._kernel, self.compiled.tables
        kernel.replication = kernel.key_low = kernel.key_high = 0
        drawn = [
            [
                kernel.draw(tables["attr_dist"][k], tables["attr_stream"][k], case, 0)
                for k in range(tables["attributes"])
            ]
            for case in range(cases)
        ]
        return np.array(drawn, dtype=np.float64).reshape(cases, tables["attributes"])

    def _reset(self, seed: int, number: int, length: Length, logging: bool, tabling: bool) -> None:
        kernel, tables = self._kernel, self.compiled.tables
        kernel.attach(self._numbers)
        for array, at_first in self._arrays:
            array[:] = at_first
        kernel.replication = number
        kernel.key_low, kernel.key_high = seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF
        kernel.horizon = length.horizon_s
        kernel.cases = MOST if length.cases is None else length.cases
        kernel.logging, kernel.tabling = int(logging), int(tabling)
        if logging and kernel.log_size == 1:
            kernel.attach(state.per_row(state.LOG_ROWS + self._lasting["margin"]))
        if tabling and kernel.table_size == 1:
            kernel.attach(state.per_case(min(state.LOG_ROWS, kernel.cases + TABLE_MARGIN)))
        np.asarray(kernel.ev_at)[:] = inf
        np.asarray(kernel.it_state)[:] = 0  # nothing is left of the run before
        kernel.free_items = self._chain("it_next", 0, kernel.capacity_items, -1)
        kernel.free_slots = self._chain("slot_next", 0, kernel.capacity_slots, -1)
        if tables["prosimos"]:
            for resource, calendar in enumerate(tables["res_cal"][: tables["resources"]]):
                kernel.idle_since[resource] = kernel.next_on(calendar, 0.0)
        self._first_arrivals()

    def _first_arrivals(self) -> None:
        kernel, tables = self._kernel, self.compiled.tables
        if tables["arrival_kind"] == layout.GIVEN:
            kernel.cases = min(kernel.cases, len(self.compiled.model.arrivals.at_s))
        if tables["arrival_kind"] == layout.POPULATION:
            population = min(self.compiled.model.arrivals.population or 0, kernel.cases)
            while kernel.capacity_events < population + 4 * self._lasting["margin"]:
                self._enlarge(layout.GROW_EVENTS)
            kernel.begin_population(population)
        else:
            kernel.next_arrival()

    def _chain(self, name: str, first: int, stop: int, last: int) -> int:
        """Chain the places from ``first`` to ``stop`` and return the first."""
        links = np.asarray(getattr(self._kernel, name))
        links[first:stop] = np.arange(first + 1, stop + 1)
        links[stop - 1] = last
        return first

    def _enlarge(self, why: int) -> None:
        kernel, tables = self._kernel, self.compiled.tables
        if why == layout.GROW_ITEMS:
            before = kernel.capacity_items
            self._replace(state.per_item(tables, 2 * before))
            kernel.free_items = self._chain("it_next", before, 2 * before, kernel.free_items)
        elif why == layout.GROW_SLOTS:
            before = kernel.capacity_slots
            self._replace(state.per_slot(tables, 2 * before))
            kernel.free_slots = self._chain("slot_next", before, 2 * before, kernel.free_slots)
        elif why == layout.GROW_EVENTS:
            self._replace(state.per_event(2 * kernel.capacity_events))

    def _replace(self, larger: dict[str, Any]) -> None:
        for name, value in larger.items():
            if not isinstance(value, int):
                old = np.asarray(getattr(self._kernel, name))
                np.asarray(value)[: old.size] = old
        self._kernel.attach(larger)

    def _taken(self, names: str, prefix: str, count: int) -> list[Any]:
        arrays = (np.asarray(getattr(self._kernel, prefix + name)) for name in names.split())
        return [array[:count].copy() for array in arrays]

    def _executions(self) -> Executions:
        count = self._kernel.logged
        self._kernel.logged = 0
        return Executions(*self._taken("case node resource enabled begins ends", "log_", count))

    def _cases(self) -> Cases:
        count = self._kernel.tabled
        self._kernel.tabled = 0
        (sums,) = self._taken("sums", "table_", count * state.SUMS)
        case, end, arrived, done = self._taken("case end at done", "table_", count)
        return Cases(case, end, arrived, done, sums.reshape(count, state.SUMS))

    def _result(self, number: int) -> Replication:
        kernel, columns, rows = self._kernel, self.columns, self._kernel.rows
        final = self._copied("sums", columns)
        closed = kernel.closed_at >= 0
        return Replication(
            number=number,
            row_at=self._copied("row_at", rows),
            row_sums=self._copied("row_sums", rows * columns).reshape(rows, columns),
            row_every=kernel.row_every,
            closed_at=kernel.closed_at if closed else kernel.now,
            closing=self._copied("closing", columns) if closed else final,
            ended_at=kernel.now,
            final=final,
            cycle_s=self._copied("sample", kernel.sampled),
            sample_every=kernel.sample_every,
            queue_most=self._copied("waiting_most", kernel.nodes),
            in_process=kernel.slots,
            stuck_at=self._copied("stuck_at", kernel.nodes),
        )

    def _copied(self, name: str, count: int) -> Any:
        return np.asarray(getattr(self._kernel, name))[:count].copy()
