import csv
import io
import json
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest

from functions.output.dossier.report import report, report_json
from functions.output.tables.csv_files import tables_zip
from functions.output.tables.tables import Sheet, sheets
from functions.output.tables.workbook import column_name, sheet_names, tables_xlsx
from tests.unit.dossier_fixture import results

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def made() -> Any:
    return json.loads(report_json(report(results())))


def numbers(value: Any) -> set[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return set().union(*map(numbers, value)) if value else set()
    return {float(value)} if isinstance(value, int | float) else set()


def test_every_number_of_the_report_stands_in_a_table_and_no_other() -> None:
    found = made()
    told = {
        float(cell)
        for sheet in sheets(found)
        for row in sheet.rows
        for cell in row
        if isinstance(cell, int | float)
    }
    in_lists = {
        float(part)
        for sheet in sheets(found)
        for row in sheet.rows
        for cell in row
        if isinstance(cell, str)
        for part in cell.split("; ")
        if part.replace(".", "", 1).isdigit()
    }
    counted = set(map(float, range(1, 60)))  # rows of a list without ids are numbered
    assert told <= numbers(found) | counted
    assert numbers(found) <= told | in_lists


def test_a_row_within_a_row_says_where_it_belongs() -> None:
    by_name = {sheet.name: sheet for sheet in sheets(made())}
    evidence = by_name["assessment.findings.evidence"]
    findings = by_name["assessment.findings"]
    ids = {row[findings.columns.index("id")] for row in findings.rows}
    assert evidence.columns[0] == "findings"
    assert {row[0] for row in evidence.rows} == ids


def test_ids_of_steps_and_roles_have_their_names_beside_them() -> None:
    [transitions] = [s for s in sheets(made()) if s.name == "facts.transitions"]
    assert transitions.columns[:4] == ("source", "source_name", "target", "target_name")
    assert "Start" in {row[1] for row in transitions.rows}


def _cells(body: bytes) -> list[list[Any]]:
    """Read a workbook's cells back by the letter of the standard, sheet after sheet."""
    found = []
    with zipfile.ZipFile(io.BytesIO(body)) as files:
        count = sum(name.startswith("xl/worksheets/") for name in files.namelist())
        for n in range(1, count + 1):
            tree = ElementTree.fromstring(files.read(f"xl/worksheets/sheet{n}.xml"))  # noqa: S314
            for cell in tree.iter(f"{MAIN}c"):
                text = "".join(t.text or "" for t in cell.iter(f"{MAIN}t"))
                number = cell.findtext(f"{MAIN}v")
                is_text = cell.get("t") == "inlineStr"
                found.append([n, cell.get("r"), text if is_text else float(number or "nan")])
            assert not list(tree.iter(f"{MAIN}f"))
    return found


def test_the_workbook_holds_what_the_tables_hold() -> None:
    found = sheets(made())
    cells = {(n, place): cell for n, place, cell in _cells(tables_xlsx(found))}
    for n, sheet in enumerate(found, start=1):
        for r, row in enumerate(sheet.rows, start=2):
            for c, cell in enumerate(row):
                written = cells.get((n, f"{column_name(c)}{r}"))
                if isinstance(cell, int | float):
                    assert written == float(cell)
                elif cell is None:
                    assert written is None


def test_csv_files_hold_what_the_tables_hold() -> None:
    found = sheets(made())
    with zipfile.ZipFile(io.BytesIO(tables_zip(found))) as files:
        for sheet in found:
            rows = [*csv.reader(io.StringIO(files.read(f"{sheet.name}.csv").decode("utf-8-sig")))]
            assert tuple(rows[0]) == sheet.columns
            assert len(rows) == len(sheet.rows) + 1
            for written, row in zip(rows[1:], sheet.rows, strict=True):
                for text, cell in zip(written, row, strict=True):
                    if isinstance(cell, float):
                        assert float(text) == cell


@pytest.mark.parametrize(
    "text",
    ['=HYPERLINK("http://evil")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "  =1", "\uff1d1", "\r\n=1"],
)
def test_no_text_is_a_formula_for_a_spreadsheet(text: str) -> None:
    sheet = Sheet("t", ("name", "number"), ((text, -1.5),))
    with zipfile.ZipFile(io.BytesIO(tables_zip([sheet]))) as files:
        [_, row] = csv.reader(io.StringIO(files.read("t.csv").decode("utf-8-sig")))
    assert row[0].startswith("'")
    assert row[1] == "-1.5"
    assert not any(isinstance(cell, float) for _, place, cell in _cells(tables_xlsx([sheet]))
                   if place == "A2")  # fmt: skip


def test_sheets_have_short_unique_names_that_excel_takes() -> None:
    long = "a." * 30 + "same"
    names = sheet_names(["facts.roles", "workflow.roles", "facts.variants", f"{long}x" * 3, long])
    assert names[:3] == ["facts.roles", "workflow.roles", "variants"]
    assert all(len(name) <= 31 for name in names)
    assert len(set(names)) == len(names)


def test_the_same_tables_give_the_same_bytes() -> None:
    assert tables_xlsx(sheets(made())) == tables_xlsx(sheets(made()))
    assert tables_zip(sheets(made())) == tables_zip(sheets(made()))
