"""tables.xlsx: the same tables as one workbook (Office Open XML, ECMA-376).

Written here and not by a library: a sheet of texts and numbers needs five small files in a zip.
Every cell states its type, so no text can become a formula, and nothing holds a date, so the same
tables give the same bytes.
"""

import math
from collections.abc import Iterator, Sequence

from functions.output.pictures.svg import escape
from functions.output.tables.csv_files import archive
from functions.output.tables.tables import Scalar, Sheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
LONGEST_NAME = 31  # of a sheet, as Excel has it
LONGEST_TEXT = 32_767  # of a cell
WIDEST, NARROWEST = 60, 8  # of a column, in characters
HEAD_STYLE = 1
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


def tables_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return the workbook, one sheet per table, its head row fixed."""
    names = sheet_names([sheet.name for sheet in sheets])
    numbers = range(1, len(sheets) + 1)
    files = {
        "[Content_Types].xml": _content_types(numbers),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": _workbook(names),
        "xl/_rels/workbook.xml.rels": _relations(
            {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in numbers}
            | {"rIdStyles": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": STYLES,
    }
    files |= {
        f"xl/worksheets/sheet{n}.xml": _worksheet(sheet)
        for n, sheet in zip(numbers, sheets, strict=True)
    }
    return archive({name: text.encode() for name, text in files.items()})


def sheet_names(paths: Sequence[str]) -> list[str]:
    """Return a name for each: the end of its path that no other has, cut to what Excel takes."""
    names: list[str] = []
    for path in paths:
        parts = path.split(".")
        ends = (".".join(parts[-n:]) for n in range(1, len(parts) + 1))
        free = (end for end in ends if all(p == path or not _ends(p, end) for p in paths))
        name = next(free, path)[-LONGEST_NAME:]
        numbered = (f"{name[: LONGEST_NAME - 3]}~{n}" for n in range(2, len(paths) + 2))
        names.append(name if name not in names else next(n for n in numbered if n not in names))
    return names


def _ends(path: str, end: str) -> bool:
    return path == end or path.endswith(f".{end}")


def _worksheet(sheet: Sheet) -> str:
    rows = [_row(1, sheet.columns, HEAD_STYLE)]
    rows += [_row(n, cells, 0) for n, cells in enumerate(sheet.rows, start=2)]
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{_width(sheet, n - 1)}" customWidth="1"/>'
        for n in range(1, len(sheet.columns) + 1)
    )
    view = (
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    )
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}">{view}<cols>{widths}</cols>'
        f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def _row(number: int, cells: Sequence[Scalar], style: int) -> str:
    return f'<row r="{number}">{"".join(_cells(number, cells, style))}</row>'


def _cells(number: int, cells: Sequence[Scalar], style: int) -> Iterator[str]:
    for index, cell in enumerate(cells):
        place = f'r="{column_name(index)}{number}"' + (f' s="{style}"' if style else "")
        if isinstance(cell, bool):
            yield f'<c {place} t="b"><v>{int(cell)}</v></c>'
        elif isinstance(cell, int | float) and math.isfinite(cell):
            yield f"<c {place}><v>{cell!r}</v></c>"
        elif cell is not None:
            text = escape(str(cell)[:LONGEST_TEXT])
            yield f'<c {place} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _width(sheet: Sheet, index: int) -> int:
    longest = max(len(str(row[index])) for row in (sheet.columns, *sheet.rows[:50]))
    return min(max(longest + 2, NARROWEST), WIDEST)


def column_name(index: int) -> str:
    """Return ``A`` for 0, ``Z`` for 25, ``AA`` for 26."""
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _workbook(names: Sequence[str]) -> str:
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(names, start=1)
    )
    spaces = f'xmlns="{MAIN}" xmlns:r="{RELATED}"'
    return f"{HEAD}<workbook {spaces}><sheets>{listed}</sheets></workbook>"


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{RELATED}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def _content_types(numbers: range) -> str:
    parts = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles"}
    parts |= {f"/xl/worksheets/sheet{n}.xml": "worksheet" for n in numbers}
    listed = "".join(
        f'<Override PartName="{name}" ContentType="{PARTS}.{kind}+xml"/>'
        for name, kind in parts.items()
    )
    defaults = (
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{defaults}{listed}</Types>'
