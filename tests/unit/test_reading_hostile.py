"""Hostile and broken submissions of every format; what fuzzing found comes first."""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from datetime import datetime

import polars as pl
import pytest

from common.model.problem import Problem
from functions.input.reading import document as documents_module
from functions.input.reading import parquet as parquet_reader
from functions.input.reading.outcome import Reading, printable
from tests.fuzz import documents
from tests.fuzz.law import file_outcome, inline_outcome
from tests.paths import ROOT
from tests.unit import ocel_fixture

FILES = {name: (text.encode(), file) for name, (text, file) in documents.TEXTS.items()} | {
    "parquet": (documents.parquet(), "log.parquet"),
    "sqlite": (ocel_fixture.sqlite_bytes(), "log.sqlite"),
}
LOGS = [name for name in FILES if name not in {"bpmn", "json_steps", "yaml", "prose"}]
TEXT = [name for name in documents.TEXTS if name != "bpmn"]
HEADER = "case_id,activity,time"


def problem_of(body: bytes, name: str = "", **options: object) -> Problem:
    found = file_outcome(body, name, **options)
    assert isinstance(found, Problem), found
    return found


def reading_of(body: bytes, name: str = "", **options: object) -> Reading:
    found = file_outcome(body, name, **options)
    assert isinstance(found, Reading), found
    return found


def kind(problem: Problem) -> str:
    return problem.type.rpartition("/")[2]


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


# What fuzzing found


def test_a_terminal_escape_in_a_header_is_not_repeated_in_the_problem():
    problem = problem_of(b"\x1b[31mx,activity,time\n1,A,2026-01-01\n", "log.csv")

    assert "\x1b" not in problem.to_json().decode()
    assert "\ufffd[31mx" in problem.detail


def test_half_a_character_as_a_key_of_json_is_a_warning_that_can_be_stored():
    found = inline_outcome({"steps": ["A", "B"], "\ud800": "x"})

    [warning] = found.quality.warnings
    assert warning.sample == ("/workflow_data/\ufffd",)


def test_a_number_in_parquet_that_is_none_is_absent(monkeypatch):
    monkeypatch.setattr(parquet_reader, "decoded", lambda body: pl.read_parquet(io.BytesIO(body)))
    rows = {"case_id": ["1", "1", "1"], "activity": ["A", "B", "A"], "time": ["2026-01-01"] * 3}
    body = io.BytesIO()
    weights = [float("nan"), float("inf"), 2.5]
    pl.DataFrame(rows | {"weight": weights, "cost": weights}).write_parquet(body)

    log = reading_of(body.getvalue()).log

    assert list(log["event:weight"]) == list(log["cost"]) == [None, None, 2.5]


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_endless_names_of_columns_are_cut_and_stay_apart(delimiter):
    long = "n" * 5_000
    header = delimiter.join(["case_id", "activity", "time", long + "1", long + "2", "\x1b[0m"])
    row = delimiter.join(["1", "A", "2026-01-01", "x", "y", "z"])

    log = reading_of(f"{header}\n{row}\n".encode(), "log.csv").log

    assert len(log.columns) == len(set(log.columns)) == 7
    assert max(map(len, log.columns)) < 320
    assert "event:\ufffd[0m" in log.columns


def test_an_element_that_is_no_event_comes_with_a_cure():
    events = [documents.rows()[0], "x"]

    found = inline_outcome({"events": events})

    assert kind(found) == "invalid-event"
    assert found.detail.endswith("Correct or remove it.")


@pytest.mark.parametrize("columns", [{"case_id": "no"}, {"x": "case_id"}])
def test_a_wrong_mapping_of_columns_says_what_may_be_used(columns):
    problem = problem_of(FILES["csv"][0], "log.csv", columns=columns)

    assert "Use one of: case_id" in problem.detail


# Empty, cut off, damaged


@pytest.mark.parametrize("format_", FILES)
@pytest.mark.parametrize("body", [b"", b" \r\n\t ", gzip.compress(b"", mtime=0), b"\xef\xbb\xbf\n"])
def test_an_empty_file_of_any_format_is_refused_as_such(format_, body):
    assert kind(problem_of(body, FILES[format_][1])) == "empty-file"


