"""How work passes between roles.

Source: Song and van der Aalst, Towards comprehensive support for organizational mining (2008):
handover of work, here between roles and between directly following activities.
"""

import polars as pl

from common.model.facts import Handoff
from functions.analysis.mining.durations import by_group, distribution
from functions.analysis.mining.steps import Steps


def handoffs(steps: Steps) -> tuple[Handoff, ...]:
    """Return the pairs of roles between which cases pass, most frequent first, ties by name."""
    if not steps.roles:
        return ()
    passed = (
        steps.events.lazy()
        .select("role", "elapsed_us", next_role=pl.col("role").shift(-1))
        .filter(pl.col("elapsed_us").is_not_null() & (pl.col("role") != pl.col("next_role")))
        .collect()
    )
    pairs = (
        by_group(passed, ["role", "next_role"], "elapsed_us")
        .drop("sample")
        .sort(["n", "role", "next_role"], descending=[True, False, False])
    )
    return tuple(
        Handoff(
            source_role=steps.roles[row["role"]],
            target_role=steps.roles[row["next_role"]],
            count=row["n"],
            elapsed=distribution(row),
        )
        for row in pairs.iter_rows(named=True)
    )


def handoffs_per_case(steps: Steps, handoffs: tuple[Handoff, ...]) -> float | None:
    """Return the mean number of changes of role within a case; None where no role is known.

    Steps without a role neither begin nor end a hand-off.
    """
    if not steps.roles:
        return None
    return sum(each.count for each in handoffs) / len(steps.first_rows)
