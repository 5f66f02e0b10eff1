"""tables.zip: one CSV file (RFC 4180, UTF-8) per table."""

import csv
import io
import zipfile
from collections.abc import Sequence

from functions.output.pictures.svg import printable
from functions.output.tables.tables import Scalar, Sheet

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same tables give the same bytes


def tables_zip(sheets: Sequence[Sheet]) -> bytes:
    """Return the archive."""
    return archive({f"{sheet.name}.csv": csv_file(sheet) for sheet in sheets})


def archive(files: dict[str, bytes]) -> bytes:
    """Return a zip file without dates, so that equal content gives equal bytes."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as into:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            into.writestr(entry, content)
    return body.getvalue()


def csv_file(sheet: Sheet) -> bytes:
    """Return a table with its heads. The byte order mark tells spreadsheets that it is UTF-8."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(sheet.columns)
    rows.writerows([_written(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def _written(cell: Scalar) -> Scalar:
    """Return a text that no spreadsheet takes for a formula; a number stays as it is."""
    if not isinstance(cell, str):
        return cell
    text = printable(cell)
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text
