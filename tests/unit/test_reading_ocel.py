"""functions/input/reading/ocel.py with ocel_json.py, ocel_xml.py and ocel_sqlite.py"""

# ruff: noqa: S608 (the names of tables are the tests' own)

import gzip
import json
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from common.model.problem import PermanentError
from common.model.submission import Submission
from functions.input.reading import ocel, ocel_sqlite
from functions.input.reading.submission import read
from tests.unit.ocel_fixture import as_json, json_bytes, sqlite_bytes, xml_bytes

FORMATS = {"JSON": json_bytes, "XML": xml_bytes, "SQLite": sqlite_bytes}


def of_file(body: bytes, object_type: str | None = None, name: str = "orders.dat"):
    stored = {"key": "k", "sha256": "0" * 64, "size_bytes": len(body)}
    data = {"file": stored, "filename": name, "object_type": object_type}
    return read(Submission.model_validate(data), body)


def refused(body: bytes, object_type: str | None = None):
    with pytest.raises(PermanentError) as error:
        of_file(body, object_type)
    return error.value.problem


def kind(body: bytes) -> str:
    return refused(body).type.rpartition("/")[2]


def codes(found) -> dict[str, int | None]:
    return {w.code: w.count for w in found.quality.warnings}


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=UTC)


@pytest.mark.parametrize("format_", FORMATS)
def test_each_object_of_the_type_is_a_case_with_its_events(format_):
    found = of_file(FORMATS[format_](), "Order")

    assert found.log.select("case_id", "activity", "complete_at").rows() == [
        ("o1", "Place order", at(1, 8)),
        ("o1", "Pack item", at(2, 8)),
        ("o1", "Deliver", at(3, 8)),
        ("o2", "Place order", at(1, 9)),
        ("o2", "Pack item", at(2, 9)),
        ("o2", "Pack item", at(2, 10)),
        ("o2", "Deliver", at(3, 8)),
    ]
    assert found.quality.format == f"OCEL 2.0 {format_}, flattened on 'Order'"
    assert found.workflow.name == "orders"


@pytest.mark.parametrize("format_", FORMATS)
def test_attributes_are_kept_with_their_event_or_case(format_):
    log = of_file(FORMATS[format_](), "Order").log

    assert log["event:clerk"].to_list() == ["Kim", None, None, "Lee", None, None, None]
    assert log["event:weight"].to_list() == [None, 1.5, None, None, 2, 3, None]
    assert log["case:total"].to_list() == [99.5] * 3 + [20] * 4
    assert log["case:state"].to_list() == ["new"] * 7


@pytest.mark.parametrize("format_", ["XML", "SQLite"])
def test_the_formats_of_one_log_say_the_same(format_):
    expected, found = of_file(json_bytes(), "Item"), of_file(FORMATS[format_](), "Item")

    assert_frame_equal(found.log, expected.log)
    assert found.workflow == expected.workflow
    assert codes(found) == codes(expected)


@pytest.mark.parametrize("relation", ["relationship", "object", "relobj"])
def test_relations_in_xml_may_have_any_of_their_three_names(relation):
    assert_frame_equal(of_file(xml_bytes(relation)).log, of_file(json_bytes()).log)


def test_without_a_type_the_one_with_most_real_cases_is_taken_and_asked_about():
    found = of_file(json_bytes())

    question = next(q for q in found.quality.questions if q.about == "object_type")
    assert found.log["case_id"].unique().sort().to_list() == ["i1", "i2", "i3"]
    assert question.text == (
        "What is one case: Item (3), Order (2), Delivery (1)? "
        "Each 'Item' was taken for one; name another in 'object_type'."
    )
    assert of_file(json_bytes(), "Item").quality.questions[0].about != "object_type"


def test_what_flattening_loses_is_counted():
    found = codes(of_file(json_bytes(), "Order"))

    assert found["events_without_case"] == 1  # the van is washed
    assert found["convergence"] == 1  # one delivery of two orders
    assert found["divergence"] == 1  # order 2 packs two items
    assert found["changing_attributes"] == 1
    assert "out_of_order" not in found


def test_a_type_without_events_is_refused_with_those_that_have_some():
    problem = refused(json_bytes(), "Customer")

    assert problem.type.endswith("/unknown-object-type")
    assert problem.errors[0].pointer == "/object_type"
    assert "Item (3), Order (2), Delivery (1)" in problem.detail


def test_is_read_inline_compressed_and_inside_a_request():
    inline = read(Submission(workflow_data=as_json(), object_type="Order"), None)
    whole = json.dumps({"workflow_data": as_json()}).encode()

    assert_frame_equal(inline.log, of_file(json_bytes(), "Order").log)
    assert_frame_equal(of_file(whole, "Order").log, inline.log)
    for body in (xml_bytes(), sqlite_bytes()):
        assert_frame_equal(of_file(gzip.compress(body), "Order").log, inline.log)


def test_a_relation_told_twice_is_one():
    data = as_json()
    data["events"][0]["relationships"] *= 2

    assert_frame_equal(of_file(json.dumps(data).encode()).log, of_file(json_bytes()).log)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: d["events"].append(3), "/events/7"),
        (lambda d: d["events"][0].pop("time"), "/events/0/time"),
        (lambda d: d["objects"][0].update(id=[]), "/objects/0/id"),
        (lambda d: d["objects"][0].update(attributes="x"), "/objects/0/attributes"),
        (lambda d: d["events"][0].update(relationships=[1]), "/events/0/relationships"),
    ],
)
def test_faults_in_json_are_named_by_their_pointer(change, place):
    data = as_json()
    change(data)

    problem = refused(json.dumps(data).encode())

    assert problem.type.endswith("/malformed-ocel")
    assert [part.pointer for part in problem.errors] == [place]


