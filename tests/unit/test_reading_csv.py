"""functions/input/reading/csv.py and csv_columns.py"""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from common.model.problem import PermanentError
from common.model.submission import Submission
from functions.input.reading.document import Document
from functions.input.reading.event_logs import csv_reading
from functions.input.reading.outcome import Reading
from functions.input.reading.submission import read
from tests.paths import SHARED_DATA, needs_shared_data

SIMPLE = "case_id,activity,timestamp\n1,A,2026-01-01T08:00:00Z\n1,B,2026-01-01T09:00:00Z\n"


def reading(text: str | bytes, name: str = "log.csv", mapping=None) -> Reading:
    body = text if isinstance(text, bytes) else text.encode()
    return csv_reading(Document(body, name), mapping)


def at(hour: int, minute: int = 0, day: int = 1, month: int = 1) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def codes(found: Reading) -> dict[str, int | None]:
    return {warning.code: warning.count for warning in found.quality.warnings}


def refused(text: str | bytes, **more) -> PermanentError:
    with pytest.raises(PermanentError) as error:
        reading(text, **more)
    return error.value


@needs_shared_data
def test_reads_the_loan_applications_with_start_resource_and_role():
    body = (SHARED_DATA / "logs" / "loan_application_train.csv.gz").read_bytes()

    found = reading(body, "loan_application_train.csv.gz")

    assert found.log["start_at"].null_count() == 0
    assert found.log["role"].null_count() == 0
    assert {"event:FixedCost", "event:ResourceCost", "event:enabled_time"} <= set(found.log.columns)
    assert codes(found)["no_time_zone"] == len(found.log)
    assert found.workflow.name == "loan application train"


@needs_shared_data
@pytest.mark.parametrize("scenario", ["loan_origination", "purchasing"])
def test_reads_the_scenario_logs_in_utc(scenario):
    body = (SHARED_DATA / "scenarios" / scenario / "log.csv.gz").read_bytes()

    found = reading(body, "log.csv.gz")

    assert found.log["start_at"].null_count() == 0
    lines = gzip.decompress(body).decode().strip().count("\n")
    assert len(found.log) == lines
    assert "no_time_zone" not in codes(found)


def test_finds_the_columns_by_their_names():
    found = reading(
        "CaseID;Activity;StartTimestamp;EndTimestamp;Resource;Cost;Region\n"
        "1;A;2026-01-01 08:00:00+01:00;2026-01-01 09:00:00.5+01:00;Kim;2.5;North\n"
    )

    assert found.log.row(0, named=True) == {
        "case_id": "1",
        "activity": "A",
        "start_at": at(7),
        "complete_at": datetime(2026, 1, 1, 8, 0, 0, 500_000, tzinfo=UTC),
        "resource": "Kim",
        "cost": 2.5,
        "event:Region": "North",
    }


def test_takes_the_columns_that_the_submitter_names():
    text = "Vorgangsnummer,Schritt,Wann\n7,Prüfen,2026-01-01T08:00:00Z\n"
    mapping = {"case_id": "Vorgangsnummer", "activity": "Schritt", "complete_at": "Wann"}

    assert reading(text, mapping=mapping).log["activity"].to_list() == ["Prüfen"]
    assert "Wer" in refused(text, mapping={"resource": "Wer"}).problem.detail
    error = refused(text, mapping={"colour": "Wann"})
    assert error.problem.errors[0].pointer == "/columns/colour"


def test_one_time_column_is_the_completion_whatever_its_name():
    found = reading("case,task,start\n1,A,2026-01-01T08:00:00Z\n")

    assert found.log.select("start_at", "complete_at").rows() == [(None, at(8))]


def test_pairs_the_life_cycle_of_a_table_too():
    found = reading(
        "case,activity,lifecycle:transition,time\n"
        "1,A,start,2026-01-01T08:00:00Z\n1,A,complete,2026-01-01T09:00:00Z\n"
    )

    assert found.log.select("start_at", "complete_at").rows() == [(at(8), at(9))]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-04T05:06:00Z", at(5, 6, 4, 3)),
        ("2026-03-04 05:06", at(5, 6, 4, 3)),
        ("2026-03-04 05:06:00.000", at(5, 6, 4, 3)),
        ("2026-03-04T05:06:00+0100", at(4, 6, 4, 3)),
        ("2026/03/04 05:06:00 UTC", at(5, 6, 4, 3)),
        ("04.03.2026 05:06", at(5, 6, 4, 3)),
        ("4/3/2026 5:06 PM", at(17, 6, 4, 3)),
        ("1772600760", at(5, 6, 4, 3)),
        ("1772600760000", at(5, 6, 4, 3)),
        ("2026-03-04", at(0, 0, 4, 3)),
    ],
)
def test_reads_the_usual_ways_to_write_a_time(value, expected):
    assert reading(f"case,activity,time\n1,A,{value}\n").log["complete_at"][0] == expected


def test_month_first_is_recognised_by_a_day_above_twelve():
    found = reading("case,activity,time\n1,A,03/04/2026\n1,B,03/14/2026\n")

    assert list(found.log["complete_at"]) == [at(0, 0, 4, 3), at(0, 0, 14, 3)]
    assert "ambiguous_dates" not in codes(found)


