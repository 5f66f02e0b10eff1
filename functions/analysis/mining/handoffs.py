"""How work passes between roles.

Source: Song and van der Aalst, Towards comprehensive support for organizational mining (2008):
handover of work, here between roles and between directly following activities.
"""

import polars as pl

from common.model.facts import Handoff
from functions.analysis.mining.durations import distribution, summary


def handoffs(steps: pl.DataFrame) -> tuple[Handoff, ...]:
    """Return the pairs of roles between which cases pass, most frequent first, ties by name."""
    pairs = (
        steps.filter(pl.col("role") != pl.col("next_role"))
        .group_by("role", "next_role")
        .agg(*summary("elapsed_us"))
        .sort(["elapsed_us_n", "role", "next_role"], descending=[True, False, False])
    )
    return tuple(
        Handoff(
            source_role=row["role"],
            target_role=row["next_role"],
            count=row["elapsed_us_n"],
            elapsed=distribution(row, "elapsed_us"),
        )
        for row in pairs.iter_rows(named=True)
    )


def handoffs_per_case(steps: pl.DataFrame) -> float | None:
    """Return the mean number of changes of role within a case; None where no role is known.

    Steps without a role neither begin nor end a hand-off.
    """
    if steps["role"].null_count() == len(steps):
        return None
    changes = (steps["role"] != steps["next_role"]).sum()
    return int(changes) / steps["case_id"].n_unique()
