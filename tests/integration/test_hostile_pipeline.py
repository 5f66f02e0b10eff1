"""A log without start times and with hostile names through all four stages."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from random import Random

import pytest

from common.model.facts import Facts
from common.model.submission import Submission
from functions.output.dossier.html import TEMPLATES
from tests.fakes import InMemoryArtifacts
from tests.pipeline import carried_through

FORMULA, MARKUP, PATH = '=HYPERLINK("http://x")', "<script>alert(1)</script>", "../../etc/passwd"
SCRIPT = (TEMPLATES / "page.js").read_text("utf-8")
STEPS = ("Submit", FORMULA, MARKUP, PATH)


def log_without_starts() -> str:
    random = Random(5)  # noqa: S311
    body = io.StringIO()
    rows = csv.writer(body)
    rows.writerow(["case_id", "activity", "time", "resource", "role", MARKUP])
    for case in range(60):
        at = datetime(2026, 1, 5, 8, tzinfo=UTC) + timedelta(days=case)
        for step in STEPS:
            at += timedelta(hours=random.uniform(1, 30))
            who = f"{MARKUP}{random.randrange(3)}"
            rows.writerow([f"../{case}", step, at.isoformat(), who, "=1+1", MARKUP])
    return body.getvalue()


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.scripts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self.lasttag == "script" and self.scripts and not self.scripts[-1]:
            self.scripts[-1] = data


@pytest.fixture(scope="module")
def artifacts() -> InMemoryArtifacts:
    _, stored = carried_through(Submission(workflow_data=log_without_starts()))
    return stored


def test_what_only_start_times_can_tell_stays_unknown_to_the_end(artifacts):
    facts = Facts.from_json(artifacts.bodies["sessions/test/facts.json"])
    report = json.loads(artifacts.bodies["reports/test/report.json"])
    page = artifacts.bodies["reports/test/report.html"].decode()

    assert not facts.has_start_times
    assert all(one.processing is None and one.waiting is None for one in facts.activities)
    assert all(
        "processing_h" not in step and "waiting_h" not in step
        for step in report["workflow"]["activities"]
    )
    assert any(text.startswith("Start times:") for text in report["quality"]["missing"])
    assert report["quality"]["questions"][0]["about"] in {"start times", "time zone"}
    assert "The log has no start times" in page


def test_names_are_text_in_the_page_and_as_they_were_in_the_report(artifacts):
    page = artifacts.bodies["reports/test/report.html"].decode()
    report = json.loads(artifacts.bodies["reports/test/report.json"])

    assert Tags(page).scripts == [SCRIPT]  # ours, the one that the page's policy allows by its hash
    assert "&lt;script&gt;alert(1)" in page
    assert {step["name"] for step in report["workflow"]["activities"]} == set(STEPS)
    assert artifacts.bodies["reports/test/report.pdf"].startswith(b"%PDF")


def test_no_name_of_the_submission_becomes_part_of_a_key(artifacts):
    words = ("etc", "passwd", "script", "HYPERLINK", "..")

    assert not [key for key in artifacts.bodies if any(word in key for word in words)]


def test_no_formula_would_run_in_a_table(artifacts):
    tables = zipfile.ZipFile(io.BytesIO(artifacts.bodies["reports/test/tables.zip"]))
    cells = [
        cell
        for name in tables.namelist()
        for row in csv.reader(io.StringIO(tables.read(name).decode("utf-8-sig")))
        for cell in row
    ]
    assert any(FORMULA in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+1", "@"))]
    book = zipfile.ZipFile(io.BytesIO(artifacts.bodies["reports/test/tables.xlsx"]))
    sheets = [book.read(name).decode() for name in book.namelist() if "sheet" in name]
    assert not [sheet for sheet in sheets if "<f>" in sheet or "<f " in sheet]
