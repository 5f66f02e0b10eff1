"""Every file of a report, as bytes: all editions in all formats, the data and the tables."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from common.model.submission import OutputFormat
from functions.output.dossier.document import Drawn, document
from functions.output.dossier.editions import stem
from functions.output.dossier.html import report_html
from functions.output.dossier.markdown import report_markdown
from functions.output.dossier.pdf import report_pdf
from functions.output.dossier.report import Report, report, report_json
from functions.output.dossier.results import Results
from functions.output.tables.csv_files import tables_zip
from functions.output.tables.tables import sheets
from functions.output.tables.workbook import tables_xlsx

TYPES = {
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "bpmn": "application/xml",
}


@dataclass(frozen=True)
class File:
    """A file of the report. ``edition`` is absent where it serves all of them."""

    name: str
    body: bytes
    edition: OutputFormat | None = None

    @property
    def content_type(self) -> str:
        return TYPES[self.name.rsplit(".", 1)[1]]


def report_files(results: Results) -> tuple[Report, tuple[File, ...]]:
    """Return the report and its files: the same results always give the same bytes.

    The edition that was asked for is called ``report``, the others bear their names.
    """
    made = report(results)
    data = report_json(made)
    tables = sheets(json.loads(data))
    files = [File("report.json", data), *_editions(results)]
    files.append(File("tables.zip", tables_zip(tables)))
    files.append(File("tables.xlsx", tables_xlsx(tables)))
    return made, tuple(files)


def _editions(results: Results) -> Iterator[File]:
    drawn: Drawn = {}
    for edition in OutputFormat:
        pages = document(results, edition, drawn)
        name = stem(edition, results.request.output_format)
        yield File(f"{name}.html", report_html(pages), edition)
        yield File(f"{name}.pdf", report_pdf(pages), edition)
        yield File(f"{name}.md", report_markdown(pages), edition)
