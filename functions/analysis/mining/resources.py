"""What each resource and role did, and how much of its time it was busy."""

import polars as pl

from common.model.measurements import ResourceFacts, RoleFacts
from functions.analysis.mining.cycle_time import instant
from functions.analysis.mining.durations import US_PER_HOUR
from functions.analysis.mining.free_time import Availability
from functions.analysis.mining.steps import Steps

LISTED = 50


def resource_table(steps: Steps, there: Availability | None) -> pl.DataFrame:
    """Return one row per resource; with ``there``, also how long it was busy and available (us)."""
    if not steps.resources:
        return pl.DataFrame()
    begun = "start_us" if steps.has_starts else "complete_us"
    known = steps.events.drop_nulls("resource")
    frame = known.group_by("resource").agg(
        executions=pl.len(),
        activities=pl.col("activity").n_unique(),
        cases=pl.col("case").n_unique(),
        first_us=pl.min_horizontal(pl.col(begun).min(), pl.col("complete_us").min()),
        last_us=pl.col("complete_us").max(),
    )
    if there is None or not steps.has_starts:
        return frame.sort("resource")
    frame = frame.join(_busy(known, there), on="resource", how="left").sort("resource")
    available = there.open_us(frame["resource"], frame["first_us"], frame["last_us"])
    return frame.with_columns(available_us=available)


def _busy(known: pl.DataFrame, there: Availability) -> pl.DataFrame:
    """Return how long each resource had at least one, and more than one, activity in work."""
    work = known.select("resource", "start_us", "complete_us").drop_nulls()
    work = work.filter(pl.col("start_us") < pl.col("complete_us")).sort("resource", "start_us")
    until = pl.col("complete_us").cum_max().over("resource")
    begin = pl.max_horizontal("start_us", until.shift(1).over("resource"))
    spans = work.select("resource", begin=begin, until=until)
    spans = spans.filter(pl.col("until") > pl.col("begin"))
    opened = there.open_us(spans["resource"], spans["begin"], spans["until"])
    busy = (
        spans.with_columns(opened=opened)
        .group_by("resource")
        .agg(busy_us=(pl.col("until") - pl.col("begin")).sum(), worked_us=pl.col("opened").sum())
    )
    return busy.join(_several(work), on="resource", how="left").with_columns(
        pl.col("several_us").fill_null(0)
    )


def _several(work: pl.DataFrame) -> pl.DataFrame:
    """Return how long each resource had more than one activity in work; sweeps over all moments."""
    one = pl.lit(1, pl.Int8)
    begins = work.select("resource", at="start_us", change=one)
    ends = work.select("resource", at="complete_us", change=-one)
    moments = pl.concat([begins, ends]).sort("resource", "at")
    level = pl.col("change").cast(pl.Int32).cum_sum()  # 0 after the last moment of each resource
    length = pl.col("at").shift(-1) - pl.col("at")
    several = moments.select("resource", several_us=pl.when(level > 1).then(length))
    return several.drop_nulls().group_by("resource").agg(pl.col("several_us").sum())


def resource_facts(steps: Steps, table: pl.DataFrame) -> tuple[ResourceFacts, ...]:
    """Return the 50 busiest resources; by executions where starts are not known."""
    if table.is_empty():
        return ()
    by = "busy_us" if "busy_us" in table.columns else "executions"
    top = table.sort(
        [by, "executions", "resource"], descending=[True, True, False], nulls_last=True
    )
    roles = _roles_of(steps)
    return tuple(
        ResourceFacts(
            resource=steps.resources[row["resource"]],
            roles=roles.get(row["resource"], ()),
            executions=row["executions"],
            activities=row["activities"],
            cases=row["cases"],
            first_at=instant(row["first_us"]),
            last_at=instant(row["last_us"]),
            busy_h=_hours(row.get("busy_us")),
            available_h=_hours(row.get("available_us")),
            utilisation=_ratio(row.get("worked_us"), row.get("available_us")),
            multitasking_share=_ratio(row.get("several_us"), row.get("busy_us")),
        )
        for row in top.head(LISTED).iter_rows(named=True)
    )


def role_facts(steps: Steps, table: pl.DataFrame) -> tuple[RoleFacts, ...]:
    """Return the roles, most executions first.

    The time of a resource in several roles is divided by its executions in them.
    """
    if not steps.roles:
        return ()
    columns = ["role", "case", *(["resource"] if steps.resources else [])]
    known = steps.events.select(columns).drop_nulls("role")
    frame = known.group_by("role").agg(
        executions=pl.len(),
        cases=pl.col("case").n_unique(),
        **({"resources": pl.col("resource").drop_nulls().n_unique()} if steps.resources else {}),
    )
    if "busy_us" in table.columns:
        frame = frame.join(_time_by_role(known, table), on="role", how="left")
    top = frame.sort(["executions", "role"], descending=[True, False]).head(LISTED)
    return tuple(
        RoleFacts(
            role=steps.roles[row["role"]],
            resources=row.get("resources"),
            executions=row["executions"],
            cases=row["cases"],
            busy_h=_hours(row.get("busy_us")),
            available_h=_hours(row.get("available_us")),
            utilisation=_ratio(row.get("worked_us"), row.get("available_us")),
        )
        for row in top.iter_rows(named=True)
    )


def _time_by_role(known: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    pairs = known.drop_nulls("resource").group_by("resource", "role").len("times")
    times = table.select("resource", "executions", "busy_us", "worked_us", "available_us")
    part = pl.col("times") / pl.col("executions")
    shared = pairs.join(times, on="resource").sort("resource", "role")
    return shared.group_by("role", maintain_order=True).agg(
        (pl.col("busy_us", "worked_us", "available_us") * part).sum()
    )


def _roles_of(steps: Steps) -> dict[int, tuple[str, ...]]:
    if not steps.roles:
        return {}
    pairs = steps.events.select("resource", "role").drop_nulls().unique().sort("resource", "role")
    found: dict[int, tuple[str, ...]] = {}
    for resource, role in pairs.rows():
        found[resource] = (*found.get(resource, ()), steps.roles[role])
    return found


def _hours(microseconds: float | None) -> float | None:
    return None if microseconds is None else microseconds / US_PER_HOUR


def _ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None