def test_dates_that_could_be_either_are_read_day_first_and_asked_about():
    found = reading("case,activity,time\n1,A,03/04/2026\n1,B,05/04/2026\n")

    assert list(found.log["complete_at"]) == [at(0, 0, 3, 4), at(0, 0, 5, 4)]
    assert codes(found)["ambiguous_dates"] == 2
    assert "date format" in [question.about for question in found.quality.questions]


def test_times_without_a_zone_are_utc_with_a_warning_and_a_question():
    found = reading(SIMPLE.replace("Z", ""))

    assert found.log["complete_at"][0] == at(8)
    assert codes(found)["no_time_zone"] == 2
    assert "time zone" in [question.about for question in found.quality.questions]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_reads_the_unicode_encodings(encoding):
    text = SIMPLE.replace("A", "Prüfung")

    assert "Prüfung" in list(reading(text.encode(encoding)).log["activity"])


def test_reads_latin_1_with_a_warning():
    found = reading(SIMPLE.replace("A", "Prüfung").encode("latin-1"))

    assert "Prüfung" in list(found.log["activity"])
    assert "not_unicode" in codes(found)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_finds_the_delimiter(delimiter):
    assert len(reading(SIMPLE.replace(",", delimiter)).log) == 2


def test_a_quoted_delimiter_or_line_end_belongs_to_the_value():
    found = reading('case,activity,time\n1,"A, or\nB",2026-01-01T08:00:00Z\n')

    assert list(found.log["activity"]) == ["A, or\nB"]


def test_an_end_before_its_start_leaves_the_start_unknown():
    found = reading("case,activity,start,end\n1,A,2026-01-02T08:00:00Z,2026-01-01T08:00:00Z\n")

    assert found.log["start_at"].to_list() == [None]
    assert codes(found)["start_after_complete"] == 1


def test_repeated_events_are_kept_and_told():
    found = reading(SIMPLE + "1,B,2026-01-01T09:00:00Z\n")

    assert len(found.log) == 3
    assert codes(found)["duplicate_events"] == 1


def test_roles_that_name_nobody_are_kept_and_told():
    found = reading("case,activity,time,role\n1,A,2026-01-01,UNDEFINED\n1,B,2026-01-02,Clerk\n")

    assert list(found.log["role"]) == ["UNDEFINED", "Clerk"]
    assert codes(found)["placeholder_roles"] == 1


def test_a_cost_that_is_no_number_is_absent():
    found = reading(
        "case,activity,time,cost\n1,A,2026-01-01,nan\n1,B,2026-01-01,inf\n1,C,2026-01-01,3\n"
    )

    assert list(found.log["cost"]) == [None, None, 3.0]


HOSTILE = {
    "ragged": (SIMPLE + "1,C\n", "ragged-table", "line 4"),
    "only a header": ("case_id,activity,timestamp\n", "empty-log", "line 2"),
    "nul": (SIMPLE + "1,C\0,2026-01-01\n", "binary-content", "line 4"),
    "no case": ("activity,timestamp\nA,2026-01-01\n", "missing-columns", "line 1"),
    "one column": ("hello\nworld\n", "not-a-table", "line 1"),
    "one long line": ("x" * 10_000_000, "not-a-table", "line 1"),
    "long field": (SIMPLE + "1," + "x" * 200_000 + ",2026\n", "malformed-table", "line 4"),
    "open quote": (SIMPLE + '1,"A,2026-01-01\n', "malformed-table", "line 4"),
    "bad times": ("case,activity,time\n1,A,soon\n", "unreadable-timestamps", "line 2"),
    "activities like ids": (
        "case,activity,time\n" + "".join(f"1,a{n},2026-01-01\n" for n in range(2001)),
        "too-many-activities",
        None,
    ),
    "too many columns": (
        ",".join(f"c{n}" for n in range(300)) + "\n",
        "too-many-columns",
        "line 1",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_refuses_what_is_broken_with_the_place_and_a_cure(case):
    text, kind, place = HOSTILE[case]

    problem = refused(text).problem

    assert problem.type.endswith("/" + kind)
    assert [part.pointer for part in problem.errors] == ([place] if place else [])


def test_an_empty_file_is_refused():
    for body in (b"", b" \n\n", gzip.compress(b"")):
        with pytest.raises(PermanentError) as error:
            read(_stored(body), body)
        assert error.value.problem.type.endswith("/empty-file")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=120), st.integers(0, 90))
@example(b'"', 0)
@example(b"\xff\xfe", 0)
@example(b"\r\r\n", 26)
def test_any_bytes_give_a_reading_or_a_problem(noise, place):
    body = SIMPLE.encode()[:place] + noise + SIMPLE.encode()[place:]

    try:
        found = read(_stored(body), body)
    except PermanentError as error:
        assert error.problem.detail
    else:
        assert found.workflow.activities


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=3, max_size=3))
def test_any_cell_gives_a_reading_or_a_problem(cells):
    line = ",".join('"' + cell.replace('"', '""').replace("\0", "") + '"' for cell in cells)
    body = (SIMPLE + line + "\n").encode("utf-8", "replace")

    try:
        found = reading(body)
    except PermanentError as error:
        assert error.problem.detail
    else:
        assert len(found.log) >= 2


def _stored(body: bytes) -> Submission:
    file = {"key": "k", "sha256": "0" * 64, "size_bytes": len(body)}
    return Submission.model_validate({"file": file, "filename": "noise.csv"})
