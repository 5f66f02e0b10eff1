"""What is known about each activity over the whole log."""

import polars as pl

from common.model.facts import ActivityFacts
from common.model.workflow import Workflow
from functions.analysis.mining.durations import distribution, strata_h, summary


def activities(steps: pl.DataFrame, workflow: Workflow) -> tuple[ActivityFacts, ...]:
    """Return the facts of each activity in the log, most frequent first, ties by id."""
    names = {activity.id: activity.name for activity in workflow.activities}
    roles = _executions_per_role(steps)
    has_resources = steps["resource"].null_count() < len(steps)
    frame = (
        steps.group_by("activity")
        .agg(
            pl.len().alias("executions"),
            pl.col("case_id").n_unique().alias("cases"),
            pl.col("resource").drop_nulls().n_unique().alias("resources"),
            pl.col("processing_us").alias("sample_us"),
            *summary("processing_us"),
            *summary("waiting_us"),
        )
        .sort(["executions", "activity"], descending=[True, False])
    )
    return tuple(
        ActivityFacts(
            activity=row["activity"],
            name=names.get(row["activity"], row["activity"]),
            executions=row["executions"],
            cases=row["cases"],
            repeated=row["executions"] - row["cases"],
            processing=distribution(row, "processing_us"),
            waiting=distribution(row, "waiting_us"),
            roles=roles.get(row["activity"], {}),
            resources=row["resources"] if has_resources else None,
            processing_strata_h=strata_h(pl.Series(row["sample_us"], dtype=pl.Int64)),
        )
        for row in frame.iter_rows(named=True)
    )


def _executions_per_role(steps: pl.DataFrame) -> dict[str, dict[str, int]]:
    counts = steps.drop_nulls("role").group_by("activity", "role").len().sort("activity", "role")
    roles: dict[str, dict[str, int]] = {}
    for activity, role, count in counts.rows():
        roles.setdefault(activity, {})[role] = count
    return roles
