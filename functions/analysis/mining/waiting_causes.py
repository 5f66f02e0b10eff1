"""Why cases wait before an activity, for logs with start times and resources.

Each wait, from when the activity is enabled until its resource starts it, is divided in time:

1. batching: until the last case of its batch is enabled;
2. contention: its resource works on what was enabled before it;
3. prioritisation: its resource works on what was enabled after it;
4. unavailability: its resource is not there, by the calendar;
5. extraneous: the rest, whose cause lies outside what the log tells.

A resource that was there and free for as long as the work takes, but did not do it, could not: up
to the last such moment, all is extraneous. Source: Lashkevich et al., Unveiling the causes of
waiting time in business processes from event logs (2023); the rule on free moments is ours.
"""

from collections.abc import Collection
from typing import cast, get_args

import polars as pl

from common.language import say
from common.model.measurements import CauseShare, WaitingCause, WaitingCauses
from common.numerals import grouped
from functions.analysis.mining.durations import sum_h
from functions.analysis.mining.free_time import FreeTime
from functions.analysis.mining.steps import Steps

CAUSES = cast(tuple[WaitingCause, ...], get_args(WaitingCause))
MOST_PAIRS = 2_000_000  # of a wait and the work that its resource did meanwhile
SHORTEST_US = 1_000_000
LISTED = 50


def waiting_causes(
    steps: Steps,
    executions: pl.DataFrame,
    batched: pl.DataFrame,
    free: FreeTime,
    outside: Collection[str] = (),
) -> WaitingCauses | None:
    """Return the causes of waiting; None where nothing waits.

    Waits for the activities ``outside``, which come when somebody else lets them, do not count.
    """
    waits = _waits(executions, batched)
    waits = waits.filter(~pl.col("activity").is_in(steps.codes_of(outside)))
    sample, pairs = _sampled(executions, waits)
    if sample.is_empty():
        return None
    parts = _parts(sample, pairs, executions, free)
    scale = _waited_h(waits) / _waited_h(sample)
    origin = say("each wait from enablement to start, divided by what its resource did meanwhile")
    if sample.height < waits.height:
        origin += say(
            "; of {taken} of {all} waits, evenly taken over time",
            taken=grouped(sample.height),
            all=grouped(waits.height),
        )
    by_activity = [
        _shares(parts.filter(pl.col("activity") == code), steps.activities[code], scale)
        for code in sorted(parts["activity"].unique())
    ]
    by_activity.sort(key=lambda each: (-sum(each.hours.values()), each.activity or ""))
    return WaitingCauses(
        whole=_shares(parts, None, scale), by_activity=tuple(by_activity[:LISTED]), origin=origin
    )


def _waited_h(waits: pl.DataFrame) -> float:
    return sum_h(waits["start_us"] - waits["enabled_us"])


def _waits(executions: pl.DataFrame, batched: pl.DataFrame) -> pl.DataFrame:
    """Return the executions that waited, with ``open_us``: when only their resource was lacking."""
    waits = executions.filter(pl.col("start_us") > pl.col("enabled_us"))
    if batched.is_empty():
        return waits.with_columns(open_us="enabled_us")
    ready = batched.select("row", "ready_us")
    waits = waits.join(ready, on="row", how="left", maintain_order="left")
    gathered = pl.min_horizontal(pl.col("ready_us").fill_null(pl.col("enabled_us")), "start_us")
    return waits.with_columns(open_us=gathered).drop("ready_us")


