"""A submission in any format to a reading: the one entry to this package."""

import codecs
import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from common.model.language_model import LanguageModel, MediaType, Picture
from common.model.problem import PermanentError
from common.model.submission import Submission
from functions.input.bpmn.xml_reader import MAX_BYTES as MAX_MODEL_BYTES
from functions.input.reading.bpmn_reading import (
    bpmn_reading,
    is_model_with_parameters,
    looks_like_model,
    model_with_parameters,
    refuse_parameters_alone,
)
from functions.input.reading.csv import looks_like_event_log
from functions.input.reading.document import Document
from functions.input.reading.event_logs import (
    csv_reading,
    object_log_reading,
    parquet_reading,
    records_reading,
    title_of,
    xes_reading,
)
from functions.input.reading.ocel_json import TYPES, is_first_version, is_object_log, object_log
from functions.input.reading.ocel_sqlite import MAGIC as SQLITE
from functions.input.reading.ocel_sqlite import read_ocel_sqlite
from functions.input.reading.ocel_xml import looks_like_object_log, read_ocel_xml
from functions.input.reading.outcome import Reading, unreadable
from functions.input.reading.parquet_pages import MAGIC as PARQUET
from functions.input.reading.records import event_records
from functions.input.reading.structured import structured_reading
from functions.input.reading.written import picture_reading, text_reading
from functions.input.reading.yaml import looks_like_yaml, yaml_data

OTHER_FORMATS = {
    b"PK\x03\x04": "a ZIP archive or an office document (.xlsx, .docx)",
    b"\xd0\xcf\x11\xe0": "an old office document (.xls, .doc)",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
}
ACCEPTED = (
    "Submit an event log as XES, CSV, Parquet or OCEL 2.0 (also .gz), a model as BPMN 2.0, the "
    "workflow as JSON or YAML, or its steps as text."
)
PICTURES: dict[bytes, MediaType] = {
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"%PDF": "application/pdf",
}
MAX_PICTURE_BYTES = 3_750_000  # what Bedrock takes
MAX_OCEL_BYTES = 64 << 20  # as JSON, which is held whole; XML and SQLite may be larger
MAX_TEXT_BYTES = 8 << 20  # of JSON or prose; logs may be larger


def read(submission: Submission, file: bytes | None, model: LanguageModel | None = None) -> Reading:
    """Return the canonical workflow of a submission, its quality and, from a log, the log.

    The content decides on the format; the file's extension only where the content leaves it open.

    Args:
        file: The bytes of ``submission.file``, or None where there is none.
        model: Helps with prose that the rules read poorly, and reads pictures.

    Raises:
        PermanentError: it cannot be read; says what is wrong, where, and what to do.
    """
    try:
        return _read(submission, file, model)
    except ValidationError as error:  # a name or number that the canonical model refuses
        first = error.errors(include_url=False, include_input=False)[0]
        place = "/".join(str(part) for part in first["loc"])
        raise unreadable(
            "invalid-workflow",
            "The workflow cannot be represented",
            f"{place}: {first['msg']}. Correct this value and submit again.",
        ) from None


def _read(submission: Submission, file: bytes | None, model: LanguageModel | None) -> Reading:
    data = submission.workflow_data
    if file is not None:
        document = Document(file, submission.filename or "")
        pictures = _pictures(document)
        if pictures:
            return picture_reading(pictures, submission.context, model)
        return _document(document, submission, model)
    if isinstance(data, str):
        text = Document(data.encode("utf-8", "replace"), "submission.txt")
        return _document(text, submission, model)
    return _structured(data, submission)


def _structured(data: Any, submission: Submission, name: str = "") -> Reading:
    """Steps with their figures, a list of events, or an object-centric log."""
    inner = data.get("workflow_data", data) if isinstance(data, Mapping) else data
    if is_object_log(inner):
        document = Document(b"", name)
        return object_log_reading(object_log(inner), "JSON", document, submission.object_type)
    if is_first_version(inner):
        text = f"This is a log of OCEL 1.0; export it as OCEL 2.0. {ACCEPTED}"
        raise unreadable("unknown-format", "The format is not supported", text)
    if is_model_with_parameters(inner):
        return model_with_parameters(inner, submission.context)
    refuse_parameters_alone(inner)
    records = event_records(inner)
    if records is None:
        return structured_reading(data, submission.context)
    title = inner.get("name") if isinstance(inner, Mapping) else None
    return records_reading(records, title if isinstance(title, str) else "", submission.columns)


