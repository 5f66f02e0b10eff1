"""Object-centric event logs (OCEL 2.0, Berti et al. 2024), flattened on one type of object.

Each object of the chosen type is a case with all events that are related to it. Flattening
repeats events (convergence) and mixes what other objects tell apart (divergence): both are counted.
Source: van der Aalst, *Object-Centric Process Mining: Dealing with Divergence and Convergence in
Event Data*, SEFM 2019.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from common.language import say
from common.model.log_columns import ACTIVITY, CASE_ID, CASE_PREFIX, COMPLETE_AT, EVENT_PREFIX
from common.model.quality import DataWarning, Question
from functions.input.reading.columns import Columns
from functions.input.reading.lifecycle import PLACE
from functions.input.reading.outcome import unreadable, warning
from functions.input.reading.stated import clean
from functions.input.reading.tables import typed_attributes
from functions.input.reading.timestamps import instants

MAX_ROWS = 2_000_000
MAX_ATTRIBUTES = 256
MAX_CELLS = 100_000_000  # of the flattened log, which repeats events and the values of cases
MAX_VALUE = 10_000  # characters
SHOWN_TYPES = 12
Attributes = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class FlatLog:
    """Events of the objects of one type (see ``event_log``), and what flattening did to them."""

    events: pl.DataFrame
    object_type: str
    warnings: list[DataWarning]
    questions: list[Question]


class ObjectLog:
    """Collects events, objects and how they are related, in any order."""

    def __init__(self) -> None:
        self._events: list[tuple[str, str, str]] = []  # activity, time, place
        self._event_values = Columns(MAX_ATTRIBUTES)
        self._types: dict[str, str] = {}  # of objects, by id
        self._object_values = Columns(MAX_ATTRIBUTES)
        self._related: tuple[list[int], list[str]] = ([], [])
        self._changes = 0

    def add_event(
        self, activity: str, time: str, place: str, attributes: Attributes, objects: Sequence[str]
    ) -> None:
        """Add an event with the ids of its objects."""
        _check(len(self._events) + 1, MAX_ROWS, "events")
        _check(len(self._related[0]) + len(objects), MAX_ROWS, "relations")
        self._related[0].extend([len(self._events)] * len(objects))
        self._related[1].extend(objects)
        self._events.append((activity, time, place))
        self._event_values.next_row()
        _add_values(self._event_values, attributes)

    def add_object(self, id_: str, type_: str, attributes: Sequence[tuple[str, Any, str]]) -> None:
        """Add an object; of an attribute that changes, the earliest value (name, value, time)."""
        if id_ in self._types:
            return
        _check(len(self._types) + 1, MAX_ROWS, "objects")
        self._types[id_] = type_
        first: dict[str, Any] = {}
        for name, value, _ in sorted(attributes, key=lambda one: one[2]):
            self._changes += name in first
            first.setdefault(name, value)
        self._object_values.next_row()
        _add_values(self._object_values, list(first.items()))

    def flattened(self, object_type: str | None) -> FlatLog:
        """Return the events of the objects of one type; without a type, of the likeliest one.

        Raises:
            PermanentError: there are no events, or none related to an object of that type.
        """
        objects = pl.DataFrame(
            {"object": list(self._types), "type": list(self._types.values())},
            {"object": pl.String, "type": pl.String},
        )
        related = pl.DataFrame(
            {"event": self._related[0], "object": self._related[1]},
            {"event": pl.Int64, "object": pl.String},
        )
        related = related.unique(maintain_order=True).join(
            objects.with_row_index("at"), on="object", maintain_order="left"
        )
        if related.is_empty():
            raise unreadable(
                "empty-log", "No event is related to an object", "Export the relations as well."
            )
        likeliest = _types_by_cases(related)
        chosen = _chosen(object_type, likeliest)
        flat = related.filter(pl.col("type") == chosen)
        events = self._table(flat)
        warnings = _losses(flat, related, events[ACTIVITY], chosen, len(self._events))
        if self._changes:
            text = say("Attributes of objects change; the first value was taken.")
            warnings.append(warning("changing_attributes", text, self._changes))
        asked = object_type is None and len(likeliest) > 1
        in_time = events.with_columns(instants(events[COMPLETE_AT]).values.alias("\0at"))
        in_time = in_time.sort("\0at", nulls_last=True, maintain_order=True).drop("\0at")
        questions = [_question(chosen, likeliest)] if asked else []
        return FlatLog(in_time, chosen, warnings, questions)

    def _table(self, flat: pl.DataFrame) -> pl.DataFrame:
        columns = len(self._event_values.types) + len(self._object_values.types)
        _check(len(flat) * columns, MAX_CELLS, "values")
        kinds = dict.fromkeys((ACTIVITY, COMPLETE_AT, PLACE), pl.String)
        events = pl.DataFrame(self._events, kinds, orient="row")
        parts = [flat.select(pl.col("object").alias(CASE_ID)), events[flat["event"]]]
        for values, prefix, at in (
            (self._event_values, EVENT_PREFIX, flat["event"]),
            (self._object_values, CASE_PREFIX, flat["at"]),
        ):
            table = values.table() if values.types else pl.DataFrame()
            if table.width:
                named = table.rename({name: EVENT_PREFIX + name for name in table.columns})
                typed = typed_attributes(named[at])
                typed.columns = [prefix + name for name in table.columns]
                parts.append(typed)
        return pl.concat(parts, how="horizontal")


def _check(count: int, most: int, what: str) -> None:
    if count > most:
        raise unreadable(
            "log-too-large",
            "The log is too large",
            f"At most {most:,} {what} are read. Submit a shorter period.",
        )


def _add_values(columns: Columns, attributes: Attributes) -> None:
    for name, value in attributes:
        key, text = clean(str(name), 200), value_text(value)
        if key and text:
            columns.add(key, text, "string")


def value_text(value: Any) -> str:
    """Return a value as text; what is no plain value is empty."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value[:MAX_VALUE].encode("utf-8", "replace").decode()
    return str(value)[:400] if isinstance(value, float) or _is_small(value) else ""


