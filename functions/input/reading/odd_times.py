"""Times that are no measurements: dates only, batches, clock changes, slips of the year."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import polars as pl

from common.language import say, term
from common.model.log_columns import COMPLETE_AT
from common.model.quality import DataWarning
from common.numerals import grouped
from functions.input.reading.oddities import DAY_US, ENOUGH, HOUR_US, Traces, shares
from functions.input.reading.outcome import warning

BATCH_CASES = 10  # cases that no person finishes in one instant
# A year typed wrongly lies further away than any honest gap at either end of a log.
DISTANT_US = 365 * DAY_US
AROUND_CHANGE_US = 28 * DAY_US  # long enough to average over weekdays, short against the seasons
SHIFT_H, SHIFT_TOLERANCE_H = 1.0, 0.25
MAX_ERROR_H = 0.1  # of the shift: no shift at all is then seven standard errors away
SUNDAY = 6


def odd_times(traces: Traces, *, local: bool) -> list[DataWarning]:
    """Return the warnings about times; ``local`` if their time zone was not given."""
    return [
        *_dates_only(traces),
        *_batches(traces),
        *_distant(traces),
        *(_unclear_hours(traces) if local else []),
        *_shifted_hours(traces),
    ]


def future_events(log: pl.DataFrame, received_at: datetime) -> list[DataWarning]:
    """Return the warning about events after the submission, a day of grace for any time zone."""
    later = log.filter(pl.col(COMPLETE_AT) > received_at + timedelta(days=1))
    if later.is_empty():
        return []
    text = say(
        "Events lie in the future, after the log was submitted: planned, or a slip of the year."
    )
    sample = [f"{at:%Y-%m-%d %H:%M}" for at in later[COMPLETE_AT].unique().sort().head(5)]
    return [warning("future_events", text, len(later), sample)]


def _dates_only(traces: Traces) -> list[DataWarning]:
    dated = traces.activities.filter("date_only").sort("executions", descending=True)
    if dated.is_empty():
        return []
    text = say(
        "Activities whose times are always at the same full hour: these are dates, so "
        "order and durations within a day are not known."
    )
    sample = shares(dated["name"].to_list(), dated["executions"].to_list())
    return [warning("date_only_timestamps", text, int(dated["executions"].sum()), sample)]


def _batches(traces: Traces) -> list[DataWarning]:
    dated = traces.activities.select(
        pl.col("date_only"), pl.int_range(pl.len(), dtype=pl.UInt32).alias("activity")
    )
    events = traces.events.select("activity", "at", "is_first")
    if dated["date_only"].any():
        events = events.filter(~dated["date_only"].gather(events["activity"]))
    same = events.group_by("activity", "at").len().filter(pl.col("len") >= BATCH_CASES)
    if same.is_empty():
        return []
    each = same.group_by("activity").agg(batches=pl.len(), events=pl.col("len").sum())
    each = each.sort("events", "activity", descending=[True, False])
    text = say(
        "Events of one activity carry the same instant in {cases} cases or more: "
        "they were recorded in batches, or one event is repeated in several cases.",
        cases=BATCH_CASES,
    )
    names = traces.activities["name"].gather(each["activity"]).to_list()
    sample = shares(names, each["events"].to_list())
    return [warning("recorded_in_batches", text, int(each["events"].sum()), sample)]


def _distant(traces: Traces) -> list[DataWarning]:
    at = traces.events["at"]
    if len(at) < 5 * ENOUGH:
        return []
    low, high = (int(at.quantile(q, "nearest") or 0) for q in (0.01, 0.99))
    reach = max(DISTANT_US, high - low)
    far = traces.events.filter((pl.col("at") < low - reach) | (pl.col("at") > high + reach))
    if far.is_empty():
        return []
    text = say("Events lie years away from nearly all others: their year may be wrong.")
    times = traces.log[COMPLETE_AT].gather(far["row"].head(5))
    sample = [f"{time:%Y-%m-%d %H:%M}" for time in times]
    return [warning("distant_dates", text, len(far), sample)]


def _sunday(year: int, month: int, number: int) -> date:
    """The first, second … Sunday of a month, or its last (-1)."""
    if number > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(SUNDAY - first.weekday()) % 7 + 7 * (number - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - SUNDAY) % 7)


def _changes(years: range) -> Iterator[tuple[str, date, int, int]]:
    """Region, day, the local hour that is skipped or doubled, and the shift of clocks in hours.

    Directive 2000/84/EC (central European time) and the Energy Policy Act of 2005.
    """
    for year in years:
        yield "Europe", _sunday(year, 3, -1), 2, 1
        yield "Europe", _sunday(year, 10, -1), 2, -1
        yield "North America", _sunday(year, 3, 2), 2, 1
        yield "North America", _sunday(year, 11, 1), 1, -1


def _years(traces: Traces) -> range:
    first, last = traces.log[COMPLETE_AT].min(), traces.log[COMPLETE_AT].max()
    return range(first.year, last.year + 1)  # type: ignore[union-attr]


def _start_us(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000


UNCLEAR = {
    1: "Events lie in an hour that clocks skip ({region}): their times are not local, or wrong.",
    -1: "Events lie in the hour that clocks show twice ({region}): they may be an hour off.",
}


def _unclear_hours(traces: Traces) -> list[DataWarning]:
    """Events in an hour that a local clock skips, or shows twice."""
    at = traces.events["at"]
    found = []
    for region in ("Europe", "North America"):
        counts: dict[int, list[tuple[str, int]]] = {1: [], -1: []}
        for where, day, hour, shift in _changes(_years(traces)):
            begin = _start_us(day) + hour * HOUR_US
            inside = at.is_between(begin, begin + HOUR_US, closed="left").sum()
            if where == region and inside:
                counts[shift].append((str(day), int(inside)))
        shift = 1 if counts[1] else -1  # what is no local clock shows no hour twice
        if counts[shift]:
            days, numbers = zip(*counts[shift], strict=True)
            text = say(UNCLEAR[shift], region=term(region))
            found.append(warning("clock_changes", text, sum(numbers), shares(days, numbers)))
    return found


def _shifted_hours(traces: Traces) -> list[DataWarning]:
    """Whether all work moves by an hour when clocks change: its times follow no local clock."""
    for region in ("Europe", "North America"):
        moved = {
            str(day): part
            for where, day, _, shift in _changes(_years(traces))
            if where == region and (part := _shift_at(traces, day, shift)) is not None
        }
        if len(moved) < 2:
            continue
        parts = list(moved.values())
        weights = [1 / variance for _, variance in parts]
        mean = sum(h * w for (h, _), w in zip(parts, weights, strict=True)) / sum(weights)
        error = sum(weights) ** -0.5
        if abs(mean - SHIFT_H) < SHIFT_TOLERANCE_H and error <= MAX_ERROR_H:
            text = say(
                "Work moves by {hours} hours whenever clocks change in {region}: people "
                "work by local time, but the times are not: in summer, hours of the day "
                "are off by one.",
                hours=grouped(mean, 2),
                region=term(region),
            )
            return [warning("clock_changes", text, len(parts), list(moved))]
    return []


def _shift_at(traces: Traces, day: date, shift: int) -> tuple[float, float] | None:
    """By how much the time of day moves against the clocks, and the variance of that."""
    change = _start_us(day)
    near = traces.events.filter(
        pl.col("at").is_between(change - AROUND_CHANGE_US, change + AROUND_CHANGE_US)
    )
    if len(near) < ENOUGH:
        return None
    hours = near.group_by("activity", after=pl.col("at") > change).agg(
        pl.len(),
        mean=(pl.col("at") % DAY_US / HOUR_US).mean(),
        variance=(pl.col("at") % DAY_US / HOUR_US).var(),
    )
    enough = hours.filter((pl.col("len") >= ENOUGH) & (pl.col("variance") > 0))
    before = enough.filter(~pl.col("after"))
    pairs = before.join(enough.filter(pl.col("after")), on="activity", suffix="_later")
    error = pl.col("variance") / pl.col("len") + pl.col("variance_later") / pl.col("len_later")
    pairs = pairs.select(moved=(pl.col("mean") - pl.col("mean_later")) * shift, weight=1 / error)
    total = float(pairs["weight"].sum())
    if not total:
        return None
    return float((pairs["moved"] * pairs["weight"]).sum()) / total, 1 / total
