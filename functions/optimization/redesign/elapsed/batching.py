"""Run a periodic batch more often, where the data show one (H06, case-based work)."""

from dataclasses import dataclass, replace

import numpy as np

from common.model.assessment import Place
from common.model.figure import Figure, Provenance
from functions.optimization.redesign.elapsed.process import Process, on_older_engine
from functions.optimization.redesign.proposal import Proposal, assumed
from functions.optimization.simulation.markov import elapsed_h, expected_elapsed_h
from functions.optimization.simulation.model import Model
from functions.optimization.simulation.sampling import Strata

MIN_SHARE = 0.05  # of all elapsed time
MIN_STRATA = 100  # below, the shape of a distribution is not known well enough
LOW, HIGH = 0.05, 0.9  # quantiles between which a wait for a periodic run is uniform
MAX_DISTANCE = 0.06  # from the uniform distribution there; a bell shape is 0.09 away
MIN_LAG = 0.1  # of the period: even the shortest wait is not nothing
TIMES_AS_OFTEN = assumed(
    2.0, 1.5, 4.0, "count", "How many times as often the batch would run; to be decided."
)

Flow = tuple[str, str]


@dataclass(frozen=True)
class Batch:
    """A wait that looks like waiting for a periodic run."""

    lag_h: float  # before the earliest run
    period_h: float  # between runs
    distance: float  # of the waits from uniform


def batch_of(sampler: object) -> Batch | None:
    """Return the batch that a measured distribution looks like, if it does.

    Cases that come at any moment wait for a run every T hours uniformly between the lag and
    the lag plus T.
    """
    if not isinstance(sampler, Strata) or len(sampler.values_h) < MIN_STRATA:
        return None
    values = np.asarray(sampler.values_h)
    low, high = np.quantile(values, [LOW, HIGH])
    if high <= low:
        return None
    inside = values[(values >= low) & (values <= high)]
    uniform = (inside - low) / (high - low)
    expected = (np.arange(inside.size) + 0.5) / inside.size
    period = float(high - low) / (HIGH - LOW)
    lag = max(0.0, float(low) - LOW * period)
    distance = float(np.abs(uniform - expected).max())
    if distance > MAX_DISTANCE or lag < MIN_LAG * period:
        return None
    return Batch(lag_h=lag, period_h=period, distance=distance)


def batch_removals(process: Process) -> list[Proposal]:
    """Return a candidate for the largest transition that looks like a periodic run."""
    if not process.measured:
        return []
    total = expected_elapsed_h(process.model)
    found = []
    for flow, times in process.flows.items():
        share = times * elapsed_h(process.model, flow) / total if total > 0 else 0.0
        delay = process.model.delays.get(flow)
        batch = batch_of(delay.sampler) if delay and share >= MIN_SHARE else None
        if batch is not None:
            found.append((-share, flow, batch))
    return [_candidate(process, flow, batch) for _, flow, batch in sorted(found, key=_rank)[:1]]


def _rank(found: tuple[float, Flow, Batch]) -> tuple[float, Flow]:
    return found[0], found[1]


def more_often(sampler: Strata, batch: Batch, times_as_often: float) -> Strata:
    """Return the waits if the batch ran more often; whatever exceeds one period stays."""
    values = np.asarray(sampler.values_h)
    periodic = np.clip(values - batch.lag_h, 0.0, batch.period_h)
    shorter = values - periodic * (1 - 1 / times_as_often)
    return replace(sampler, values_h=tuple(sorted(float(value) for value in shorter)))


def _candidate(process: Process, flow: Flow, batch: Batch) -> Proposal:
    first, second = (process.name(step) for step in flow)

    def change(model: Model, times_as_often: float) -> Model:
        delay = model.delays[flow]
        if not isinstance(delay.sampler, Strata):
            return model
        sampler = more_often(delay.sampler, batch, times_as_often)
        return model.with_delay(flow, replace(delay, sampler=sampler))

    period = Figure(
        value=batch.period_h,
        unit="h",
        provenance=Provenance.INFERRED,
        origin=(
            "Waits between their 5% and 90% quantile are uniform, as for a periodic run: largest "
            f"distance {batch.distance:.3f}."
        ),
    )
    low = TIMES_AS_OFTEN.low or 1.0
    return on_older_engine(
        operator="more_frequent_batch",
        heuristic="H06",
        place=f"{flow[0]}->{flow[1]}",
        title=f"Run {second} more often",
        description=(
            f"The wait from {first} to {second} looks like a run every {batch.period_h:.3g} h "
            f"after a lag of {batch.lag_h:.3g} h. Running it twice as often halves that wait."
        ),
        where=Place(flow=flow),
        steps=frozenset(flow),
        edit=lambda model, values: change(model, values["times_as_often"]),
        unfavourable={"times_as_often": low},
        parameters={"times_as_often": TIMES_AS_OFTEN, "period_h": period},
        risks=(
            "The periodic run is read from the shape of the waits: please confirm it.",
            "Each run has a fixed cost that is not in the simulated figures.",
        ),
    )
