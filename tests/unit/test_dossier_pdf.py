import pytest

from functions.output.dossier.document import document
from functions.output.dossier.pdf import coloured, report_pdf
from functions.output.pictures.svg import hover, picture, rect
from tests.unit.dossier_fixture import results, stated_results


def test_the_pdf_claims_the_accessibility_standard_and_is_the_same_twice() -> None:
    pages = document(results())
    body = report_pdf(pages)
    assert body.startswith(b"%PDF-")
    assert b"pdfuaid:part>1<" in body
    assert body == report_pdf(pages)


def test_a_process_without_a_log_has_a_pdf_too() -> None:
    assert report_pdf(document(stated_results())).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "name", ["#set page(fill: red) $x$ @y <z> [", "支払い 🙂", "\u202eabc\u0000", "= head\n- item"]
)
def test_a_hostile_name_is_set_as_text(name: str) -> None:
    assert report_pdf(document(results(name=name))).startswith(b"%PDF-")


def test_pictures_carry_their_colours_into_the_pdf() -> None:
    svg = coloured('<svg viewBox="0 0 1 1"><rect class="bar"/></svg>')
    assert "fill: #3d6d99" in svg
    assert "var(" not in svg


def test_what_only_a_pointer_finds_is_not_in_the_pdf() -> None:
    marks = hover("told", rect(0, 0, 1, 1, "strip")) + hover("told", rect(0, 0, 1, 1, "bar"))
    svg = coloured(picture("k", "title", "description", (1, 1), [marks]))
    assert "told" not in svg
    assert 'class="strip"' not in svg
    assert 'class="bar"' in svg
    assert ">title</title>" in svg
