"""What of PDF/UA-1 a machine can check in a file, after the Matterhorn Protocol 1.1.

    pip install -r requirements/pypdf.txt
    python -m validation_scripts.pdf_accessibility report.pdf …

Prints one line per objection, with the checkpoint of the protocol, and returns 1 where there is
one. Read by pypdf, which had no part in making the files. What only a person can judge (whether a
text instead of a picture tells what it shows) is not claimed.
"""

import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject

from validation_scripts.pdf_content import content_objections
from validation_scripts.pdf_structure import Tree, tree_of

BLOCKS = "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P Note"
HEADS_AND_LISTS = "H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot"
INLINE = "Span Quote Reference BibEntry Code Link Annot Ruby Warichu RB RT RP WT WP"
PICTURES = "Figure Formula Form"
STANDARD_TYPES = frozenset(f"{BLOCKS} {HEADS_AND_LISTS} {INLINE} {PICTURES}".split())
ROWS = frozenset({"TR", "THead", "TBody", "TFoot", "Caption"})
READABLE = 1 << 9  # bit 10 of the permissions: content may be read out


def objections(body: bytes) -> list[str]:
    """Return what is not as the standard asks, in the order of its checkpoints."""
    reader = PdfReader(io.BytesIO(body))
    root: Any = reader.trailer["/Root"]
    tree = tree_of(reader)
    return [
        *content_objections(reader, tree),
        *_types(tree),
        *_dictionary(root),
        *_metadata(root),
        *_figures(tree),
        *_headings(tree),
        *_tables(tree),
        *_lists(tree),
        *_notes(tree),
        *_behaviour(root),
        *_permission(reader),
        *_annotations(reader, tree),
        *_fonts(reader),
    ]


def _types(tree: Tree) -> Iterator[str]:
    for role, target in tree.roles.items():
        if target not in STANDARD_TYPES:
            yield f"02-001 {role} is mapped to {target}, which is no standard type"
        if role in STANDARD_TYPES:
            yield f"02-004 the standard type {role} is mapped again"
    for name in sorted({e.kind for e in tree.elements} - STANDARD_TYPES):
        yield f"02-001 {name} is no standard type and is mapped to none"
    if not tree.elements:
        yield "01-006 there is no structure tree"


