"""Work that is done again, and cases that are turned down or sent back."""

from collections.abc import Collection
from typing import NamedTuple

import polars as pl

from common.model.facts import CaseShare
from functions.analysis.mining.durations import US_PER_HOUR, distribution_of


class BeforeRejection(NamedTuple):
    """What had passed when cases were first turned down."""

    cases: int
    mean_h: float
    share: float  # of the cycle time of those cases
    effort_share: float  # of their events


def rework(steps: pl.DataFrame, cases: pl.DataFrame) -> CaseShare:
    """Return the cases with an activity done more than once; events beyond each first."""
    repeated = (
        steps.group_by("case_id", "activity")
        .agg(events=pl.len() - 1)
        .filter(pl.col("events") > 0)
        .with_columns(pl.col("events").cast(pl.Int64))
    )
    return _case_share(repeated, cases)


def rejections(steps: pl.DataFrame, cases: pl.DataFrame, rejecting: Collection[str]) -> CaseShare:
    """Return the cases with an activity among ``rejecting``, and how often it happened."""
    events = (
        steps.filter(pl.col("activity").is_in(list(rejecting)))
        .group_by("case_id", "activity")
        .agg(events=pl.len().cast(pl.Int64))
    )
    return _case_share(events, cases)


def first_pass(steps: pl.DataFrame, rejecting: Collection[str]) -> int:
    """Return the number of cases that go through without repetition and without rejection."""
    clean = steps.group_by("case_id").agg(
        once=pl.col("activity").n_unique() == pl.len(),
        rejected=pl.col("activity").is_in(list(rejecting)).any(),
    )
    return clean.filter(pl.col("once") & ~pl.col("rejected")).height


def before_rejection(
    steps: pl.DataFrame, cases: pl.DataFrame, rejecting: Collection[str]
) -> BeforeRejection | None:
    """Return how late rejections come; None where no case that takes time is rejected."""
    rejected = (
        steps.with_columns(position=pl.int_range(pl.len()).over("case_id") + 1)
        .filter(pl.col("activity").is_in(list(rejecting)))
        .group_by("case_id")
        .agg(pl.col("complete_at").first(), pl.col("position").first())
        .join(cases.filter(pl.col("cycle_us") > 0), on="case_id")
        .with_columns(until_us=(pl.col("complete_at") - pl.col("first_at")).dt.total_microseconds())
    )
    if rejected.is_empty():
        return None
    until_us = int(rejected["until_us"].sum())
    return BeforeRejection(
        cases=rejected.height,
        mean_h=until_us / US_PER_HOUR / rejected.height,
        share=until_us / int(rejected["cycle_us"].sum()),
        effort_share=int(rejected["position"].sum()) / int(rejected["events"].sum()),
    )


def _case_share(events: pl.DataFrame, cases: pl.DataFrame) -> CaseShare:
    """``events`` has one row per case and activity, with the number of events that count."""
    touched = events.select("case_id").unique()
    by_activity = events.group_by("activity").agg(pl.col("events").sum())
    ordered = by_activity.sort(["events", "activity"], descending=[True, False])
    with_it = cases.join(touched, on="case_id", how="semi")["cycle_us"]
    without_it = cases.join(touched, on="case_id", how="anti")["cycle_us"]
    return CaseShare(
        cases=touched.height,
        share=touched.height / cases.height,
        events=int(events["events"].sum()),
        by_activity=dict(ordered.rows()),
        cycle_time_with=distribution_of(with_it),
        cycle_time_without=distribution_of(without_it),
    )
