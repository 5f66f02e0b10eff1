"""Simulate changed models of a twin, always meeting the same luck."""

from dataclasses import dataclass

import numpy as np

from functions.optimization.calibration.as_is import AsIs
from functions.optimization.redesign.graph import AUTOMATIC
from functions.optimization.search.trial import Metrics
from functions.optimization.simulation.engine.diagnosis import UnsoundModelError, UnstableModelError
from functions.optimization.simulation.engine.graph import ModelError
from functions.optimization.simulation.engine.model import Model
from functions.optimization.simulation.engine.outcome import Outcome
from functions.optimization.simulation.engine.run import RunawayError
from functions.optimization.simulation.engine.simulation import Size, simulate
from functions.optimization.simulation.run import CannotRunError

TIMES = (
    *("cycle_time_mean_h", "cycle_time_median_h", "cycle_time_p95_h"),
    *("waiting_for_people_h", "waiting_for_shift_h"),
)


@dataclass(frozen=True)
class TwinLaboratory:
    """Runs models with the same seed and size, so that differences are paired.

    No case is left out at the beginning: both models are about the same cases.
    """

    twin: AsIs
    seed: int
    size: Size

    def outcome(self, model: Model) -> Outcome:
        """Simulate; raises ``CannotRunError``."""
        try:
            return simulate(model, self.size, self.seed, warm_up=0)
        except (ModelError, RunawayError, UnsoundModelError, UnstableModelError) as error:
            raise CannotRunError(str(error).rstrip(".")) from error

    def metrics(self, model: Model) -> Metrics:
        """Return what every replication says; raises ``CannotRunError``."""
        return self.of(self.outcome(model))

    def of(self, outcome: Outcome) -> Metrics:
        """Return the metrics that are known: costs only where all are, shares where defined."""
        model, shown = self.twin.model, self.twin.activity_of
        found = {name: outcome.process[name] for name in TIMES}
        machines = [node for node in outcome.activities if node.startswith(AUTOMATIC)]
        done = [outcome.activities[node]["executions_per_case"] for node in (*shown, *machines)]
        found["events_per_case"] = np.asarray(np.nansum(done, axis=0))
        if any(activity.rejects for activity in model.activities):
            found["rejection_share"] = outcome.process["rejection_share"]
        if len(set(shown.values())) == len(shown) + len(machines):  # no activity is several nodes
            found["rework_share"] = outcome.process["rework_share"]
        paid = all(a.cost is not None for a in model.activities if a.id in shown)
        hired = all(r.cost_per_h is not None for r in model.resources if r.group is not None)
        if paid or hired:
            found["cost_per_case"] = outcome.process["cost_per_case"]
        return found
