"""A time that a step takes may be work alone, or work and waiting together.

Nobody works two days on end on one request. What does not clearly say working time and lasts a
working day or longer is the time from arriving at the step until it is done; the split is asked
for, not supposed. Where the source tells the work or the wait as well, the other one follows.
"""

from dataclasses import dataclass

from common.language import say
from common.model.figure import Figure, Provenance
from common.model.quality import DataWarning
from functions.input.reading.outcome import warning

WORKING_DAY_H = 8.0


@dataclass(frozen=True)
class Taken:
    """A time that a step takes, read in both ways; ``work_h`` is None where it cannot be work."""

    elapsed_h: Figure
    work_h: Figure | None = None


@dataclass(frozen=True)
class StepTimes:
    """The times of one step as the canonical workflow has them."""

    processing_h: Figure | None = None
    waiting_h: Figure | None = None
    elapsed_h: Figure | None = None
    warnings: tuple[DataWarning, ...] = ()


def step_times(
    name: str, processing: Figure | None, waiting: Figure | None, taken: Taken | None
) -> StepTimes:
    """Return the times of the step ``name``, none of them told twice."""
    if taken is None:
        return StepTimes(processing, waiting)
    if processing is not None and waiting is not None:
        text = say("Work and wait of a step are stated, so the time that it takes was left out.")
        return StepTimes(
            processing, waiting, warnings=(warning("redundant_time", text, 1, [name]),)
        )
    if processing is not None:
        return _remaining_wait(name, processing, taken)
    if taken.work_h is None:
        return _remaining_work(waiting, taken)
    if waiting is not None or taken.elapsed_h.value < WORKING_DAY_H:
        return StepTimes(taken.work_h, waiting)
    return StepTimes(elapsed_h=taken.elapsed_h)


def _remaining_wait(name: str, processing: Figure, taken: Taken) -> StepTimes:
    rest = taken.elapsed_h.value - processing.value
    if rest < 0:
        text = say(
            "A step cannot take less time than its work: the time that it takes was left out."
        )
        found = warning("elapsed_below_work", text, 1, [name])
        return StepTimes(processing, warnings=(found,))
    return StepTimes(
        processing,
        _rest(rest, say("{origin}, less the stated work", origin=taken.elapsed_h.origin)),
    )


def _remaining_work(waiting: Figure | None, taken: Taken) -> StepTimes:
    if waiting is None:
        return StepTimes(elapsed_h=taken.elapsed_h)
    rest = max(0.0, taken.elapsed_h.value - waiting.value)
    return StepTimes(
        _rest(rest, say("{origin}, less the stated wait", origin=taken.elapsed_h.origin)), waiting
    )


def _rest(value: float, origin: str) -> Figure:
    return Figure(value=value, unit="h", provenance=Provenance.INFERRED, origin=origin[:500])
