"""A time limit with reminder and deputy where cases wait longest (H26, integral technology)."""

from collections.abc import Sequence

import numpy as np

from common.language import say
from common.model.assessment import Place
from common.model.figure import Figure, Provenance
from common.numerals import duration, share
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Values, assumed, said
from functions.optimization.redesign.transitions import (
    HOUR_S,
    Transition,
    open_share,
    waits_h,
    with_waits,
)
from functions.optimization.simulation.engine.distribution import Distribution, empirical
from functions.optimization.simulation.engine.model import Activity, Model
from functions.optimization.simulation.engine.quantiles import strata

MIN_SHARE = 0.05  # of the mean cycle time
SCHEDULED = 0.25  # if even the fastest 5% take longer than this part of the median
LIMIT, LOOSE = 0.75, 0.9  # quantiles of today's times
COMPLIANCE = assumed(
    0.8, 0.5, 1.0, "share", "Share of late cases that reminder and deputy bring to the limit."
)


def time_limits(process: Process) -> list[Proposal]:
    """Return limits for the transitions whose waits hold most time.

    Left out: steps by outsiders, whom a limit does not bind, and transitions that nobody ever
    does fast: a schedule or technology sets their time, which no deputy shortens.
    """
    least = MIN_SHARE * process.cycle_h
    large = [
        each
        for each in process.transitions.values()
        if each.hours_per_case >= least and not process.external(each.pair[1])
    ]
    ranked = sorted(large, key=lambda each: (-each.hours_per_case, each.pair))
    timed = [(each, _hours(process, each)) for each in ranked]
    bound = [(each, hours) for each, hours in timed if not _scheduled(hours)]
    return [_candidate(process, *each) for each in bound]


def _hours(process: Process, transition: Transition) -> tuple[float, ...]:
    """Return the times of a transition by the clock: measured, else those of the model."""
    for measured in process.facts.transitions:
        if (measured.source, measured.target) == transition.pair and measured.elapsed_strata_h:
            return measured.elapsed_strata_h
    return waits_h(process.model, process.outcome, transition)


def _scheduled(hours: Sequence[float]) -> bool:
    fast, median, limit = np.quantile(hours, [0.05, 0.5, LIMIT])
    return bool(limit <= 0 or fast > SCHEDULED * median)


def limited(given: Distribution, limit_s: float, compliance: float) -> Distribution:
    """Return the distribution in which this share of longer times ends at the limit."""
    values = strata(given)
    late = [value for value in values if value > limit_s]
    if not late:
        return given
    kept = [value for value in values if value <= limit_s]
    weights = [*[1.0] * len(kept), compliance * len(late), *[1 - compliance] * len(late)]
    return empirical((*kept, limit_s, *late), tuple(weights))


def _candidate(process: Process, transition: Transition, hours: Sequence[float]) -> Proposal:
    pair = transition.pair
    first, second = (process.name(step) for step in pair)
    limit_h, loose_h = (float(each) for each in np.quantile(hours, [LIMIT, LOOSE]))
    held_share = transition.hours_per_case / process.cycle_h

    def edit(model: Model, values: Values) -> Model:
        def change(wait: Activity) -> Distribution:
            limit_s = values["limit_h"] * HOUR_S * open_share(model, wait)
            return limited(wait.duration, limit_s, values["compliance"])

        return with_waits(model, transition.waits, change)

    def told(values: Values) -> tuple[str, str]:
        title = say("Time limit for {second} after {first}", first=first, second=second)
        return title, say(
            "{second} is due {hours} after {first}: a reminder before, a deputy after. "
            "Today the waits of this transition are {share} of the cycle time.",
            first=first,
            second=second,
            hours=duration(values["limit_h"]),
            share=share(held_share),
        )

    title, description = told({"limit_h": limit_h})
    return Proposal(
        operator="time_limit",
        heuristic="H26",
        place=f"{pair[0]}->{pair[1]}",
        title=title,
        description=description,
        where=Place(flow=pair),
        steps=frozenset(pair),
        edit=edit,
        told=told,
        unfavourable={"limit_h": loose_h, "compliance": COMPLIANCE.low or 0.0},
        parameters={
            "limit_h": _limit(process, limit_h, loose_h),
            "compliance": said(COMPLIANCE),
            "waiting_share": from_twin(
                held_share,
                "share",
                say("Waits of this transition over the cycle time, as they are."),
            ),
        },
        risks=(say("A deputy needs the same authority; hurried decisions may be worse ones."),),
    )


def _limit(process: Process, limit_h: float, loose_h: float) -> Figure:
    stated = process.twin.kind == "stated"
    return Figure(
        value=limit_h,
        unit="h",
        provenance=Provenance.ASSUMED if stated else Provenance.INFERRED,
        origin=(
            say("Three quarters of an assumed distribution; high: nine tenths.")
            if stated
            else say("The time that three quarters of cases keep today; high: nine tenths.")
        ),
        low=limit_h,
        high=loose_h,
    )
