"""The log as the other modules read it: numbers in place of names, in order, cut into cases."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from common.model import log_columns as columns
from common.model.problem import PermanentError, problem
from common.model.workflow import Workflow
from functions.analysis.mining.coding import case_codes, coded, starts_of

UTC_US = pl.Datetime("us", "UTC")


@dataclass(frozen=True)
class Steps:
    """One row per activity instance, by case and completion; ties keep file order.

    ``events``: ``case, activity`` as codes, ``complete_us`` in microseconds since 1970,
    ``elapsed_us`` until the next completion in the case (null at its end); and, where the log
    tells any, ``role`` and ``resource`` as codes, ``start_us``, ``processing_us``, ``waiting_us``.
    A code is the place in ``activities``, ``roles`` or ``resources``.
    """

    events: pl.DataFrame
    activities: tuple[str, ...]
    roles: tuple[str, ...]
    resources: tuple[str, ...]
    rows: pl.Series | None  # the row of the log that each event was; None: the same order

    @property
    def has_starts(self) -> bool:
        """Tell whether any start time is known."""
        return "start_us" in self.events.columns

    @cached_property
    def first_rows(self) -> pl.Series:
        """Return the row of each case's first event, by case code."""
        return starts_of(self.events["case"]).arg_true()

    @cached_property
    def last_rows(self) -> pl.Series:
        """Return the row of each case's last event, by case code."""
        return self.first_rows.shift(-1, fill_value=self.events.height) - 1

    @cached_property
    def positions(self) -> pl.Series:
        """Return the place of each event within its case, from 0."""
        first = pl.lit(self.first_rows.cast(pl.Int64)).gather(pl.col("case"))
        return self.events.select(position=pl.int_range(pl.len()) - first).to_series()

    def codes_of(self, activities: Collection[str]) -> list[int]:
        """Return the codes of those of the activity ids that the log holds."""
        return [code for code, name in enumerate(self.activities) if name in activities]


def steps(log: pl.DataFrame, workflow: Workflow) -> Steps:
    """Return the log's activity instances with the workflow's ids.

    Raises:
        PermanentError: the log has no rows.
    """
    if log.is_empty():
        raise PermanentError(
            problem(
                "empty-log",
                "The event log has no events",
                "No event was left after reading the log. Submit a log with at least one case.",
            )
        )
    activity_ids = {activity.id: activity.id for activity in workflow.activities}
    activity_ids |= {activity.name: activity.id for activity in reversed(workflow.activities)}
    role_ids = {role.id: role.id for role in workflow.roles}
    role_ids |= {role.name: role.id for role in reversed(workflow.roles)}
    case, together = case_codes(log[columns.CASE_ID].cast(pl.String))
    activity, activities = coded(log[columns.ACTIVITY].cast(pl.String), activity_ids)
    columns_of = [case.alias("case"), activity.alias("activity")]
    columns_of.append(_instants(log[columns.COMPLETE_AT]).alias("complete_us"))
    names: dict[str, tuple[str, ...]] = {}
    for name, column, ids in (("role", columns.ROLE, role_ids), ("resource", columns.RESOURCE, {})):
        if _known(log, column):
            codes, names[name] = coded(log[column].cast(pl.String), ids)
            columns_of.append(codes.alias(name))
    if _known(log, columns.START_AT):
        columns_of.append(_instants(log[columns.START_AT]).alias("start_us"))
    events, rows = _ordered(pl.DataFrame(columns_of), together)
    return Steps(events, activities, names.get("role", ()), names.get("resource", ()), rows)


def _ordered(events: pl.DataFrame, together: bool) -> tuple[pl.DataFrame, pl.Series | None]:
    """Sort by case and completion, unless the rows are sorted already, as the log promises."""
    if together:
        timed = _timed(events)
        if not (timed["elapsed_us"] < 0).any():
            return timed, None
    events = events.with_row_index("row").sort("case", "complete_us", "row")
    return _timed(events.drop("row")), events["row"]


def _timed(events: pl.DataFrame) -> pl.DataFrame:
    same_case = pl.col("case") == pl.col("case").shift(-1)
    until_next = pl.col("complete_us").shift(-1) - pl.col("complete_us")
    events = events.with_columns(elapsed_us=pl.when(same_case).then(until_next))
    if "start_us" not in events.columns:
        return events
    previous_us = pl.when(same_case.shift(1)).then(pl.col("complete_us").shift(1))
    return events.with_columns(
        processing_us=(pl.col("complete_us") - pl.col("start_us")).clip(lower_bound=0),
        waiting_us=(pl.col("start_us") - previous_us).clip(lower_bound=0),
    )


def _instants(times: pl.Series) -> pl.Series:
    return times.cast(UTC_US).to_physical()


def _known(log: pl.DataFrame, name: str) -> bool:
    return name in log.columns and log[name].null_count() < log.height
