"""The elements of an XES document as expat reports them: the general reader.

XML is not trusted: document types and entities are refused, nesting and sizes are bounded.
"""

import re
from array import array
from dataclasses import dataclass

import polars as pl

from common.language import say
from common.model.quality import DataWarning
from functions.input.reading.columns import Columns
from functions.input.reading.outcome import unreadable, warning
from functions.input.reading.untrusted_xml import untrusting_parser
from functions.input.reading.xes_columns import canonical_columns

KINDS = {
    name: name for name in ("string", "date", "int", "float", "boolean", "id", "list", "container")
}
MAX_NESTING = 32
MAX_EVENTS = 5_000_000
MAX_ATTRIBUTES = 256
CURE = "Export the log again as XES from the tool that made it."


@dataclass(frozen=True)
class XesLog:
    """Events as text columns (see ``event_log``), and what the log says about itself."""

    events: pl.DataFrame
    name: str | None
    currency: str | None
    version: str
    warnings: list[DataWarning]


def malformed(line: int, why: str) -> Exception:
    return unreadable(
        "malformed-xml",
        "The XES file is not well-formed",
        f"Line {line}: {why}. {CURE}",
        f"line {line}",
        why,
    )


class XesElements:
    """Collects what the XML parser reports; as little as possible per call."""

    def __init__(self) -> None:
        self.parser = untrusting_parser("XES")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.events = Columns(MAX_ATTRIBUTES)
        self.traces = Columns(MAX_ATTRIBUTES)
        self.log_attributes: dict[str, str] = {}
        self.globals: dict[str, dict[str, str]] = {"trace": {}, "event": {}}
        self.classifiers: list[str] = []
        self.version = ""
        self.outside = 0  # events that belong to no trace
        self.places: pl.DataFrame | None = None  # trace and line of each event, where scanned
        self._trace_of, self._line_of = array("q"), array("q")
        self._open: list[str] = []  # keys of the attributes under way
        self._scope: list[str] = []  # log, trace, event, global
        self._target: Columns | None = None
        self._defaults: dict[str, str] = self.log_attributes

    @property
    def path(self) -> tuple[str, ...]:
        """The elements and attributes under way, outermost first."""
        return (*self._scope, *self._open)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element."""
        kind = KINDS.get(tag)
        if kind is None:
            self._structure(tag, attributes)
            return
        key = attributes.get("key", "")
        if self._open:
            if len(self._open) >= MAX_NESTING:
                raise self._misplaced(f"attributes are nested deeper than {MAX_NESTING}")
            key = f"{self._open[-1]}.{key}"
        self._open.append(key)
        value = attributes.get("value")
        if value is not None:
            if self._target is not None:
                self._target.add(key, value, kind)
            else:
                self._defaults[key] = value

    def end(self, tag: str) -> None:
        """Take in the end of an element."""
        if tag in KINDS:
            self._open.pop()
        elif self._scope and self._scope[-1] == tag:
            self._scope.pop()
            self._turn()

    def _structure(self, tag: str, attributes: dict[str, str]) -> None:
        scope = attributes.get("scope", "event")
        if tag == "event":
            self._event()
        elif tag == "trace":
            self._trace()
        elif tag == "global":
            self._scope.append(tag)
            self._target, self._defaults = None, self.globals.get(scope, {})
        elif tag == "classifier" and scope == "event":
            self.classifiers.append(attributes.get("keys", ""))
        elif not self._scope:
            self._root(tag, attributes)
        elif tag == "log":
            raise self._misplaced("a log stands inside another element")

    def _root(self, tag: str, attributes: dict[str, str]) -> None:
        if tag != "log":
            self._foreign(tag)
        self.version = attributes.get("xes.version", "")[:20]
        self._enter(tag)

    def _trace(self) -> None:
        if self._scope != ["log"]:
            raise self._misplaced("a trace must stand directly in the log")
        self.traces.next_row()
        self._enter("trace")

    def _foreign(self, tag: str) -> None:
        if not tag.endswith(":log"):
            raise unreadable(
                "not-xes",
                "The XML file is not an XES log",
                f"It begins with <{tag[:60]}>, an XES log with <log>. {CURE}",
                f"line {self.parser.CurrentLineNumber}",
            )
        raise unreadable(
            "not-xes",
            "The XES file uses a prefix for its elements",
            f"It begins with <{tag[:60]}>. Use the XES namespace as the default one: <log>.",
            f"line {self.parser.CurrentLineNumber}",
        )

    def _event(self) -> None:
        if self._scope == ["log"]:
            self.outside += 1
            self._enter("event")
            return
        if self._scope != ["log", "trace"]:
            raise self._misplaced("an event must stand in a trace")
        if self.events.rows >= MAX_EVENTS:
            raise unreadable(
                "log-too-large",
                "The log has too many events",
                f"At most {MAX_EVENTS:,} events are read. Submit a shorter period.",
                f"line {self.parser.CurrentLineNumber}",
            )
        self.events.next_row()
        self._trace_of.append(self.traces.rows - 1)
        self._line_of.append(self.parser.CurrentLineNumber)
        self._enter("event")

    def _enter(self, tag: str) -> None:
        self._scope.append(tag)
        self._turn()

    def _turn(self) -> None:
        """Attributes now belong to the innermost element."""
        scope = self._scope[-1] if self._scope else ""
        inside = "trace" in self._scope
        self._target = {"event": self.events, "trace": self.traces}.get(scope) if inside else None
        self._defaults = self.log_attributes if scope == "log" else {}

    def _misplaced(self, why: str) -> Exception:
        return malformed(self.parser.CurrentLineNumber, why)

    def placed(self) -> pl.DataFrame:
        """Return the trace and the line of each event."""
        if self.places is not None:
            return self.places
        return pl.DataFrame({"trace": self._trace_of, "line": self._line_of})

    def log(self) -> XesLog:
        """Return what was collected."""
        if not self.events.rows:
            raise unreadable("empty-log", "The log has no events", f"No trace has one. {CURE}")
        places = self.placed()
        warnings = []
        if self.outside:
            text = say("Events that belong to no trace were left out.")
            warnings.append(warning("events_without_case", text, self.outside))
        if dropped := sorted(self.events.dropped | self.traces.dropped):
            text = say(
                "More than {max_attributes} attributes: the others were left out.",
                max_attributes=MAX_ATTRIBUTES,
            )
            warnings.append(warning("too_many_attributes", text, len(dropped), dropped))
        classifiers = [keys for keys in self._classifier_keys() if self.events.has(keys)]
        if not self.events.has(["concept:name"]) and not classifiers:
            raise unreadable(
                "no-activities",
                "No event has a name",
                f"Events need the attribute concept:name, the activity. {CURE}",
                f"line {places['line'][0]}",
            )
        events, currency, more = canonical_columns(
            self.events, self.traces, places, self.globals, classifiers
        )
        name = self.log_attributes.get("concept:name", "").strip()[:500] or None
        return XesLog(events, name, currency, self.version, warnings + more)

    def _classifier_keys(self) -> list[list[str]]:
        """Keys are separated by blanks; a key that holds blanks stands in quotes."""
        found = [re.findall(r"'([^']*)'|(\S+)", keys) for keys in self.classifiers]
        return [[quoted or plain for quoted, plain in pairs] for pairs in found if pairs]