@pytest.mark.parametrize("format_", LOGS)
@pytest.mark.parametrize("share", [0.1, 0.35, 0.6, 0.85])
def test_a_log_that_is_cut_off_anywhere_is_refused_or_read_to_its_last_whole_event(format_, share):
    body, name = FILES[format_]

    found = file_outcome(body[: int(len(body) * share)], name)

    if isinstance(found, Reading):
        assert format_ in {"csv", "tsv", "semicolons"}
        assert len(found.log) < len(documents.rows())


@pytest.mark.parametrize("format_", FILES)
def test_an_archive_of_any_format_that_is_cut_off_is_refused_as_such(format_):
    body, name = FILES[format_]

    assert kind(problem_of(gzip.compress(body)[:-20], name + ".gz")) == "damaged-archive"


# Sizes


@pytest.mark.parametrize("format_", FILES)
def test_an_archive_of_any_format_that_grows_without_measure_is_refused(format_, monkeypatch):
    monkeypatch.setattr(documents_module, "RATIO_GRACE_BYTES", 1 << 20)
    body, name = FILES[format_]
    bomb = gzip.compress(body + b"\n" * (3 << 20))

    problem = problem_of(bomb, name + ".gz")

    assert kind(problem) in {"file-too-large", "line-too-long"}


def test_an_archive_in_an_archive_is_not_opened():
    twice = gzip.compress(gzip.compress(FILES["csv"][0]))

    assert kind(problem_of(twice, "log.csv.gz.gz")) in {"binary-content", "not-a-table"}


def test_a_zip_archive_is_refused_by_its_name_without_being_opened():
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("log.csv", bytes(10 << 20))

    problem = problem_of(body.getvalue(), "log.csv")

    assert kind(problem) == "unknown-format"
    assert "ZIP archive" in problem.detail


LONG_LINES = {
    "a cell": ("log.csv", b"case_id,activity,time\n1,", "line-too-long"),
    "a column name": ("log.csv", b"case_id,activity,time,", "line-too-long"),
    "an attribute": ("log.xes", b'<log><trace><event><string key="', "malformed-xml"),
    "a comment": ("log.xes", b"<log><!--", "malformed-xml"),
    "an object's id": ("o.xml", b'<log><object-types/><objects><object id="', "malformed-ocel"),
    "a string": ("s.json", b'{"steps": ["', "file-too-large"),
    "a scalar": ("s.yaml", b"steps:\n  - ", "file-too-large"),
    "a sentence": ("s.txt", b"1. ", "file-too-large"),
}
MEASURED = """
import gzip, json, random, resource, sys
from tests.fuzz.law import file_outcome
lines = json.loads(sys.argv[1])
part = gzip.compress(random.Random(1).randbytes(3000).hex().encode() * 2700)  # 16 MB
for name, start in lines.values():
    file_outcome(gzip.compress(b"case_id,activity,time\\n1,A,2026-01-01T08:00:00Z\\n"), "w.csv")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = file_outcome(gzip.compress(start.encode()) + part * 64, name)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(found.type.rpartition("/")[2], grown // 1024)
"""


