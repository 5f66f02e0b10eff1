"""How often the steps of a BPMN model are done: markers for loops and several items."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from common.language import say, term
from common.model.workflow import Instances
from functions.input.bpmn.model import FlowNode, Process
from functions.input.bpmn.refusal import Warnings, shown
from functions.input.reading.bpmn_process import is_step
from functions.input.reading.stated import clean, stated

MOST_ITEMS = 1_000  # of one step; more are taken for a mistake


def items_of(node: FlowNode) -> int | None:
    """Return how often a node is done per visit, where its marker says a number.

    A loop without a condition is done as often as its maximum says (BPMN 2.0, 13.3.6).
    """
    loop = node.loop
    if loop is None or (loop.kind == "standard" and loop.condition):
        return None
    text = ((loop.maximum if loop.kind == "standard" else loop.cardinality) or "").strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    return number if 1 <= number <= MOST_ITEMS else None


@dataclass(frozen=True)
class Repetition:
    """What the markers of a process say. ``around``: the sub-processes around each node."""

    nodes: Mapping[str, FlowNode]
    around: Mapping[str, tuple[str, ...]]
    telling: frozenset[str]  # nodes whose marker is not just what an exporter always writes

    @classmethod
    def of(cls, process: Process, around: Mapping[str, tuple[str, ...]]) -> "Repetition":
        """Return what is said of a process."""
        nodes = {node.id: node for node in process.nodes()}
        return cls(nodes, around, _telling(process))

    def done_several_times(self) -> set[str]:
        """Return the steps and sub-processes that are simulated for more than one item."""
        return {name for name, node in self.nodes.items() if (items_of(node) or 1) > 1}

    def instances(self, step: FlowNode) -> Instances | None:
        """Return how often a step is done per visit, with the sub-processes around it."""
        nodes = [step, *(self.nodes[name] for name in self.around.get(step.id, ()))]
        known = {node.id: number for node in nodes if (number := items_of(node))}
        number = 1
        for each in known.values():
            number *= each
        if not known or number > MOST_ITEMS:
            return None
        order = "parallel"
        for node in nodes:
            if node.loop and node.loop.kind != "parallel" and known.get(node.id, 1) > 1:
                order = "sequential"
        places = ", ".join(f"'{clean(self.nodes[name].name or name, 100)}'" for name in known)
        origin = say("number of items or rounds of {places}", places=places)
        figure = stated(float(number), "count", origin)
        return Instances.model_validate({"number": figure, "order": order})

    def notes(self, node: FlowNode) -> Iterator[str]:
        """Yield what the marker of a step says, in words."""
        loop = node.loop
        if loop is None or node.id not in self.telling:
            return
        if loop.kind == "standard":
            condition = clean(loop.condition or term("not said"), 300)
            yield say("Repeated while: {condition}.", condition=condition)
        else:
            many = clean(loop.cardinality or "", 100)
            yield say(
                "Done for each of {many} items, one after another."
                if loop.kind == "sequential"
                else "Done for each of {many} items, at once.",
                many=many or term("several"),
            )

    def warn(self, warnings: Warnings) -> None:
        """Say what is not simulated as it is marked, with the places."""
        for name, node in self.nodes.items():
            if node.loop is not None and name in self.telling:
                problem = self._problem(node)
                if problem:
                    warnings.add(*problem, shown(node.name or name))

    def _problem(self, node: FlowNode) -> tuple[str, str] | tuple[()]:
        number = items_of(node)
        standard = number is None and node.loop is not None and node.loop.kind == "standard"
        inner = [other for other in self.nodes.values() if node.id in self.around.get(other.id, ())]
        steps = [other for other in inner if is_step(other)]
        if standard and steps:
            return "loop_once_around", say(
                "Sub-processes with a loop marker: how often they repeat is not known; everything "
                "in them is simulated once, so times, costs and load are those of one round."
            )
        if standard:
            return "loop_once", say(
                "Steps with a loop marker: how often they repeat is not known; once is assumed."
            )
        if number is None and steps:
            return "items_unknown", say(
                "Sub-processes done for each of several items (multi-instance): how many is not "
                "known; everything in them is simulated once, so times, costs and load are those "
                "of one item."
            )
        if number is None:
            return "multi_instance_once", say(
                "Steps done for each of several items (multi-instance): how many is not "
                "known; their time and cost are taken as those of all items together."
            )
        if number > 1 and len(steps) > 1:
            return "items_step_by_step", say(
                "Sub-processes of several steps done for each of several items: each step is done "
                "for all items before the next begins, and all items go the same way. Work, cost "
                "and load are complete; times can be longer than where items pass each other."
            )
        return ()


def _telling(process: Process) -> frozenset[str]:
    """Return the nodes with a loop marker, unless an exporter marks every task in the same way."""
    marked = [node for node in process.nodes() if node.loop is not None]
    steps = [node for node in process.nodes() if node.category == "activity"]
    empty = [n for n in marked if n.loop and n.loop.kind == "standard" and not _says_more(n)]
    if len(steps) > 1 and len(empty) == len(steps):
        return frozenset()
    return frozenset(node.id for node in marked)


def _says_more(node: FlowNode) -> bool:
    return bool(node.loop and (node.loop.condition or node.loop.maximum))
