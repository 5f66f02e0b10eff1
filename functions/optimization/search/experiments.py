"""Every simulation of a search: done once, remembered, and paid for in simulated activities."""

from collections import OrderedDict
from copy import copy
from dataclasses import dataclass
from typing import Self

import numpy as np

from functions.optimization.search.effects import Metrics
from functions.optimization.search.journal import Journal
from functions.optimization.search.laboratory import Laboratory, Luck, Runs
from functions.optimization.search.pool import AS_IS, Changes, Pool
from functions.optimization.simulation.engine.diagnosis import CannotRunError

PREPARING = 50.0  # activities that could be simulated while one node is made, checked, compiled
READY = 64  # models that are kept compiled: later rounds and the proof run them again


@dataclass(frozen=True)
class Sample:
    """Random numbers of one purpose: what was used to choose never proves the choice."""

    name: str
    seed: int


def samples(seed: int) -> tuple[Sample, Sample]:
    """Return the sample to choose by and the sample to prove with: independent of each other."""
    choosing, proving = np.random.SeedSequence(seed).generate_state(2)
    return Sample("choice", int(choosing)), Sample("proof", int(proving))


class Experiments:
    """Simulates sets of changes. A set costs what its replications execute, and its model.

    The cost is charged when a set is first asked for in this search, even if the journal of an
    interrupted one has the result: the search goes the same way as without interruption.
    """

    def __init__(
        self,
        laboratory: Laboratory,
        pool: Pool,
        journal: Journal | None = None,
    ) -> None:
        self.laboratory, self.pool = laboratory, pool
        self.journal = journal or Journal()
        self.spent = 0.0  # activities
        self._charged: dict[tuple[str, Changes], int] = {}  # replications
        self._ready: OrderedDict[Changes, Runs] = OrderedDict()

    def of(self, changes: Changes, sample: Sample, replications: int) -> Metrics:
        """Return so many replications of a set of changes; raises ``CannotRunError``."""
        key = (sample.name, self.pool.made(changes))
        if key in self.journal.refused:
            raise CannotRunError(self.journal.refused[key])
        held = self.journal.results.get(key, {})
        have = _size(held)
        if have < replications:
            luck = Luck(sample.seed, have, replications - have)
            try:
                held = _joined(held, self._runs(changes)(luck))
            except CannotRunError as error:
                self.journal.refused[key] = str(error)
                raise
            self.journal.results[key] = held
        self._charge(key, held, replications)
        self.journal.keep(self.spent)
        return {name: values[:replications] for name, values in held.items()}

    def going_on(self, pool: Pool) -> Self:
        """Return the same experiments, with all that was done and paid, on a pool of alike ids."""
        further = copy(self)
        further.pool = pool
        return further

    @property
    def preparing(self) -> float:
        """What it costs to make the model of a set, in activities."""
        return PREPARING * (len(self.pool.model.activities) + len(self.pool.model.gateways))

    @property
    def sets(self) -> int:
        """How many sets of changes were simulated to choose."""
        return sum(name == "choice" and changes != AS_IS for name, changes in self._charged)

    def _runs(self, changes: Changes) -> Runs:
        made = self.pool.made(changes)
        if made not in self._ready:
            model = self.pool.model_of(changes)
            self._ready[made] = self.laboratory.prepared(model)
            if len(self._ready) > READY:
                self._ready.popitem(last=False)
        return self._ready[made]

    def _charge(self, key: tuple[str, Changes], held: Metrics, replications: int) -> None:
        before = self._charged.get(key, 0)
        if replications > before:
            self.spent += 0.0 if before else self.preparing
            new = held["events_per_case"][before:replications]
            self.spent += float(new.sum()) * self.laboratory.cases
            self._charged[key] = replications


def _size(metrics: Metrics) -> int:
    return next(iter(metrics.values())).size if metrics else 0


def _joined(one: Metrics, other: Metrics) -> Metrics:
    if not one:
        return other
    return {name: np.concatenate([one[name], other[name]]) for name in one}
