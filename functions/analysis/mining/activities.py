"""What is known about each activity over the whole log."""

from collections.abc import Mapping

import polars as pl

from common.model.facts import ActivityFacts, Distribution
from common.model.workflow import Workflow
from functions.analysis.mining.durations import by_group, distribution, rows_of, strata_h
from functions.analysis.mining.steps import Steps
from functions.analysis.mining.variants import Variants
from functions.analysis.mining.working import Work

Durations = dict[int, tuple[Distribution, tuple[float, ...]]]


def activities(
    steps: Steps,
    ways: Variants,
    workflow: Workflow,
    work: Work | None,
    yields: Mapping[str, float],
) -> tuple[ActivityFacts, ...]:
    """Return the facts of each activity in the log, most frequent first, ties by id."""
    names = {activity.id: activity.name for activity in workflow.activities}
    roles = _executions_per_role(steps)
    resources = _resources(steps)
    processing, waiting = _durations(steps, "processing_us"), _durations(steps, "waiting_us")
    in_work = work if steps.has_starts else None
    worked = _durations(steps, "processing_us", in_work.processing_us(steps) if in_work else None)
    waited = _durations(steps, "waiting_us", in_work.waiting_us(steps) if in_work else None)
    counts = (
        ways.events.group_by("activity", "variant")
        .agg(executions=pl.col("cases").sum(), cases=pl.col("cases").first())
        .group_by("activity")
        .agg(pl.col("executions").sum(), pl.col("cases").sum())
        .sort(["executions", "activity"], descending=[True, False])
    )
    return tuple(
        ActivityFacts(
            activity=steps.activities[code],
            name=names.get(steps.activities[code], steps.activities[code]),
            executions=executions,
            cases=cases,
            repeated=executions - cases,
            processing=processing[code][0] if code in processing else None,
            waiting=waiting[code][0] if code in waiting else None,
            roles=roles.get(code, {}),
            resources=resources.get(code, 0) if steps.resources else None,
            processing_strata_h=processing[code][1] if code in processing else (),
            processing_working=worked[code][0] if work and code in worked else None,
            first_pass_yield=yields.get(steps.activities[code]),
            waiting_working=waited[code][0] if work and code in waited else None,
        )
        for code, executions, cases in counts.rows()
    )


def _durations(steps: Steps, column: str, given_us: pl.Series | None = None) -> Durations:
    if not steps.has_starts:
        return {}
    values = steps.events[column] if given_us is None else given_us.alias(column)
    grouped = by_group(steps.events.select("activity", values), ["activity"], column)
    return {row["activity"]: (distribution(row), strata_h(each)) for row, each in rows_of(grouped)}


def _executions_per_role(steps: Steps) -> dict[int, dict[str, int]]:
    if not steps.roles:
        return {}
    pairs = steps.events.lazy().select("activity", "role").drop_nulls()
    counts = pairs.group_by("activity", "role").len().sort("activity", "role").collect()
    roles: dict[int, dict[str, int]] = {}
    for activity, role, count in counts.rows():
        roles.setdefault(activity, {})[steps.roles[role]] = count
    return roles


def _resources(steps: Steps) -> dict[int, int]:
    if not steps.resources:
        return {}
    pairs = steps.events.lazy().select("activity", "resource").drop_nulls().unique()
    return dict(pairs.group_by("activity").len().collect().rows())
