"""Cases that are incomplete, reused or far longer than the others."""

import math

import polars as pl

from common.language import say
from common.model.log_columns import ACTIVITY, COMPLETE_AT, START_AT
from common.model.quality import DataWarning
from common.numerals import duration
from functions.input.reading.oddities import DAY_US, ENOUGH, HOUR_US, Traces, has_starts, shares
from functions.input.reading.outcome import warning

# Below this share of cases with a typical end the process has none, and nothing is incomplete.
MIN_TYPICAL_SHARE = 0.5
# A case without its end may still be running if it was touched as recently as most cases last.
RUNNING_QUANTILE = 0.9
REUSE_GAP_US = 30 * DAY_US  # longer than a holiday: who begins anew after that has a new matter
LONG_WORK_US = 7 * DAY_US  # nights and weekends explain less; nobody works a week on one thing
FAR_OUT = 3.0  # interquartile ranges beyond a quartile (Tukey 1977), of the logarithm of times


def odd_cases(traces: Traces) -> list[DataWarning]:
    """Return the warnings about whole cases."""
    if traces.cases < ENOUGH:
        return []
    return [*_without_end(traces), *_without_begin(traces), *_reused(traces), *_outliers(traces)]


def _flag(traces: Traces, column: str) -> pl.Series:
    """A property of activities, per event."""
    return traces.activities[column].gather(traces.events["activity"])


def _without_end(traces: Traces) -> list[DataWarning]:
    last = traces.events.filter(pl.col("is_last")).with_columns(
        typical=_flag(traces, "typical_end").filter(traces.events["is_last"])
    )
    if last["typical"].sum() < MIN_TYPICAL_SHARE * traces.cases:
        return []
    first = traces.events.filter(pl.col("is_first"))
    lasting = (last["at"] - first["at"]).filter(last["typical"]).quantile(RUNNING_QUANTILE)
    open_ = last.filter(~pl.col("typical"))
    recent = pl.col("at") >= int(last["at"].max()) - int(lasting or 0)  # type: ignore[arg-type]
    found = []
    if len(running := open_.filter(recent)):
        text = say(
            "Cases had not reached a usual end when the log ends: they may still be running."
        )
        found.append(warning("running_cases", text, len(running), traces.named(running)))
    if len(stopped := open_.filter(~recent)):
        text = say(
            "Cases stop, long before the log ends, after a step that cases usually go on "
            "from: they were abandoned or are incomplete."
        )
        found.append(warning("incomplete_cases", text, len(stopped), _by_activity(traces, stopped)))
    return found


def _without_begin(traces: Traces) -> list[DataWarning]:
    is_first = traces.events["is_first"]
    first = traces.events.filter(is_first).with_columns(
        typical=_flag(traces, "typical_begin").filter(is_first)
    )
    late = first.filter(~pl.col("typical"))
    if not len(late) or len(late) > (1 - MIN_TYPICAL_SHARE) * traces.cases:
        return []
    text = say(
        "Cases begin with a step that is usually a later one: their beginning may be missing."
    )
    return [warning("late_begins", text, len(late), _by_activity(traces, late))]


def _by_activity(traces: Traces, rows: pl.DataFrame) -> list[str]:
    counts = rows.group_by("activity").len().sort("len", "activity", descending=[True, False])
    return shares(traces.activities["name"].gather(counts["activity"]).to_list(), counts["len"])


def _reused(traces: Traces) -> list[DataWarning]:
    """An end, a long pause, and a beginning: the same id stands for two cases."""
    begins, ends = _flag(traces, "only_begin"), _flag(traces, "only_end")
    long = (traces.events["since"] > REUSE_GAP_US).fill_null(False)
    again = traces.events.filter(long & begins & ends.shift(1, fill_value=False))
    if not len(again):
        return []
    text = say(
        "Cases begin anew more than {days} days after they had ended: their id "
        "may stand for several cases.",
        days=REUSE_GAP_US // DAY_US,
    )
    return [warning("reused_case_ids", text, again["case"].n_unique(), traces.named(again))]


def _outliers(traces: Traces) -> list[DataWarning]:
    found = []
    at = traces.events
    lasting = at.filter(pl.col("is_last"))["at"] - at.filter(pl.col("is_first"))["at"]
    cases = at.filter(pl.col("is_first")).with_columns(lasting=lasting)
    limit_us = _fence(cases.filter(pl.col("lasting") > 0)["lasting"])
    if limit_us is not None:
        late = cases.filter(pl.col("lasting") > limit_us).sort("lasting", descending=True)
        if len(late):
            text = say(
                "Cases last far longer than the others (over {longest}).",
                longest=duration(limit_us / HOUR_US),
            )
            found.append(warning("outlier_cycle_times", text, len(late), traces.named(late)))
    return found + (_long_work(traces.log) if has_starts(traces.log) else [])


def _long_work(log: pl.DataFrame) -> list[DataWarning]:
    taken = (pl.col(COMPLETE_AT) - pl.col(START_AT)).dt.total_microseconds().alias("taken")
    work = log.select(ACTIVITY, taken).filter(pl.col("taken") > 0)
    names, counts = [], []
    for (name,), one in work.group_by(ACTIVITY, maintain_order=True):
        limit_us = _fence(one["taken"])
        if limit_us is None:
            continue
        if count := int((one["taken"] > max(limit_us, LONG_WORK_US)).sum()):
            names.append(str(name))
            counts.append(count)
    if not names:
        return []
    text = say(
        "Executions take far longer than others of the same activity: a start may be too early."
    )
    return [warning("outlier_processing_times", text, sum(counts), shares(names, counts))]


def _fence(taken_us: pl.Series) -> float | None:
    """The time beyond which a value lies far out: durations are skewed, their logarithms less."""
    if len(taken_us) < ENOUGH:
        return None
    low, high = (taken_us.log().quantile(q, "linear") or 0.0 for q in (0.25, 0.75))
    fence = high + FAR_OUT * (high - low)
    # Times that hardly differ have no outliers worth a warning until they are several-fold.
    return math.exp(max(fence, high + math.log(10)))
