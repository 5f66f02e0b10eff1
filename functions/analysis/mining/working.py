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

A_CENTURY = "the log spans more than a century: some times must be wrong"


@dataclass(frozen=True)
class Work:
    """The calendar that is known, its clock, and the cases' cycle times in working microseconds.

    The columns beside ``Steps.events`` are computed when asked for: a log may be large.
    """

    known: ProcessCalendar
    clock: WorkingClock
    cycle_us: pl.Series

    def elapsed_us(self, steps: Steps) -> pl.Series:
        """Return the working time until the next completion in the case; null at its end."""
        passed = self.clock.passed_us(steps.events["complete_us"])
        events = pl.DataFrame([steps.events["case"], passed.alias("passed")])
        until_next = pl.col("passed").shift(-1) - pl.col("passed")
        same_case = pl.col("case") == pl.col("case").shift(-1)
        return events.select(elapsed=pl.when(same_case).then(until_next)).to_series()

    def processing_us(self, steps: Steps) -> pl.Series:
        """Return the working time from start to completion; null where no start is known."""
        done = self.clock.passed_us(steps.events["complete_us"])
        return (done - self.clock.passed_us(steps.events["start_us"])).clip(lower_bound=0)

    def waiting_us(self, steps: Steps) -> pl.Series:
        """Return the working time from the completion before to the start, not below 0."""
        begun = self.clock.passed_us(steps.events["start_us"]).alias("begun")
        done = self.clock.passed_us(steps.events["complete_us"]).alias("done")
        events = pl.DataFrame([steps.events["case"], begun, done])
        same_case = pl.col("case") == pl.col("case").shift(1)
        waiting = pl.when(same_case).then(pl.col("begun") - pl.col("done").shift(1))
        return events.select(waiting=waiting.clip(lower_bound=0)).to_series()

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
    """Return the clock of the process and the cycle times by it, or why there are none."""
    first_us, last_us = cast(int, cases["first_us"].min()), cast(int, cases["last_us"].max())
    if last_us - first_us > LONGEST_US:
        return A_CENTURY
    known = process_calendar(workflow, steps.events["complete_us"])
    if isinstance(known, str):
        return known
    clock = WorkingClock(known.calendar, first_us, last_us)
    cycle_us = clock.passed_us(cases["last_us"]) - clock.passed_us(cases["first_us"])
    return Work(known, clock, cycle_us)
