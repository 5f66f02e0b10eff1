"""How long cases take, and how many arrive."""

from datetime import datetime
from typing import cast

import polars as pl

from common.model.figure import Figure, Provenance
from functions.analysis.mining.durations import US_PER_HOUR, elapsed_us

US_PER_WEEK = 7 * 24 * US_PER_HOUR


def cases(steps: pl.DataFrame) -> pl.DataFrame:
    """Return one row per case: ``case_id, first_at, last_at, events, cycle_us``.

    Cycle time is wall-clock time from the first start (the first completion, where starts are
    not known) to the last completion.
    """
    begun_at = pl.min_horizontal(pl.col("start_at"), pl.col("complete_at"))
    return (
        steps.group_by("case_id", maintain_order=True)
        .agg(
            first_at=begun_at.min(),
            last_at=pl.col("complete_at").max(),
            events=pl.len(),
        )
        .with_columns(cycle_us=elapsed_us("last_at", "first_at"))
    )


def span(cases: pl.DataFrame) -> tuple[datetime, datetime]:
    """Return the instants of the log's first and last event."""
    return (
        cast(datetime, cases["first_at"].min()),
        cast(datetime, cases["last_at"].max()),
    )


def cases_per_week(cases: pl.DataFrame) -> Figure | None:
    """Return the mean number of cases per week of the log's span; None where it has no length."""
    first_at, last_at = span(cases)
    weeks = (last_at - first_at).total_seconds() / (7 * 24 * 3600)
    if weeks <= 0:
        return None
    return Figure(
        value=len(cases) / weeks,
        unit="per_week",
        provenance=Provenance.MEASURED,
        origin=f"{len(cases)} cases in the {weeks:.1f} weeks between first and last event",
    )


def slowest_tenth_share(cases: pl.DataFrame) -> float | None:
    """Return the share of all case time that the cases above the 90th percentile hold."""
    total = cast(int, cases["cycle_us"].sum())
    if not total:
        return None
    border = cases["cycle_us"].quantile(0.9, "linear")
    slow = cases.filter(pl.col("cycle_us") > border)["cycle_us"].sum()
    return cast(int, slow) / total
