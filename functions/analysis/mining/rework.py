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


def returns(steps: pl.DataFrame, cases: pl.DataFrame, rejecting: Collection[str]) -> CaseShare:
    """Return the cases that go on after a rejection, and the rejections that sent them back.

    A rejection with nothing but rejections after it is a decision: the case was turned down.
    """
    events = (
        sent_back(steps, rejecting)
        .group_by("case_id", "activity")
        .agg(events=pl.len().cast(pl.Int64))
    )
    return _case_share(events, cases)


def sent_back(steps: pl.DataFrame, rejecting: Collection[str]) -> pl.DataFrame:
    """Return the rejections after which the case goes on."""
    number = pl.int_range(pl.len()).over("case_id")
    rejects = pl.col("activity").is_in(list(rejecting))
    return (
        steps.with_columns(number=number, rejects=rejects)
        .with_columns(last=pl.col("number").filter(~pl.col("rejects")).max().over("case_id"))
        .filter(pl.col("rejects") & (pl.col("number") < pl.col("last")))
    )


def first_pass(steps: pl.DataFrame, rejecting: Collection[str]) -> int:
    """Return the number of cases that repeat nothing and are never sent back."""
    back = sent_back(steps, rejecting).select("case_id").unique()
    once = steps.group_by("case_id").agg(once=pl.col("activity").n_unique() == pl.len())
    return once.filter("once").join(back, on="case_id", how="anti").height


def wasted_events(steps: pl.DataFrame, rejecting: Collection[str]) -> int:
    """Return the number of events that repeat an activity of their case or send it back."""
    back = sent_back(steps, rejecting)
    repeated = pl.int_range(pl.len()).over("case_id", "activity") > 0
    again = steps.filter(repeated & ~pl.col("activity").is_in(list(rejecting)))
    return back.height + again.height


def turned_down(steps: pl.DataFrame, rejecting: Collection[str]) -> pl.DataFrame:
    """Return the events of the cases that end with a rejection."""
    last = steps.group_by("case_id", maintain_order=True).agg(pl.col("activity").last())
    ended = last.filter(pl.col("activity").is_in(list(rejecting))).select("case_id")
    return steps.join(ended, on="case_id", how="semi")


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
