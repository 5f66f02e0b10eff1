"""How cases come back: to an activity, to a role; and how many pass every step at once."""

import polars as pl

from common.model.measurements import PingPong, Rework
from functions.analysis.mining.rework import Defects
from functions.analysis.mining.steps import Steps
from functions.analysis.mining.words import says_approval

LISTED_REWORK, LISTED_PAIRS = 50, 20


def reworked(faults: Defects, names: dict[str, str]) -> tuple[Rework, ...]:
    """Return the repeated activities, most repetitions first."""
    ids, before = faults.steps.activities, pl.col("position").shift(1)
    distance = pl.col("position") - before.over("variant", "activity")
    again = faults.events.with_columns(distance=distance).filter("repeats")
    times, far = pl.col("cases"), pl.col("distance")
    frame = again.group_by("activity").agg(
        self_loops=times.filter(far == 1).sum(),
        short_loops=times.filter(far == 2).sum(),
        long_loops=times.filter(far > 2).sum(),
        all=times.sum(),
    )
    touched = again.unique(["variant", "activity"]).group_by("activity").agg(pl.col("cases").sum())
    frame = frame.join(touched, on="activity").sort(["all", "activity"], descending=[True, False])
    return tuple(
        Rework(
            activity=ids[row["activity"]],
            self_loops=row["self_loops"],
            short_loops=row["short_loops"],
            long_loops=row["long_loops"],
            cases=row["cases"],
            approval=says_approval(names.get(ids[row["activity"]], ids[row["activity"]])),
        )
        for row in frame.head(LISTED_REWORK).iter_rows(named=True)
    )


def first_pass_yields(faults: Defects) -> dict[str, float]:
    """Return per activity the share of its cases in which it is not repeated nor sends back."""
    frame = (
        faults.events.group_by("variant", "activity")
        .agg(pl.col("cases").first(), bad=(pl.col("repeats") | pl.col("returns")).any())
        .group_by("activity")
        .agg(pl.col("cases").sum(), bad=pl.col("cases").filter("bad").sum())
    )
    names = faults.steps.activities
    return {names[code]: 1 - bad / cases for code, cases, bad in frame.sort("activity").rows()}


def rolled_throughput_yield(faults: Defects, executed_in: dict[str, int]) -> float:
    """Return the chance to pass every step at once, if the steps failed independently.

    The product over the activities of the share of all cases that do not fail at it.
    """
    total = faults.cases.height
    passed = 1.0
    for activity, share in first_pass_yields(faults).items():
        passed *= 1 - (1 - share) * executed_in[activity] / total
    return passed


def ping_pong(steps: Steps) -> tuple[PingPong, ...]:
    """Return the roles that pass work on and get it straight back, most frequent first."""
    if not steps.roles:
        return ()
    role, other, again = (pl.col("role").shift(-number) for number in range(3))
    found = (
        steps.events.lazy()
        .select(
            "case",
            same=pl.col("case") == pl.col("case").shift(-2),
            role=role,
            other=other,
            again=again,
        )
        .filter(
            pl.col("same")
            & (pl.col("role") == pl.col("again"))
            & (pl.col("role") != pl.col("other"))
        )
        .group_by("role", "other")
        .agg(count=pl.len(), cases=pl.col("case").n_unique())
        .sort(["count", "role", "other"], descending=[True, False, False])
        .head(LISTED_PAIRS)
        .collect()
    )
    return tuple(
        PingPong(
            role=steps.roles[row["role"]],
            other_role=steps.roles[row["other"]],
            count=row["count"],
            cases=row["cases"],
        )
        for row in found.iter_rows(named=True)
    )
