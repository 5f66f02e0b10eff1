"""report.pdf: the same content as the page, set by Typst as an accessible PDF (PDF/UA-1)."""

import dataclasses
import json
import re
from functools import cache
from typing import Any, Literal

import typst

from common.language import say, term
from common.model.figure import Provenance
from functions.output.dossier.content import Document, Picture
from functions.output.dossier.html import TEMPLATES
from functions.output.pictures.svg import printable

HIDDEN = frozenset({"views", "first_view"})  # a page on paper shows one of them
REGIONS = {"en": "GB", "de": "DE"}  # for hyphenation and quotes
_VARIABLE = re.compile(r"var\((--[a-z0-9-]+)\)")
_UNSEEN = re.compile(
    r'<rect [^>]*class="strip"[^>]*/>|(?<=<g class="mark-of">)<title>[^<]*</title>'
)
_DECLARATION = re.compile(r"(--[a-z0-9-]+):\s*(#[0-9a-f]{6});")


def report_pdf(pages: Document) -> bytes:
    """Return the PDF: tagged, without system fonts or dates, so the same pages give the same.

    PDF/UA-1 forbids a character without a glyph. Where a name holds one (the fonts know the
    Latin, Greek, Cyrillic and Hebrew scripts) the file is the same, with an empty box for it,
    and does not claim the standard.
    """
    labels = {known.value: term(known.value) for known in Provenance}
    labels["score"] = say("Inefficiency score")
    said = {"labels": labels, "region": REGIONS[pages.language]}
    content = json.dumps(_plain(pages) | said, ensure_ascii=False)
    try:
        return _compiled(content, "ua-1")
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compiled(content, None)


def _compiled(content: str, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        (TEMPLATES / "report.typ").read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"document": content},
        pdf_standards=standard,
    )


def _plain(value: Any) -> Any:
    """Return dataclasses as dictionaries, pictures with their colours, texts printable."""
    if isinstance(value, Picture):
        return _fields(value, but=HIDDEN) | {"svg": coloured(value.svg)}
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _fields(value) if dataclasses.is_dataclass(value) else value


def _fields(value: Any, but: frozenset[str] = frozenset()) -> dict[str, Any]:
    names = [field.name for field in dataclasses.fields(value)]
    return {name: _plain(getattr(value, name)) for name in names if name not in but}


def coloured(svg: str) -> str:
    """Return a picture that carries the light colours itself: a PDF has no style sheet.

    What only a pointer finds is left out.
    """
    at = svg.index(">") + 1
    return f"{svg[:at]}<style>{_light_style()}</style>{_UNSEEN.sub('', svg[at:])}"


@cache
def _light_style() -> str:
    colours = dict(_DECLARATION.findall((TEMPLATES / "colours.css").read_text().split("@media")[0]))
    colours["--paper"] = "#ffffff"
    style = (TEMPLATES / "pictures.css").read_text().replace(".picture ", "")
    return _VARIABLE.sub(lambda found: colours[found[1]], style)
