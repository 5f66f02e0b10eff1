"""Every number in every edition, format and language is that of report.json, rounded alike."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from markdown_it import MarkdownIt

from common.language import LANGUAGES, Language, speaking
from common.model.submission import OutputFormat
from functions.output.dossier import figures
from functions.output.dossier.content import Card, Cell, Document, Table
from functions.output.dossier.document import document
from functions.output.dossier.html import report_html
from functions.output.dossier.markdown import report_markdown
from functions.output.dossier.pdf import report_pdf
from functions.output.dossier.report import report, report_json
from tests.pdf_reading import Pdf
from tests.unit.dossier_planned import planned_results
from tests.unit.test_dossier_html import Page

EVERY = [(edition, language) for edition in OutputFormat for language in LANGUAGES]
NUMBER = re.compile(r"[+−]?\d[\d.,]*\d|[+−]?\d")
HOURS = {"s": 1 / 3600, "min": 1 / 60, "h": 1.0, "days": 24.0, "Tage": 24.0, "d": 24.0}
every_edition = pytest.mark.parametrize(("edition", "language"), EVERY)


@cache
def _pages(edition: OutputFormat, language: Language) -> Document:
    with speaking(language):
        return document(planned_results(edition))


@cache
def _json() -> frozenset[float]:
    return frozenset(_numbers(json.loads(report_json(report(planned_results())))))


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _numbers(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def _tables(pages: Document) -> Iterator[Table]:
    for section in pages.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                yield block
            if isinstance(block, Card):
                yield from (inner for inner in block.blocks if isinstance(inner, Table))


def _cells(pages: Document) -> Iterator[Cell]:
    for table in _tables(pages):
        for row in table.rows:
            yield from row


def _parsed(text: str, language: Language) -> tuple[float, float]:
    """Return the first number of a text and the size of its last digit."""
    found = NUMBER.search(text)
    assert found is not None, text
    plain = found[0].replace("−", "-").replace("+", "")
    if text.startswith("−") and not plain.startswith("-"):
        plain = "-" + plain
    groups, decimal = (",", ".") if language == "en" else (".", ",")
    plain = plain.replace(groups, "").replace(decimal, ".")
    return float(plain), 10.0 ** -len(plain.partition(".")[2])


def _sizes(text: str) -> list[float]:
    """Return what one unit of a text may be in the unit of report.json."""
    after = NUMBER.split(text, maxsplit=1)[1].split()
    unit = after[0] if after else ""
    if unit.startswith("%") or unit in {"points", "Prozentpunkte"}:
        return [0.01]
    return [HOURS[unit]] if unit in HOURS else [1.0]


@every_edition
def test_a_cell_shows_its_value_of_report_json_within_rounding(
    edition: OutputFormat, language: Language
) -> None:
    checked = 0
    for cell in _cells(_pages(edition, language)):
        if cell.value is None:
            continue
        assert cell.value in _json(), cell
        if cell.text.startswith(("<", ">")):  # such as "< 0.1%": too small to show
            assert abs(cell.value) < 0.001
            continue
        shown, digit = _parsed(cell.text, language)
        assert any(
            abs(shown * size - cell.value) <= 0.5001 * digit * size for size in _sizes(cell.text)
        ), cell
        checked += 1
    assert checked > 20


@every_edition
def test_the_page_holds_the_same_numbers(edition: OutputFormat, language: Language) -> None:
    pages = _pages(edition, language)
    with speaking(language):
        page = Page(report_html(pages))
    assert page.values == [cell.value for cell in _cells(pages) if cell.value is not None]
    assert ("lang", language) in page.attributes


@every_edition
def test_markdown_read_by_a_reader_nobody_here_wrote_holds_the_same_cells(
    edition: OutputFormat, language: Language
) -> None:
    pages = _pages(edition, language)
    with speaking(language):
        body = report_markdown(pages).decode()
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    told = [
        "".join(child.content for child in tokens[i + 1].children or ())
        for i, token in enumerate(tokens)
        if token.type in {"td_open", "th_open"}
    ]
    cells = [c for table in _tables(pages) for row in (table.columns, *table.rows) for c in row]
    assert len(told) == len(cells)
    for text, cell in zip(told, cells, strict=True):
        assert text.startswith(" ".join(cell.text.split()))


@every_edition
def test_the_pdf_holds_the_same_numbers(edition: OutputFormat, language: Language) -> None:
    pages = _pages(edition, language)
    with speaking(language):
        told = "".join(Pdf(report_pdf(pages)).text.split())
    for cell in _cells(pages):
        if cell.numeric:
            assert "".join(cell.text.split()) in told, cell


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_verdict_and_of_the_key_figures_is_one_of_report_json(
    language: Language,
) -> None:
    pages = _pages(OutputFormat.EXECUTIVE_SUMMARY, language)
    texts = [one.text for one in pages.verdict]
    texts += [f"{one.text} {one.note}" for one in pages.key_figures]
    with speaking(language):
        known = _written()
    for text in texts:
        years = re.sub(
            r"\b20\d\d\b|\b9[05](?=%|-%|th|\. P)", "", text
        )  # of the period, of an interval's name
        for number in NUMBER.findall(years):
            assert number.lstrip("+−") in known, (number, text)


def _written() -> set[str]:
    """Return every number of report.json in each way in which it may be written."""
    found: set[str] = set()
    base = {abs(value) for value in _json()}
    effects = planned_results().portfolio.joint
    ratios = {
        abs(end / effect.as_is.mean)
        for effect in effects
        for end in (effect.difference.low, effect.difference.high, effect.difference.mean)
    }
    for value in base | ratios:
        ways = [figures.duration(value), figures.share(value), figures.grouped(value, 1)]
        ways += [figures.grouped(value, 2), figures.count(value), figures.count(round(value))]
        ways += [figures.money(value, None)]
        found |= {number for way in ways for number in NUMBER.findall(way)}
    return found
