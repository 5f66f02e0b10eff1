"""The sentences of whole reports: all in the reader's language, with the numbers of report.json.

Sentences are written in Cyrillic letters and wide digits (``tests.pseudo_language``): Latin letters
are names, units, identifiers, words of the submitter, or a sentence of ours that nobody translated;
usual digits are values, which have to stand in report.json, after the one rule of rounding.
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
from typing import Any

import pytest

from common import numerals
from common.language import Language
from common.model.submission import AnalysisType, Request, Submission
from functions.optimization.simulation.engine import kernel
from tests.integration.test_bpmn_pipeline import MODEL, PARAMETERS, with_parameters
from tests.paths import EXAMPLES
from tests.pdf_reading import Pdf
from tests.pipeline import carried_through
from tests.pseudo_language import speaking_otherwise, written

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


def reported(name: str, numbers: Language = "de") -> dict[str, bytes]:
    return _reported(name, numbers)


@cache
def _reported(name: str, numbers: Language) -> dict[str, bytes]:
    quick = Request(analysis_type=AnalysisType.QUICK, language=numbers)
    with speaking_otherwise(numbers):
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
    """What a page says, read or heard; ``silent``: elements whose content is not looked at."""

    def __init__(self, page: str, silent: frozenset[str] = frozenset({"script", "style"})) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent, self._within = silent, 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within += tag in self._silent
        if not self._within:
            self.said += [text for name, text in attrs if name in {"aria-label", "title"} and text]

    def handle_endtag(self, tag: str) -> None:
        self._within -= tag in self._silent

    def handle_data(self, data: str) -> None:
        if not self._within:
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


# Numbers that are no figures of the process: years of sources, versions of formats.
NO_FIGURES = {"2.0", "1.0", "2014", "2024", "2025"}
UNIT = r"(?:[ \u00a0]?%|[ \u00a0](?:min|h|s|d)\b|[ \u00a0](?:гашт|поинут))"
NUMBER = re.compile(rf"(?<![\w.,/:])([+−-]?[0-9](?:[0-9.,]*[0-9])?)({UNIT})?")
RANGE = re.compile(rf"([0-9.,]+)(?= уо [+−]?[0-9.,]+({UNIT}))")  # one unit for both ends
PART = re.compile(r"([0-9.,]+) ое ([0-9.,]+) \w+ \(([0-9.,]+) ?%\)")  # 104 of 179 cases (58.1%)
MONTH = "|".join(written(month) for month in numerals.MONTHS)
DATE = re.compile(
    rf"(?:\b[0-9]{{1,2}} )?\b(?:{MONTH}) [0-9]{{4}}"
    r"|\b[0-9]{4}-[0-9]{2}-[0-9]{2}|\b[0-9]{2}\.[0-9]{2}\.[0-9]{4}"
)


def _values(value: object) -> Iterator[float]:
    """Yield the numbers of a document, and how many its lists hold."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _values(inner)
    elif isinstance(value, list):
        yield float(len(value))
        for inner in value:
            yield from _values(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield abs(float(value))


def _by_cause(report: Any) -> Iterator[float]:
    """The parts of the cycle time that waiting has by its causes: shares of a share."""
    causes, parts = (report["facts"].get(name) for name in ("waiting_causes", "time_parts"))
    if causes and parts:
        for share in causes["whole"]["shares"].values():
            yield share * parts["waiting_h"]
            yield share * parts["waiting_h"] / report["facts"]["cycle_time"]["mean_h"]


def _per_case(report: Any) -> Iterator[float]:
    """The time that findings put at stake, in each case: told beside that of a year."""
    for finding in report["assessment"]["findings"]:
        if at_stake := finding.get("time_at_stake_h_per_year"):
            yield at_stake["value"] / report["assessment"]["cases_per_year"]


def _shown(number: str, unit: str) -> tuple[str, str]:
    return number.lstrip("+−-"), "гашт" if unit.strip() == "d" else unit.strip()


@cache
def _known(name: str, numbers: Language) -> frozenset[tuple[str, str]]:
    """Every number of report.json with its unit, in every way in which it may be written."""
    report = json.loads(reported(name, numbers)["report.json"])
    found: set[tuple[str, str]] = set()
    with speaking_otherwise(numbers):
        for value in {*_values(report), *_by_cause(report), *_per_case(report)}:
            ways = [numerals.duration(value), numerals.share(value), numerals.money(value, None)]
            ways += [numerals.duration(value, like) for like in (0.005, 0.5, 24.0, 48.0, 5000.0)]
            ways += [f"{numerals.grouped(value / 24, 1)} гашт", numerals.exact(value)]
            ways += [f"{numerals.grouped(value * 100, 1)} поинут", numerals.count(value)]
            ways += [numerals.grouped(value, decimals) for decimals in range(4)]
            ways += [numerals.grouped(value * 100, 1)]  # per hundred
            ways += [numerals.count(round(value * 1e6))]  # per million
            found |= {_shown(*each) for way in ways for each in NUMBER.findall(way)}
    return frozenset(found)


def _sentences(name: str, numbers: Language) -> Iterator[str]:
    """Yield what the texts say: lines, and each cell of a table; pictures are described there."""
    for key, body in reported(name, numbers).items():
        for line in body.decode().splitlines() if key.endswith(".md") else ():
            yield from line.split("|") if line.startswith("|") else [line]


def _stated(name: str) -> set[str]:
    """Return the numbers of the submission, and those that are no figures."""
    data = SUBMITTED[name]().workflow_data
    told = data if isinstance(data, str) else json.dumps(data)
    return set(re.findall(r"[0-9](?:[0-9.,]*[0-9])?", told)) | NO_FIGURES


def _made_up(name: str, numbers: Language, texts: set[str]) -> dict[str, list[str]]:
    """Return the texts with numbers that neither report.json nor the submission holds."""
    stated, known = _stated(name), _known(name, numbers)
    assert len(known) > 1000
    made_up = {}
    for text in texts:
        plain = PART.sub(r"\1 \2", RANGE.sub(r"\1\2", DATE.sub(" ", text)))
        strange = [n for n, u in NUMBER.findall(plain) if _shown(n, u) not in known]
        if strange := [number for number in strange if number.lstrip("+−-") not in stated]:
            made_up[text] = strange
    return made_up


@pytest.mark.parametrize(
    ("name", "numbers"), [*((name, "de") for name in SUBMITTED), ("text", "en")]
)
def test_every_number_of_a_sentence_is_one_of_report_json(name: str, numbers: Language) -> None:
    assert _made_up(name, numbers, set(_sentences(name, numbers))) == {}


@every_input
def test_every_number_of_a_page_is_one_of_report_json(name: str) -> None:
    """Pictures stand beside their data; the ticks of their axes are no figures."""
    silent = frozenset({"script", "style", "svg"})
    pages = [body.decode() for key, body in reported(name).items() if key.endswith(".html")]

    assert _made_up(name, "de", {text for page in pages for text in Texts(page, silent).said}) == {}


@every_input
def test_every_number_of_the_print_is_one_of_report_json(name: str) -> None:
    """Words wrap in print, also between a number and its unit: numbers alone are compared."""
    known = {number for number, _ in _known(name, "de")}
    prints = [Pdf(body).text for key, body in reported(name).items() if key.endswith(".pdf")]

    for text in prints:
        found = NUMBER.findall(DATE.sub(" ", " ".join(text.split())))
        assert len(found) > 50
        assert {number.lstrip("+−-") for number, _ in found} - known - _stated(name) == set()


def test_shares_of_counts_are_their_quotients() -> None:
    checked = 0
    for text in set(_sentences("log", "de")):
        for part, whole, share in PART.findall(text):
            quotient = float(part.replace(".", "")) / float(whole.replace(".", ""))
            assert float(share.replace(",", ".")) == pytest.approx(100 * quotient, abs=0.0501)
            checked += 1
    assert checked
