"""Every list in report.json as a table with all its rows, unrounded.

Columns are called as in report.json, so its schema says what they mean; a dot leads into a
structure: ``cycle_time.mean_h``. A list within a list is a table of its own, whose first column
says to which row of the outer one it belongs. Nothing is left out but the drawn processes, which
lie beside the report as BPMN.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Scalar = str | float | int | bool | None

LEFT_OUT = frozenset({("model", "workflow"), ("portfolio", "to_be", "workflow")})
NAMED = ("activity", "source", "target", "role", "other_role", "source_role", "target_role")
SINGLE = "single_values"  # the name of the table of all numbers that stand in no list
ENDS = {"start": "Start", "end": "End"}


@dataclass(frozen=True)
class Sheet:
    """A table. ``name`` is the way to the list in report.json."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Scalar, ...], ...]


def sheets(report: Mapping[str, Any]) -> tuple[Sheet, ...]:
    """Return the tables of a report, given as report.json holds it, in its order."""
    found: dict[str, list[dict[str, Scalar]]] = {SINGLE: [*_single(report, ())]}
    names = _names(report["workflow"])
    for key, value in report.items():
        _gather(value, (key,), {}, names, found)
    return tuple(_sheet(name, rows) for name, rows in found.items())


def _names(workflow: Mapping[str, Any]) -> dict[str, str]:
    listed = (*workflow.get("roles", ()), *workflow.get("activities", ()))
    return ENDS | {one["id"]: one["name"] for one in listed}


def _single(value: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[dict[str, Scalar]]:
    """Yield every number that stands alone, with the way to it and what is known of it."""
    if path in LEFT_OUT or _is_mapping_of_objects(value):
        return
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _single(inner, (*path, key))
        elif isinstance(inner, int | float) and not isinstance(inner, bool):
            known = {
                about: value[about] for about in ("unit", "provenance", "origin") if about in value
            }
            yield {"name": ".".join((*path, key)), "value": inner, **known}


def _gather(
    value: Any,
    path: tuple[str, ...],
    outer: dict[str, Scalar],
    names: Mapping[str, str],
    found: dict[str, list[dict[str, Scalar]]],
) -> None:
    """Add the rows of every list at or below ``value``; ``outer`` says where a row belongs."""
    if path in LEFT_OUT:
        return
    if _is_mapping_of_objects(value):
        value = [{"name": key, **inner} for key, inner in value.items()]
    if isinstance(value, dict):
        for key, inner in value.items():
            _gather(inner, (*path, key), outer, names, found)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        rows = found.setdefault(".".join(path), [])
        for number, one in enumerate(value, start=1):
            rows.append(outer | dict(_flat(one, "", names)))
            inside = outer | {path[-1]: one.get("id") or one.get("redesign") or number}
            _gather_inside(one, path, inside, names, found)


def _gather_inside(
    one: Mapping[str, Any],
    path: tuple[str, ...],
    outer: dict[str, Scalar],
    names: Mapping[str, str],
    found: dict[str, list[dict[str, Scalar]]],
) -> None:
    for key, inner in one.items():
        if isinstance(inner, list | dict):
            _gather(inner, (*path, key), outer, names, found)


def _flat(one: Mapping[str, Any], before: str, names: Mapping[str, str]) -> Iterator[Any]:
    """Yield the columns of a row with their values; ids get a column with their name."""
    for key, value in one.items():
        column = before + key
        if _is_mapping_of_objects(value):
            continue
        if isinstance(value, dict):
            yield from _flat(value, f"{column}.", names)
        elif isinstance(value, list):
            if not value or not isinstance(value[0], dict):
                yield column, "; ".join(names.get(str(item), str(item)) for item in value)
        else:
            yield column, value
            if key in NAMED and value in names:
                yield f"{column}_name", names[value]


def _is_mapping_of_objects(value: Any) -> bool:
    """Return whether this is figures or intervals by name, not a structure with fields."""
    return (
        isinstance(value, dict)
        and bool(value)
        and all(
            isinstance(one, dict) and ("value" in one or "mean" in one) for one in value.values()
        )
    )


def _sheet(name: str, rows: list[dict[str, Scalar]]) -> Sheet:
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    return Sheet(name, columns, tuple(tuple(row.get(c) for c in columns) for row in rows))
