"""Reports as files: reports/<name>/report.html, .json and .pdf, and the model.bpmn of a log."""

from pathlib import Path

from cli.client import Client, RefusedError
from cli.errors import CommandError

NAMES = {
    "html": "report.html",
    "json": "report.json",
    "pdf": "report.pdf",
    "bpmn": "model.bpmn",
}
FORMATS = tuple(NAMES)
NOT_MADE = 406


def save(client: Client, session_id: str, folder: Path) -> dict[str, Path]:
    """Write every format that there is into ``folder`` and return the files by format."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for form in FORMATS:
        try:
            body = client.result(session_id, form)
        except RefusedError as error:
            if error.status != NOT_MADE:
                raise
            continue
        written[form] = folder / NAMES[form]
        written[form].write_bytes(body)
    return written


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
