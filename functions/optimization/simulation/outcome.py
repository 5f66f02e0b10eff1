"""What a simulation saw, case by case, and its metrics per replication."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from functions.optimization.simulation.sampling import Floats

MAX_VISITS = 100  # of one step by one case; a case that needs more is cut and counted


@dataclass(frozen=True)
class Outcome:
    """Cases of all replications, in order; ``cases = replications x cases per replication``."""

    replications: int
    steps: tuple[str, ...]
    rejecting: frozenset[str]
    cycle_time_h: Floats  # per case
    executions: NDArray[np.int16]  # per case and step
    cost: Floats | None  # per case
    waiting_h: dict[str, float]  # mean wait for people per execution, by step
    cut: int  # cases that were stopped because they went round too often

    def metrics(self) -> dict[str, Floats]:
        """Return one value per replication for every metric, by name."""
        cycle = self.cycle_time_h.reshape(self.replications, -1)
        median, p95 = np.quantile(cycle, [0.5, 0.95], axis=1)
        metrics = {
            "cycle_time_mean_h": cycle.mean(axis=1),
            "cycle_time_median_h": median,
            "cycle_time_p95_h": p95,
            "events_per_case": self._by_replication(self.executions.sum(axis=1)),
            "rework_share": self._by_replication(self.executions.max(axis=1) > 1),
        }
        rejecting = [step in self.rejecting for step in self.steps]
        if any(rejecting):
            rejected = self.executions[:, rejecting].max(axis=1) > 0
            metrics["rejection_share"] = self._by_replication(rejected)
        if self.cost is not None:
            metrics["cost_per_case"] = self._by_replication(self.cost)
        return metrics

    def _by_replication(self, per_case: NDArray[Any]) -> Floats:
        values = per_case.astype(np.float64).reshape(self.replications, -1).mean(axis=1)
        return np.asarray(values, dtype=np.float64)
