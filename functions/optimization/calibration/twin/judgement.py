"""How near a twin comes to its log: runs as logs, distances, and what no model can undercut."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from functions.optimization.calibration.twin.distances import MEASURES, Distances, distances
from functions.optimization.calibration.twin.event_table import (
    EventTable,
    event_table,
    split_by_arrival,
)
from functions.optimization.calibration.twin.twin import Twin, twin
from functions.optimization.simulation.engine.compilation import Compiled, compile_model
from functions.optimization.simulation.engine.run import Executions, Length, Runner

FITTED = 0.7  # share of the cases, by arrival, on which a twin is fitted to be judged
RUNS = 5
MOST_CASES = 10_000  # that are judged: the first of the later ones
INSTANTS = ("absolute_events_h", "case_arrivals_h")
DIVISIONS = 5  # of a log into random halves, for the floor


@dataclass(frozen=True)
class Deviation:
    """One measure: a share for n-grams, else hours.

    ``floor`` is the distance between halves of the judged log itself: what chance alone makes.
    ``change`` is that between as many of the latest cases before it and the judged ones: how much
    the process itself has changed; absent for when things happened, which cannot be the same.
    """

    measure: str
    distance: float
    floor: float
    change: float | None = None


@dataclass(frozen=True)
class Judgement:
    """What a twin was fitted on and how far its runs are from cases that it has not seen."""

    fitted_cases: int
    judged_cases: int
    deviations: tuple[Deviation, ...]


def runs_as_logs(
    fitted: Twin, first_s: float, cases: int, seed: int, runs: int
) -> Iterator[EventTable]:
    """Yield runs whose first case comes when a log's does, in the times of that log.

    Raises the engine's errors for models that cannot be run.
    """
    model = compile_model(fitted.starting(first_s))
    runner = Runner(model)
    for number in range(runs):
        parts: list[Executions] = []
        runner.replication(seed, number, Length(cases=cases), on_log=parts.append)
        yield _as_log(fitted, model, parts)


def _as_log(fitted: Twin, model: Compiled, parts: list[Executions]) -> EventTable:
    columns: dict[str, NDArray[Any]] = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("case", "node", "resource", "begins_s", "ends_s", "enabled_s")
    }
    names = tuple(sorted(set(fitted.activity_of.values())))
    number = {name: place for place, name in enumerate(names)}
    nodes = [number.get(fitted.activity_of.get(node, ""), -1) for node in model.graph.names]
    columns["activity"] = np.array(nodes)[columns.pop("node")]
    begin = model.model.starts_at.timestamp()
    for name, source in (("start_s", "begins_s"), ("end_s", "ends_s"), ("enabled_s", "enabled_s")):
        columns[name] = fitted.clock.recorded(columns.pop(source) + begin)
    shown = columns["activity"] >= 0
    chosen = {name: column[shown] for name, column in columns.items()}
    return event_table(chosen, names, model.resources)


def floor(table: EventTable, seed: int = 0) -> Distances:
    """Return the mean distances between random halves of a log."""
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(DIVISIONS):
        chosen = np.zeros(table.cases, dtype=np.bool_)
        chosen[generator.permutation(table.cases)[: table.cases // 2]] = True
        found.append(distances(table.of_cases(chosen), table.of_cases(~chosen)))
    return mean_of(found)


def mean_of(found: list[Distances]) -> Distances:
    """Return the mean of every measure."""
    means = {name: float(np.mean([getattr(one, name) for one in found])) for name in MEASURES}
    return replace(found[0], **means)


def judged(
    fitted: Twin,
    later: EventTable,
    seed: int,
    runs: int = RUNS,
    before: EventTable | None = None,
    most_cases: int = MOST_CASES,
) -> Judgement:
    """Return how far runs of a twin are, on average, from a log that it has not seen.

    ``before`` is the log that the twin was fitted on, where the judged one goes on from it.
    """
    later = later.of_cases(np.arange(later.cases) < most_cases)
    first = float(later.arrivals_s()[0])
    simulated = runs_as_logs(fitted, first, later.cases, seed, runs)
    found = mean_of([distances(later, run) for run in simulated])
    chance = floor(later, seed)
    change = {} if before is None else _change(before, later)
    return Judgement(
        fitted_cases=fitted.cases,
        judged_cases=later.cases,
        deviations=tuple(
            Deviation(name, getattr(found, name), getattr(chance, name), change.get(name))
            for name in MEASURES
        ),
    )


def _change(before: EventTable, later: EventTable) -> dict[str, float]:
    latest = np.arange(before.cases) >= before.cases - later.cases
    found = vars(distances(later, before.of_cases(latest)))
    return {name: value for name, value in found.items() if name not in INSTANTS}


def held_out(
    table: EventTable, seed: int, runs: int = RUNS, most_cases: int = MOST_CASES
) -> Judgement:
    """Return how well a twin of the first part of a log foretells the last part."""
    first, last = split_by_arrival(table, FITTED)
    return judged(twin(first), last, seed, runs, first, most_cases)
