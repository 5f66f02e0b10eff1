"""The log as the other modules read it: ordered, with the workflow's ids."""

import polars as pl

from common.model import log_columns as columns
from common.model.problem import PermanentError, problem
from common.model.workflow import Workflow
from functions.analysis.mining.durations import elapsed_us

UTC_US = pl.Datetime("us", "UTC")


def steps(log: pl.DataFrame, workflow: Workflow) -> pl.DataFrame:
    """Return one row per activity instance, by case and completion; ties keep file order.

    Columns: ``case_id, activity, start_at, complete_at, role, resource`` with ids of the
    workflow; ``next_activity, next_role`` and ``elapsed_us`` until the next completion in the
    case (null at its end); ``processing_us`` and ``waiting_us``, null where not known.

    Raises:
        PermanentError: the log has no rows.
    """
    if log.is_empty():
        raise PermanentError(
            problem(
                "empty-log",
                "The event log has no events",
                "No event was left after reading the log. Submit a log with at least one case.",
            )
        )
    same_case = pl.col("case_id") == pl.col("case_id").shift(-1)
    return (
        _canonical(log, workflow)
        .lazy()
        .sort("case_id", "complete_at", maintain_order=True)
        .with_columns(
            next_activity=pl.when(same_case).then(pl.col("activity").shift(-1)),
            next_role=pl.when(same_case).then(pl.col("role").shift(-1)),
            next_at=pl.when(same_case).then(pl.col("complete_at").shift(-1)),
            previous_at=pl.when(same_case.shift(1)).then(pl.col("complete_at").shift(1)),
        )
        .with_columns(
            elapsed_us=elapsed_us("next_at", "complete_at"),
            processing_us=elapsed_us("complete_at", "start_at").clip(lower_bound=0),
            waiting_us=elapsed_us("start_at", "previous_at").clip(lower_bound=0),
        )
        .drop("next_at", "previous_at")
        .collect()
    )


def _canonical(log: pl.DataFrame, workflow: Workflow) -> pl.DataFrame:
    activity_ids = {activity.id: activity.id for activity in workflow.activities}
    activity_ids |= {activity.name: activity.id for activity in reversed(workflow.activities)}
    role_ids = {role.id: role.id for role in workflow.roles}
    role_ids |= {role.name: role.id for role in reversed(workflow.roles)}
    return log.select(
        pl.col(columns.CASE_ID).cast(pl.String),
        pl.col(columns.ACTIVITY).cast(pl.String).replace(activity_ids),
        _optional(log, columns.START_AT, UTC_US),
        pl.col(columns.COMPLETE_AT).cast(UTC_US),
        _optional(log, columns.ROLE, pl.String()).replace(role_ids),
        _optional(log, columns.RESOURCE, pl.String()),
    )


def _optional(log: pl.DataFrame, name: str, dtype: pl.DataType) -> pl.Expr:
    if name in log.columns:
        return pl.col(name).cast(dtype)
    return pl.lit(None, dtype=dtype).alias(name)
