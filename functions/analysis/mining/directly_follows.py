"""Which activity follows which, how often and after what time.

Source: van der Aalst, Process Mining, 2nd ed. (2016), definition 6.3 (the relation >_L).
"""

import polars as pl

from common.model.facts import Transition
from common.model.workflow import END, START
from functions.analysis.mining.durations import US_PER_HOUR, distribution, strata_h, summary


def transitions(steps: pl.DataFrame) -> tuple[Transition, ...]:
    """Return every directly-follows pair, largest total time first, and both ends of the cases.

    Elapsed time runs from completion to completion.
    """
    pairs = (
        steps.drop_nulls("next_activity")
        .group_by("activity", "next_activity")
        .agg(pl.col("elapsed_us").alias("sample_us"), *summary("elapsed_us"))
        .sort(
            ["elapsed_us_sum", "elapsed_us_n", "activity", "next_activity"],
            descending=[True, True, False, False],
        )
    )
    total_us = pairs["elapsed_us_sum"].sum()
    between = tuple(
        Transition(
            source=row["activity"],
            target=row["next_activity"],
            count=row["elapsed_us_n"],
            elapsed=distribution(row, "elapsed_us"),
            total_h=row["elapsed_us_sum"] / US_PER_HOUR,
            total_share=row["elapsed_us_sum"] / total_us if total_us else None,
            elapsed_strata_h=strata_h(pl.Series(row["sample_us"])),
        )
        for row in pairs.iter_rows(named=True)
    )
    return between + _ends(steps)


def _ends(steps: pl.DataFrame) -> tuple[Transition, ...]:
    by_case = steps.group_by("case_id").agg(
        first=pl.col("activity").first(), last=pl.col("activity").last()
    )
    starts = by_case.group_by("first").len().sort(["len", "first"], descending=[True, False])
    ends = by_case.group_by("last").len().sort(["len", "last"], descending=[True, False])
    return tuple(
        Transition(source=START, target=activity, count=count) for activity, count in starts.rows()
    ) + tuple(
        Transition(source=activity, target=END, count=count) for activity, count in ends.rows()
    )
