"""Events of the XES standard life-cycle model become activity instances (IEEE 1849-2016, 7.3).

A ``start`` and the ``complete`` that ends it are paired first in, first out per case and
activity, by the same resource where both name one. The other transitions of the standard model
(schedule, assign, suspend and so on) are no instances.
"""

from collections import deque
from collections.abc import Iterable

import polars as pl

from common.language import say
from common.model.log_columns import ACTIVITY, CASE_ID, COMPLETE_AT, RESOURCE, START_AT
from common.model.quality import DataWarning
from functions.input.reading.outcome import warning

LIFECYCLE = "lifecycle"
PLACE = "place"  # of an event in the document: its line's number, or a text such as "event 7"
OTHER_TRANSITIONS = (
    "ate_abort",
    "assign",
    "autoskip",
    "manualskip",
    "pi_abort",
    "reassign",
    "resume",
    "schedule",
    "suspend",
    "withdraw",
)
Key = tuple[str, str]


def activity_instances(events: pl.DataFrame) -> tuple[pl.DataFrame, list[DataWarning]]:
    """Return one row per completed activity, with ``start_at`` where its start is known.

    Args:
        events: ``case_id, activity, complete_at`` (the time of the event) and perhaps
            ``lifecycle``, ``resource`` and further columns.
    """
    if LIFECYCLE not in events.columns:
        return events, []
    written = events[LIFECYCLE].unique().drop_nulls()
    seen = set(_normal(written))
    if seen == {"complete"}:
        return events.drop(LIFECYCLE), []
    events = events.with_columns(_normal(events[LIFECYCLE]))
    if "complete" not in seen:
        return _without_completes(events, seen)
    warnings = []
    ignored = events.filter(pl.col(LIFECYCLE).is_in(OTHER_TRANSITIONS))
    if len(ignored):
        names = sorted(ignored[LIFECYCLE].unique())
        text = say("Events of other life-cycle transitions were not counted as work.")
        warnings.append(warning("other_lifecycle_events", text, len(ignored), names))
        events = events.filter(~pl.col(LIFECYCLE).is_in(OTHER_TRANSITIONS).fill_null(False))
    strange = sorted(seen - {"start", "complete", *OTHER_TRANSITIONS})
    if strange:
        text = say("Unknown life-cycle transitions were read as completions.")
        count = events[LIFECYCLE].is_in(strange).sum()
        warnings.append(warning("unknown_lifecycle_events", text, int(count), strange))
    if "start" not in seen:
        return events.drop(LIFECYCLE), warnings
    return _with_starts(events, warnings)


def places(events: pl.DataFrame) -> list[str]:
    """Return where the first few events stand."""
    first = events[PLACE].head(5).to_list()
    return [
        place if isinstance(place, str) else say("line {place}", place=place) for place in first
    ]


def _normal(transitions: pl.Series) -> pl.Series:
    return transitions.str.to_lowercase().str.strip_chars()


def _without_completes(
    events: pl.DataFrame, seen: set[str]
) -> tuple[pl.DataFrame, list[DataWarning]]:
    if not seen:
        return events.drop(LIFECYCLE), []
    text = say("No event is a completion, so every event was read as one.")
    sample = sorted(seen)
    return events.drop(LIFECYCLE), [warning("no_completions", text, len(events), sample)]


def _with_starts(
    events: pl.DataFrame, warnings: list[DataWarning]
) -> tuple[pl.DataFrame, list[DataWarning]]:
    is_start = (pl.col(LIFECYCLE) == "start").fill_null(False)
    events = events.sort(COMPLETE_AT, ~is_start, maintain_order=True).with_columns(start=is_start)
    resources = events[RESOURCE] if RESOURCE in events.columns else [None] * len(events)
    started_by, open_rows = _pairs(
        zip(events[CASE_ID], events[ACTIVITY], resources, events["start"], strict=True)
    )
    starts = events.drop(CASE_ID, ACTIVITY, LIFECYCLE, "start", "row", PLACE)
    starts = starts[[row or 0 for row in started_by]] if len(events) else starts
    has_start = pl.Series("has_start", [row is not None for row in started_by], dtype=pl.Boolean)
    paired = events.with_columns(
        has_start,
        pl.coalesce(pl.when(has_start).then(starts[COMPLETE_AT]), START_AT).alias(START_AT),
        *(
            pl.col(name).fill_null(pl.when(has_start).then(starts[name]))
            for name in starts.columns
            if name not in {COMPLETE_AT, START_AT}
        ),
    )
    if open_rows:
        text = say("Work that was started but never completed is not in the log.")
        sample = places(events[open_rows[:5]])
        warnings.append(warning("start_without_complete", text, len(open_rows), sample))
    complete = paired.filter(~pl.col("start"))
    alone = complete.filter(~pl.col("has_start"))
    if len(alone):
        text = say("Completions without a start: their processing time is not known.")
        sample = sorted(alone[ACTIVITY].unique())
        warnings.append(warning("complete_without_start", text, len(alone), sample))
    return complete.sort("row").drop(LIFECYCLE, "start", "has_start"), warnings


def _pairs(
    events: Iterable[tuple[str, str, str | None, bool]],
) -> tuple[list[int | None], list[int]]:
    """Return, for each event, the row of the start that it completes; and the starts left open."""
    waiting: dict[Key, _Open] = {}
    started_by: list[int | None] = []
    for row, (case, activity, resource, is_start) in enumerate(events):
        key = (case, activity)
        if is_start:
            waiting.setdefault(key, _Open()).add(row, resource)
            started_by.append(None)
        else:
            started_by.append(waiting[key].take(resource) if key in waiting else None)
    left = sorted(row for starts in waiting.values() for row in starts.rows)
    return started_by, left


class _Open:
    """Started and not yet completed work of one activity in one case, oldest first."""

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self._all: deque[int] = deque()
        self._by: dict[str | None, deque[int]] = {}

    def add(self, row: int, resource: str | None) -> None:
        self.rows.add(row)
        self._all.append(row)
        self._by.setdefault(resource, deque()).append(row)

    def take(self, resource: str | None) -> int | None:
        """Return the oldest start that ``resource`` may complete, and forget it."""
        if resource is None:
            queues = [self._all]
        else:
            queues = [self._by[name] for name in (resource, None) if name in self._by]
        oldest: int | None = None
        for queue in queues:
            while queue and queue[0] not in self.rows:
                queue.popleft()
            if queue and (oldest is None or queue[0] < oldest):
                oldest = queue[0]
        if oldest is not None:
            self.rows.remove(oldest)
        return oldest
