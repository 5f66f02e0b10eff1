"""How cycle time divides into work, waiting inside and waiting for somebody outside."""

from collections.abc import Collection

import polars as pl

from common.model.measurements import TimeParts
from functions.analysis.mining.durations import sum_h
from functions.analysis.mining.steps import Steps
from functions.analysis.mining.working_time import WorkingClock


def time_parts(
    steps: Steps, outside: Collection[str], clock: WorkingClock | None
) -> TimeParts | None:
    """Return the mean hours per case; None where the log has no start times.

    A moment in which nothing is worked on counts for what begins after it: ``outside`` holds the
    ids of the activities that come when somebody outside lets them.
    """
    if not steps.has_starts:
        return None
    begun = pl.min_horizontal("start_us", "complete_us")
    frame = steps.events.select("case", "activity", "complete_us", start_us=begun)
    frame = frame.sort("case", "start_us", "complete_us")
    done = pl.col("complete_us").cum_max().over("case")
    first = pl.col("case") != pl.col("case").shift(1).fill_null(pl.col("case") + 1)
    begin = pl.when(~first).then(done.shift(1))
    frame = frame.with_columns(
        begin=begin, until=done, outside=pl.col("activity").is_in(steps.codes_of(outside))
    )
    gaps = frame.filter(pl.col("start_us") > pl.col("begin"))
    idle = gaps.select("outside", wait=pl.col("start_us") - pl.col("begin"))
    cases = len(steps.first_rows)
    ends = frame.group_by("case").agg(pl.col("start_us").first(), pl.col("until").last())
    cycle_h = sum_h(ends["until"] - ends["start_us"]) / cases
    external_h, waiting_h = _split(idle, cases)
    parts = TimeParts(
        processing_h=cycle_h - external_h - waiting_h, waiting_h=waiting_h, external_h=external_h
    )
    if clock is None:
        return parts
    worked = clock.passed_us(gaps["start_us"]) - clock.passed_us(gaps["begin"])
    external_h, waiting_h = _split(gaps.select("outside", wait=worked), cases)
    cycle_h = sum_h(clock.passed_us(ends["until"]) - clock.passed_us(ends["start_us"])) / cases
    return parts.model_copy(
        update={
            "processing_working_h": cycle_h - external_h - waiting_h,
            "waiting_working_h": waiting_h,
            "external_working_h": external_h,
        }
    )


def _split(idle: pl.DataFrame, cases: int) -> tuple[float, float]:
    external = sum_h(idle.filter("outside")["wait"]) / cases
    return external, sum_h(idle["wait"]) / cases - external