def _dictionary(root: Any) -> Iterator[str]:
    marks = root.get("/MarkInfo", {})
    if not _is_true(marks.get("/Marked")):
        yield "06-001 the file does not say that it is tagged"
    if _is_true(marks.get("/Suspects")):
        yield "04-001 tags are said to be suspect"
    if not _is_true(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")):
        yield "07-002 the title is not shown instead of the file name"
    if not re.fullmatch(r"[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*", str(root.get("/Lang", ""))):
        yield "11-006 there is no language"


def _is_true(value: Any) -> bool:
    return isinstance(value, BooleanObject) and value.value is True


def _metadata(root: Any) -> Iterator[str]:
    if "/Metadata" not in root:
        yield "06-002 there are no metadata"
        return
    text = root["/Metadata"].get_data().decode("utf-8")
    if not re.search(r"pdfuaid:part(>|=\")1\b", text):
        yield "05-001 the file does not claim PDF/UA-1"
    title = re.search(r"<dc:title>.*?<rdf:li[^>]*>(.+?)</rdf:li>", text, re.S)
    if title is None or not title[1].strip():
        yield "06-003 the metadata have no title"


def _figures(tree: Tree) -> Iterator[str]:
    for figure in tree.of_kind("Figure"):
        if not (figure.alt.strip() or figure.actual.strip()):
            yield "13-004 a picture has no text instead"


def _headings(tree: Tree) -> Iterator[str]:
    levels = [int(e.kind[1]) for e in tree.elements if re.fullmatch(r"H[1-6]", e.kind)]
    if levels and levels[0] != 1:
        yield f"14-002 the first heading is of level {levels[0]}"
    before = 0
    for level in levels:
        if before and level > before + 1:
            yield f"14-003 a heading of level {level} follows one of level {before}"
        before = level
    if levels and any(e.kind == "H" for e in tree.elements):
        yield "14-007 headings with and without levels are mixed"


def _tables(tree: Tree) -> Iterator[str]:
    for table in tree.of_kind("Table"):
        strangers = {child.kind for child in table.children} - ROWS
        if strangers:
            yield f"09-004 a table holds {', '.join(sorted(strangers))}"
        heads = [cell for cell in table.below() if cell.kind == "TH"]
        if not heads:
            yield "15-003 a table has no heads"
        if any(cell.attribute("Table", "/Scope") is None for cell in heads):
            yield "15-003 the head of a table does not say what it is the head of"
        widths = {
            sum(int(cell.attribute("Table", "/ColSpan") or 1) for cell in row.children)
            for row in table.below()
            if row.kind == "TR"
        }
        if len(widths) > 1:
            yield f"15-001 rows of a table have {sorted(widths)} cells"


def _lists(tree: Tree) -> Iterator[str]:
    for each in tree.of_kind("L"):
        strangers = {child.kind for child in each.children} - {"LI", "L", "Caption"}
        if strangers:
            yield f"09-005 a list holds {', '.join(sorted(strangers))}"
    for each in tree.of_kind("LI"):
        strangers = {child.kind for child in each.children} - {"Lbl", "LBody"}
        if strangers:
            yield f"09-005 an item of a list holds {', '.join(sorted(strangers))}"


def _notes(tree: Tree) -> Iterator[str]:
    ids = Counter(note.id for note in tree.of_kind("Note"))
    if any(not key or many > 1 for key, many in ids.items()):
        yield "19-003 a note has no id of its own"


def _behaviour(root: Any) -> Iterator[str]:
    if "/OCProperties" in root and any(
        not layer.get_object().get("/Name") for layer in root["/OCProperties"].get("/OCGs", [])
    ):
        yield "20-001 a layer has no name"
    names = root.get("/Names", {})
    if "/JavaScript" in names or "/OpenAction" in root or "/AA" in root:
        yield "the file runs something by itself"
    if "/XFA" in root.get("/AcroForm", {}):
        yield "25-001 there is a dynamic form"


def _permission(reader: PdfReader) -> Iterator[str]:
    encryption: Any = reader.trailer.get("/Encrypt")
    if encryption is not None and not int(encryption.get_object().get("/P", 0)) & READABLE:
        yield "26-002 the file forbids that its content is read out"


def _annotations(reader: PdfReader, tree: Tree) -> Iterator[str]:
    for number, page in enumerate(reader.pages, start=1):
        notes = [note.get_object() for note in page.get("/Annots", ArrayObject())]
        if notes and page.get("/Tabs") != "/S":
            yield f"28-008 on page {number} the tab key does not follow the structure"
        for note in notes:
            yield from _annotation(note, number, tree)


def _annotation(note: DictionaryObject, page: int, tree: Tree) -> Iterator[str]:
    holder = tree.holder_of(note)
    if note.get("/Subtype") != "/Link":
        if holder is None:
            yield f"28-002 an annotation on page {page} is not in the structure"
        return
    if holder is None or holder.kind != "Link":
        yield f"28-011 a link on page {page} is not in a tag for links"
    if not str(note.get("/Contents", "")).strip():
        yield f"28-012 a link on page {page} does not say where it leads"


def _fonts(reader: PdfReader) -> Iterator[str]:
    for name, font in sorted(_all_fonts(reader).items()):
        parts = [kid.get_object() for kid in font.get("/DescendantFonts", [font])]
        for part in parts:
            described: Any = part.get("/FontDescriptor", {})
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
                yield f"31-009 the font {name} is not in the file"
            if part.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in part:
                yield f"31-006 the font {name} does not say which character is which glyph"
        if "/ToUnicode" not in font:
            yield f"10-001 the font {name} does not say which characters its codes are"


def _all_fonts(reader: PdfReader) -> dict[str, Any]:
    """Return the fonts of all pages and of the forms drawn on them, by name."""
    found: dict[str, Any] = {}
    stack: list[Any] = [page.get("/Resources", {}) for page in reader.pages]
    seen: set[int] = set()
    while stack:
        resources = stack.pop().get_object()
        for font in resources.get("/Font", {}).values():
            entry = font.get_object()
            found[str(entry.get("/BaseFont"))] = entry
        for form in resources.get("/XObject", {}).values():
            entry = form.get_object()
            if id(entry) not in seen and "/Resources" in entry:
                seen.add(id(entry))
                stack.append(entry["/Resources"])
    return found


def main() -> int:
    """Check the files named; return 1 where something is to object to."""
    failed = 0
    for name in sys.argv[1:]:
        found = objections(Path(name).read_bytes())
        failed |= bool(found)
        print(f"{name}: {len(found) or 'no'} objections")
        for objection in found:
            print(f"  {objection}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
