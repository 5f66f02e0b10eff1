"""Work that is done again, and cases that are turned down or sent back.

All of it depends on the sequence of activities only, so it is computed per variant.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from common.model.facts import CaseShare
from functions.analysis.mining.durations import distribution_of, sum_h
from functions.analysis.mining.steps import Steps
from functions.analysis.mining.variants import Variants


class BeforeRejection(NamedTuple):
    """What had passed when cases were first turned down."""

    cases: int
    mean_h: float
    share: float  # of the cycle time of those cases
    effort_share: float  # of their events


@dataclass(frozen=True)
class Defects:
    """The events of each variant, with what is wrong about them.

    ``events``: those of ``Variants`` with ``repeats`` (the case has done this activity before),
    ``rejects``, ``returns`` (a rejection after which the case goes on) and ``knocks_out`` (the
    first of those that nothing else follows).
    """

    steps: Steps
    ways: Variants
    cases: pl.DataFrame
    events: pl.DataFrame

    def _share(self, which: str) -> CaseShare:
        events = self.events.filter(which)
        by_activity = (
            events.group_by("activity")
            .agg(events=pl.col("cases").sum())
            .sort(["events", "activity"], descending=[True, False])
        )
        touched = self.touched(events)
        cycle_us = self.cases["cycle_us"]
        names = self.steps.activities
        return CaseShare(
            cases=int(touched.sum()),
            share=int(touched.sum()) / self.cases.height,
            events=int(events["cases"].sum()),
            by_activity={names[code]: n for code, n in by_activity.rows()},
            cycle_time_with=distribution_of(cycle_us.filter(touched)),
            cycle_time_without=distribution_of(cycle_us.filter(~touched)),
        )

    def touched(self, events: pl.DataFrame) -> pl.Series:
        """Return for each case whether its variant is among those of ``events``."""
        variant = pl.int_range(self.ways.frame.height, dtype=pl.UInt32, eager=True)
        return self.ways.per_case(variant.is_in(events["variant"].unique().implode()))

    def rework(self) -> CaseShare:
        """Return the cases with an activity done more than once; events beyond each first."""
        return self._share("repeats")

    def rejections(self) -> CaseShare:
        """Return the cases with a rejecting activity, and how often it happened."""
        return self._share("rejects")

    def returns(self) -> CaseShare:
        """Return the cases that go on after a rejection, and the rejections that sent them back.

        A rejection with nothing but rejections after it is a decision: the case was turned down.
        """
        return self._share("returns")

    def rejected_cases(self) -> pl.Series:
        """Return for each case whether it is rejected at any time."""
        return self.touched(self.events.filter("rejects"))

    def cases_that_repeat(self, activities: Collection[str]) -> int:
        """Return the number of cases in which any of the activities is done more than once."""
        among = pl.col("activity").is_in(self.steps.codes_of(activities))
        return int(self.touched(self.events.filter(pl.col("repeats") & among)).sum())

    def first_pass(self) -> int:
        """Return the number of cases that repeat nothing and are never sent back."""
        failed = self.events.filter(pl.col("repeats") | pl.col("returns"))
        return int((~self.touched(failed)).sum())

    def wasted_events(self) -> int:
        """Return the number of events that repeat an activity of their case or send it back."""
        wasted = pl.col("returns") | (pl.col("repeats") & ~pl.col("rejects"))
        return int(self.events.filter(wasted)["cases"].sum())

    def turned_down(self) -> pl.DataFrame:
        """Return the cases that end with a rejection."""
        last = self.events.filter(pl.col("rejects") & pl.col("last"))
        return self.cases.filter(self.touched(last))

    def before_rejection(self) -> BeforeRejection | None:
        """Return how late rejections come; None where no case that takes time is rejected."""
        first = self.events.filter("rejects").group_by("variant").agg(pl.col("position").min())
        of_variant = pl.int_range(self.ways.frame.height, dtype=pl.UInt32, eager=True)
        position = (
            of_variant.alias("variant")
            .to_frame()
            .join(first, on="variant", how="left", maintain_order="left")["position"]
        )
        rejected = self.cases.with_columns(
            position=self.ways.per_case(position), row=self.steps.first_rows.cast(pl.Int64)
        ).filter(pl.col("position").is_not_null() & (pl.col("cycle_us") > 0))
        if rejected.is_empty():
            return None
        at_us = self.steps.events["complete_us"].gather(rejected["row"] + rejected["position"])
        until_h = sum_h(at_us - rejected["first_us"])
        return BeforeRejection(
            cases=rejected.height,
            mean_h=until_h / rejected.height,
            share=until_h / sum_h(rejected["cycle_us"]),
            effort_share=int((rejected["position"] + 1).sum()) / int(rejected["events"].sum()),
        )


def repeated_cases(steps: Steps, ways: Variants) -> dict[str, int]:
    """Return for each repeated activity the number of cases that do it more than once."""
    twice = ways.events.filter(_repeats()).unique(["variant", "activity"])
    counts = twice.group_by("activity").agg(pl.col("cases").sum()).sort("activity")
    return {steps.activities[code]: cases for code, cases in counts.rows()}


def defects(
    steps: Steps, ways: Variants, cases: pl.DataFrame, rejecting: Collection[str]
) -> Defects:
    """Return what is wrong with the events of each variant."""
    rejects = pl.col("activity").is_in(steps.codes_of(rejecting))
    last_other = pl.col("position").filter(~pl.col("rejects")).max().over("variant")
    events = ways.events.with_columns(
        repeats=_repeats(),
        rejects=rejects,
        last=pl.col("position") == pl.col("position").max().over("variant"),
    ).with_columns(
        returns=pl.col("rejects") & (pl.col("position") < last_other).fill_null(False),
        knocks_out=pl.col("rejects") & (pl.col("position") == last_other.fill_null(-1) + 1),
    )
    return Defects(steps, ways, cases, events)


def _repeats() -> pl.Expr:
    return pl.struct("variant", "activity").is_first_distinct().not_()
