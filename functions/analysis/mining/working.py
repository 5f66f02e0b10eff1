"""The log's durations in working time, where a calendar is known."""

from dataclasses import dataclass
from typing import cast

import polars as pl

from common.model.measurements import Distribution, WorkingTime
from common.model.workflow import Workflow
from functions.analysis.mining.calendars import ProcessCalendar, process_calendar
from functions.analysis.mining.durations import distribution_of
from functions.analysis.mining.steps import Steps
from functions.analysis.mining.working_time import LONGEST_US, WorkingClock


@dataclass(frozen=True)
class Work:
    """Columns beside ``Steps.events`` and ``cases``: durations in working microseconds."""

    known: ProcessCalendar
    clock: WorkingClock
    elapsed_us: pl.Series
    cycle_us: pl.Series
    processing_us: pl.Series | None
    waiting_us: pl.Series | None

    def facts(self, steps: Steps) -> WorkingTime:
        """Return the calendar and the cycle time in it."""
        calendar, provenance, origin = self.known
        return WorkingTime(
            calendar=calendar,
            provenance=provenance,
            origin=origin[:500],
            event_share=self.clock.open_share(steps.events["complete_us"]),
            cycle_time=cast(Distribution, distribution_of(self.cycle_us)),
        )


def working(steps: Steps, cases: pl.DataFrame, workflow: Workflow) -> Work | str:
    """Return the durations in working time, or why there are none."""
    first_us, last_us = cast(int, cases["first_us"].min()), cast(int, cases["last_us"].max())
    if last_us - first_us > LONGEST_US:
        return "the log spans more than a century: some times must be wrong"
    known = process_calendar(workflow, steps.events["complete_us"])
    if isinstance(known, str):
        return known
    clock = WorkingClock(known.calendar, first_us, last_us)
    events = steps.events.select("case", complete=clock.passed_us(steps.events["complete_us"]))
    same_case = pl.col("case") == pl.col("case").shift(-1)
    elapsed = pl.when(same_case).then(pl.col("complete").shift(-1) - pl.col("complete"))
    processing = waiting = None
    if steps.has_starts:
        started = clock.passed_us(steps.events["start_us"])
        previous = pl.when(same_case.shift(1)).then(pl.col("complete").shift(1))
        timed = events.select(
            processing=(pl.col("complete") - started).clip(lower_bound=0),
            waiting=(started - previous).clip(lower_bound=0),
        )
        processing, waiting = timed["processing"], timed["waiting"]
    return Work(
        known=known,
        clock=clock,
        elapsed_us=events.select(elapsed.alias("elapsed")).to_series(),
        cycle_us=clock.passed_us(cases["last_us"]) - clock.passed_us(cases["first_us"]),
        processing_us=processing,
        waiting_us=waiting,
    )
