"""Which activity follows which, how often and after what time.

Source: van der Aalst, Process Mining, 2nd ed. (2016), definition 6.3 (the relation >_L).
"""

from typing import Any

import polars as pl

from common.model.facts import Transition
from common.model.workflow import END, START
from functions.analysis.mining.durations import by_group, distribution, rows_of, strata_h, total_h
from functions.analysis.mining.steps import Steps
from functions.analysis.mining.working import Work


def directly_follows(steps: Steps, elapsed_us: pl.Series | None = None) -> pl.DataFrame:
    """Return ``source`` and ``target`` codes with what ``by_group`` tells of the elapsed time.

    Elapsed time runs from completion to completion, in wall-clock time unless it is given.
    """
    width = len(steps.activities)
    activity = pl.col("activity").cast(pl.UInt32 if width < 2**16 else pl.UInt64)
    pairs = steps.events.select(
        steps.events["elapsed_us"] if elapsed_us is None else elapsed_us.alias("elapsed_us"),
        pair=activity * width + activity.shift(-1).fill_null(0),
    )
    return by_group(pairs, ["pair"], "elapsed_us").with_columns(
        source=pl.col("pair") // width, target=pl.col("pair") % width
    )


def transitions(steps: Steps, work: Work | None = None) -> tuple[Transition, ...]:
    """Return every directly-follows pair, largest total time first, and both ends of the cases."""
    pairs = directly_follows(steps).sort(["sum_us", "n", "pair"], descending=[True, True, False])
    totals_h = [total_h(row) for row in pairs.select("sum_us").to_dicts()]
    whole_h = sum(totals_h)
    worked = _worked(steps, work)
    between = [
        Transition(
            source=steps.activities[row["source"]],
            target=steps.activities[row["target"]],
            count=row["n"],
            elapsed=distribution(row),
            total_h=pair_h,
            total_share=pair_h / whole_h if whole_h else None,
            elapsed_working=distribution(worked[row["pair"]]) if worked else None,
            total_working_h=total_h(worked[row["pair"]]) if worked else None,
            elapsed_strata_h=strata_h(sample),
        )
        for (row, sample), pair_h in zip(rows_of(pairs), totals_h, strict=True)
    ]
    return (*between, *_ends(steps))


def _worked(steps: Steps, work: Work | None) -> dict[int, dict[str, Any]]:
    if work is None:
        return {}
    pairs = directly_follows(steps, work.elapsed_us(steps)).drop("sample")
    return {row["pair"]: row for row in pairs.iter_rows(named=True)}


def _ends(steps: Steps) -> list[Transition]:
    names = steps.activities
    starts = _counted(steps.events["activity"].gather(steps.first_rows))
    ends = _counted(steps.events["activity"].gather(steps.last_rows))
    return [Transition(source=START, target=names[code], count=n) for code, n in starts] + [
        Transition(source=names[code], target=END, count=n) for code, n in ends
    ]


def _counted(codes: pl.Series) -> list[tuple[int, int]]:
    counts = codes.alias("code").to_frame().group_by("code").len()
    return counts.sort(["len", "code"], descending=[True, False]).rows()
