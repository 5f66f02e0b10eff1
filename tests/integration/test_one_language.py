"""A report is in one language: whatever we say in it has been said in the reader's.

Sentences are written in Cyrillic letters (``tests.pseudo_language``), so that Latin letters are
names, units, identifiers, words of the submitter, or a sentence of ours that nobody translated.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from random import Random

import pytest

from common.model.submission import AnalysisType, Request, Submission
from functions.optimization.simulation.engine import kernel
from tests.integration.test_bpmn_pipeline import MODEL, PARAMETERS, carried_through, with_parameters
from tests.paths import EXAMPLES
from tests.pdf_reading import Pdf
from tests.pseudo_language import speaking_otherwise

pytestmark = pytest.mark.skipif(
    not kernel.COMPILED, reason="too slow where the kernel is not compiled (make kernel)"
)
WORD = re.compile(r"[A-Za-z]{2,}")
LIGATURES = {"ff", "fi", "fl", "ffi", "ffl"}  # a PDF may part words at these
UNITS = {"eur", "min"}
NAMES = {  # of formats, methods and their authors, and of our own files and fields
    *("xes", "csv", "json", "bpmn", "utf", "utc", "xlsx", "pdf", "html", "md", "report", "model"),
    *("executive", "summary", "implementation", "guide", "business", "tables", "manifest"),
    *("organization", "context", "hourly", "rates", "submission", "case", "event", "bimp"),
    *("eurostat", "prosimos", "to", "be", "as", "is", "cost", "of", "delay", "per", "day"),
}


def log() -> str:
    """A log with start times and the usual faults: no zone, copies, nobody, placeholders."""
    random, body = Random(3), io.StringIO()  # noqa: S311
    rows = csv.writer(body)
    rows.writerow(["case_id", "activity", "start", "end", "resource", "role", "kind"])
    for case in range(150):
        at = datetime(2026, 1, 5, 8, tzinfo=UTC) + timedelta(hours=7 * case)
        steps = ["Enter claim", "Check claim", "Approve claim", "Pay claim"]
        if case % 6 == 0:
            steps[2:2] = ["Reject claim", "Enter claim", "Check claim"]
        for step in steps[: 2 if case % 40 == 7 else None]:
            at += timedelta(hours=random.uniform(2, 30))
            end = at + timedelta(minutes=random.uniform(10, 90))
            who = f"{step.split()[0].lower()}er {random.randrange(2)}"
            row = [f"c{case}", step, f"{at:%Y-%m-%d %H:%M:%S}", f"{end:%Y-%m-%d %H:%M:%S}"]
            if case == 30:
                row[2] = "1970-01-01 00:00:00"
            rows.writerow([*row, who, "Clerk" if case % 3 else "UNDEFINED", "car"])
            if case % 50 == 0:
                rows.writerow([*row, who, "Clerk", "car"])
            at = end
    return body.getvalue()


SUBMITTED = {
    "log": lambda: Submission(workflow_data=log()),
    "stated": lambda: Submission(
        workflow_data=json.loads((EXAMPLES / "travel_approval.json").read_text())
    ),
    "text": lambda: Submission(workflow_data=(EXAMPLES / "travel_approval.txt").read_text()),
    "model": lambda: with_parameters(EXAMPLES, MODEL.name, PARAMETERS.name),
}
every_input = pytest.mark.parametrize("name", SUBMITTED)


@cache
def reported(name: str) -> dict[str, bytes]:
    quick = Request(analysis_type=AnalysisType.QUICK, language="de")
    with speaking_otherwise():
        _, stored = carried_through(SUBMITTED[name](), quick)
    return {
        key.removeprefix("reports/test/"): body
        for key, body in stored.bodies.items()
        if key.startswith("reports/test/")
    }


def foreign(name: str, text: str) -> set[str]:
    """Return the words that are neither ours in the reader's language nor the submitter's."""
    return {word for word in WORD.findall(text) if word.lower() not in _allowed(name)}


@cache
def _allowed(name: str) -> frozenset[str]:
    """The submitter's words, also as a reader of prose turns them: "checks" is a step "Check"."""
    workflow = json.loads(reported(name)["report.json"])["workflow"]
    named = [each["name"] for kind in ("activities", "roles") for each in workflow[kind]]
    data = SUBMITTED[name]().workflow_data
    told = " ".join([data if isinstance(data, str) else json.dumps(data), *named])
    return frozenset({word.lower() for word in WORD.findall(told)} | UNITS | NAMES)


class Texts(HTMLParser):
    """What a page says, read or heard."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"script", "style"}
        self.said += [text for name, text in attrs if name in {"aria-label", "title"} and text]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def cut(text: str) -> str:
    """Return a text without a word that was cut to make room."""
    return re.sub(r"\w+…", " ", text)


@every_input
def test_every_sentence_of_the_texts_is_in_the_language_of_the_reader(name: str) -> None:
    pages = {key: body.decode() for key, body in reported(name).items() if key.endswith(".md")}

    assert len(pages) == 4
    assert {
        line for page in pages.values() for line in page.splitlines() if foreign(name, cut(line))
    } == set()


@every_input
def test_every_sentence_of_the_pages_and_pictures_is_in_the_language_of_the_reader(
    name: str,
) -> None:
    pages = [Texts(body.decode()) for key, body in reported(name).items() if key.endswith(".html")]

    assert len(pages) == 4
    assert {text for page in pages for text in page.said if foreign(name, cut(text))} == set()


@every_input
def test_every_sentence_of_the_print_is_in_the_language_of_the_reader(name: str) -> None:
    prints = [Pdf(body).text for key, body in reported(name).items() if key.endswith(".pdf")]

    assert len(prints) == 4
    assert {w for text in prints for w in foreign(name, cut(text))} - LIGATURES == set()


@every_input
def test_every_sentence_of_the_json_is_in_the_language_of_the_reader(name: str) -> None:
    texts = set(_texts(json.loads(reported(name)["report.json"])))
    sentences = {text for text in texts if len(WORD.findall(text)) > 1}

    assert {text for text in sentences if foreign(name, cut(text))} == set()


def _texts(value: object) -> Iterator[str]:
    """Yield the texts of a document but for names of topics, which pages translate."""
    if isinstance(value, str) and " " in value:
        yield value
    elif isinstance(value, dict):
        part = {"score", "weight"} <= value.keys()  # of the score or of the data's quality
        topics = {"about", "principle"} | ({"name"} if part else set())
        for name, inner in value.items():
            if name not in topics:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
