"""What PDF/UA-1 asks for and can be seen in the file, for every edition in every language."""

import re
from functools import cache

import pytest

from common.language import LANGUAGES, Language, speaking
from common.model.submission import OutputFormat
from functions.output.dossier.content import Card, Document, Picture, Table
from functions.output.dossier.document import document
from functions.output.dossier.pdf import report_pdf
from tests.pdf_reading import Pdf
from tests.unit.dossier_planned import planned_results

EVERY = [(edition, language) for edition in OutputFormat for language in LANGUAGES]
every_edition = pytest.mark.parametrize(("edition", "language"), EVERY)


@cache
def _made(edition: OutputFormat, language: Language) -> tuple[Document, Pdf]:
    with speaking(language):
        pages = document(planned_results(edition))
        return pages, Pdf(report_pdf(pages))


def _blocks(pages: Document) -> list[object]:
    outer = [block for section in pages.sections for block in section.blocks]
    return outer + [inner for block in outer if isinstance(block, Card) for inner in block.blocks]


@every_edition
def test_the_file_is_tagged_and_has_a_title_and_a_language(
    edition: OutputFormat, language: Language
) -> None:
    _, pdf = _made(edition, language)
    assert b"/MarkInfo<</Marked true" in pdf.body
    assert re.search(rb"/Lang\(" + language.encode(), pdf.body)
    assert b"/DisplayDocTitle true" in pdf.body
    assert b"pdfuaid:part>1<" in pdf.body
    assert b"<dc:title>" in pdf.body


@every_edition
def test_every_picture_has_a_text_instead_and_every_table_heads(
    edition: OutputFormat, language: Language
) -> None:
    pages, pdf = _made(edition, language)
    pictures = [one for one in _blocks(pages) if isinstance(one, Picture)]
    tables = [one for one in _blocks(pages) if isinstance(one, Table)]
    figures = pdf.elements("Figure")
    assert len(figures) == len(pictures)
    assert all(b"/Alt" in figure for figure in figures)
    assert len(pdf.elements("Table")) == len(tables)
    heads = sum(len(table.columns) for table in tables)
    assert len(pdf.elements("TH")) >= heads
    assert all(b"/Scope" in head for head in pdf.elements("TH"))


@every_edition
def test_headings_descend_by_one_level(edition: OutputFormat, language: Language) -> None:
    pages, pdf = _made(edition, language)
    cards = sum(isinstance(b, Card) for section in pages.sections for b in section.blocks)
    assert [len(pdf.elements(f"H{level}")) for level in (1, 2, 3, 4)] == [
        1,
        len(pages.sections),
        cards,
        0,
    ]


@every_edition
def test_the_text_is_read_in_the_order_of_the_document(
    edition: OutputFormat, language: Language
) -> None:
    pages, pdf = _made(edition, language)
    told = "".join(pdf.text.split())
    order = [pages.title, *(one.text for one in pages.verdict)]
    order += [section.title for section in pages.sections]
    at = 0
    for text in order:
        found = told.find("".join(text.split()), at)
        assert found >= 0, text
        at = found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_executive_summary_is_two_pages(language: Language) -> None:
    _, pdf = _made(OutputFormat.EXECUTIVE_SUMMARY, language)
    assert pdf.pages == 2


def test_no_file_can_run_anything() -> None:
    for edition, language in EVERY:
        _, pdf = _made(edition, language)
        assert not re.search(rb"/(JavaScript|JS|Launch|OpenAction|URI|EmbeddedFile)\b", pdf.body)
