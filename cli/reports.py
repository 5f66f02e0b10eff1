"""Reports as files: reports/<name>/report.html and all that lies beside it."""

from pathlib import Path

from cli.client import Client, RefusedError
from cli.errors import CommandError
from common.model.submission import OutputFormat

NAMES = {
    "html": "report.html",
    "json": "report.json",
    "pdf": "report.pdf",
    "md": "report.md",
    "xlsx": "tables.xlsx",
    "csv": "tables.zip",
    "bpmn": "model.bpmn",
    "to_be_bpmn": "to_be.bpmn",
    "manifest": "manifest.json",
}
FORMATS = tuple(NAMES)
EDITIONS = tuple(edition.value for edition in OutputFormat)
IN_EDITIONS = ("html", "pdf", "md")
BINARY = ("pdf", "xlsx", "csv")
NOT_MADE = (404, 406)


def save(client: Client, session_id: str, folder: Path) -> dict[str, Path]:
    """Write every file that there is into ``folder`` and return the files by format.

    Editions other than the one asked for are called by ``<edition>.<format>``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for form, name in NAMES.items():
        body = _fetched(client, session_id, form)
        if body is not None:
            written[form] = folder / name
            written[form].write_bytes(body)
    others = [(form, edition) for edition in EDITIONS for form in IN_EDITIONS if form in written]
    for form, edition in others:
        body = _fetched(client, session_id, form, edition)
        if body is not None and body != written[form].read_bytes():
            name = f"{edition}.{form}"
            written[name] = folder / name
            written[name].write_bytes(body)
    return written


def _fetched(
    client: Client, session_id: str, form: str, edition: str | None = None
) -> bytes | None:
    try:
        return client.result(session_id, form, edition)
    except RefusedError as error:
        if error.status not in NOT_MADE:
            raise
        return None


def folders(names: list[str], under: Path) -> list[Path]:
    """Return one folder per name; names that come twice are numbered."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(under / (name if seen[name] == 1 else f"{name}-{seen[name]}"))
    return result


def write_out(body: bytes, out: Path) -> None:
    """Write a report where the user wants it."""
    try:
        out.write_bytes(body)
    except OSError as error:
        raise CommandError(f"{out} cannot be written: {error.strerror}") from error
