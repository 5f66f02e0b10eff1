"""Run a periodic batch more often, where waits show one (H06, case-based work)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from common.language import say
from common.model.assessment import Place
from common.model.figure import Figure, Provenance
from common.numerals import duration, grouped
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal, Values, assumed, said
from functions.optimization.redesign.transitions import (
    HOUR_S,
    Transition,
    open_share,
    with_waits,
)
from functions.optimization.simulation.engine.distribution import Distribution, empirical
from functions.optimization.simulation.engine.model import Activity, Model
from functions.optimization.simulation.engine.quantiles import strata

MIN_SHARE = 0.05  # of the mean cycle time
MIN_STRATA = 100  # below, the shape of a distribution is not known well enough
LOW, HIGH = 0.05, 0.9  # quantiles between which a wait for a periodic run is uniform
MAX_DISTANCE = 0.06  # from the uniform distribution there; a bell shape is 0.09 away
MIN_LAG = 0.1  # of the period: even the shortest wait is not nothing
TIMES_AS_OFTEN = assumed(
    2.0, 1.5, 4.0, "count", "How many times as often the batch would run; to be decided."
)


@dataclass(frozen=True)
class Batch:
    """A wait that looks like waiting for a periodic run."""

    lag_h: float  # before the earliest run
    period_h: float  # between runs
    distance: float  # of the waits from uniform


def batch_of(hours: Sequence[float]) -> Batch | None:
    """Return the batch that measured waits look like, if they do.

    Cases that come at any moment wait for a run every T hours uniformly between the lag and
    the lag plus T.
    """
    if len(hours) < MIN_STRATA:
        return None
    values = np.sort(hours)
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
    """Return a candidate for the transition of most time whose waits look like a periodic run."""
    least = MIN_SHARE * process.cycle_h
    measured = {(t.source, t.target): t.elapsed_strata_h for t in process.facts.transitions}
    found = [
        (-each.hours_per_case, pair, batch)
        for pair, each in process.transitions.items()
        if each.hours_per_case >= least and (batch := batch_of(measured.get(pair, ())))
    ]
    ranked = sorted(found, key=lambda each: each[:2])
    return [_candidate(process, process.transitions[pair], batch) for _, pair, batch in ranked[:1]]


def more_often(given: Distribution, batch: Batch, times: float, share: float = 1.0) -> Distribution:
    """Return the waits if the batch ran so many times as often; what exceeds one period stays.

    ``share``: of the hours by the clock in which the wait goes on.
    """
    values = np.array(strata(given))
    by_clock_h = values / HOUR_S / share
    periodic = np.clip(by_clock_h - batch.lag_h, 0.0, batch.period_h)
    shorter = values - periodic * (1 - 1 / times) * share * HOUR_S
    return empirical(tuple(np.maximum(shorter, 0.0).tolist()))


def _candidate(process: Process, transition: Transition, batch: Batch) -> Proposal:
    pair = transition.pair
    first, second = (process.name(step) for step in pair)

    def edit(model: Model, values: Values) -> Model:
        def change(wait: Activity) -> Distribution:
            times = values["times_as_often"]
            return more_often(wait.duration, batch, times, open_share(model, wait))

        return with_waits(model, transition.waits, change)

    period = Figure(
        value=batch.period_h,
        unit="h",
        provenance=Provenance.INFERRED,
        origin=(
            say(
                "Waits between their 5% and 90% quantile are uniform, as for a periodic "
                "run: largest distance {distance}.",
                distance=grouped(batch.distance, 3),
            )
        ),
    )
    return Proposal(
        operator="more_frequent_batch",
        heuristic="H06",
        place=f"{pair[0]}->{pair[1]}",
        title=say("Run {step} more often", step=second),
        description=say(
            "The wait from {first} to {second} looks like a run every {period} after a "
            "lag of {lag}. Running it twice as often halves that wait.",
            first=first,
            second=second,
            period=duration(batch.period_h),
            lag=duration(batch.lag_h),
        ),
        where=Place(flow=pair),
        steps=frozenset(pair),
        edit=edit,
        unfavourable={"times_as_often": TIMES_AS_OFTEN.low or 1.0},
        choices={"times_as_often": (1.5, 2.0, 4.0)},
        parameters={"times_as_often": said(TIMES_AS_OFTEN), "period_h": period},
        risks=(
            say("The periodic run is read from the shape of the waits: please confirm it."),
            say("Each run has a fixed cost that is not in the simulated figures."),
        ),
    )
