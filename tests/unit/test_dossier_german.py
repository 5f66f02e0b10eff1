"""A German report is German: no English word of ours is left in it."""

import re
from functools import cache

import pytest

from common.language import speaking
from common.model.submission import OutputFormat
from functions.output.dossier.document import document
from functions.output.dossier.html import report_html
from functions.output.dossier.markdown import report_markdown
from functions.output.dossier.pdf import report_pdf
from functions.output.dossier.report import report, report_json
from tests.pdf_reading import Pdf
from tests.unit.dossier_fixture import stated_results
from tests.unit.dossier_renamed import renamed

# Words that stand in nearly every English sentence and in no German one.
ENGLISH = {
    *("the", "of", "and", "is", "are", "were", "with", "from", "that", "this", "which", "for"),
    *("not", "by", "than", "each", "more", "most", "case", "cases", "step", "steps", "time"),
    *("times", "mean", "share", "day", "days", "hours", "hour", "between", "before", "after"),
    *("what", "who", "how", "why", "when", "where", "to", "it", "its", "only", "been", "has"),
}
FOREIGN = "Quux"  # stands for every text that comes from outside
KEPT = re.compile(r"[a-z_\\]+\.(?:bpmn|md|html|json|xlsx)")  # names of files
every_edition = pytest.mark.parametrize("edition", list(OutputFormat))


def english(text: str) -> set[str]:
    words = re.findall(r"[A-Za-zÄÖÜäöüß]+", KEPT.sub(" ", text))
    return {word for word in words if word.lower() in ENGLISH}


@cache
def _markdown(edition: OutputFormat) -> str:
    with speaking("de"):
        return report_markdown(document(renamed([FOREIGN], edition))).decode()


@every_edition
def test_no_english_word_is_left_in_the_text(edition: OutputFormat) -> None:
    assert english(_markdown(edition)) == set()


@every_edition
def test_no_english_word_is_left_in_the_page_or_its_pictures(edition: OutputFormat) -> None:
    with speaking("de"):
        page = report_html(document(renamed([FOREIGN], edition))).decode()
    body = page[page.index("<body") : page.index("<script>")]
    labels = " ".join(re.findall(r'aria-label="([^"]*)"', body))
    told = re.sub(r"<[^>]*>", " ", body) + labels
    assert english(told) == set()
    assert '<html lang="de">' in page


def test_no_english_word_is_left_in_the_pdf() -> None:
    with speaking("de"):
        told = Pdf(report_pdf(document(renamed([FOREIGN])))).text
    assert english(told) == set()


def test_a_process_without_a_log_is_told_in_german_too() -> None:
    with speaking("de"):
        told = report_markdown(document(stated_results())).decode()
    assert "Wie lange ein Fall dauert, ist nicht bekannt" in told
    assert "Was wir nicht wissen" in told


def test_report_json_is_in_the_language_of_the_report() -> None:
    with speaking("de"):
        body = report_json(report(renamed([FOREIGN]))).decode()
    assert "Ein Fall dauert im Mittel" in body


def test_numbers_are_written_as_germans_write_them() -> None:
    text = _markdown(OutputFormat.DETAILED_ANALYSIS)
    assert "16,4 Tage" in text
    assert "30,5 %" in text
    assert "von Januar 2017 bis Januar 2019" in text
    assert not re.search(r"\d\.\d Tage|\d%", text)


def test_a_german_report_on_a_description_says_that_it_is_read_in_english() -> None:
    with speaking("de"):
        told = report_markdown(document(stated_results())).decode()
    assert "Beschreibungen werden auf Englisch gelesen" in told
    assert "read in English" not in report_markdown(document(stated_results())).decode()
