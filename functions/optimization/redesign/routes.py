"""Which steps today's cases take: the variants, by their steps and where they end."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from common.language import say
from common.model.event_arrays import unpacked
from common.model.figure import Provenance
from common.numerals import grouped
from functions.optimization.calibration.as_is import AsIs
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.run import Executions, Length, Runner

SIMULATED = 1_000  # cases, where there is no log
BITS = 63  # of a whole number that say which steps a case takes

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Routes:
    """The routes of today's cases, by the set of their steps: order and repeats do not count.

    ``takes``: by route and step. ``weights``: the share of cases of each route. ``shorter``:
    routes that end as the usual one does, with a part of its steps only. The usual one is that of
    most cases.
    """

    steps: tuple[str, ...]
    takes: Bools
    weights: Floats
    shorter: Bools
    provenance: Provenance
    origin: str

    def through(self, steps: frozenset[str]) -> Bools:
        """Return the routes that take one of these steps; all routes where none is named."""
        if not steps:
            return np.ones(self.weights.size, dtype=np.bool_)
        chosen = [number for number, step in enumerate(self.steps) if step in steps]
        return np.asarray(self.takes[:, chosen].any(axis=1), dtype=np.bool_)


def routes_of_log(events: bytes) -> Routes | None:
    """Return the routes of all cases of a log; ``None`` where its events cannot be read."""
    try:
        columns, names = unpacked(events, ("case", "activity"))
    except ValueError:
        return None
    case, activity = (np.array(columns[name], dtype=np.int64) for name in ("case", "activity"))
    order = np.argsort(case, kind="stable")
    case = case[order]
    cases = int(np.count_nonzero(np.diff(case, prepend=-1)))
    origin = say("Steps of the {cases} cases of the log.", cases=grouped(cases))
    steps = tuple(names["activities"])
    return routes(case, activity[order], steps, Provenance.MEASURED, origin)


def routes_of_twin(twin: AsIs, seed: int) -> Routes | None:
    """Return the routes of simulated cases of the process as it is."""
    runner = Runner(compile_model(twin.model))
    parts: list[Executions] = []
    runner.replication(seed, 0, Length(cases=SIMULATED), on_log=parts.append)
    case, node, ends_s = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("case", "node", "ends_s")
    )
    steps = tuple(sorted(set(twin.activity_of.values())))
    number = {step: place for place, step in enumerate(steps)}
    names = runner.compiled.graph.names
    activity = np.array([number.get(twin.activity_of.get(name, ""), -1) for name in names])[node]
    order = np.lexsort((ends_s, case))
    order = order[activity[order] >= 0]
    origin = say("Steps of simulated cases.")
    return routes(case[order], activity[order], steps, Provenance.INFERRED, origin)


def routes(
    case: Ints, activity: Ints, steps: tuple[str, ...], provenance: Provenance, origin: str
) -> Routes | None:
    """Return the routes of executions sorted by case, then time; ``None`` where there are none."""
    if not case.size:
        return None
    first = np.flatnonzero(np.diff(case, prepend=case[0] - 1))
    last = activity[np.append(first[1:], case.size) - 1]
    keys = [last, *_words(activity, first, len(steps))]
    found, counts = np.unique(np.column_stack(keys), axis=0, return_counts=True)
    takes = np.column_stack(
        [found[:, 1 + k // BITS] >> (k % BITS) & 1 for k in range(len(steps))]
    ).astype(np.bool_)
    usual = int(counts.argmax())
    within = ~(takes & ~takes[usual]).any(axis=1) & (found[:, 0] == found[usual, 0])
    shorter = within & (takes.sum(axis=1) < takes[usual].sum())
    return Routes(steps, takes, counts / counts.sum(), shorter, provenance, origin)


def _words(activity: Ints, first: Ints, steps: int) -> list[Ints]:
    """Return whole numbers whose bits say which steps each case takes."""
    words = []
    for begin in range(0, steps, BITS):
        here = (activity >= begin) & (activity < begin + BITS)
        bits = np.where(here, np.int64(1) << np.where(here, activity - begin, 0), 0)
        words.append(np.bitwise_or.reduceat(bits, first))
    return words
