"""functions/input/reading/xes.py and what stands behind it"""

import gzip
import json
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import quoteattr

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.problem import PermanentError
from common.model.submission import Submission
from functions.input.reading.document import Document
from functions.input.reading.event_logs import xes_reading
from functions.input.reading.outcome import Reading
from functions.input.reading.submission import read
from functions.input.reading.xes_elements import MAX_ATTRIBUTES
from tests.paths import SHARED_DATA, needs_shared_data

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="2.0">'


def event(name: str | None = "A", at: str | None = "2026-01-01T08:00:00Z", **more: str) -> str:
    """One event; further attributes are strings, with a colon for each double underscore."""
    parts = [] if name is None else [f'<string key="concept:name" value={quoteattr(name)}/>']
    parts += [] if at is None else [f'<date key="time:timestamp" value="{at}"/>']
    parts += [
        f'<string key="{key.replace("__", ":")}" value={quoteattr(value)}/>'
        for key, value in more.items()
    ]
    return f"<event>{''.join(parts)}</event>"


def trace(name: str | None, *inner: str) -> str:
    own = "" if name is None else f'<string key="concept:name" value={quoteattr(name)}/>'
    return f"<trace>{own}{''.join(inner)}</trace>"


def reading(*inner: str) -> Reading:
    return xes_reading(Document((HEADER + "".join(inner) + "</log>").encode(), "test.xes"))


def rows(found: Reading, *columns: str) -> list[tuple]:
    assert found.log is not None
    return found.log.select(columns).rows()


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, 1, hour, minute, tzinfo=UTC)


def codes(found: Reading) -> dict[str, int | None]:
    return {warning.code: warning.count for warning in found.quality.warnings}


def refused(body: bytes, name: str = "test.xes") -> PermanentError:
    with pytest.raises(PermanentError) as error:
        xes_reading(Document(body, name))
    return error.value


@needs_shared_data
@pytest.mark.parametrize("name", ["DomesticDeclarations", "PrepaidTravelCost", "RequestForPayment"])
def test_reads_a_real_log_to_the_last_event(name):
    facts = json.loads((SHARED_DATA / "bpic2020" / "facts.json").read_text())["logs"][name]
    body = (SHARED_DATA / "bpic2020" / f"{name}.xes.gz").read_bytes()

    found = xes_reading(Document(body, f"{name}.xes.gz"))

    log, workflow = found.log, found.workflow
    assert log["case_id"].n_unique() == facts["cases"] == workflow.figures["cases"].value
    assert len(log) == facts["events"] == workflow.figures["events"].value
    assert dict(log["activity"].value_counts().rows()) == facts["activity_counts"]
    assert {a.name: a.executions.value for a in workflow.activities} == facts["activity_counts"]
    assert str(workflow.first_at) == facts["first_ts"]
    assert str(workflow.last_at) == facts["last_ts"]
    inner = [f for f in workflow.flows if f.source != "start" and f.target != "end"]
    assert len(inner) == facts["dfg_edges"]
    days = workflow.figures["cycle_time_h"].value / 24
    assert days == pytest.approx(facts["cycle_days"]["mean"], abs=0.0006)
    assert log["start_at"].null_count() == len(log)
    assert all(a.processing_h is None and a.waiting_h is None for a in workflow.activities)
    assert found.quality.format == "XES 1.0, gzip"


def test_pairs_starts_and_completions_first_in_first_out():
    found = reading(
        trace(
            "c",
            event("A", "2026-01-01T08:00:00Z", lifecycle__transition="start"),
            event("A", "2026-01-01T09:00:00Z", lifecycle__transition="start"),
            event("A", "2026-01-01T10:00:00Z", lifecycle__transition="complete"),
            event("A", "2026-01-01T12:00:00Z", lifecycle__transition="complete"),
        )
    )

    assert rows(found, "start_at", "complete_at") == [(at(8), at(10)), (at(9), at(12))]
    assert found.workflow.activity("a").processing_h.value == pytest.approx(2.5)


def test_pairs_a_completion_with_the_start_of_the_same_resource():
    found = reading(
        trace(
            "c",
            event("A", "2026-01-01T08:00:00Z", lifecycle__transition="start", org__resource="x"),
            event("A", "2026-01-01T09:00:00Z", lifecycle__transition="start", org__resource="y"),
            event("A", "2026-01-01T10:00:00Z", lifecycle__transition="complete", org__resource="y"),
            event("A", "2026-01-01T12:00:00Z", lifecycle__transition="complete"),
        )
    )

    assert rows(found, "start_at", "complete_at", "resource") == [
        (at(9), at(10), "y"),
        (at(8), at(12), "x"),
    ]


