"""Simulate changed models of a twin, always meeting the same luck."""

from dataclasses import dataclass

from functions.optimization.calibration.as_is import AsIs
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
        """Return the metrics that are known: costs only where all are."""
        model = self.twin.model
        times = TIMES if self.twin.kind != "elapsed" else TIMES[:3]
        found = {name: outcome.process[name] for name in (*times, "rework_share")}
        found["events_per_case"] = outcome.process["executions_per_case"]
        if any(activity.rejects for activity in model.activities):
            found["rejection_share"] = outcome.process["rejection_share"]
        shown = self.twin.activity_of
        paid = all(a.cost is not None for a in model.activities if a.id in shown)
        hired = all(r.cost_per_h is not None for r in model.resources if r.group is not None)
        if paid or hired:
            found["cost_per_case"] = outcome.process["cost_per_case"]
        return found