def test_a_line_of_a_gigabyte_is_refused_in_little_memory():
    lines = json.dumps(
        {key: (name, start.decode()) for key, (name, start, _) in LONG_LINES.items()}
    )
    child = subprocess.run(  # noqa: S603 (our own code)
        [sys.executable, "-c", MEASURED, lines],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip

    found = dict(zip(LONG_LINES, (line.split() for line in child.stdout.splitlines()), strict=True))
    assert {key: kind_ for key, (kind_, _) in found.items()} == {
        key: expected for key, (_, _, expected) in LONG_LINES.items()
    }
    assert {key: mb for key, (_, mb) in found.items() if int(mb) > 150} == {}


def test_the_line_that_is_too_long_is_named(monkeypatch):
    monkeypatch.setattr(documents_module, "MAX_LINE_BYTES", 1_000)
    monkeypatch.setattr(documents_module, "CHUNK_BYTES", 64)
    body = table(*["1,A,2026-01-01"] * 50, "1," + "x" * 2_000)

    problem = problem_of(body, "log.csv")

    assert (kind(problem), problem.errors[0].pointer) == ("line-too-long", "line 52")


def test_ten_million_columns_are_refused():
    header = gzip.compress(b"case_id,activity,time") + gzip.compress(b",a" * 1_000_000) * 10

    assert kind(problem_of(header, "log.csv")) in {"line-too-long", "file-too-large"}


def test_events_with_countless_fields_keep_the_first_ones():
    many = {f"field {number}": number for number in range(100_000)}
    event = {"case_id": "1", "activity": "A", "time": "2026-01-01T08:00:00Z"}

    log = inline_outcome([event | many]).log

    assert log.width < 300


NESTED = {
    "json": (b'{"steps":' * 100_000, "s.json"),
    "a json list": (b"[" * 100_000, "s.json"),
    "yaml": (b"steps:\n  - " + b"[" * 100_000, "s.yaml"),
    "yaml blocks": (
        ("steps:\n" + "".join(" " * n + "- \n" for n in range(900))).encode(),
        "s.yaml",
    ),
    "xes": (b'<log><trace><event><list key="a">' + b'<list key="b">' * 100_000, "log.xes"),
    "ocel": (b"<log><object-types/><events>" + b"<a>" * 100_000, "log.xml"),
    "ocel json": (b'{"objectTypes": [], "events": ' + b"[" * 100_000, "log.jsonocel"),
}


@pytest.mark.parametrize("case", NESTED)
def test_deep_nesting_is_refused_with_its_place(case):
    body, name = NESTED[case]

    problem = problem_of(body, name)

    assert "deep" in problem.detail or "nest" in problem.detail


# Characters


@pytest.mark.parametrize("format_", TEXT)
def test_a_nul_character_is_refused_with_its_line(format_):
    body, name = FILES[format_]
    half = len(body) // 2

    problem = problem_of(body[:half] + b"\0" + body[half:], name)

    assert problem.errors[0].pointer.startswith("line ")


@pytest.mark.parametrize("format_", TEXT)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp1252", "utf-8-sig"])
def test_any_encoding_is_read_rightly_or_refused(format_, encoding):
    text, name = documents.TEXTS[format_]
    named = text.replace("Check", "Prüfung").replace("Pack item", "Prüfung")

    found = file_outcome(named.encode(encoding, "replace"), name)

    if isinstance(found, Reading) and format_ != "prose":
        assert "Prüfung" in {step.name for step in found.workflow.activities}


def test_what_turns_text_around_is_shown_as_a_mark_in_problems():
    assert printable("\u202eexe.\x00\x1b") == "\ufffdexe.\ufffd\ufffd"


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x")', "+1+1", "@SUM(A1)", "<script>x</script>", "../../etc/passwd"]
)
def test_formulas_markup_and_paths_in_cells_stay_the_text_that_they_are(name):
    quoted = '"' + name.replace('"', '""') + '"'

    found = reading_of(table(f"{quoted},{quoted},2026-01-01"), "log.csv")

    [step] = found.workflow.activities
    assert step.name == name and list(found.log["case_id"]) == [name]
    assert step.id.replace("_", "").isalnum()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.csv", "C:\\Windows\\system32\\x.csv", "/a/b.csv"]
)
def test_a_path_as_the_name_of_a_file_is_only_its_last_part(name):
    found = reading_of(FILES["csv"][0], name)

    assert found.workflow.name in {"passwd", "x", "b"}


# Values


YEARS = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z"]


@pytest.mark.parametrize("year", YEARS)
def test_a_date_in_an_impossible_year_counts_as_missing_and_is_told(year):
    rows = [f"{case},A,2026-01-0{case}T08:00:00Z" for case in range(1, 5)]

    found = reading_of(table(*rows, f"1,B,{year}"), "log.csv")

    [told] = [one for one in found.quality.warnings if one.code == "placeholder_timestamps"]
    assert (told.count, told.sample) == (1, ("line 6",))
    assert found.log["complete_at"].max() < datetime.fromisoformat("2026-02-01T00:00:00+00:00")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1" * 400])
def test_a_number_that_is_none_is_refused_or_left_out(number):
    body = f'{{"steps": [{{"name": "A", "cost": {number}}}], "weekly_volume": {number}}}'

    assert problem_of(body.encode(), "s.json").errors[0].pointer == "/workflow_data/steps/0/cost"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE log SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE log [<!ENTITY % x SYSTEM "http://169.254.169.254/"> %x;]>',
    ],
)
@pytest.mark.parametrize("format_", ["xes", "ocel_xml"])
def test_document_types_are_refused_in_every_log(format_, declaration):
    text, name = documents.TEXTS[format_]
    at = text.index("<log")

    body = "\n".join([text[:at].rstrip(), "<!-- a log -->", declaration, text[at:]]).encode()
    problem = problem_of(body, name)

    assert (kind(problem), problem.errors[0].pointer) == ("forbidden-xml", "line 3")
