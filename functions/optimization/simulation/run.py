"""Simulate a model with the engine that it needs, always meeting the same luck."""

from dataclasses import dataclass

from functions.optimization.simulation.markov import utilisation
from functions.optimization.simulation.model import Model
from functions.optimization.simulation.outcome import Outcome
from functions.optimization.simulation.queueing import queue, run_length
from functions.optimization.simulation.sampling import Floats
from functions.optimization.simulation.streams import Streams
from functions.optimization.simulation.walk import walk


class CannotRunError(ValueError):
    """A model has no steady state to simulate."""


class UnstablePoolsError(CannotRunError):
    """More work arrives than the people can do: there is no steady state to simulate."""

    def __init__(self, loads: dict[str, float]) -> None:
        shares = ", ".join(f"{name} {load:.0%}" for name, load in sorted(loads.items()))
        super().__init__(f"more work arrives than can be done: {shares}")
        self.loads = loads


@dataclass(frozen=True)
class Size:
    """How much is simulated."""

    replications: int
    cases: int  # measured per replication


class Laboratory:
    """Runs models with common random numbers: same seed and size, same luck for every model."""

    def __init__(self, seed: int, size: Size) -> None:
        self.seed, self.size = seed, size
        self._walk_streams = Streams(seed, size.replications * size.cases)
        self._queue_streams = Streams(seed, size.replications * run_length(size.cases))

    def run(self, model: Model) -> Outcome:
        """Simulate; raises ``UnsoundModelError`` or ``UnstablePoolsError``."""
        model.check()
        if not model.queues:
            return walk(model, self._walk_streams, self.size.replications)
        overloaded = {name: load for name, load in utilisation(model).items() if load >= 1}
        if overloaded:
            raise UnstablePoolsError(overloaded)
        return queue(model, self._queue_streams, self.size.replications, self.size.cases)

    def metrics(self, model: Model) -> dict[str, Floats]:
        """Return what every replication says; raises as ``run``."""
        return self.run(model).metrics()
