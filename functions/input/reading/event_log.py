"""Events of any table-like format become the canonical log, with a warning per oddity.

Input columns are text: ``case_id, activity, complete_at`` (the event's time), perhaps
``start_at, lifecycle, resource, role, cost``, attributes behind ``case:`` and ``event:``, and
``place``: a line's number, or a text such as "event 7". Times may be instants already.
"""

from datetime import UTC, datetime

import polars as pl

from common.language import say, term
from common.model.log_columns import (
    ACTIVITY,
    CASE_ID,
    COMPLETE_AT,
    COST,
    OPTIONAL,
    REQUIRED,
    RESOURCE,
    ROLE,
    START_AT,
)
from common.model.quality import DataWarning
from functions.input.reading.lifecycle import LIFECYCLE, PLACE, activity_instances, places
from functions.input.reading.outcome import printable, unreadable, warning
from functions.input.reading.timestamps import INSTANT, Instants, instants

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MODERN = datetime(1980, 1, 1, tzinfo=UTC)
MAX_UNREADABLE_SHARE = 0.1
MAX_ACTIVITIES = 2000
MAX_NAME = 500
MAX_COLUMN_NAME = 300
NEEDED = (
    (CASE_ID, "missing_case_id", "Events without case id were left out."),
    (ACTIVITY, "missing_activity", "Events without activity were left out."),
)
WITHOUT_ZONE = {
    START_AT: "Start times without a time zone were read as UTC.",
    COMPLETE_AT: "Completion times without a time zone were read as UTC.",
}
MIXED_ZONES = {
    START_AT: "Start times have {zones} different offsets from UTC.",
    COMPLETE_AT: "Completion times have {zones} different offsets from UTC.",
}
AMBIGUOUS = {
    "day first": "Nothing in the dates tells day and month apart; they were read day first "
    "(31/01/2026).",
    "month first": "Nothing in the dates tells day and month apart; they were read month first "
    "(01/31/2026).",
}
NOBODY = ("undefined", "unknown", "missing", "none", "n/a", "na", "null", "-", "?")


def canonical_log(events: pl.DataFrame) -> tuple[pl.DataFrame, list[DataWarning]]:
    """Return the log with the columns of ``common.model.log_columns``, and the warnings.

    Raises:
        PermanentError: no event can be used, too many timestamps are unreadable, or there are
            too many different activities.
    """
    warnings: list[DataWarning] = []
    events = _named(events.with_row_index("row"), warnings)
    for column in (START_AT, COMPLETE_AT):
        if column in events.columns:
            events = _timed(events, column, warnings)
    events = _complete(events, warnings)
    events, more = activity_instances(events)
    warnings += more
    log = _ordered(_starts_before_completes(_costed(events), warnings), warnings)
    if log.is_empty():
        raise unreadable(
            "empty-log",
            "The log has no completed activity",
            "No event has a case, an activity and a time of completion. "
            "Check that the right columns were exported.",
        )
    _check_activities(log)
    return _columns(log), warnings + _oddities(log)


def _named(events: pl.DataFrame, warnings: list[DataWarning]) -> pl.DataFrame:
    """Drop events without case or activity: they cannot be placed."""
    names = [name for name in (CASE_ID, ACTIVITY, RESOURCE, ROLE, LIFECYCLE) if name in events]
    events = _trimmed(events, names)
    if (events[ACTIVITY].str.len_bytes() > MAX_NAME).any():
        events = _cut(events, warnings)
    for column, code, text in NEEDED:
        if events[column].null_count():
            without = events.filter(pl.col(column).is_null())
            warnings.append(warning(code, term(text), len(without), places(without)))
            events = events.filter(pl.col(column).is_not_null())
    return events


def _cut(events: pl.DataFrame, warnings: list[DataWarning]) -> pl.DataFrame:
    long = events.filter(pl.col(ACTIVITY).str.len_chars() > MAX_NAME)
    if len(long):
        text = say("Activity names were cut to {max_name} characters.", max_name=MAX_NAME)
        warnings.append(warning("long_names", text, len(long), places(long)))
    return events.with_columns(pl.col(ACTIVITY).str.slice(0, MAX_NAME))