def test_work_that_was_never_completed_is_a_warning_and_no_instance():
    found = reading(
        trace(
            "c",
            event("A", "2026-01-01T08:00:00Z", lifecycle__transition="start"),
            event("B", "2026-01-01T09:00:00Z", lifecycle__transition="complete"),
        )
    )

    assert rows(found, "activity", "start_at") == [("B", None)]
    assert codes(found)["start_without_complete"] == 1


def test_other_transitions_are_counted_but_are_no_work():
    found = reading(
        trace(
            "c",
            event("A", lifecycle__transition="schedule"),
            event("A", lifecycle__transition="assign"),
            event("A", lifecycle__transition="COMPLETE"),
        )
    )

    assert len(found.log) == 1
    assert codes(found)["other_lifecycle_events"] == 2


def test_without_a_life_cycle_every_event_is_a_completion():
    found = reading(trace("c", event("A"), event("B")))

    assert rows(found, "activity", "start_at") == [("A", None), ("B", None)]


def test_keeps_the_types_of_attributes_and_flattens_nested_ones():
    found = reading(
        '<trace><string key="concept:name" value="c"/><int key="amount" value="7"/>'
        '<event><string key="concept:name" value="A"/>'
        '<date key="time:timestamp" value="2026-01-01T09:30:00.250+01:30"/>'
        '<float key="cost:total" value="2.5"/><boolean key="urgent" value="true"/>'
        '<date key="due" value="2026-02-01T00:00:00Z"/>'
        '<string key="form" value="F1"><int key="pages" value="3"/></string>'
        "</event></trace>"
    )

    assert found.log.row(0, named=True) == {
        "case_id": "c",
        "activity": "A",
        "start_at": None,
        "complete_at": datetime(2026, 1, 1, 8, 0, 0, 250_000, tzinfo=UTC),
        "cost": 2.5,
        "case:amount": 7,
        "event:due": datetime(2026, 2, 1, tzinfo=UTC),
        "event:form": "F1",
        "event:form.pages": 3,
        "event:urgent": True,
    }


def test_a_real_default_fills_in_and_a_placeholder_does_not():
    found = reading(
        '<global scope="event"><string key="concept:name" value="name"/>'
        '<string key="channel" value="post"/><string key="unit" value="string"/></global>',
        trace("c", event("A", channel="web", unit="U1"), event("B"), event(None)),
    )

    assert rows(found, "activity", "event:channel", "event:unit") == [
        ("A", "web", "U1"),
        ("B", "post", None),
    ]
    assert codes(found)["missing_activity"] == 1


def test_a_classifier_names_the_activity_only_where_concept_name_is_missing():
    found = reading(
        "<classifier name='Step' keys=\"'step name' phase\"/>",
        '<trace><event><date key="time:timestamp" value="2026-01-01T08:00:00Z"/>'
        '<string key="step name" value="Check"/><string key="phase" value="2"/></event></trace>',
    )

    assert rows(found, "activity", "case_id") == [("Check+2", "trace 1")]


def test_the_group_is_the_role_where_there_is_no_role():
    found = reading(trace("c", event("A", org__group="Sales")))

    assert rows(found, "role") == [("Sales",)]
    assert found.workflow.roles[0].name == "Sales"


def test_traces_that_share_a_name_stay_apart():
    found = reading(trace("c", event("A")), trace("c", event("B")), trace("c (2)", event("C")))

    assert len(set(found.log["case_id"])) == 3
    assert codes(found)["duplicate_case_ids"] == 1


def test_events_out_of_order_are_sorted_and_told():
    found = reading(
        trace("c", event("B", "2026-01-01T09:00:00Z"), event("A", "2026-01-01T08:00:00Z"))
    )

    assert list(found.log["activity"]) == ["A", "B"]
    assert codes(found)["out_of_order"] == 1


def test_placeholder_dates_count_as_missing():
    found = reading(
        trace("c", event("A"), event("B", "0001-01-01T00:00:00Z")),
        trace("d", event("A"), event("B", "9999-12-31T23:59:59-05:00")),
        trace("e", event("A"), event("B", "1970-01-01T00:00:00Z")),
    )

    assert list(found.log["activity"]) == ["A", "A", "A"]
    assert codes(found)["placeholder_timestamps"] == 3


def test_names_with_markup_are_kept_as_they_are():
    name = "<script>alert('x')</script> & \"co\""

    assert list(reading(trace("c", event(name))).log["activity"]) == [name]


