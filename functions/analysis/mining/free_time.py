"""When resources were there, and when they did nothing."""

from collections.abc import Callable

import polars as pl

from common.model.staffing import Calendar
from common.model.workflow import Workflow
from functions.analysis.mining.calendars import NO_HOURS, TOO_FEW, discovered, on_few_days
from functions.analysis.mining.steps import Steps
from functions.analysis.mining.working_time import LONGEST_US, WorkingClock

OWN_CALENDARS = 200  # of the busiest resources; the others have that of the process


class Availability:
    """Tells when each resource is there: by its stated calendar, its own hours, or the process's.

    A resource without a clock is always there.
    """

    def __init__(self, clocks: list[WorkingClock | None], clock_of: pl.Series) -> None:
        """Take the distinct clocks, and the place of each resource's clock among them."""
        self._clocks = clocks
        self._clock_of = clock_of

    def open_us(self, resources: pl.Series, begins_us: pl.Series, ends_us: pl.Series) -> pl.Series:
        """Return how long each resource was there within each interval."""
        intervals = pl.DataFrame([begins_us.alias("begin"), ends_us.alias("end")])
        return self._by_clock(
            resources, intervals, lambda clock, part: _open_us(clock, part["begin"], part["end"])
        )

    def closed_us(self, resources: pl.Series, instants_us: pl.Series) -> pl.Series:
        """Return how long each resource had not been there just before each instant."""
        return self._by_clock(
            resources,
            instants_us.alias("at").to_frame(),
            lambda clock, part: clock.closed_us(part["at"]) if clock else part["at"] * 0,
        )

    def _by_clock(
        self,
        resources: pl.Series,
        frame: pl.DataFrame,
        measure: Callable[[WorkingClock | None, pl.DataFrame], pl.Series],
    ) -> pl.Series:
        """Measure each row by the clock of its resource."""
        if len(self._clocks) == 1 or frame.is_empty():
            return measure(self._clocks[0], frame)
        which = self._clock_of.gather(resources).alias("which")
        frame = frame.with_columns(which).with_row_index("row")
        parts = [
            part.select("row", measure(self._clocks[part["which"][0]], part).alias("found"))
            for part in frame.partition_by("which")
        ]
        return pl.concat(parts).sort("row")["found"]


def availability(
    steps: Steps, workflow: Workflow, process: WorkingClock | None, first_us: int, last_us: int
) -> Availability:
    """Return when each resource of the log is there."""
    if last_us - first_us > LONGEST_US:
        return Availability([None], pl.Series([0] * len(steps.resources), dtype=pl.UInt32))
    stated = {each.id: each for each in workflow.calendars}
    named = {each.name: each.calendar for each in workflow.resources}
    named |= {each.id: each.calendar for each in workflow.resources}
    busiest = _busiest(steps)
    clocks: list[WorkingClock | None] = [process]
    places: dict[Calendar | None, int] = {process.calendar if process else None: 0}
    clock_of = []
    for code, name in enumerate(steps.resources):
        own: Calendar | str | None = stated.get(named.get(name) or "")
        if own is None and not stated and code in busiest:
            own = discovered(busiest[code])
            if own == TOO_FEW and process is not None:
                own = on_few_days(busiest[code], process.calendar) or own
        if own is None or own in (TOO_FEW, NO_HOURS):
            clock_of.append(0)
            continue
        calendar = None if isinstance(own, str) else own
        if calendar not in places:
            places[calendar] = len(clocks)
            clocks.append(WorkingClock(calendar, first_us, last_us) if calendar else None)
        clock_of.append(places[calendar])
    return Availability(clocks, pl.Series(clock_of, dtype=pl.UInt32))


class FreeTime:
    """Tells, of any interval, how long a resource was there, and how long it was free."""

    def __init__(self, executions: pl.DataFrame, there: Availability) -> None:
        """Take the executions sorted by resource and start."""
        self.open_us = there.open_us
        self.closed_us = there.closed_us
        until = pl.col("complete_us").cum_max().over("resource")
        # Each moment counts once, however much is worked on at it.
        begin = pl.max_horizontal("start_us", until.shift(1).over("resource"))
        frame = executions.select("resource", begin_us=begin, until_us=until)
        frame = frame.filter(pl.col("until_us") > pl.col("begin_us"))
        length = self.open_us(frame["resource"], frame["begin_us"], frame["until_us"])
        self._busy = frame.with_columns(length=length).with_columns(
            before_us=(pl.col("length").cum_sum() - pl.col("length")).over("resource")
        )

    def free_us(self, resources: pl.Series, begins_us: pl.Series, ends_us: pl.Series) -> pl.Series:
        """Return how much of each interval the resource was there without any work."""
        worked = self._worked_us(resources, ends_us) - self._worked_us(resources, begins_us)
        return self.open_us(resources, begins_us, ends_us) - worked

    def _worked_us(self, resources: pl.Series, instants_us: pl.Series) -> pl.Series:
        """Return the working time in which the resource had been busy until each instant."""
        asked = pl.DataFrame([resources.alias("resource"), instants_us.alias("at")])
        found = (
            asked.with_row_index("asked")
            .sort("at")
            .join_asof(
                self._busy.sort("begin_us"),
                left_on="at",
                right_on="begin_us",
                by="resource",
                strategy="backward",
                check_sortedness=False,
            )
            .sort("asked")
        )
        inside = found.select(
            pl.when(pl.col("until_us").is_not_null()).then(pl.min_horizontal("at", "until_us"))
        )
        part = self.open_us(resources, found["begin_us"], inside.to_series())
        return (found["before_us"] + part).fill_null(0)


def _open_us(clock: WorkingClock | None, begins_us: pl.Series, ends_us: pl.Series) -> pl.Series:
    if clock is None:
        return ends_us - begins_us
    return clock.passed_us(ends_us) - clock.passed_us(begins_us)


def _busiest(steps: Steps) -> dict[int, pl.Series]:
    """Return the instants at which each of the busiest resources was seen at work."""
    events = steps.events.select("resource", "start_us", "complete_us").drop_nulls("resource")
    counts = events.group_by("resource").len().sort(["len", "resource"], descending=[True, False])
    top = counts["resource"].head(OWN_CALENDARS)
    seen = events.filter(pl.col("resource").is_in(top.implode())).unpivot(
        index="resource", value_name="at"
    )
    return {
        code: part["at"].drop_nulls()
        for (code,), part in seen.partition_by("resource", as_dict=True).items()
    }
