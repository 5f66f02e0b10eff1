"""The events of a log as plain arrays, for the stage that simulates and has no tables."""

from array import array

import polars as pl

from common.model import log_columns as columns
from common.model.event_arrays import Column, packed
from common.model.workflow import Workflow
from functions.analysis.mining.steps import UTC_US, Steps, steps

MOST_EVENTS = 1_000_000  # of a larger log the latest cases are given: enough to fit a twin
SLICE = 100_000  # rows that are lists at a time
MICROSECONDS = 1e6
READ = (
    columns.CASE_ID,
    columns.ACTIVITY,
    columns.START_AT,
    columns.COMPLETE_AT,
    columns.ROLE,
    columns.RESOURCE,
)
# Where logs say since when work could have begun.
ENABLED = tuple(
    columns.EVENT_PREFIX + name for name in ("enabled_time", "enable_time", "EnableTimestamp")
)


def event_arrays(log: pl.DataFrame | pl.LazyFrame, workflow: Workflow) -> bytes:
    """Return the archive of ``common.model.event_arrays``, with the ids of the workflow as names.

    Raises ``PermanentError`` where the log has no rows.
    """
    lazy = log.lazy()
    there = lazy.collect_schema().names()
    enabled = next((name for name in ENABLED if name in there), None)
    read = lazy.select(name for name in (*READ, enabled) if name in there).collect()
    ordered = steps(read, workflow)
    events = ordered.events
    if enabled is not None:
        events = events.with_columns(enabled_us=_enabled_us(read[enabled], ordered))
    events = _latest(events)
    found: dict[str, Column] = {}
    for name in ("case", "activity", "resource", "role"):
        if name in events.columns:
            found[name] = _column("q", events[name].cast(pl.Int64).fill_null(-1))
    for name in ("start", "complete", "enabled"):
        if f"{name}_us" in events.columns:
            seconds = events[f"{name}_us"] / MICROSECONDS
            key = "end_s" if name == "complete" else f"{name}_s"
            found[key] = _column("d", seconds.fill_null(float("nan")))
    names = {
        "activities": ordered.activities,
        "resources": ordered.resources,
        "roles": ordered.roles,
    }
    return packed(found, names)


def _enabled_us(values: pl.Series, ordered: Steps) -> pl.Series:
    """Return the instants in the order of the steps; null what is no time."""
    if values.dtype == pl.String:
        values = values.str.to_datetime(time_zone="UTC", strict=False)
    if not values.dtype.is_temporal():
        values = pl.Series([None], dtype=UTC_US).new_from_index(0, len(values))
    instants = values.cast(UTC_US).to_physical()
    return instants if ordered.rows is None else instants.gather(ordered.rows)


def _latest(events: pl.DataFrame) -> pl.DataFrame:
    if events.height <= MOST_EVENTS:
        return events
    cases = events.group_by("case").agg(begun_us=pl.col("complete_us").min(), size=pl.len())
    later = cases.sort("begun_us", "case", descending=True).with_columns(
        upto=pl.col("size").cum_sum()
    )
    kept = later.filter(pl.col("upto") <= MOST_EVENTS)["case"]
    return events.filter(pl.col("case").is_in(kept.implode()))


def _column(kind: str, values: pl.Series) -> Column:
    filled: Column = array("q") if kind == "q" else array("d")
    for begin in range(0, len(values), SLICE):
        filled.extend(values.slice(begin, SLICE).to_list())
    return filled