def test_attribute_names_are_no_patterns():
    found = reading(
        '<global scope="event"><string key="^.*$" value="x1"/></global>',
        '<trace><event><string key="concept:name" value="A"/><string key="^.*$" value="v"/>'
        '<date key="time:timestamp" value="2026-01-01T08:00:00Z"/></event></trace>',
    )

    assert rows(found, "activity", "event:^.*$") == [("A", "v")]


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    '<log><trace><string key="concept:name" value="&b;"/></trace></log>'
)
EXTERNAL = '<!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>'
HOSTILE = {
    "entities": (LAUGHS, "forbidden-xml"),
    "external": (EXTERNAL, "forbidden-xml"),
    "undefined entity": (HEADER + "&x;</log>", "malformed-xml"),
    "cut off": (HEADER + "<trace><event>", "malformed-xml"),
    "no xes": ("<html><body/></html>", "not-xes"),
    "prefixed": ('<x:log xmlns:x="urn:x"/>', "not-xes"),
    "empty": ("", "malformed-xml"),
    "no events": (HEADER + "<trace/></log>", "empty-log"),
    "nested": (HEADER + "<trace><event>" + '<list key="a">' * 100, "malformed-xml"),
    "trace in trace": (HEADER + "<trace><trace/></trace></log>", "malformed-xml"),
    "event in event": (HEADER + "<trace><event><event/></event></trace></log>", "malformed-xml"),
    "unknown encoding": ('<?xml version="1.0" encoding="nope"?><log/>', "malformed-xml"),
    "nul": (HEADER + "\0</log>", "malformed-xml"),
    "no names": (HEADER + trace("c", event(None)) + "</log>", "no-activities"),
    "no times": (HEADER + trace("c", event("A", None)) + "</log>", "empty-log"),
    "bad times": (HEADER + trace("c", event("A", "soon")) + "</log>", "unreadable-timestamps"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_refuses_what_is_hostile_or_broken_and_says_why(case):
    body, kind = HOSTILE[case]

    problem = refused(body.encode()).problem

    assert problem.type.endswith("/" + kind)
    assert problem.detail


def test_names_the_line_of_the_fault():
    body = HEADER + "\n\n<trace></event></trace></log>"

    assert refused(body.encode()).problem.errors[0].pointer == "line 4"


def test_refuses_an_archive_that_grows_without_measure():
    bomb = gzip.compress(b" " * (40 << 20))

    assert refused(bomb).problem.type.endswith("/file-too-large")


def test_refuses_an_archive_that_is_cut_off_or_damaged():
    whole = gzip.compress((HEADER + trace("c", event()) + "</log>").encode())

    for broken in (whole[:-12], whole[:30], whole[:12] + b"\xff\xff" + whole[14:]):
        assert refused(broken).problem.type.endswith("/damaged-archive")


def test_reads_an_archive_of_several_members():
    body = (HEADER + trace("c", event()) + "</log>").encode()
    parts = gzip.compress(body[:50]) + gzip.compress(body[50:])

    assert len(xes_reading(Document(parts)).log) == 1


def test_memory_stays_linear_when_every_event_has_another_attribute():
    events = [event("A", **{f"k{number}": "v"}) for number in range(1000)]

    found = reading(trace("c", *events))

    assert len(found.log) == 1000
    assert found.log.width == 4 + MAX_ATTRIBUTES - 2  # two of them are activity and time
    assert "too_many_attributes" in codes(found)


TEXT = st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc")), min_size=1)
NAMES = TEXT.map(str.strip).filter(bool)
TABLE = st.lists(
    st.tuples(
        NAMES,
        NAMES,
        st.integers(10_000, 40_000_000_000).map(
            lambda ms: EPOCH + timedelta(milliseconds=ms * 100)
        ),
        NAMES,
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=60, deadline=None)
@given(TABLE)
def test_gives_back_the_table_that_was_written(table):
    cases: dict[str, list] = {}
    for case, *rest in table:
        cases.setdefault(case, []).append(rest)
    body = [
        trace(case, *(event(n, t.isoformat(), org__resource=who) for n, t, who in inner))
        for case, inner in cases.items()
    ]

    found = reading(*body)

    expected = [
        (case, name, time, who)
        for case, inner in cases.items()
        for name, time, who in sorted(inner, key=lambda row: row[1])
    ]
    assert rows(found, "case_id", "activity", "complete_at", "resource") == expected


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 400), st.booleans())
def test_any_bytes_give_a_reading_or_a_problem(noise, place, packed):
    whole = (HEADER + trace("c", event(), event("B")) + "</log>").encode()
    body = whole[:place] + noise + whole[place:]
    body = gzip.compress(body)[: 400 + place] if packed else body

    try:
        found = read(_stored(body), body)
    except PermanentError as error:
        assert error.problem.detail
    else:
        assert found.workflow.activities


def _stored(body: bytes) -> Submission:
    file = {"key": "k", "sha256": "0" * 64, "size_bytes": len(body)}
    return Submission.model_validate({"file": file, "filename": "noise.xes"})


def test_the_same_file_gives_the_same_workflow_byte_for_byte():
    body = [trace("c", event("A"), event("B")), trace("d", event("B"), event("A"))]

    assert reading(*body).workflow.to_json() == reading(*body).workflow.to_json()
    assert isinstance(reading(*body).log, pl.DataFrame)