def _is_small(value: Any) -> bool:
    return isinstance(value, int) and abs(value) < 10**30


def _types_by_cases(related: pl.DataFrame) -> dict[str, int]:
    """Types by their number of objects with two events or more, then with any; ties by name."""
    each = related.group_by("type", "object").len()
    counts = each.group_by("type").agg(long=(pl.col("len") > 1).sum(), any=pl.len())
    ordered = counts.sort(["long", "any", "type"], descending=[True, True, False])
    return dict(ordered.select("type", "any").rows())


def _chosen(object_type: str | None, types: Mapping[str, int]) -> str:
    if object_type is None:
        return next(iter(types))
    if object_type not in types:
        raise unreadable(
            "unknown-object-type",
            "No event is related to an object of this type",
            f"'{object_type[:60]}' is no type here. Use one of: {_listed(types)}.",
            "/object_type",
        )
    return object_type


def _losses(
    flat: pl.DataFrame, related: pl.DataFrame, activities: pl.Series, chosen: str, events: int
) -> list[DataWarning]:
    warnings = []
    if without := events - flat["event"].n_unique():
        text = say(
            "Events related to no object of type '{chosen}' were left out.", chosen=chosen[:60]
        )
        warnings.append(warning("events_without_case", text, without))
    if repeated := len(flat) - flat["event"].n_unique():
        text = say(
            "Events related to several objects of type '{chosen}' were repeated for "
            "each: frequencies and work are counted more than once (convergence).",
            chosen=chosen[:60],
        )
        warnings.append(warning("convergence", text, repeated))
    others = related.filter(pl.col("type") != chosen).group_by("event")
    flat = flat.with_columns(activity=activities).join(
        others.agg(others=pl.col("object").hash().sum()), on="event", how="left"
    )
    mixed = flat.group_by("object", "activity").agg(pl.col("others").n_unique())
    if count := mixed.filter(pl.col("others") > 1).height:
        text = say(
            "Cases repeat an activity for different other objects: such repetitions may "
            "be no rework (divergence)."
        )
        warnings.append(warning("divergence", text, count))
    return warnings


def _question(chosen: str, types: Mapping[str, int]) -> Question:
    text = say(
        "What is one case: {types}? Each '{chosen}' was taken for one; name another in "
        "'object_type'.",
        types=_listed(types),
        chosen=chosen[:60],
    )
    return Question(about="object_type", text=text)


def _listed(types: Mapping[str, int]) -> str:
    shown = [f"{name[:60]} ({count:,})" for name, count in list(types.items())[:SHOWN_TYPES]]
    more = len(types) - len(shown)
    return ", ".join(shown) + (say(" and {more} more", more=more) if more else "")
