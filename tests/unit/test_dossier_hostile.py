"""A thousand hostile names in every format: they stay text, whole and harmless."""

import csv
import io
import json
import random
import re
import unicodedata
import zipfile
from functools import cache
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from common.model.submission import OutputFormat
from functions.output.dossier.document import document
from functions.output.dossier.files import report_files
from functions.output.dossier.html import report_html
from functions.output.dossier.markdown import report_markdown
from functions.output.dossier.pdf import report_pdf
from functions.output.dossier.report import report, report_json
from functions.output.tables.csv_files import FORMULA, tables_zip
from functions.output.tables.tables import sheets
from functions.output.tables.workbook import tables_xlsx
from tests.pdf_reading import Pdf
from tests.unit.dossier_planned import planned_results
from tests.unit.dossier_renamed import renamed

SEEDS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></svg><svg onload=alert(1)>",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "![x](http://evil/x.png)",
    "<http://evil.example>",
    "http://evil.example/?q=1",
    "www.evil.example",
    "# head\n- item\n1. one",
    "| a | b |\n|---|---|",
    "```sh\nrm -rf /\n```",
    "***x*** __y__ ~~z~~ `c`",
    "&lt;b&gt; &amp; &#x3c;i&#x3e;",
    '=HYPERLINK("http://evil","x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd",
    "-2+3",
    "\t=1+1",
    "invoice \u202egnp.exe",
    "a\u2066b\u2069c\u200f\u200e",
    "null\u0000bell\u0007esc\u001b[2J",
    "\ud83d\ude42".encode("utf-16", "surrogatepass").decode("utf-16"),
    "支払い שלום مرحبا",
    "{{ 7 * 7 }}{% raw %}${7*7}#{7*7}",
    "#set page(fill: red) $x$ @y <z> [",
    "'; DROP TABLE cases; --",
    "../../etc/passwd",
    "{step} {0} {__class__}",
    "x" * 10_000,
)
CHARACTERS = "<>&\"'=+-@|`*_#[](){}$\\/~!:;.,%^ \n\t\u202e\u200bäß漢é🙂0aZ"


def names(count: int) -> list[str]:
    """Return so many different names: the seeds, and mixtures of them with odd characters."""
    rng = random.Random(7)  # noqa: S311
    found = list(SEEDS)
    while len(found) < count:
        odd = "".join(rng.choice(CHARACTERS) for _ in range(rng.randrange(1, 12)))
        found.append(f"{odd}{rng.choice(SEEDS)[:60]}{odd[::-1]}")
    return list(dict.fromkeys(found))


THOUSAND = names(1_000)
ROUNDS = 6  # reports, so that every name stands in one of them


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= set(attrs)


@cache
def made(turn: int) -> dict[str, bytes]:
    """Return the files of a part of the names: all editions once, then the longest one."""
    results = renamed(THOUSAND[turn * PART : (turn + 1) * PART])
    if turn == 0:
        return {file.name: file.body for file in report_files(results)[1]}
    pages, data = document(results), report_json(report(results))
    tables = sheets(json.loads(data))
    return {
        "report.json": data,
        "report.html": report_html(pages),
        "report.md": report_markdown(pages),
        "report.pdf": report_pdf(pages),
        "tables.zip": tables_zip(tables),
        "tables.xlsx": tables_xlsx(tables),
    }


@cache
def plain() -> dict[str, bytes]:
    _, files = report_files(planned_results())
    return {file.name: file.body for file in files}


PART = -(-len(THOUSAND) // ROUNDS)
turns = pytest.mark.parametrize("turn", range(ROUNDS))


def test_every_name_stands_in_a_report() -> None:
    told = "".join(made(turn)["report.json"].decode() for turn in range(ROUNDS))
    kept = [name for name in THOUSAND if json.dumps(name[:500], ensure_ascii=False)[1:-1] in told]
    assert len(THOUSAND) >= 990
    assert len(kept) == len(THOUSAND)


@turns
def test_no_name_adds_an_element_or_a_link_to_a_page(turn: int) -> None:
    for name, body in made(turn).items():
        if name.endswith(".html"):
            page, before = Tags(body.decode()), Tags(plain()[name].decode())
            assert page.tags <= before.tags
            links = {v for k, v in page.attributes if k in {"href", "src"}}
            assert links <= {v for k, v in before.attributes if k in {"href", "src"}}
            assert not [k for k, _ in page.attributes if k.startswith("on") or k == "style"]


@turns
def test_no_format_holds_a_character_that_turns_or_hides_text(turn: int) -> None:
    for name, body in made(turn).items():
        if name.endswith((".html", ".md")):
            told = {unicodedata.category(c) for c in set(body.decode()) - set("\n\u00ad")}
            assert not told & {"Cc", "Cf", "Cs", "Co"}, name


@turns
def test_no_name_becomes_markup_in_markdown(turn: int) -> None:
    reader = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table")
    for name, body in made(turn).items():
        if not name.endswith(".md"):
            continue
        tokens = reader.parse(body.decode())
        inner = [child for token in tokens for child in token.children or ()]
        kinds = {token.type for token in (*tokens, *inner)}
        assert not kinds & {"html_block", "html_inline", "image", "fence", "code_block", "hr"}
        assert "code_inline" not in kinds
        links = [one.attrGet("href") for one in inner if one.type == "link_open"]
        assert set(links) <= {f"{edition.value}.md" for edition in OutputFormat} | {"report.md"}
        assert not re.search(r"(?<!\\)https?:\/\/|(?<!\\)\bwww\.", body.decode())
        heads = sum(token.type == "heading_open" for token in tokens)
        before = reader.parse(plain()[name].decode())
        assert heads == sum(token.type == "heading_open" for token in before)
        assert sum(token.type == "tr_open" for token in tokens) <= sum(
            token.type == "tr_open" for token in before
        )


@turns
def test_no_name_becomes_a_formula_or_a_second_cell(turn: int) -> None:
    with zipfile.ZipFile(io.BytesIO(made(turn)["tables.zip"])) as files:
        for name in files.namelist():
            assert re.fullmatch(r"[a-z_.]+\.csv", name)
            rows = [*csv.reader(io.StringIO(files.read(name).decode("utf-8-sig"), newline=""))]
            assert len({len(row) for row in rows}) == 1
            texts = [cell for row in rows for cell in row if not _is_number(cell)]
            assert not [text for text in texts if text.lstrip().startswith(FORMULA)]
    with zipfile.ZipFile(io.BytesIO(made(turn)["tables.xlsx"])) as files:
        for name in files.namelist():
            tree = ElementTree.fromstring(files.read(name))  # noqa: S314
            assert not [e for e in tree.iter() if e.tag.endswith(("}f", "}hyperlink"))]
            assert all(len(e.text or "") <= 32_767 for e in tree.iter())


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@turns
def test_a_pdf_is_made_of_them_that_can_run_nothing(turn: int) -> None:
    for name, body in made(turn).items():
        if name.endswith(".pdf"):
            assert Pdf(body).pages > 0
            assert not re.search(rb"/(JavaScript|JS|Launch|OpenAction|URI)\b", body)


@turns
def test_hostile_names_do_not_swell_a_report(turn: int) -> None:
    assert all(len(body) < 4_000_000 for body in made(turn).values())


def test_the_same_hostile_names_give_the_same_bytes() -> None:
    again = report_files(
        renamed(THOUSAND[: -(-len(THOUSAND) // ROUNDS)], OutputFormat.DETAILED_ANALYSIS)
    )[1]
    assert {file.name: file.body for file in again} == made(0)
