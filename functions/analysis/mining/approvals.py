"""How many approvals a case passes."""

from collections.abc import Collection
from typing import NamedTuple

import polars as pl

from functions.analysis.mining.durations import US_PER_HOUR

MANY = 3


class Approvals(NamedTuple):
    """Approval by different roles; by different steps where roles are not known."""

    levels_per_case: float  # mean over the cases that are approved at all
    approved_cases: int
    many_cases: int  # cases that pass three levels or more
    later_h: float  # elapsed time before the third and further levels, all cases


def approvals(steps: pl.DataFrame, approving: Collection[str]) -> Approvals | None:
    """Return how many levels of approval cases pass; None where nothing is called approval."""
    level = pl.coalesce(pl.col("role"), pl.col("activity"))
    first_of_level = (
        steps.with_columns(
            level=level,
            before_us=pl.col("elapsed_us").shift(1).over("case_id"),
        )
        .filter(pl.col("activity").is_in(list(approving)))
        .unique(["case_id", "level"], keep="first", maintain_order=True)
        .with_columns(number=pl.int_range(pl.len()).over("case_id") + 1)
    )
    if first_of_level.is_empty():
        return None
    levels = first_of_level.group_by("case_id").len()
    later = first_of_level.filter(pl.col("number") >= MANY)
    return Approvals(
        levels_per_case=first_of_level.height / levels.height,
        approved_cases=levels.height,
        many_cases=levels.filter(pl.col("len") >= MANY).height,
        later_h=int(later["before_us"].sum()) / US_PER_HOUR,
    )
