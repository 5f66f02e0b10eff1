"""A BPMN model and its simulation parameters, from two files to one document."""

import codecs
import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.client import Client
from cli.errors import CommandError, Exit

DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']")
BOMS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", codecs.BOM_UTF8: "utf-8-sig"}
EXTENSIONS = re.compile(r"(\.bpmn)?(\.xml)?$|\.bpmn2$", re.IGNORECASE)


def model_document(model: Path, beside: Mapping[str, str]) -> dict[str, Any]:
    """Return the workflow data of a model; ``beside`` may name ``parameters`` and ``process``.

    Raises:
        CommandError: a file is missing, no text, or the parameters are no JSON.
    """
    document: dict[str, Any] = {
        "bpmn": _decoded(model, _content(model)),
        "title": EXTENSIONS.sub("", model.name).replace("_", " ")[:200],
    }
    if "parameters" in beside:
        file = Path(beside["parameters"])
        try:
            document["simulation"] = json.loads(_content(file).decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise CommandError(f"{file} is not valid JSON: {error}", Exit.INVALID) from error
    if "process" in beside:
        document["process"] = beside["process"]
    return document


def reference_model(file: Path) -> Any:
    """Return a BPMN model as its text, and steps in JSON as they are.

    Raises:
        CommandError: the file is missing, no text, or no JSON where its name says so.
    """
    text = _decoded(file, _content(file))
    if file.suffix.lower() != ".json":
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{file} is not valid JSON: {error}", Exit.INVALID) from error


def upload_document(
    client: Client, document: Mapping[str, Any], name: str, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Start a session with a document that is too large to be sent inline."""
    with tempfile.TemporaryDirectory(prefix="wfo-") as folder:
        file = Path(folder) / f"{name}.json"
        file.write_text(json.dumps(document))
        return client.upload(file, {"workflow_id": name, **options, "filename": file.name})


def _content(file: Path) -> bytes:
    if not file.is_file():
        raise CommandError(f"There is no file {file}", Exit.INVALID)
    return file.read_bytes()


def _decoded(model: Path, body: bytes) -> str:
    """XML says its encoding itself; without a word it is UTF-8 (XML 1.0, 4.3.3)."""
    declared = DECLARED.match(body.lstrip())
    encoding = next((name for bom, name in BOMS.items() if body.startswith(bom)), None)
    encoding = encoding or (declared[1].decode() if declared else "utf-8")
    try:
        return body.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise CommandError(f"{model} is not text in {encoding}.", Exit.INVALID) from error
