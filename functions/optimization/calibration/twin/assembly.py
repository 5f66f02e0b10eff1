"""The states of the control flow as activities, gateways and flows of the engine's model."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from functions.optimization.calibration.twin.concurrency import Block
from functions.optimization.calibration.twin.control_flow import END, START, Context, ControlFlow
from functions.optimization.calibration.twin.delays import INSIDE, Delays, Wait
from functions.optimization.calibration.twin.event_table import EventTable
from functions.optimization.simulation.engine.model import END as END_ID
from functions.optimization.simulation.engine.model import START as START_ID
from functions.optimization.simulation.engine.model import Activity, Flow, Gateway, Performer

MakeActivity = Callable[[str, int], Activity]  # from its id and the activity's number


@dataclass
class Graph:
    """Activities, gateways and flows; ``activity_of`` says which activity of the log a node is."""

    activities: list[Activity] = field(default_factory=list)
    gateways: list[Gateway] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    activity_of: dict[str, str] = field(default_factory=dict)
    _ids: set[str] = field(default_factory=lambda: {START_ID, END_ID})

    def new_id(self, name: str) -> str:
        """Return the name, with a number behind it where it is taken."""
        found, number = name, 1
        while found in self._ids:
            number += 1
            found = f"{name} #{number}"
        self._ids.add(found)
        return found

    def link(self, source: str, target: str, probability: float | None = None) -> None:
        """Let ``target`` follow ``source``."""
        self.flows.append(Flow(source, target, probability))

    def gateway(self, name: str, kind: str) -> str:
        """Return the id of a new gateway."""
        gateway = Gateway(self.new_id(name), "parallel" if kind == "parallel" else "exclusive")
        self.gateways.append(gateway)
        return gateway.id

    def merge_before_forks(self) -> None:
        """Give forks that are come to from several places one way in: a fork waits for all."""
        parallel = [gateway.id for gateway in self.gateways if gateway.kind == "parallel"]
        ways_out = Counter(flow.source for flow in self.flows)
        ways_in = Counter(flow.target for flow in self.flows)
        for fork in parallel:
            if ways_out[fork] < 2 or ways_in[fork] < 2:
                continue
            merge = self.gateway(f"before {fork}", "exclusive")
            self.flows = [
                replace(flow, target=merge) if flow.target == fork else flow for flow in self.flows
            ]
            self.link(merge, fork)


@dataclass(frozen=True)
class Assembly:
    """What the graph is made from."""

    table: EventTable
    flow: ControlFlow
    delays: Delays
    make: MakeActivity

    def graph(self) -> Graph:
        """Return one node per state, waits on the ways between them, and the probabilities."""
        graph = Graph()
        number = {step: index for index, step in enumerate(self.flow.steps)}
        states = sorted(self.flow.counts, key=lambda s: (len(s), [number[step] for step in s]))
        entry, leave = {}, {}
        for state in states:
            if state[-1] == START:
                entry[state] = leave[state] = START_ID
            else:
                entry[state], leave[state] = self._node(graph, state[-1], number[state[-1]])
        arrivals: dict[tuple[Block, Context], str] = {}
        for state in states:
            following = sorted(
                self.flow.counts[state].items(), key=lambda item: number.get(item[0], -1)
            )
            total = sum(count for _, count in following)
            source = leave[state]
            if len(following) > 1:
                source = graph.gateway(f"after {leave[state]}", "exclusive")
                graph.link(leave[state], source)
            for step, count in following:
                share = count / total if len(following) > 1 else None
                if step == END:
                    graph.link(source, END_ID, share)
                    continue
                target = self.flow.after(state, step)
                way = (state[-1], target)
                if way not in arrivals:
                    place = (number[state[-1]], number[step])
                    arrivals[way] = self._way_in(graph, place, step, entry[target])
                graph.link(source, arrivals[way], share)
        graph.merge_before_forks()
        return graph

    def _node(self, graph: Graph, step: Block, number: int) -> tuple[str, str]:
        """Return the first and the last node of a step."""
        if len(step) == 1 and len(step[0]) == 1:
            node = self._activity(graph, step[0][0])
            return node, node
        name = " | ".join(self.table.activities[branch[0]] for branch in step)
        fork = graph.gateway(f"fork: {name}", "parallel")
        join = graph.gateway(f"join: {name}", "parallel")
        for branch in step:
            end = fork
            for activity in branch:
                node = self._activity(graph, activity)
                waits = self.delays.waits.get((INSIDE, number, activity), ())
                graph.link(end, self._waiting(graph, waits, node))
                end = node
            graph.link(end, join)
        return fork, join

    def _activity(self, graph: Graph, activity: int) -> str:
        name = self.table.activities[activity]
        node = graph.new_id(name)
        graph.activities.append(self.make(node, activity))
        graph.activity_of[node] = name
        return node

    def _way_in(self, graph: Graph, place: tuple[int, int], step: Block, entry: str) -> str:
        if len(step) > 1 or len(step[0]) > 1:
            return entry
        waits = self.delays.waits.get((*place, step[0][0]), ())
        return self._waiting(graph, waits, entry)

    def _waiting(self, graph: Graph, waits: tuple[Wait, ...], target: str) -> str:
        """Return the node from which a case waits and then comes to the target."""
        ids = []
        for wait in waits:
            node = graph.new_id(f"wait before {target}")
            by = (Performer(wait.hours),) if wait.hours else ()
            graph.activities.append(Activity(node, wait.duration, performers=by, counts_as=""))
            graph.link(node, target)
            ids.append(node)
        if len(ids) < 2:
            return ids[0] if ids else target
        choice = graph.gateway(f"when before {target}", "exclusive")
        for node, wait in zip(ids, waits, strict=True):
            graph.link(choice, node, wait.share)
        return choice
