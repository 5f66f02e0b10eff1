"""Files with events, whatever their format, to a reading."""

from collections.abc import Mapping
from typing import Any

from common.language import say
from functions.input.reading.csv import read_csv
from functions.input.reading.discovery import discovered
from functions.input.reading.document import Document
from functions.input.reading.event_log import canonical_log
from functions.input.reading.log_quality import log_quality
from functions.input.reading.ocel import ObjectLog
from functions.input.reading.outcome import Reading
from functions.input.reading.parquet import read_parquet
from functions.input.reading.records import record_events
from functions.input.reading.stated import clean
from functions.input.reading.xes import read_xes


def xes_reading(document: Document) -> Reading:
    """Return what an XES log says; raises ``PermanentError``."""
    xes = read_xes(document)
    log, warnings = canonical_log(xes.events)
    workflow = discovered(log, xes.name or title_of(document), xes.currency)
    format_ = f"XES {xes.version}".strip() + _packing(document)
    return Reading(workflow, log_quality(log, format_, [*xes.warnings, *warnings]), log)


def csv_reading(document: Document, mapping: Mapping[str, str] | None) -> Reading:
    """Return what a table of events says; raises ``PermanentError``."""
    table = read_csv(document, mapping)
    log, warnings = canonical_log(table.events)
    workflow = discovered(log, title_of(document))
    format_ = f"CSV ({table.dialect})" + _packing(document)
    return Reading(workflow, log_quality(log, format_, [*table.warnings, *warnings]), log)


def parquet_reading(document: Document, mapping: Mapping[str, str] | None) -> Reading:
    """Return what a Parquet table of events says; raises ``PermanentError``."""
    log, warnings = canonical_log(read_parquet(document, mapping))
    workflow = discovered(log, title_of(document))
    return Reading(workflow, log_quality(log, "Parquet" + _packing(document), warnings), log)


def object_log_reading(
    log: ObjectLog, format_: str, document: Document, object_type: str | None
) -> Reading:
    """Return what an object-centric log says of one type of object; raises ``PermanentError``."""
    flat = log.flattened(object_type)
    events, warnings = canonical_log(flat.events)
    workflow = discovered(events, title_of(document))
    told = say(
        "OCEL 2.0 {format}, flattened on '{object_type}'",
        format=format_,
        object_type=clean(flat.object_type, 100),
    )
    quality = log_quality(
        events, told + _packing(document), [*flat.warnings, *warnings], flat.questions
    )
    return Reading(workflow, quality, events)


def records_reading(records: list[Any], name: str, mapping: Mapping[str, str] | None) -> Reading:
    """Return what a list of JSON events says; raises ``PermanentError``."""
    log, warnings = canonical_log(record_events(records, mapping))
    workflow = discovered(log, clean(name, 200) or "Process")
    return Reading(workflow, log_quality(log, say("JSON events"), warnings), log)


def _packing(document: Document) -> str:
    return ", gzip" if document.compressed else ""


def title_of(document: Document) -> str:
    """The file's name without its extensions, or a plain word."""
    base = document.name.replace("\\", "/").rpartition("/")[2]
    stem = base.removesuffix(".gz")
    stem = stem.rpartition(".")[0] or stem
    return stem.replace("_", " ").strip()[:200] or "Process"
