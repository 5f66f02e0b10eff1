"""OCEL 2.0 as JSON."""

from collections.abc import Mapping
from typing import Any

from functions.input.reading.ocel import ObjectLog, value_text
from functions.input.reading.outcome import unreadable

TYPES = ("objectTypes", "eventTypes")


def is_object_log(data: Any) -> bool:
    """Whether a JSON document has the parts of an OCEL 2.0 log."""
    return (
        isinstance(data, Mapping)
        and any(name in data for name in TYPES)
        and isinstance(data.get("events"), list)
        and isinstance(data.get("objects"), list)
    )


def is_first_version(data: Any) -> bool:
    """Whether a JSON document is a log of OCEL 1.0, which is another format."""
    return isinstance(data, Mapping) and "ocel:events" in data and "ocel:objects" in data


def object_log(data: Mapping[str, Any]) -> ObjectLog:
    """Return the log; raises ``PermanentError`` where a part of it is malformed."""
    log = ObjectLog()
    for at, one in enumerate(data["objects"]):
        record = _record(one, f"/objects/{at}", ("id", "type"))
        log.add_object(record["id"], record["type"], _object_attributes(one, f"/objects/{at}"))
    for at, one in enumerate(data["events"]):
        place = f"/events/{at}"
        record = _record(one, place, ("type", "time"))
        attributes = [
            (str(value.get("name") or ""), value.get("value"))
            for value in _listed(one, "attributes", place)
        ]
        related = [
            value_text(relation.get("objectId"))
            for relation in _listed(one, "relationships", place)
        ]
        log.add_event(record["type"], record["time"], f"event {at + 1}", attributes, related)
    return log


def _object_attributes(one: Mapping[str, Any], place: str) -> list[tuple[str, Any, str]]:
    return [
        (str(value.get("name") or ""), value.get("value"), value_text(value.get("time")))
        for value in _listed(one, "attributes", place)
    ]


def _record(one: Any, place: str, needed: tuple[str, ...]) -> dict[str, str]:
    if not isinstance(one, Mapping):
        raise _malformed(place, "an object is expected here")
    found = {name: value_text(one.get(name)) for name in needed}
    for name, value in found.items():
        if not value.strip():
            raise _malformed(f"{place}/{name}", f"'{name}' is missing")
    return found


def _listed(one: Mapping[str, Any], name: str, place: str) -> list[Mapping[str, Any]]:
    listed = one.get(name) or []
    if not isinstance(listed, list) or not all(isinstance(value, Mapping) for value in listed):
        raise _malformed(f"{place}/{name}", "a list of objects is expected here")
    return listed


def _malformed(pointer: str, why: str) -> Exception:
    return unreadable(
        "malformed-ocel",
        "The OCEL log cannot be read",
        f"{pointer}: {why}. Export it again as OCEL 2.0.",
        pointer,
        why,
    )
