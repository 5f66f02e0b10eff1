"""How many approvals a case passes."""

from collections.abc import Collection
from typing import NamedTuple

import polars as pl

from functions.analysis.mining.durations import sum_h
from functions.analysis.mining.steps import Steps

MANY = 3


class Approvals(NamedTuple):
    """Approval by different roles; by different steps where roles are not known."""

    levels_per_case: float  # mean over the cases that are approved at all
    approved_cases: int
    many_cases: int  # cases that pass three levels or more
    later_h: float  # elapsed time before the third and further levels, all cases


def approvals(steps: Steps, approving: Collection[str]) -> Approvals | None:
    """Return how many levels of approval cases pass; None where nothing is called approval."""
    level = pl.col("activity").cast(pl.Int64) + len(steps.roles)
    if steps.roles:
        level = pl.coalesce(pl.col("role").cast(pl.Int64), level)
    levels = len(steps.roles) + len(steps.activities)
    first_of_level = (
        steps.events.lazy()
        .select(
            pl.col("case").cast(pl.Int64),
            "activity",
            level=level,
            before_us=pl.col("elapsed_us").shift(1),
        )
        .filter(pl.col("activity").is_in(steps.codes_of(approving)))
        .filter((pl.col("case") * levels + pl.col("level")).is_first_distinct())
        .with_columns(number=pl.col("case").cum_count().over("case"))
        .collect()
    )
    if first_of_level.is_empty():
        return None
    per_case = first_of_level.group_by("case").len()
    later = first_of_level.filter(pl.col("number") >= MANY)
    return Approvals(
        levels_per_case=first_of_level.height / per_case.height,
        approved_cases=per_case.height,
        many_cases=int((per_case["len"] >= MANY).sum()),
        later_h=sum_h(later["before_us"]),
    )