def _pictures(document: Document) -> tuple[Picture, ...]:
    """Return the file as a picture, if it is one: a PNG, a JPEG or a PDF."""
    head = document.head()
    kind = next((kind for magic, kind in PICTURES.items() if head.startswith(magic)), None)
    if kind is None:
        return ()
    return (Picture(document.name, kind, _bounded(document, MAX_PICTURE_BYTES)),)


def _document(document: Document, submission: Submission, model: LanguageModel | None) -> Reading:
    head = document.head()
    if not head.removeprefix(codecs.BOM_UTF8).strip():
        raise unreadable("empty-file", "The submission is empty", f"It has no content. {ACCEPTED}")
    _refuse_other_formats(head)
    if head.startswith(PARQUET):
        return parquet_reading(document, submission.columns)
    if head.startswith(SQLITE):
        log = read_ocel_sqlite(document)
        return object_log_reading(log, "SQLite", document, submission.object_type)
    start = _start(head)
    if document.extension == "bpmn" or looks_like_model(start):
        return bpmn_reading(
            _bounded(document, MAX_MODEL_BYTES),
            title_of(document).removesuffix(".bpmn"),
            submission.context,
        )
    if start.startswith("<"):
        return _xml(document, start, submission)
    if document.extension == "xes":
        return xes_reading(document)
    return _text_document(document, start, submission, model)


def _text_document(
    document: Document, start: str, submission: Submission, model: LanguageModel | None
) -> Reading:
    columns = submission.columns
    if document.extension in {"yaml", "yml"}:
        return _structured(yaml_data(_prose(document)), submission)
    if _is_json(document, start):
        return _structured(_json(document, start), submission, document.name)
    if document.extension in {"csv", "tsv"} or columns or looks_like_event_log(start):
        return csv_reading(document, columns)
    if looks_like_yaml(start) and (data := _steps_of(_prose(document))) is not None:
        return _structured(data, submission)
    return text_reading(_prose(document), submission.context, model)


def _is_json(document: Document, start: str) -> bool:
    bracket = start.startswith("[") and document.extension not in {"txt", "md"}
    return start.startswith("{") or bracket or document.extension in {"json", "jsonocel"}


def _refuse_other_formats(head: bytes) -> None:
    for magic, what in OTHER_FORMATS.items():
        if head.startswith(magic):
            raise unreadable(
                "unknown-format", "The format is not supported", f"This is {what}. {ACCEPTED}"
            )


def _xml(document: Document, start: str, submission: Submission) -> Reading:
    if looks_like_object_log(start):
        log = read_ocel_xml(document)
        return object_log_reading(log, "XML", document, submission.object_type)
    return xes_reading(document)


def _json(document: Document, start: str) -> Any:
    objects = document.extension == "jsonocel" or any(f'"{name}"' in start for name in TYPES)
    text = _prose(document, MAX_OCEL_BYTES if objects else MAX_TEXT_BYTES)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise unreadable(
            "malformed-json",
            "The JSON cannot be read",
            f"Line {error.lineno}, column {error.colno}: {error.msg}. Check it with a JSON editor.",
            f"line {error.lineno}",
            error.msg,
        ) from None
    except (RecursionError, ValueError) as error:  # nested too deeply; a number of 5,000 digits
        why = "nested too deeply" if isinstance(error, RecursionError) else "a number is too long"
        raise unreadable(
            "malformed-json", "The JSON cannot be read", f"It is not usable: {why}. Simplify it."
        ) from None


def _steps_of(text: str) -> Any:
    """The data of a text that is YAML with steps, or None: it may as well be prose."""
    try:
        data = yaml_data(text)
    except PermanentError:
        return None
    return data if isinstance(data, Mapping) else None


def _bounded(document: Document, max_bytes: int) -> bytes:
    return Document(document.body, document.name, max_bytes=max_bytes).content()


def _prose(document: Document, max_bytes: int = MAX_TEXT_BYTES) -> str:
    text = _text(_bounded(document, max_bytes))
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise unreadable(
            "binary-content",
            "The submission is not text",
            f"Line {line} holds a NUL character, as in binary files and in UTF-16 without a mark "
            f"of its byte order. Save text as UTF-8. {ACCEPTED}",
            f"line {line}",
        )
    return text.lstrip("\ufeff")


def _start(head: bytes) -> str:
    """The beginning as text; its last character may be cut in two."""
    utf_16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return head.decode("utf-16" if utf_16 else "utf-8", "replace").lstrip("\ufeff").lstrip()


def _text(body: bytes) -> str:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("latin-1")
