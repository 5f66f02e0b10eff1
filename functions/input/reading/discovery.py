"""The directly-follows graph of a log as a workflow: every number in it is measured.

Source: van der Aalst, *Process Mining*, 2nd ed. (2016), section 6.1.
"""

from typing import Any

import polars as pl

from common.language import say
from common.model.figure import Figure, Provenance, Unit
from common.model.log_columns import ACTIVITY, CASE_ID, COMPLETE_AT, COST, ROLE, START_AT
from common.model.workflow import END, START, Activity, Flow, Role, Workflow
from common.numerals import grouped
from functions.input.reading.names import unique_ids

HOURS_PER_WEEK = 168.0


def discovered(log: pl.DataFrame, name: str, currency: str | None = None) -> Workflow:
    """Return the workflow that a canonical log shows.

    Activities stand in the order in which they first appear. Processing and waiting times are
    there only where the log has start times.
    """
    activities = unique_ids(log[ACTIVITY], "activity")
    roles = _roles(log)
    return Workflow(
        name=name[:500] or "Process",
        activities=_activities(log, activities, roles),
        flows=_flows(log, activities),
        roles=tuple(Role(id=id_, name=role) for role, id_ in roles.items()),
        figures=_figures(log),
        currency=currency,
        first_at=_earliest(log).min(),
        last_at=log[COMPLETE_AT].max(),
    )


def measured(value: float, unit: Unit, origin: str) -> Figure:
    """Return a figure that was computed from the log."""
    return Figure(value=value, unit=unit, provenance=Provenance.MEASURED, origin=origin)


def hours(duration: pl.Expr) -> pl.Expr:
    """Return a duration in hours."""
    return duration.dt.total_microseconds() / 3.6e9


def _earliest(log: pl.DataFrame) -> pl.Series:
    return log.select(pl.coalesce(START_AT, COMPLETE_AT).alias("at"))["at"]


def _roles(log: pl.DataFrame) -> dict[str, str]:
    if ROLE not in log.columns:
        return {}
    names = [str(role)[:500] for role in log[ROLE].drop_nulls().unique(maintain_order=True)]
    return unique_ids(names, "role")


def _activities(
    log: pl.DataFrame, ids: dict[str, str], roles: dict[str, str]
) -> tuple[Activity, ...]:
    before = pl.col(COMPLETE_AT).shift(1).over(CASE_ID)
    measures = {
        "executions": pl.len(),
        "started": pl.col(START_AT).count(),
        "processing_h": hours(pl.col(COMPLETE_AT) - pl.col(START_AT)).mean(),
        "waiting_h": pl.col("waiting_h").mean(),
        "waits": pl.col("waiting_h").count(),
    }
    if COST in log.columns:
        measures["cost"] = pl.col(COST).mean()
    waits = log.with_columns(waiting_h=hours(pl.col(START_AT) - before).clip(lower_bound=0))
    grouped = waits.group_by(ACTIVITY, maintain_order=True).agg(**measures)
    main_role = _main_roles(log)
    return tuple(
        Activity(
            id=ids[row[ACTIVITY]],
            name=row[ACTIVITY],
            role=roles.get(main_role.get(row[ACTIVITY], "")),
            **_activity_figures(row),
        )
        for row in grouped.iter_rows(named=True)
    )


def _activity_figures(row: dict[str, Any]) -> dict[str, Figure]:
    n, started, waits = row["executions"], row["started"], row["waits"]
    found = {"executions": measured(n, "count", say("completed events in the log"))}
    if row["processing_h"] is not None:
        origin = say(
            "mean time from start to completion over {started} executions", started=grouped(started)
        )
        found["processing_h"] = measured(row["processing_h"], "h", origin)
    if row["waiting_h"] is not None:
        origin = say(
            "mean time from the previous completion to the start, over {waits} executions",
            waits=grouped(waits),
        )
        found["waiting_h"] = measured(row["waiting_h"], "h", origin)
    if row.get("cost") is not None:
        found["cost"] = measured(row["cost"], "money", say("mean of the costs in the log"))
    return found


def _main_roles(log: pl.DataFrame) -> dict[str, str]:
    """The most frequent role of each activity; ties go to the first name."""
    if ROLE not in log.columns:
        return {}
    counts = (
        log.drop_nulls(ROLE)
        .group_by(ACTIVITY, ROLE)
        .len()
        .sort("len", ROLE, descending=[True, False])
    )
    first = counts.group_by(ACTIVITY, maintain_order=True).first()
    return {activity: str(role)[:500] for activity, role in first.select(ACTIVITY, ROLE).rows()}


def _flows(log: pl.DataFrame, ids: dict[str, str]) -> tuple[Flow, ...]:
    steps = log.select(CASE_ID, source=pl.col(ACTIVITY).replace_strict(ids))
    following = pl.col("source").shift(-1).over(CASE_ID).fill_null(END)
    first = steps.group_by(CASE_ID, maintain_order=True).first()
    pairs = pl.concat(
        [
            first.select(pl.lit(START).alias("source"), target=pl.col("source")),
            steps.select("source", target=following),
        ]
    )
    counts = pairs.group_by("source", "target").len().sort("source", "target")
    shares = counts.with_columns(share=pl.col("len") / pl.col("len").sum().over("source"))
    return tuple(
        Flow(
            source=source,
            target=target,
            count=measured(count, "count", say("directly-follows pairs in the log")),
            probability=measured(
                share, "share", say("share of what follows {source}", source=source)
            ),
        )
        for source, target, count, share in shares.rows()
    )


def _figures(log: pl.DataFrame) -> dict[str, Figure]:
    spans = (
        log.with_columns(first=pl.coalesce(START_AT, COMPLETE_AT))
        .group_by(CASE_ID, maintain_order=True)
        .agg(pl.col("first").min(), last=pl.col(COMPLETE_AT).max())
        .with_columns(h=hours(pl.col("last") - pl.col("first")))
    )
    cases = len(spans)
    figures = {
        "cases": measured(cases, "count", say("different case ids in the log")),
        "events": measured(len(log), "count", say("completed events in the log")),
        "cycle_time_h": measured(
            float(spans["h"].mean()),  # type: ignore[arg-type]
            "h",
            say("mean over {cases} cases, first to last event, wall-clock", cases=grouped(cases)),
        ),
    }
    arrivals = spans.select(h=hours(pl.col("first").max() - pl.col("first").min()))["h"][0]
    if cases > 1 and arrivals > 0:
        rate = (cases - 1) / arrivals * HOURS_PER_WEEK
        origin = say("cases after the first, over the time from the first to the last case's start")
        figures["cases_per_week"] = measured(rate, "per_week", origin)
    return figures
