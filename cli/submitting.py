"""From a file to a session: inline for small texts and JSON, as an upload for anything else."""

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.client import Client
from cli.errors import CommandError, Exit
from cli.modelling import model_document, upload_document

INLINE = {".json", ".txt", ".md"}
INLINE_BYTES = 200_000
STDIN = "-"


def submit(
    client: Client,
    source: str,
    options: Mapping[str, Any],
    beside: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Start a session for a file, or for what stands on standard input.

    ``beside`` names the simulation ``parameters`` of a BPMN model, or the ``process`` to read.

    Raises:
        CommandError: The file cannot be read or is not what its name says.
    """
    if beside:
        return _submit_model(client, readable(source), options, beside)
    if source != STDIN and not is_inline(Path(source)):
        file = readable(source)
        named = {"workflow_id": workflow_id(file.name), **options, "filename": file.name}
        return client.upload(file, named)
    return client.optimize(inline_body(source, options))


def _submit_model(
    client: Client, model: Path, options: Mapping[str, Any], beside: Mapping[str, str]
) -> dict[str, Any]:
    document = model_document(model, beside)
    name = workflow_id(model.name)
    if len(json.dumps(document)) > INLINE_BYTES:
        return upload_document(client, document, name, options)
    return client.optimize({"workflow_id": name, "workflow_data": document, **options})


def is_inline(file: Path) -> bool:
    return file.suffix.lower() in INLINE and readable(str(file)).stat().st_size <= INLINE_BYTES


def inline_body(source: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of POST /optimize for a text, a workflow as JSON or a whole body as JSON."""
    text = _read(source)
    name = {} if source == STDIN else {"workflow_id": workflow_id(Path(source).name)}
    body: dict[str, Any] = {"workflow_data": text}
    if source.lower().endswith(".json") or (source == STDIN and text.lstrip()[:1] in ("{", "[")):
        document = _parsed(source, text)
        is_body = isinstance(document, dict) and "workflow_data" in document
        body = document if is_body else {"workflow_data": document}
    chosen = {key: value for key, value in options.items() if key != "columns"}
    return {**name, **body, **chosen}


def workflow_id(filename: str) -> str:
    """Return a file's name without extensions, in the characters of a workflow id."""
    stem = re.sub(r"\.(gz|zip)$", "", filename, flags=re.IGNORECASE)
    stem = re.sub(r"\.bpmn\.xml$|\.[A-Za-z0-9]{1,6}$", "", stem, flags=re.IGNORECASE)
    return re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("._-")[:128] or "workflow"


def readable(source: str) -> Path:
    file = Path(source)
    if not file.is_file():
        raise CommandError(f"There is no file {source}", Exit.INVALID)
    return file


def _read(source: str) -> str:
    try:
        return sys.stdin.read() if source == STDIN else readable(source).read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"{source} is not text in UTF-8.", Exit.INVALID) from error


def _parsed(source: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{source} is not valid JSON: {error}", Exit.INVALID) from error
