"""Attributes of traces and events under the names of the canonical log."""

import polars as pl

from common.language import say
from common.model.log_columns import (
    ACTIVITY,
    CASE_ID,
    CASE_PREFIX,
    COMPLETE_AT,
    COST,
    EVENT_PREFIX,
    RESOURCE,
    ROLE,
)
from common.model.quality import DataWarning
from functions.input.reading.columns import Columns
from functions.input.reading.lifecycle import LIFECYCLE, PLACE
from functions.input.reading.outcome import warning
from functions.input.reading.timestamps import instants

CANONICAL = {
    "concept:name": ACTIVITY,
    "time:timestamp": COMPLETE_AT,
    "lifecycle:transition": LIFECYCLE,
    "org:resource": RESOURCE,
    "org:role": ROLE,
    "cost:total": COST,
}
# What tools write as the value of a global attribute where they have none: not real defaults.
_DUMMIES = (
    "string name resource transition role group int float boolean date id unknown default "
    "empty none null undefined __invalid__ __notset__ 0 0.0 false"
)
PLACEHOLDERS = frozenset(_DUMMIES.split()) | {""}


def canonical_columns(
    events: Columns,
    traces: Columns,
    place: pl.DataFrame,
    defaults: dict[str, dict[str, str]],
    classifiers: list[list[str]],
) -> tuple[pl.DataFrame, str | None, list[DataWarning]]:
    """Return the events with their case's attributes, and the currency where all share one.

    Globals fill in missing attributes (IEEE 1849-2016, 5.5), except those that name, time or
    attribute work, and except the placeholders that exporting tools write.
    """
    table = events.table()
    table = _with_defaults(table, defaults["event"])
    activity = table["concept:name"] if "concept:name" in table.columns else None
    named = [  # columns, not names: polars would take a name such as ^x$ for a pattern
        pl.concat_str([pl.lit(table[key]) for key in keys], separator="+") for keys in classifiers
    ]
    group = table["org:group"] if "org:group" in table.columns else None
    currency = _currency(table)
    table = table.with_columns(
        pl.coalesce(pl.lit(activity), *named).cast(pl.String).alias("concept:name")
    )
    if "time:timestamp" not in table.columns:
        table = table.with_columns(pl.lit(None, pl.String).alias("time:timestamp"))
    kept = _typed(table, events.types).rename(
        {name: CANONICAL.get(name, EVENT_PREFIX + name) for name in table.columns}
    )
    if ROLE not in kept.columns and group is not None:
        kept = kept.with_columns(group.alias(ROLE))
    cases, warnings = _cases(traces, defaults["trace"])
    result = pl.concat(
        [cases[place["trace"]], kept, place.select(pl.col("line").alias(PLACE))],
        how="horizontal",
    )
    return result, currency, warnings


def _cases(traces: Columns, defaults: dict[str, str]) -> tuple[pl.DataFrame, list[DataWarning]]:
    """One row per trace: an id of its own, and its attributes."""
    table = traces.table()
    if not table.width:
        table = pl.DataFrame({"concept:name": [None] * traces.rows}, {"concept:name": pl.String})
    table = _with_defaults(table, defaults)
    if "concept:name" not in table.columns:
        table = table.with_columns(pl.lit(None, pl.String).alias("concept:name"))
    names = table["concept:name"].str.strip_chars()
    warnings = []
    unnamed = int((names.fill_null("") == "").sum())
    if unnamed:
        text = say("Traces without concept:name got a number as their case id.")
        warnings.append(warning("unnamed_cases", text, unnamed))
    ids, repeated = _unique(names.to_list())
    if repeated:
        text = say("Traces that share a name were kept apart as different cases.")
        warnings.append(warning("duplicate_case_ids", text, len(repeated), repeated))
    attributes = _typed(table, traces.types).drop("concept:name")
    attributes = attributes.rename({name: CASE_PREFIX + name for name in attributes.columns})
    return attributes.insert_column(0, pl.Series(CASE_ID, ids, dtype=pl.String)), warnings


def _unique(names: list[str | None]) -> tuple[list[str], list[str]]:
    taken = {name for name in names if name}
    if len(taken) == len(names):
        return [name for name in names if name], []
    seen: set[str] = set()
    counts: dict[str, int] = {}
    ids, repeated = [], []
    for number, name in enumerate(names, start=1):
        wanted = base = name or f"trace {number}"
        if wanted in seen:
            repeated.append(base)
        while wanted in seen or (wanted in taken and wanted != base):
            counts[base] = counts.get(base, 1) + 1
            wanted = f"{base} ({counts[base]})"
        seen.add(wanted)
        ids.append(wanted)
    return ids, repeated


def _with_defaults(table: pl.DataFrame, defaults: dict[str, str]) -> pl.DataFrame:
    real = {
        key: value
        for key, value in defaults.items()
        if key in table.columns
        and key not in CANONICAL
        and key != "org:group"
        and value.strip().lower() not in PLACEHOLDERS
    }
    return table.with_columns(table[key].fill_null(value) for key, value in real.items())


def _currency(table: pl.DataFrame) -> str | None:
    if "cost:currency" not in table.columns:
        return None
    codes = table["cost:currency"].drop_nulls().unique().to_list()
    code = str(codes[0]).strip() if len(codes) == 1 else ""
    return code if len(code) == 3 and code.isascii() and code.isupper() else None


def _typed(table: pl.DataFrame, types: dict[str, str]) -> pl.DataFrame:
    """Cast attributes to the type that the log gives them; a value that does not fit is null."""
    typed = []
    for name in table.columns:
        column = table[name]
        kind = types.get(name) if name not in CANONICAL else "string"
        if kind == "int":
            column = column.str.strip_chars().cast(pl.Int64, strict=False)
        elif kind == "float":
            column = column.str.strip_chars().cast(pl.Float64, strict=False)
        elif kind == "boolean":
            lower = column.str.strip_chars().str.to_lowercase()
            column = lower.replace_strict(
                {"true": True, "false": False, "1": True, "0": False},
                default=None,
                return_dtype=pl.Boolean,
            )
        elif kind == "date":
            column = instants(column).values.alias(name)
        typed.append(column)
    return pl.DataFrame(typed)
