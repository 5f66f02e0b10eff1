"""What a BPMN model says about one step: who, what with, how long it waits, and notes."""

import re
from collections.abc import Iterator

from common.language import say, term
from common.model.figure import Figure
from functions.input.bpmn.graph import FlowGraph, GraphNode
from functions.input.bpmn.model import FlowNode, Lane, Process, Scope
from functions.input.bpmn.refusal import Warnings, shown
from functions.input.reading.bpmn_flow import is_wait
from functions.input.reading.bpmn_names import unnamed_step, unnamed_wait
from functions.input.reading.bpmn_process import Chosen
from functions.input.reading.stated import clean, stated
from functions.input.reading.values import MAX_HOURS

HOURS = {"Y": 8766.0, "Mo": 730.5, "W": 168.0, "D": 24.0, "H": 1.0, "M": 1 / 60, "S": 1 / 3600}
NUMBER = r"(\d{1,9}(?:[.,]\d{1,9})?)"
DURATION = re.compile(
    rf"^(?:R\d*/)?P(?:{NUMBER}Y)?(?:{NUMBER}M)?(?:{NUMBER}W)?(?:{NUMBER}D)?"
    rf"(?:T(?:{NUMBER}H)?(?:{NUMBER}M)?(?:{NUMBER}S)?)?$"
)
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
MAX_NOTES = 2000


def duration_h(expression: str) -> float | None:
    """Return the hours of an ISO 8601 duration or repeated interval; None for anything else.

    A year counts as 365.25 days, a month as a twelfth of it.
    """
    found = DURATION.match(expression.strip())
    if found is None or not any(found.groups()):
        return None
    parts = (float(part.replace(",", ".")) if part else 0.0 for part in found.groups())
    hours = sum(n * unit for n, unit in zip(parts, HOURS.values(), strict=True))
    return hours if hours <= MAX_HOURS else None


def plain(text: str, limit: int) -> str:
    """Return documentation without the HTML tags that some tools write into it."""
    return clean(TAG.sub(" ", text), limit)


class StepReader:
    """Reads steps of one process."""

    def __init__(self, chosen: Chosen, graph: FlowGraph) -> None:
        self.warnings = Warnings()
        self._chosen = chosen
        self._nodes = {node.id: node for node in graph.nodes}
        self._lanes, self._unnamed = _lanes_of(chosen.process)
        self._data, self._stores = _data_names(chosen.process)
        self._annotations = _annotations(chosen.process)
        self._loops = _telling_loops(chosen.process)

    def name(self, node: FlowNode) -> str:
        """Return the name, or what the step is where it has none."""
        name = clean(node.name or "", 300)
        if name:
            return name
        if is_wait(node):
            return unnamed_wait(node.trigger)
        return unnamed_step(node.kind)

    def role(self, node: FlowNode) -> str | None:
        """Return the innermost lane, else the pool where it is not just the process's name."""
        drawn: GraphNode = self._nodes[node.id]
        if drawn.lane is not None and drawn.lane not in self._unnamed:
            return clean(drawn.lane, 100) or None
        pool, process = self._chosen.pool, self._chosen.process.name or ""
        same = (pool or "").casefold() == clean(process, 200).casefold()
        named = any(lane not in self._unnamed for lane in self._lanes)
        return None if pool is None or same or named else clean(pool, 100)

    def systems(self, node: FlowNode) -> tuple[str, ...]:
        """Return the data stores that the step reads or writes."""
        ends = (end for one in node.data for end in (*one.sources, one.target) if end)
        return tuple(dict.fromkeys(self._stores[end] for end in ends if end in self._stores))

    def waiting(self, node: FlowNode) -> Figure | None:
        """Return the time of a timer; None where the model does not say it as a duration."""
        for definition in node.event_definitions:
            if definition.kind == "timer" and definition.expression:
                hours = duration_h(definition.expression)
                if hours is not None and definition.timer != "date":
                    origin = say(
                        "timer '{name}': {expression}",
                        name=clean(node.name or node.id, 200),
                        expression=definition.expression,
                    )
                    return stated(hours, "h", origin)
        return None

    def notes(self, node: FlowNode) -> str | None:
        """Return everything else that is said about the step, in one text."""
        parts = [plain(text, 1000) for text in node.documentation]
        parts += self._annotations.get(node.id, [])
        parts += self._data_notes(node)
        if node.called_element:
            parts.append(
                say(
                    "Calls the process '{called_element}'.",
                    called_element=clean(node.called_element, 200),
                )
            )
        parts += [
            say(
                "Waits for the {kind} '{name}'.",
                kind=definition.kind,
                name=clean(definition.name, 200),
            )
            for definition in node.event_definitions
            if definition.name and is_wait(node)
        ]
        if node.id in self._chosen.partners:
            sender = self._chosen.partners[node.id]
            parts.append(
                say("Waits for '{sender}', outside this process.", sender=sender)
                if is_wait(node)
                else ""
            )
        parts += self._loop_notes(node)
        return " ".join(part for part in parts if part)[:MAX_NOTES] or None

    def _data_notes(self, node: FlowNode) -> Iterator[str]:
        for direction, word in (("input", "Reads"), ("output", "Writes")):
            ends = [
                end
                for one in node.data
                if one.direction == direction
                for end in (one.sources if direction == "input" else (one.target,))
            ]
            names = dict.fromkeys(self._data[end] for end in ends if end in self._data)
            if names:
                yield f"{word}: {', '.join(names)}."

    def _loop_notes(self, node: FlowNode) -> Iterator[str]:
        loop = node.loop
        if loop is None or node.id not in self._loops:
            return
        place = shown(node.name or node.id)
        if loop.kind == "standard":
            text = say(
                "Steps with a loop marker: how often they repeat is not known; once is assumed."
            )
            self.warnings.add("loop_once", text, place)
            condition = clean(loop.condition or term("not said"), 300)
            yield say("Repeated while: {condition}.", condition=condition)
        else:
            text = say(
                "Steps done for each of several items (multi-instance): how many is not "
                "known; their time and cost are taken as those of all items together."
            )
            self.warnings.add("multi_instance_once", text, place)
            many = clean(loop.cardinality or "", 100)
            yield say(
                "Done for each of {many} items, one after another."
                if loop.kind == "sequential"
                else "Done for each of {many} items, at once.",
                many=many or term("several"),
            )


