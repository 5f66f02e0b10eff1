"""Simulate changed models of a twin, always meeting the same luck."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from functions.optimization.calibration.as_is import AsIs
from functions.optimization.search.effects import Metrics
from functions.optimization.simulation.engine import layout
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.diagnosis import (
    CannotRunError,
    UnsoundModelError,
    UnstableModelError,
    check_load,
    check_sound,
)
from functions.optimization.simulation.engine.graph import ModelError
from functions.optimization.simulation.engine.load import load
from functions.optimization.simulation.engine.model import Model
from functions.optimization.simulation.engine.outcome import Outcome, cost_known
from functions.optimization.simulation.engine.run import (
    Cases,
    Floats,
    Length,
    Replication,
    RunawayError,
    Runner,
)
from functions.optimization.simulation.engine.simulation import Size, simulate
from functions.optimization.simulation.engine.state import FEWEST_ROWS

HOUR_S = 3600.0
COST = "cost_per_case"
BUSIEST = "busiest_utilisation"
TIMES = (
    *("cycle_time_mean_h", "cycle_time_median_h", "cycle_time_p95_h"),
    *("waiting_for_people_h", "waiting_for_shift_h", "processing_h"),
)
REFUSALS = (ModelError, RunawayError, UnsoundModelError, UnstableModelError)


@dataclass(frozen=True)
class Luck:
    """Replications ``first`` to ``first + count - 1`` of a seed: the same for every model."""

    seed: int
    first: int
    count: int


Runs = Callable[[Luck], Metrics]


class Laboratory(Protocol):
    """Simulates models of one kind. ``cases``: of a replication, with those left out."""

    @property
    def cases(self) -> int: ...

    def prepared(self, model: Model) -> Runs:
        """Return what runs a model; raises ``CannotRunError``, as may the runs."""
        ...


@dataclass(frozen=True)
class ModelLaboratory:
    """Runs models of the engine and measures the same cases of each.

    The first ``lead`` cases to arrive find the process empty: they are not measured. The others
    are, by their number, however long they take: every model is about the same cases. The last
    ``tail`` only keep the others company: who waits for a batch or comes back meets as many cases
    as in the long run.
    """

    lead: int
    measured: int
    tail: int = 0

    @property
    def cases(self) -> int:
        return self.lead + self.measured + self.tail

    def prepared(self, model: Model) -> Runs:
        """Return what runs a model; raises ``CannotRunError``."""
        try:
            compiled = compile_model(model)
            check_sound(compiled)
            check_load(compiled)
            runner, priced = Runner(compiled, rows=FEWEST_ROWS), cost_known(model)
        except REFUSALS as error:
            raise CannotRunError(str(error).rstrip(".")) from error

        def runs(luck: Luck) -> Metrics:
            numbers = range(luck.first, luck.first + luck.count)
            found = [self._replication(runner, luck.seed, number) for number in numbers]
            if not priced:
                found = [{k: v for k, v in one.items() if k != COST} for one in found]
            return {name: np.array([one[name] for one in found]) for name in found[0]}

        return runs

    def _replication(self, runner: Runner, seed: int, number: int) -> dict[str, float]:
        parts: list[Cases] = []
        try:
            run = runner.replication(seed, number, Length(self.cases), on_cases=parts.append)
        except RunawayError as error:
            raise CannotRunError(str(error)) from error
        case = np.concatenate([part.case for part in parts])
        kept = case >= min(self.lead, case.size // 2)  # fewer come where a log gives the times
        kept &= case < self.lead + self.measured
        sums = np.concatenate([part.sums for part in parts])[kept]
        cycle = np.concatenate([part.done_s - part.arrived_s for part in parts])[kept] / HOUR_S
        per_case = dict(zip(layout.CASE_SUMS, sums.mean(axis=0).tolist(), strict=True))
        cycle.sort()
        return {
            "cycle_time_mean_h": float(cycle.mean()),
            "cycle_time_median_h": _quantile(cycle, 0.5),
            "cycle_time_p95_h": _quantile(cycle, 0.95),
            "waiting_for_people_h": per_case["contention_s"] / HOUR_S,
            "waiting_for_shift_h": per_case["off_shift_s"] / HOUR_S,
            "processing_h": per_case["processing_s"] / HOUR_S,
            "rework_share": float((sums[:, layout.CASE_SUMS.index("repeats")] > 0).mean()),
            "rejection_share": float((sums[:, layout.CASE_SUMS.index("rejections")] > 0).mean()),
            "events_per_case": per_case["executions"],
            COST: per_case["cost"],
            BUSIEST: utilisation_of_busiest(runner, run),
        }


def _quantile(ascending: Floats, share: float) -> float:
    """Return a quantile, between two values in proportion, as numpy does in far more steps."""
    place = share * (ascending.size - 1)
    low = int(place)
    below, above = ascending[low], ascending[min(low + 1, ascending.size - 1)]
    return float(below + (above - below) * (place - low))


def utilisation_of_busiest(runner: Runner, run: Replication) -> float:
    """Return the largest share of their time on shift that any people worked, 0 without people.

    Up to the last arrival; what is missing to 1 is the room for more cases.
    """
    at, amounts = runner.layout["at_resource"], runner.compiled.tables["res_amount"]
    there = [runner.there_s(k, 0.0, run.closed_at) for k in range(len(amounts))]
    busy = run.closing[at : at + 2 * len(amounts) : 2].tolist()
    return max((b / t for b, t in zip(busy, there, strict=True) if t > 0), default=0.0)


def busiest(model: Model) -> float:
    """Return the load of the busiest people; 0 where no steady stream of cases comes."""
    found = load(compile_model(model))
    return 0.0 if found is None else found.at_least


@dataclass(frozen=True)
class TwinLaboratory:
    """Runs changed models of a twin and tells what is known of it: costs only where all are."""

    twin: AsIs
    seed: int
    size: Size
    lead: int = 0  # cases of each replication that are not measured, before and after the others
    tail: int = 0

    @property
    def cases(self) -> int:
        return self.lead + (self.size.cases or 0) + self.tail

    def prepared(self, model: Model) -> Runs:
        """Return what runs a model; raises ``CannotRunError``."""
        runs = ModelLaboratory(self.lead, self.size.cases or 0, self.tail).prepared(model)
        return lambda luck: self._known(runs(luck))

    def metrics(self, model: Model) -> Metrics:
        """Return what every replication says; raises ``CannotRunError``."""
        return self.prepared(model)(Luck(self.seed, 0, self.size.replications))

    def outcome(self, model: Model) -> Outcome:
        """Return all that a simulation tells; raises ``CannotRunError``.

        No case is left out but where nobody has seen how the process begins: it is stated.
        """
        try:
            return simulate(
                model, self.size, self.seed, warm_up="mser-5" if self.twin.kind == "stated" else 0
            )
        except REFUSALS as error:
            raise CannotRunError(str(error).rstrip(".")) from error

    def _known(self, measured: Metrics) -> Metrics:
        model, shown = self.twin.model, self.twin.activity_of
        times = TIMES if self.twin.kind != "elapsed" else TIMES[:3]
        found = {name: measured[name] for name in (*times, "rework_share", "events_per_case")}
        if self.twin.kind != "elapsed" and self.twin.model.resources:
            found[BUSIEST] = measured[BUSIEST]
        if any(activity.rejects for activity in model.activities):
            found["rejection_share"] = measured["rejection_share"]
        priced = {person.id for person in model.resources if person.cost_per_h is not None}
        paid = all(
            activity.cost is not None
            or (activity.performers and priced >= {p.resource for p in activity.performers})
            for activity in model.activities
            if activity.id in shown
        )
        if paid and COST in measured:
            found[COST] = measured[COST]
        return found