def _sampled(executions: pl.DataFrame, waits: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the waits, and one row per wait and execution of its resource that may overlap it.

    Where these are too many, every n-th wait by time is taken.
    """
    lines = executions.select(
        "resource",
        "start_us",
        "row",
        done_us=pl.col("complete_us").cum_max().over("resource"),
    )
    # From the first execution that is not done when the wait opens to its own.
    done = lines.select("resource", "done_us", lower="row").sort("done_us")
    waits = (
        waits.sort("open_us")
        .join_asof(
            done,
            left_on="open_us",
            right_on="done_us",
            by="resource",
            strategy="backward",
            check_sortedness=False,
        )
        .drop("done_us")
        .join(lines.group_by("resource").agg(first=pl.col("row").min()), on="resource", how="left")
    )
    lower = (pl.col("lower").cast(pl.Int64) + 1).fill_null(pl.col("first").cast(pl.Int64))
    waits = waits.with_columns(lower=lower, pairs=pl.col("row").cast(pl.Int64) - lower)
    waits = waits.sort("open_us", "start_us", "complete_us", "activity", "resource", "row")
    total = int(waits["pairs"].sum())
    if total > MOST_PAIRS:
        waits = waits.gather_every(-(-total // MOST_PAIRS))
    waits = waits.with_row_index("wait")
    pairs = (
        waits.filter(pl.col("pairs") > 0)
        .select(
            "wait",
            "resource",
            "open_us",
            "enabled_us",
            other=pl.int_ranges("lower", "row"),
            ends_us="start_us",
        )
        .explode("other")
    )
    return waits, pairs


def _parts(
    waits: pl.DataFrame, pairs: pl.DataFrame, executions: pl.DataFrame, free: FreeTime
) -> pl.DataFrame:
    """Return the waits with a column of microseconds for each cause."""
    needed = free.open_us(waits["resource"], waits["start_us"], waits["complete_us"])
    waits = waits.with_columns(needed_us=needed.clip(lower_bound=SHORTEST_US))
    busy = _busy(pairs, executions)
    waits = waits.join(
        _last_free(waits, busy, free), on="wait", how="left", maintain_order="left"
    ).with_columns(held_us=pl.max_horizontal("open_us", "held_us"))
    busy = busy.join(waits.select("wait", "held_us"), on="wait", maintain_order="left")
    worked = _worked(busy.filter(pl.col("begin") >= pl.col("held_us")), free)
    frame = waits.join(worked, on="wait", how="left", maintain_order="left").with_columns(
        pl.col("contention", "prioritisation", "worked_us").fill_null(0)
    )
    there_us = free.open_us(frame["resource"], frame["held_us"], frame["start_us"])
    idle = pl.col("start_us") - pl.col("held_us") - pl.col("contention") - pl.col("prioritisation")
    spare = there_us - pl.col("worked_us")
    return frame.with_columns(
        batching=pl.col("open_us") - pl.col("enabled_us"),
        unavailability=idle - spare,
        extraneous=spare + pl.col("held_us") - pl.col("open_us"),
    )


def _busy(pairs: pl.DataFrame, executions: pl.DataFrame) -> pl.DataFrame:
    """Return the intervals in which the resource of each wait worked, in order, none twice."""
    other = executions.select("start_us", "complete_us", other_us="enabled_us")[pairs["other"]]
    frame = pl.concat([pairs.drop("other"), other], how="horizontal")
    end = pl.min_horizontal("complete_us", "ends_us")
    frame = frame.with_columns(
        begin=pl.max_horizontal("start_us", "open_us"), end=pl.max_horizontal(end, "open_us")
    )
    # Of work at the same time, what began first counts.
    covered = pl.col("end").cum_max().shift(1).over("wait")
    frame = frame.with_columns(begin=pl.max_horizontal("begin", covered))
    return frame.filter(pl.col("end") > pl.col("begin"))


def _last_free(waits: pl.DataFrame, busy: pl.DataFrame, free: FreeTime) -> pl.DataFrame:
    """Return per wait the last moment at which the resource had been free for long enough."""
    last = waits.select("wait", "resource", "open_us", begin="start_us", end="start_us")
    gaps = (
        pl.concat([busy.select(last.columns), last])
        .sort("wait", "begin", "end")
        .with_columns(since=pl.col("end").shift(1).over("wait").fill_null(pl.col("open_us")))
        .filter(pl.col("begin") > pl.col("since"))
        .join(waits.select("wait", "needed_us"), on="wait", maintain_order="left")
    )
    gaps = gaps.with_columns(spare_us=free.open_us(gaps["resource"], gaps["since"], gaps["begin"]))
    gaps = gaps.filter(pl.col("spare_us") >= pl.col("needed_us"))
    gaps = gaps.with_columns(closed_us=free.closed_us(gaps["resource"], gaps["begin"]))
    return gaps.group_by("wait").agg(held_us=(pl.col("begin") - pl.col("closed_us")).max())


def _worked(busy: pl.DataFrame, free: FreeTime) -> pl.DataFrame:
    """Return per wait how long its resource worked on other cases."""
    worked = free.open_us(busy["resource"], busy["begin"], busy["end"])
    length, later = pl.col("end") - pl.col("begin"), pl.col("other_us") > pl.col("enabled_us")
    return (
        busy.with_columns(worked_us=worked)
        .group_by("wait")
        .agg(
            contention=length.filter(~later).sum(),
            prioritisation=length.filter(later).sum(),
            worked_us=pl.col("worked_us").sum(),
        )
    )


def _shares(parts: pl.DataFrame, activity: str | None, scale: float) -> CauseShare:
    hours = {cause: sum_h(parts[cause]) for cause in CAUSES}
    total = sum(hours.values())
    return CauseShare(
        activity=activity,
        hours={cause: scale * each for cause, each in hours.items()},
        total_h=scale * total,
        shares={cause: each / total for cause, each in hours.items()},
    )
