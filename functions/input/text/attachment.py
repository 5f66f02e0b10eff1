"""Which step a figure of a sentence is about."""

import re
from collections.abc import Sequence
from dataclasses import replace

from functions.input.text.clauses import Act
from functions.input.text.conditions import Condition, Told
from functions.input.text.figures import Stated
from functions.input.text.quantities import duration, quantity
from functions.input.text.steps import Written


def owner(one: Stated, steps: Sequence[int], acts: Sequence[Act]) -> int | None:
    """Return the last step of a sentence that was told before a figure, else its first."""
    before = [at for at in steps if acts[at].start <= one.start]
    if before:
        return before[-1]
    return steps[0] if steps else None


def attach(one: Stated, at: int, act: Act, told: Told, written: Written) -> None:
    """Give a time or a rate to a step, to the step that follows, or to the process."""
    step = written.steps[at]
    if one.kind == "waiting":
        follows = one.start > act.end and at == len(written.steps) - 1
        if follows and re.search(r"\b(?:then|before|next)\b", told.text[act.end :]):
            written.next_wait = duration(one)
        else:
            step.waiting = step.waiting or duration(one)
    elif one.kind == "work":
        step.processing = step.processing or duration(one, of_work=True)
    elif one.kind == "taken" and step.taken is None:
        step.taken, step.taken_as_work = duration(one), duration(one, of_work=True)
    elif one.kind == "cycle_time" and written.cycle_time is None:
        written.cycle_time = duration(one)
    elif one.kind == "rate" and written.volume is None:
        written.volume = quantity(one)


def without_conditional_times(told: Told, conditions: Sequence[Condition]) -> Told:
    """A time in a condition, "if it is not done in 7 days", is no time that a step takes."""
    spans = [(one.start, one.end) for one in conditions]
    kept = tuple(
        one
        for one in told.figures
        if one.measure != "h" or not any(start <= one.start < end for start, end in spans)
    )
    return replace(told, figures=kept)