def _lanes_of(process: Process) -> tuple[set[str], set[str]]:
    """Return all lanes by what the graph calls them, and those that have no name."""
    called: set[str] = set()
    unnamed: set[str] = set()
    for _, scope in process.scope.walk():
        pending: list[Lane] = list(scope.lanes)
        while pending:
            lane = pending.pop()
            called.add(lane.name or lane.id)
            if not clean(lane.name or "", 100):
                unnamed.add(lane.name or lane.id)
            pending.extend(lane.lanes)
    return called, unnamed


def _data_names(process: Process) -> tuple[dict[str, str], dict[str, str]]:
    """Return the names of data by id, and of data stores."""
    data: dict[str, str] = {}
    stores: dict[str, str] = {}
    for _, scope in process.scope.walk():
        for element in scope.data:
            name = clean(element.name or "", 100)
            if name:
                kept = stores if element.kind == "dataStoreReference" else data
                kept[element.id] = name
    return data, stores


def _annotations(process: Process) -> dict[str, list[str]]:
    """Return the notes on the diagram by the node that a line leads to."""
    found: dict[str, list[str]] = {}
    for _, scope in process.scope.walk():
        texts = {note.id: plain(note.text, 500) for note in scope.artifacts.annotations}
        for line in scope.artifacts.associations:
            for end, other in ((line.source, line.target), (line.target, line.source)):
                if end in texts and other:
                    found.setdefault(other, []).append(texts[end])
    return found


def _telling_loops(process: Process) -> set[str]:
    """Return the nodes with a loop marker, unless an exporter marks every task in the same way."""
    marked = [node for node in process.nodes() if node.loop is not None]
    steps = [node for node in process.nodes() if node.category == "activity"]
    empty = [n for n in marked if n.loop and n.loop.kind == "standard" and not _says_more(n)]
    if len(steps) > 1 and len(empty) == len(steps):
        return set()
    return {node.id for node in marked}


def _says_more(node: FlowNode) -> bool:
    return bool(node.loop and (node.loop.condition or node.loop.maximum))


def interval_of(scope: Scope) -> tuple[FlowNode, float] | None:
    """Return the start that a timer triggers again and again, and its hours, if it is the only."""
    starts = [node for node in scope.nodes if node.kind == "startEvent"]
    if len(starts) == 1:
        for definition in starts[0].event_definitions:
            if definition.timer == "cycle" and definition.expression:
                hours = duration_h(definition.expression)
                if hours:
                    return starts[0], hours
    return None
