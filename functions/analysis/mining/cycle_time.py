"""How long cases take, and how many arrive."""

from datetime import UTC, datetime, timedelta
from typing import cast

import polars as pl

from common.language import say
from common.model.figure import Figure, Provenance
from common.numerals import day, grouped
from functions.analysis.mining.durations import US_PER_HOUR, sum_h
from functions.analysis.mining.steps import Steps

US_PER_WEEK = 7 * 24 * US_PER_HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def cases(steps: Steps) -> pl.DataFrame:
    """Return one row per case, by code: ``first_us, last_us, events, cycle_us``.

    Cycle time is wall-clock time from the first start (the first completion, where starts are
    not known) to the last completion.
    """
    complete_us = steps.events["complete_us"]
    frame = pl.DataFrame(
        {
            "first_us": complete_us.gather(steps.first_rows),
            "last_us": complete_us.gather(steps.last_rows),
            "events": steps.last_rows.cast(pl.Int64) - steps.first_rows.cast(pl.Int64) + 1,
        }
    )
    if steps.has_starts:
        begun = steps.events.group_by("case").agg(pl.col("start_us").min()).sort("case")
        frame = frame.with_columns(first_us=pl.min_horizontal("first_us", begun["start_us"]))
    return frame.with_columns(cycle_us=pl.col("last_us") - pl.col("first_us"))


def span(cases: pl.DataFrame) -> tuple[datetime, datetime]:
    """Return the instants of the log's first and last event."""
    first_us, last_us = cast(int, cases["first_us"].min()), cast(int, cases["last_us"].max())
    return instant(first_us), instant(last_us)


def instant(microseconds: int) -> datetime:
    """Return the instant so many microseconds after 1970 began; the first or last there is."""
    try:
        return EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        return FIRST if microseconds < 0 else LAST


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
        origin=say(
            "{cases} cases between {first} and {last}",
            cases=grouped(len(cases)),
            first=day(first_at),
            last=day(last_at),
        ),
    )


def slowest_tenth_share(cases: pl.DataFrame) -> float | None:
    """Return the share of all case time that the cases above the 90th percentile hold."""
    total_h = sum_h(cases["cycle_us"])
    if not total_h:
        return None
    border = cases["cycle_us"].quantile(0.9, "linear")
    return sum_h(cases.filter(pl.col("cycle_us") > border)["cycle_us"]) / total_h