def test_the_first_version_of_the_standard_is_refused_by_name():
    problem = refused(b'{"ocel:global-log": {}, "ocel:events": {}, "ocel:objects": {}}')

    assert problem.type.endswith("/unknown-format")
    assert "OCEL 1.0" in problem.detail


HEAD = b"<log><object-types/><events>"
EXPANSION = b'<!DOCTYPE log [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>'
HOSTILE_XML = {
    "entities": (EXPANSION + HEAD + b"</events></log>", "forbidden-xml"),
    "cut off": (HEAD, "malformed-ocel"),
    "deep": (HEAD + b"<a>" * 100_000, "malformed-ocel"),
    "no time": (HEAD + b'<event id="1" type="A"/></events></log>', "malformed-ocel"),
    "nothing": (HEAD + b"</events></log>", "empty-log"),
    "encoding": (b'<?xml version="1.0" encoding="utf-99"?>' + HEAD, "malformed-ocel"),
}


@pytest.mark.parametrize("case", HOSTILE_XML)
def test_hostile_xml_is_refused(case):
    body, expected = HOSTILE_XML[case]

    assert kind(body) == expected


def test_endless_values_in_xml_are_cut():
    body = xml_bytes().replace(b"Kim", b"x" * 3_000_000)

    assert len(of_file(body, "Order").log["event:clerk"][0]) == ocel.MAX_VALUE


BOMB = (
    "CREATE VIEW {name} AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
    "SELECT x AS ocel_id, x AS ocel_type FROM n"
)


def test_views_and_virtual_tables_are_not_read():
    view = sqlite_bytes("DROP TABLE event_object", BOMB.format(name="event_object"))
    beside = sqlite_bytes(BOMB.format(name="more"), "CREATE TABLE notes (x)")

    assert kind(view) == "malformed-ocel"
    assert len(of_file(beside, "Order").log) == 7


def test_a_column_that_computes_is_out_of_reach():
    body = sqlite_bytes(
        "DROP TABLE event_map_type",
        "CREATE TABLE event_map_type (ocel_type, ocel_type_map AS (hex(zeroblob(100))))",
        "INSERT INTO event_map_type VALUES ('Deliver')",
    )

    assert kind(body) == "malformed-ocel"


def test_work_and_values_in_sqlite_are_bounded(monkeypatch):
    monkeypatch.setattr(ocel_sqlite, "MAX_VALUE_BYTES", 1000)
    long = "INSERT INTO event_Deliver VALUES ('e9', '2026-01-01', hex(zeroblob(1000)), 1)"
    assert kind(sqlite_bytes(long)) == "malformed-ocel"
    monkeypatch.setattr(ocel_sqlite, "STEPS_PER_CALL", 1)
    monkeypatch.setattr(ocel_sqlite, "MAX_CALLS", 50)
    assert kind(sqlite_bytes()) == "malformed-ocel"


@pytest.mark.parametrize("table", ocel_sqlite.NEEDED)
def test_a_database_without_a_table_of_the_standard_is_refused_by_its_name(table):
    assert table in refused(sqlite_bytes(f"DROP TABLE {table}")).detail


def test_hostile_names_of_tables_are_only_names():
    name = 'x"; DROP TABLE event; --'
    quoted = name.replace('"', '""')
    body = sqlite_bytes(
        f'CREATE TABLE "event_{quoted}" (ocel_id, ocel_time)',
        f"INSERT INTO \"event_{quoted}\" VALUES ('e8', '2026-01-04T08:00:00Z')",
        f"INSERT INTO event_map_type VALUES ('Odd', '{name}')",
        "INSERT INTO event_object VALUES ('e8', 'o1', 'of')",
    )

    assert "Odd" in of_file(body, "Order").log["activity"].to_list()


@pytest.mark.parametrize("format_", FORMATS)
def test_too_large_a_log_is_refused(format_, monkeypatch):
    monkeypatch.setattr(ocel, "MAX_ROWS", 5)

    assert kind(FORMATS[format_]()) == "log-too-large"


def test_flattening_that_repeats_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(ocel, "MAX_CELLS", 20)

    assert kind(json_bytes()) == "log-too-large"


@pytest.mark.parametrize("format_", FORMATS)
def test_what_is_cut_off_is_refused(format_):
    body = FORMATS[format_]()

    for length in range(100, len(body) - 1, len(body) // 7):
        assert refused(body[:length]).detail


BODIES = {name: write() for name, write in FORMATS.items()}


@pytest.mark.parametrize("format_", FORMATS)
@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1), st.binary(min_size=1, max_size=12))
@example(0.0, b"\x00")
@example(0.5, b"\xff\xfe")
def test_any_damage_gives_a_reading_or_a_problem(format_, place, noise):
    body = BODIES[format_]
    start = int(place * len(body))

    try:
        found = of_file(body[:start] + noise + body[start + len(noise) :])
    except PermanentError as error:
        assert error.problem.detail
    else:
        assert found.workflow.activities


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "time", "name", "value", "objectId", "attributes"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(JSON, st.sampled_from(["events", "objects"]))
def test_any_event_or_object_gives_a_reading_or_a_problem(noise, where):
    data = as_json()
    data[where].append(noise)

    try:
        found = read(Submission(workflow_data=data), None)
    except PermanentError as error:
        assert error.problem.detail
    else:
        assert found.workflow.to_json()
