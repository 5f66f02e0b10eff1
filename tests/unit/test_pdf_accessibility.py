"""Every PDF passes what a machine can check of PDF/UA-1, and the checks find what is wrong."""

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from typing import Any

import pytest

from common.language import LANGUAGES, Language, speaking
from common.model.submission import OutputFormat
from functions.output.dossier.document import document
from functions.output.dossier.pdf import report_pdf
from tests.fetched import wheel
from tests.unit.dossier_fixture import stated_results
from tests.unit.dossier_planned import planned_results

if find_spec("pypdf") is None:  # nothing that is shipped needs it: it is no library of ours
    sys.path.append(str(wheel("pypdf")))

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
)

from validation_scripts.pdf_accessibility import objections

EVERY = [(edition, language) for edition in OutputFormat for language in LANGUAGES]
Damage = Callable[[PdfWriter], None]


@cache
def _made(edition: OutputFormat, language: Language) -> bytes:
    with speaking(language):
        return report_pdf(document(planned_results(edition)))


@pytest.mark.parametrize(("edition", "language"), EVERY)
def test_no_edition_has_anything_to_object_to(edition: OutputFormat, language: Language) -> None:
    assert objections(_made(edition, language)) == []


def test_a_stated_process_has_nothing_to_object_to() -> None:
    assert objections(report_pdf(document(stated_results()))) == []


def _root(writer: PdfWriter) -> Any:
    return writer.root_object


def _elements(writer: PdfWriter, kind: str) -> Iterator[Any]:
    for entry in writer._objects:
        if isinstance(entry, DictionaryObject) and entry.get("/S") == kind:
            yield entry


def _drop(key: str) -> Damage:
    def damage(writer: PdfWriter) -> None:
        del _root(writer)[NameObject(key)]

    return damage


def _untagged(writer: PdfWriter) -> None:
    _root(writer)["/MarkInfo"][NameObject("/Marked")] = BooleanObject(False)


def _suspect(writer: PdfWriter) -> None:
    _root(writer)["/MarkInfo"][NameObject("/Suspects")] = BooleanObject(True)


def _no_title(writer: PdfWriter) -> None:
    del _root(writer)["/ViewerPreferences"][NameObject("/DisplayDocTitle")]


def _claims_nothing(writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(_root(writer)["/Metadata"].get_data().replace(b"pdfuaid:part", b"other:part"))
    _root(writer)[NameObject("/Metadata")] = stream


def _picture_without_text(writer: PdfWriter) -> None:
    del next(_elements(writer, "/Figure"))[NameObject("/Alt")]


def _renamed(kind: str, other: str) -> Damage:
    def damage(writer: PdfWriter) -> None:
        next(_elements(writer, kind))[NameObject("/S")] = NameObject(other)

    return damage


def _head_of_nothing(writer: PdfWriter) -> None:
    del next(_elements(writer, "/TH"))[NameObject("/A")]


def _short_row(writer: PdfWriter) -> None:
    row = list(_elements(writer, "/TR"))[1]
    row[NameObject("/K")] = ArrayObject(row["/K"][:-1])


def _painted_outside(writer: PdfWriter) -> None:
    page: Any = writer.pages[0]
    stream = DecodedStreamObject()
    stream.set_data(page.get_contents().get_data() + b"\n0 0 m 9 9 l S\n")
    page[NameObject("/Contents")] = stream


def _artifact_within(writer: PdfWriter) -> None:
    page: Any = writer.pages[0]
    stream = DecodedStreamObject()
    before = page.get_contents().get_data()
    stream.set_data(before.replace(b"BT", b"/Artifact BMC EMC BT", 1))
    page[NameObject("/Contents")] = stream


def _backwards(writer: PdfWriter) -> None:
    top = _root(writer)["/StructTreeRoot"]["/K"].get_object()
    whole = top[0].get_object() if isinstance(top, ArrayObject) else top
    whole[NameObject("/K")] = ArrayObject(list(whole["/K"])[::-1])


def _link_that_says_nothing(writer: PdfWriter) -> None:
    for page in writer.pages:
        for note in page.get("/Annots", ()):
            entry = note.get_object()
            del entry[NameObject("/Contents")]


def _tab_order(writer: PdfWriter) -> None:
    for page in writer.pages:
        page.pop("/Tabs", None)


def _font_left_out(writer: PdfWriter) -> None:
    for entry in writer._objects:
        if isinstance(entry, DictionaryObject) and entry.get("/Type") == "/FontDescriptor":
            for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                entry.pop(key, None)
            return


def _codes_without_characters(writer: PdfWriter) -> None:
    for entry in writer._objects:
        if isinstance(entry, DictionaryObject) and "/ToUnicode" in entry:
            del entry[NameObject("/ToUnicode")]
            return


DAMAGES = {
    "06-001": _untagged,
    "04-001": _suspect,
    "07-002": _no_title,
    "11-006": _drop("/Lang"),
    "01-006": _drop("/StructTreeRoot"),
    "06-002": _drop("/Metadata"),
    "05-001": _claims_nothing,
    "13-004": _picture_without_text,
    "14-003": _renamed("/H2", "/H3"),
    "14-002": _renamed("/H1", "/H2"),
    "02-001": _renamed("/P", "/Paragraph"),
    "15-003": _head_of_nothing,
    "15-001": _short_row,
    "01-005": _painted_outside,
    "01-001": _artifact_within,
    "09-001": _backwards,
    "09-004": _renamed("/TBody", "/P"),
    "09-005": _renamed("/LI", "/P"),
    "28-012": _link_that_says_nothing,
    "28-011": _renamed("/Link", "/Span"),
    "28-008": _tab_order,
    "31-009": _font_left_out,
    "10-001": _codes_without_characters,
}


@cache
def _short() -> bytes:
    """Return a file with a picture, a table, a list, links and headings of three levels."""
    pages = document(planned_results(OutputFormat.DETAILED_ANALYSIS))
    kept = ("recommendation", "findings", "unknown")
    return report_pdf(replace(pages, sections=tuple(s for s in pages.sections if s.name in kept)))


@pytest.mark.parametrize("checkpoint", list(DAMAGES))
def test_what_is_damaged_is_found(checkpoint: str) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(_short()))
    DAMAGES[checkpoint](writer)
    damaged = io.BytesIO()
    writer.write(damaged)
    assert checkpoint in {found.split()[0] for found in objections(damaged.getvalue())}


def test_a_copy_without_damage_is_as_good_as_the_file() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(_short()))
    copy = io.BytesIO()
    writer.write(copy)
    assert objections(copy.getvalue()) == []
    assert len(PdfReader(copy).pages) > 1
