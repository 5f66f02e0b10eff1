"""One object-centric log, written in the three formats of OCEL 2.0 by the standard library."""

# ruff: noqa: S608 (the names of tables are the fixture's own)

import json
import sqlite3
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

EPOCH = "1970-01-01T00:00:00Z"
# Two orders; the second has two items that are packed apart, and one delivery carries both orders.
OBJECTS = [
    ("o1", "Order", [("total", 99.5, EPOCH), ("state", "new", EPOCH)]),
    (
        "o2",
        "Order",
        [("total", 20, EPOCH), ("state", "new", EPOCH), ("state", "paid", "2026-02-01T00:00:00Z")],
    ),
    ("i1", "Item", []),
    ("i2", "Item", []),
    ("i3", "Item", []),
    ("d1", "Delivery", []),
]
EVENTS = [
    ("e1", "Place order", "2026-01-01T08:00:00Z", [("clerk", "Kim")], ["o1", "i1"]),
    ("e2", "Place order", "2026-01-01T09:00:00Z", [("clerk", "Lee")], ["o2", "i2", "i3"]),
    ("e3", "Pack item", "2026-01-02T08:00:00Z", [("weight", 1.5)], ["o1", "i1"]),
    ("e4", "Pack item", "2026-01-02T09:00:00Z", [("weight", 2)], ["o2", "i2"]),
    ("e5", "Pack item", "2026-01-02T10:00:00Z", [("weight", 3)], ["o2", "i3"]),
    ("e6", "Deliver", "2026-01-03T08:00:00Z", [], ["o1", "o2", "d1"]),
    ("e7", "Wash van", "2026-01-03T12:00:00Z", [], ["d1"]),
]  # fmt: skip


def kinds(records):
    return list(dict.fromkeys(record[1] for record in records))


def as_json() -> dict:
    return {
        "objectTypes": [{"name": kind, "attributes": []} for kind in kinds(OBJECTS)],
        "eventTypes": [{"name": kind, "attributes": []} for kind in kinds(EVENTS)],
        "objects": [
            {
                "id": id_, "type": kind, "relationships": [],
                "attributes": [{"name": n, "value": v, "time": t} for n, v, t in values],
            }
            for id_, kind, values in OBJECTS
        ],
        "events": [
            {
                "id": id_, "type": kind, "time": time,
                "attributes": [{"name": n, "value": v} for n, v in values],
                "relationships": [{"objectId": o, "qualifier": "of"} for o in objects],
            }
            for id_, kind, time, values, objects in EVENTS
        ],
    }  # fmt: skip


def json_bytes() -> bytes:
    return json.dumps(as_json(), indent=1).encode()


def xml_bytes(relation: str = "relationship") -> bytes:
    log = ET.Element("log")
    for what, records in (("object", OBJECTS), ("event", EVENTS)):
        types = ET.SubElement(log, f"{what}-types")
        for kind in kinds(records):
            ET.SubElement(types, f"{what}-type", name=kind)
    objects = ET.SubElement(log, "objects")
    for id_, kind, values in OBJECTS:
        one = ET.SubElement(objects, "object", id=id_, type=kind)
        told = ET.SubElement(one, "attributes")
        for name, value, time in values:
            ET.SubElement(told, "attribute", name=name, time=time).text = str(value)
        ET.SubElement(
            ET.SubElement(one, "objects"), relation, {"object-id": "d1", "qualifier": "in"}
        )
    events = ET.SubElement(log, "events")
    for id_, kind, time, values, related in EVENTS:
        one = ET.SubElement(events, "event", id=id_, type=kind, time=time)
        told = ET.SubElement(one, "attributes")
        for name, value in values:
            ET.SubElement(told, "attribute", name=name).text = str(value)
        listed = ET.SubElement(one, "objects")
        for other in related:
            ET.SubElement(listed, relation, {"object-id": other, "qualifier": "of"})
    return ET.tostring(log, encoding="utf-8", xml_declaration=True)


def sqlite_bytes(*more: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.sqlite"
        db = sqlite3.connect(path)
        write_types(db)
        write_events(db)
        write_objects(db)
        for statement in more:
            db.execute(statement)
        db.commit()
        db.close()
        return path.read_bytes()


def write_types(db: sqlite3.Connection) -> None:
    for what, records in (("event", EVENTS), ("object", OBJECTS)):
        db.execute(f"CREATE TABLE {what} (ocel_id TEXT PRIMARY KEY, ocel_type TEXT)")
        db.execute(f"CREATE TABLE {what}_map_type (ocel_type TEXT, ocel_type_map TEXT)")
        db.executemany(f"INSERT INTO {what} VALUES (?, ?)", [r[:2] for r in records])
        names = [(kind, kind.replace(" ", "")) for kind in kinds(records)]
        db.executemany(f"INSERT INTO {what}_map_type VALUES (?, ?)", names)
    db.execute("CREATE TABLE event_object (ocel_event_id, ocel_object_id, ocel_qualifier)")
    db.execute("CREATE TABLE object_object (ocel_source_id, ocel_target_id, ocel_qualifier)")


def write_events(db: sqlite3.Connection) -> None:
    for kind in kinds(EVENTS):
        name = "event_" + kind.replace(" ", "")
        db.execute(f"CREATE TABLE {name} (ocel_id, ocel_time, clerk TEXT, weight REAL)")
    for id_, kind, time, values, objects in EVENTS:
        told = dict(values)
        row = (id_, time, told.get("clerk"), told.get("weight"))
        db.execute(f"INSERT INTO event_{kind.replace(' ', '')} VALUES (?, ?, ?, ?)", row)
        db.executemany("INSERT INTO event_object VALUES (?, ?, 'of')", [(id_, o) for o in objects])


def write_objects(db: sqlite3.Connection) -> None:
    for kind in kinds(OBJECTS):
        columns = "ocel_id, ocel_time, ocel_changed_field, total, state"
        db.execute(f"CREATE TABLE object_{kind} ({columns})")
    for id_, kind, values in OBJECTS:
        first = {name: value for name, value, time in values if time == EPOCH}
        rows = [(id_, EPOCH, None, first.get("total"), first.get("state"))]
        rows += [(id_, time, name, None, value) for name, value, time in values if time != EPOCH]
        db.executemany(f"INSERT INTO object_{kind} VALUES (?, ?, ?, ?, ?)", rows)
