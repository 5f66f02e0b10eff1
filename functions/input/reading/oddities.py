"""What may mislead an analysis although every event could be read.

Everything here looks at the canonical log alone, in few passes over whole columns. What is rare
in any log is no oddity: every threshold says why it is where it is, and a log with fewer than
``ENOUGH`` events is too small to tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from common.language import say
from common.model.log_columns import ACTIVITY, CASE_ID, COMPLETE_AT, START_AT

ENOUGH = 20  # observations: one exception is then 5%
SECOND_US, HOUR_US = 1_000_000, 3_600_000_000
DAY_US = 24 * HOUR_US
# An activity begins or ends cases as a rule if that many cases do, or that many of its executions.
TYPICAL_SHARE_OF_CASES = 0.05
TYPICAL_SHARE_OF_EXECUTIONS = 0.5
DATE_ONLY_SHARE = 0.95  # of an activity's times that are the same time of day: the rest is noise


@dataclass(frozen=True)
class Traces:
    """The log as numbers, and what is known of its activities.

    ``events`` has, per event, ``case`` (ascending), ``activity`` (a row of ``activities``), ``at``
    and ``since`` in microseconds (``since`` the event before in its case), ``is_first``,
    ``is_last``. ``activities`` has ``name, executions, begins, ends``, whether it is a
    ``typical_begin`` or ``typical_end`` of cases, whether it is nothing but that (``only_begin``,
    ``only_end``), and whether it is ``date_only``; in the order of first occurrence.
    """

    log: pl.DataFrame
    events: pl.DataFrame
    activities: pl.DataFrame
    cases: int

    def named(self, rows: pl.DataFrame, limit: int = 5) -> list[str]:
        """Return the first cases of these events, as their submitter calls them."""
        first = rows["row"].gather(rows["case"].arg_unique()).head(limit)
        return [say("case {case}", case=case) for case in self.log[CASE_ID].gather(first)]


def traces_of(log: pl.DataFrame) -> Traces:
    """Return the canonical log as numbers."""
    names = log[ACTIVITY].unique(maintain_order=True)
    code = log[ACTIVITY].cast(pl.Enum(names)).to_physical().alias("activity")
    events = log.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"),
        pl.col(CASE_ID).rle_id().alias("case"),
        code,
        pl.col(COMPLETE_AT).to_physical().alias("at"),
    )
    is_first = (pl.col("case") != pl.col("case").shift(1)).fill_null(True)
    is_last = (pl.col("case") != pl.col("case").shift(-1)).fill_null(True)
    events = events.with_columns(
        is_first=is_first,
        is_last=is_last,
        since=pl.when(~is_first).then(pl.col("at") - pl.col("at").shift(1)),
    )
    cases = int(events["case"][-1]) + 1
    return Traces(log, events, _activities(events, names, cases), cases)


def _activities(events: pl.DataFrame, names: pl.Series, cases: int) -> pl.DataFrame:
    found = events.group_by("activity").agg(
        executions=pl.len(),
        begins=pl.col("is_first").sum(),
        ends=pl.col("is_last").sum(),
    )
    found = found.join(_same_time_of_day(events), on="activity", how="left").sort("activity")
    return found.with_columns(
        name=names,
        typical_begin=_typical("begins", cases),
        typical_end=_typical("ends", cases),
        only_begin=_often("begins", cases) & _mostly("begins"),
        only_end=_often("ends", cases) & _mostly("ends"),
        date_only=(
            (pl.col("at_these").fill_null(0) >= DATE_ONLY_SHARE * pl.col("executions"))
            & (pl.col("executions") >= ENOUGH)
            & (pl.col("days") > 1)
        ).fill_null(False),
    )


def _typical(count: str, cases: int) -> pl.Expr:
    return _often(count, cases) | _mostly(count)


def _often(count: str, cases: int) -> pl.Expr:
    return pl.col(count) >= TYPICAL_SHARE_OF_CASES * cases


def _mostly(count: str) -> pl.Expr:
    return pl.col(count) >= TYPICAL_SHARE_OF_EXECUTIONS * pl.col("executions")


def _same_time_of_day(events: pl.DataFrame) -> pl.DataFrame:
    """Per activity, how many times are exactly one of its two most frequent half hours of a day.

    Midnight of a place with summer time is two different hours in UTC.
    """
    sharp = events.filter(pl.col("at") % (HOUR_US // 2) == 0)
    slot = (pl.col("at") % DAY_US // (HOUR_US // 2)).alias("slot")
    day = (pl.col("at") // DAY_US).alias("day")
    slots = sharp.group_by("activity", slot).agg(pl.len(), days=day.n_unique())
    top = slots.sort("len", descending=True).group_by("activity", maintain_order=True).head(2)
    return top.group_by("activity").agg(at_these=pl.col("len").sum(), days=pl.col("days").sum())


def shares(values: Iterable[str], counts: Iterable[int], limit: int = 5) -> list[str]:
    """Return names with their counts, as samples of a warning."""
    pairs = zip(values, counts, strict=True)
    return [f"{value[:150]} ({count:,})" for value, count in list(pairs)[:limit]]


def has_starts(log: pl.DataFrame) -> bool:
    """Whether at least half of the events have a start."""
    return log[START_AT].null_count() * 2 <= len(log)