def _trimmed(events: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Take the blanks around values away, and make empty ones null; the rest stays as it is."""
    trimmed = []
    for name in names:
        values = events[name].unique()  # far fewer than rows, mostly
        if not values.str.strip_chars().equals(values) or (values == "").any():
            trimmed.append(events[name].str.strip_chars().replace("", None))
    return events.with_columns(trimmed)


def _timed(events: pl.DataFrame, column: str, warnings: list[DataWarning]) -> pl.DataFrame:
    """Replace the text of ``column`` by instants; refuse a column that is mostly unreadable."""
    text = events[column]
    if text.dtype == INSTANT:  # its reader made sure that there is nothing to tell
        return _plausible(events, column, warnings)
    given = text.str.strip_chars().fill_null("") != ""
    read = instants(text)
    bad = events.filter(given & read.values.is_null())
    if len(bad) > MAX_UNREADABLE_SHARE * int(given.sum()):
        value = str(bad[column][0])[:60]
        raise unreadable(
            "unreadable-timestamps",
            "Timestamps cannot be read",
            f"{len(bad):,} of {int(given.sum()):,} timestamps cannot be read; the first is "
            f"{value!r} in {places(bad)[0]}. Write them as 2026-01-31T14:30:00+01:00.",
            places(bad)[0],
            f"{value!r} is no timestamp",
        )
    if len(bad):
        text_ = say("Timestamps that cannot be read were treated as missing.")
        warnings.append(warning("unreadable_timestamps", text_, len(bad), places(bad)))
    _tell_suppositions(read, column, warnings)
    return _plausible(events.with_columns(read.values.alias(column)), column, warnings)


def _tell_suppositions(read: Instants, column: str, warnings: list[DataWarning]) -> None:
    if read.without_zone:
        text = say(WITHOUT_ZONE[column])
        warnings.append(warning("no_time_zone", text, read.without_zone))
    if read.zones > 2:  # two are summer and winter of one place
        text = say(MIXED_ZONES[column], zones=read.zones)
        warnings.append(warning("mixed_time_zones", text, read.zones))
    if read.ambiguous:
        text = say(AMBIGUOUS[read.order or "day first"])
        warnings.append(warning("ambiguous_dates", text, len(read.values)))


def _plausible(events: pl.DataFrame, column: str, warnings: list[DataWarning]) -> pl.DataFrame:
    """Placeholders such as year 1, year 9999 or a lone 1970-01-01 mean that the time is missing."""
    values = events[column]
    odd = ~values.is_between(EARLIEST, LATEST)
    if ((values > MODERN).sum() or 0) * 2 > len(values):
        odd = odd | (values == EPOCH)
    placeholders = events.filter(odd.fill_null(False))
    if len(placeholders):
        text = say(
            "Placeholder dates (year 1, 1970-01-01, year 9999 and the like) count as missing."
        )
        count = len(placeholders)
        warnings.append(warning("placeholder_timestamps", text, count, places(placeholders)))
    return events.with_columns(
        pl.when(~odd.fill_null(True)).then(pl.col(column)).otherwise(None).alias(column)
    )


def _complete(events: pl.DataFrame, warnings: list[DataWarning]) -> pl.DataFrame:
    """Drop events whose time is not known."""
    if START_AT not in events.columns:
        events = events.with_columns(pl.lit(None, INSTANT).alias(START_AT))
    without = events.filter(pl.col(COMPLETE_AT).is_null())
    started = without.filter(pl.col(START_AT).is_not_null())
    if len(started):
        text = say("Work that was started but never completed is not in the log.")
        count = len(started)
        warnings.append(warning("start_without_complete", text, count, places(started)))
    if len(without) > len(started):
        neither = without.filter(pl.col(START_AT).is_null())
        text = say("Events without a timestamp were left out.")
        warnings.append(warning("missing_timestamps", text, len(neither), places(neither)))
    return events.filter(pl.col(COMPLETE_AT).is_not_null()) if len(without) else events


def _costed(events: pl.DataFrame) -> pl.DataFrame:
    if COST not in events.columns:
        return events
    cost = pl.col(COST).cast(pl.Float64, strict=False)
    return events.with_columns(pl.when(cost.is_finite()).then(cost).alias(COST))


def _starts_before_completes(events: pl.DataFrame, warnings: list[DataWarning]) -> pl.DataFrame:
    reversed_ = (pl.col(START_AT) > pl.col(COMPLETE_AT)).fill_null(False)
    wrong = events.filter(reversed_)
    if len(wrong):
        text = say("Work that ends before it starts: its start was treated as unknown.")
        warnings.append(warning("start_after_complete", text, len(wrong), places(wrong)))
    return events.with_columns(
        pl.when(~reversed_).then(pl.col(START_AT)).otherwise(None).alias(START_AT)
    )


def _ordered(events: pl.DataFrame, warnings: list[DataWarning]) -> pl.DataFrame:
    """Cases in file order; within a case by completion, ties in file order."""
    events = events.with_columns(_first_rows(events).alias("first"))
    by_case = events.select("first", "row", COMPLETE_AT, PLACE)
    apart = not by_case["first"].is_sorted()
    if apart:
        by_case = by_case.sort("first", "row")
    back = pl.col(COMPLETE_AT) < pl.col(COMPLETE_AT).shift(1)
    late = by_case.filter(back & (pl.col("first") == pl.col("first").shift(1))).sort("row")
    if len(late):
        text = say("Events are not in order of time within their case; they were sorted.")
        warnings.append(warning("out_of_order", text, len(late), places(late)))
    if apart or len(late):  # a copy of a large log is dear
        events = events[events.select(pl.arg_sort_by("first", COMPLETE_AT, "row"))["first"]]
    return events.drop("first")


def _first_rows(events: pl.DataFrame) -> pl.Series:
    """Return the first row of each event's case; fast where cases are not interleaved."""
    case, row = pl.col(CASE_ID), pl.col("row")
    begins = pl.when(case.ne_missing(case.shift(1))).then(row)
    found = events.select(begins=begins, case=case)
    if len(events) - found["begins"].null_count() > found["case"].n_unique():
        return events.select(row.min().over(CASE_ID))["row"]
    return found["begins"].forward_fill()


def _check_activities(log: pl.DataFrame) -> None:
    distinct = log[ACTIVITY].n_unique()
    if distinct > MAX_ACTIVITIES:
        raise unreadable(
            "too-many-activities",
            "The activity column does not name activities",
            f"It has {distinct:,} different values (at most {MAX_ACTIVITIES:,}). "
            "It may hold ids or free text: name the right column.",
        )


def _columns(log: pl.DataFrame) -> pl.DataFrame:
    known = [name for name in (*REQUIRED, *OPTIONAL) if name in log.columns]
    attributes = sorted(name for name in log.columns if name.startswith(("case:", "event:")))
    return log.select(*known, *attributes).rename(_shortened(attributes))


def _shortened(names: list[str]) -> dict[str, str]:
    """New names for those that are endless or hold control characters."""
    found: dict[str, str] = {}
    taken = set(names)
    for name in names:
        base = short = printable(name, MAX_COLUMN_NAME)
        number = 1
        while short != name and short in taken:
            number += 1
            short = f"{base} ({number})"
        if short != name:
            taken.add(short)
            found[name] = short
    return found


def _oddities(log: pl.DataFrame) -> list[DataWarning]:
    """What may mislead an analysis although every event could be read."""
    found = []
    same = [name for name in (*REQUIRED, RESOURCE) if name in log.columns]
    new = log[CASE_ID].ne_missing(log[CASE_ID].shift(1))  # sorted: cases are together
    again = ~new & (log[COMPLETE_AT] == log[COMPLETE_AT].shift(1)).fill_null(False)
    close = log.select(same).filter(again | again.shift(-1, fill_value=False))
    twice = close.filter(~pl.struct(same).is_first_distinct())
    if len(twice):
        text = say("Events that repeat another in case, activity, times and resource were kept.")
        found.append(warning("duplicate_events", text, len(twice), _cases(twice)))
    single = log.select(CASE_ID).filter(new & new.shift(-1, fill_value=True))
    if len(single):
        text = say("Cases with one event have no cycle time.")
        found.append(warning("one_event_cases", text, len(single), _cases(single)))
    if RESOURCE in log.columns and (missing := log[RESOURCE].null_count()):
        text = say("Events do not name a resource.")
        found.append(warning("missing_resource", text, missing))
    if ROLE in log.columns:
        names = log[ROLE].unique().drop_nulls()
        nobody = names.filter(names.str.to_lowercase().is_in(NOBODY)).sort().to_list()
        if nobody:
            text = say("Roles that name nobody were kept as they are.")
            count = int(log[ROLE].is_in(nobody).sum())
            found.append(warning("placeholder_roles", text, count, nobody))
    return found


def _cases(log: pl.DataFrame) -> list[str]:
    return [
        say("case {case}", case=case) for case in log[CASE_ID].unique(maintain_order=True).head(5)
    ]
