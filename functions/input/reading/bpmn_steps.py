"""What a BPMN model says about one step: who, what with, how long it waits, and notes."""

import re
from collections.abc import Iterator

from common.language import say
from functions.input.bpmn.graph import FlowGraph, GraphNode
from functions.input.bpmn.model import FlowNode, Lane, Process
from functions.input.bpmn.refusal import Warnings
from functions.input.reading.bpmn_flow import is_wait
from functions.input.reading.bpmn_items import Repetition
from functions.input.reading.bpmn_names import unnamed_step, unnamed_wait
from functions.input.reading.bpmn_process import Chosen
from functions.input.reading.stated import clean

TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
MAX_NOTES = 2000


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
        around = {node.id: node.path for node in graph.nodes}
        self.repetition = Repetition.of(chosen.process, around)
        self.repetition.warn(self.warnings)

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
        parts += self.repetition.notes(node)
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
