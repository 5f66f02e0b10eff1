"""Activities that are done for several cases together.

A batch is a run of executions of one activity by one resource, one straight after the other or at
the same time, that were all enabled before the run began. A run alone is no proof: whoever works
off a queue does the same. Runs count as batches where the activity shows intent: they are done at
the same time; or the resource had been free while the cases gathered, and began as soon as the
last of them was there, or always in the same hours of the day.
Source: Martin et al., Batch processing in business processes (2017), for the kinds; the signs of
intent are ours.
"""

import polars as pl

from common.model.measurements import BatchFacts
from functions.analysis.mining.durations import US_PER_HOUR
from functions.analysis.mining.free_time import FreeTime
from functions.analysis.mining.steps import Steps

TOLERANCE_US = 1_000_000
SMALLEST = 2
FEWEST_RUNS = 5  # of an activity
FREE = 0.1  # of the working time in which the cases gathered
PROMPT = 0.1  # of the same, between the last case's arrival and the beginning
MOSTLY = 0.5  # of the runs
CLOCK_HOURS, BY_CLOCK = 2, 0.8  # hours of the day in which so many of the runs begin
SPLITS = 3
LISTED = 50


def batches(executions: pl.DataFrame, free: FreeTime) -> pl.DataFrame:
    """Return the executions in batches: ``row, activity, kind, batch, size, ready_us``.

    ``ready_us`` is when the batch is to begin: when its last case was enabled, or, where batches
    begin by the clock, when it began. By the clock, a case alone is a batch of one.
    """
    runs = _runs(executions)
    intended = _intended(runs.filter(pl.col("size") >= SMALLEST), free)
    runs = runs.join(intended, on=["activity", "kind"])
    in_hours = _hour().is_in(pl.col("hours")) & pl.col("by_clock")
    ready = pl.when(in_hours).then("began_us").otherwise("ready_us")
    runs = runs.filter((pl.col("size") >= SMALLEST) | in_hours)
    return runs.with_columns(ready_us=ready).drop("hours", "by_clock").sort("row")


def _hour() -> pl.Expr:
    return pl.col("began_us") // US_PER_HOUR % 24


def batch_facts(
    steps: Steps, executions: pl.DataFrame, found: pl.DataFrame
) -> tuple[BatchFacts, ...]:
    """Return how often which activity is done in batches, most executions first."""
    found = found.filter(pl.col("size") >= SMALLEST)
    if found.is_empty():
        return ()
    total = dict(executions.group_by("activity").len().rows())
    frame = (
        found.group_by("activity", "kind")
        .agg(
            batches=pl.col("batch").n_unique(),
            executions=pl.len(),
            wait_us=(pl.col("ready_us") - pl.col("enabled_us")).sum(),
        )
        .sort(["executions", "activity", "kind"], descending=[True, False, False])
        .head(LISTED)
    )
    return tuple(
        BatchFacts(
            activity=steps.activities[row["activity"]],
            kind=row["kind"],
            batches=row["batches"],
            executions=row["executions"],
            share=row["executions"] / total[row["activity"]],
            mean_size=row["executions"] / row["batches"],
            mean_wait_h=row["wait_us"] / US_PER_HOUR / row["executions"],
        )
        for row in frame.iter_rows(named=True)
    )


def _runs(executions: pl.DataFrame) -> pl.DataFrame:
    """Return the executions in runs that were all enabled before the run began."""
    joined = (
        (pl.col("resource") == pl.col("resource").shift(1))
        & (pl.col("activity") == pl.col("activity").shift(1))
        & (pl.col("start_us") - pl.col("complete_us").shift(1) <= TOLERANCE_US)
    )
    starts = executions.select((~joined).fill_null(True)).to_series()
    for _ in range(SPLITS):
        starts = starts | (executions["enabled_us"] > _first(executions["start_us"], starts))
    began_us = _first(executions["start_us"], starts)
    ended_us = _first(executions["complete_us"], starts)
    frame = executions.with_columns(batch=starts.cum_sum(), began_us=began_us)
    begin, end = pl.col("start_us"), pl.col("complete_us")
    runs = (
        frame.with_columns(
            late=pl.col("enabled_us") > pl.col("began_us"),
            together=(begin == pl.col("began_us")) & (end == ended_us),
            in_turn=starts | (begin >= end.shift(1) - TOLERANCE_US),
        )
        .group_by("batch")
        .agg(
            pl.col("late").any(),
            pl.col("together", "in_turn").all(),
            size=pl.len(),
            ready_us=pl.col("enabled_us").max(),
        )
        .filter(~pl.col("late"))
    )
    kind = (
        pl.when(pl.col("together") & (pl.col("size") >= SMALLEST))
        .then(pl.lit("simultaneous"))
        .when("in_turn")
        .then(pl.lit("sequential"))
        .otherwise(pl.lit("concurrent"))
    )
    found = runs.select("batch", "size", "ready_us", kind=kind)
    return frame.join(found, on="batch", maintain_order="left")


def _first(values: pl.Series, starts: pl.Series) -> pl.Series:
    """Return for each row the value of the row that its run starts with."""
    return values.filter(starts).gather(starts.cum_sum() - 1)


def _intended(runs: pl.DataFrame, free: FreeTime) -> pl.DataFrame:
    """Return the activities and kinds whose runs are batches: ``by_clock`` with their ``hours``."""
    by_run = runs.group_by("batch").agg(
        pl.col("activity", "kind", "resource", "began_us", "ready_us").first(),
        gathered_us=pl.col("enabled_us").min(),
    )
    by_run = by_run.with_columns(
        open_us=free.open_us(by_run["resource"], by_run["gathered_us"], by_run["began_us"]),
        free_us=free.free_us(by_run["resource"], by_run["gathered_us"], by_run["began_us"]),
        late_us=free.free_us(by_run["resource"], by_run["ready_us"], by_run["began_us"]),
    )
    was_free = (pl.col("free_us") > FREE * pl.col("open_us")) & (pl.col("free_us") > 0)
    prompt = pl.col("late_us") <= PROMPT * pl.col("open_us")
    together = pl.col("kind") == "simultaneous"
    # When the day begins, what the night has brought is begun too: that is no intent.
    opening = free.closed_us(by_run["resource"], by_run["began_us"]) > 0
    hours = (
        by_run.filter(~opening)
        .group_by("activity", "kind", hour=_hour())
        .len()
        .sort(["len", "hour"], descending=[True, False])
    )
    hours = hours.group_by("activity", "kind", maintain_order=True).agg(
        hours=pl.col("hour").head(CLOCK_HOURS),
        in_hours=pl.col("len").head(CLOCK_HOURS).sum(),
    )
    return (
        by_run.group_by("activity", "kind")
        .agg(
            runs=pl.len(),
            free=was_free.mean(),
            deliberate=(together | (was_free & prompt)).mean(),
        )
        .join(hours, on=["activity", "kind"], how="left")
        .filter(pl.col("runs") >= FEWEST_RUNS)
        .with_columns(
            by_clock=(pl.col("in_hours").fill_null(0) >= BY_CLOCK * pl.col("runs"))
            & (pl.col("free") >= MOSTLY)
        )
        .filter((pl.col("deliberate") >= MOSTLY) | pl.col("by_clock"))
        .select("activity", "kind", "hours", "by_clock")
    )
