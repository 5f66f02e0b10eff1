"""Ways of a stated workflow: shares, and where a rejected case goes back to."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from common.language import say
from common.model.figure import Figure, Provenance
from common.model.flow_analysis import reachable
from common.model.routing import Weights, branching, following
from common.model.workflow import END as END_ID
from common.model.workflow import START as START_ID
from common.model.workflow import Activity, Workflow
from functions.optimization.calibration.as_is import NotSimulableError
from functions.optimization.simulation.engine.distribution import fixed
from functions.optimization.simulation.engine.model import Activity as Node
from functions.optimization.simulation.engine.model import Flow, Gateway

SAME = 0.005  # two shares closer than this are one
SUBMISSION_WORDS = ("submit", "request", "apply", "application", "enter", "prepare", "fill", "file")


@dataclass
class Routing:
    """Gateways and flows of the engine; rejections are nodes on their ways, which take no time.

    Every activity has one way out; where its ways part there is a gateway behind it.
    """

    gateways: list[Gateway] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    rejections: list[Node] = field(default_factory=list)
    sends_back: set[str] = field(default_factory=set)  # those whose cases come back

    def part(self, source: str, ways: Mapping[str, float | None], kind: str) -> None:
        """Let ways part behind a node: one is a flow, several need a gateway."""
        if len(ways) > 1 and kind == "":
            gateway = f"after {source}"
            self.flows.append(Flow(source, gateway))
            source, kind = gateway, "exclusive"
            self.gateways.append(Gateway(gateway, "exclusive"))
        several = len(ways) > 1
        self.flows += [Flow(source, way, share if several else None) for way, share in ways.items()]


def routing(
    workflow: Workflow, values: Mapping[str, float], rejected: Mapping[str, float]
) -> Routing:
    """Return the ways of what can be reached.

    ``values``: other shares than the stated ones, as ``probability:source->target``.
    ``rejected``: share of executions that send the case back or turn it down, by activity.
    Raises ``NotSimulableError`` where no flow leads from the start.
    """
    weights = _weights(workflow, values)
    if not weights.get(START_ID):
        raise NotSimulableError(
            say("No flow leads from the start: please say which step comes first.")
        )
    reached = reachable(weights, START_ID)
    kinds = {g.id: g.kind for g in workflow.gateways if g.id in reached}
    raced = _raced(workflow, weights)
    for source, limit in workflow.late_ways().items():
        weights[source] = _without(weights[source], limit.to)
    found = Routing()
    for gateway, kind in kinds.items():
        drawn = kind == "event_based" and gateway not in raced
        found.gateways.append(Gateway(gateway, "exclusive" if drawn else kind))
    for source in (START_ID, *(a.id for a in workflow.activities), *kinds):
        if source in reached and weights.get(source):
            plain = kinds.get(source) == "parallel" or source in raced
            ways = {t: None if plain else s for t, s in weights[source].items()}
            found.part(source, ways, kinds.get(source, ""))
    onward, depth = following(workflow), _depth(following(workflow))
    for activity in workflow.activities:
        share = rejected.get(activity.id, 0.0)
        if activity.id in reached and 0 < share < 1:
            _reject(found, workflow, activity, share, onward, depth)
    return found


def _weights(workflow: Workflow, values: Mapping[str, float]) -> Weights:
    """Return the shares of all ways; where one is set, the others keep their proportions."""
    weights = {source: dict(ways) for source, ways in branching(workflow).weights.items()}
    kinds = {gateway.id: gateway.kind for gateway in workflow.gateways}
    for source, ways in weights.items():
        if kinds.get(source) == "parallel":
            continue
        for target in ways:
            value = values.get(f"probability:{source}->{target}")
            if value is None or len(ways) < 2:
                continue
            rest = sum(share for other, share in ways.items() if other != target)
            for other in ways:
                if other != target and kinds.get(source) != "inclusive" and rest > 0:
                    ways[other] *= (1 - value) / rest
            ways[target] = value
        total = sum(ways.values())
        if kinds.get(source) != "inclusive" and total > 0:
            weights[source] = {target: share / total for target, share in ways.items()}
    return weights


def _without(ways: Mapping[str, float], late: str) -> dict[str, float]:
    """Return the shares of the ways of those whose time is not up."""
    in_time = {target: share for target, share in ways.items() if target != late}
    total = sum(in_time.values())
    return {target: share / total for target, share in in_time.items()} if total > 0 else in_time


def _raced(workflow: Workflow, weights: Weights) -> set[str]:
    """Return the event-based gateways where the first wait to end decides: no shares are known."""
    waits = {a.id for a in workflow.activities if a.kind == "wait"}
    stated = {f.source for f in workflow.flows if f.probability is not None}
    return {
        g.id
        for g in workflow.gateways
        if g.kind == "event_based" and g.id not in stated and set(weights.get(g.id, ())) <= waits
    }


def assumed_shares(workflow: Workflow) -> dict[str, Figure]:
    """Return the shares that nobody stated: those left are taken as equal."""
    found = branching(workflow)
    late = {(name, limit.to) for name, limit in workflow.late_ways().items()}
    rest: dict[str, float] = {}
    for (source, _), share in found.assumed.items():
        rest[source] = rest.get(source, 0.0) + share
    return {
        f"probability:{source}->{target}": Figure(
            value=share,
            unit="share",
            provenance=Provenance.ASSUMED,
            origin=say("How cases divide here is not stated: evenly."),
            low=0.0,
            high=min(1.0, rest[source]),
        )
        for (source, target), share in found.assumed.items()
    } | {
        f"probability:{flow.source}->{flow.target}": flow.probability
        for flow in workflow.flows
        if flow.probability is not None
        and flow.probability.provenance is Provenance.ASSUMED
        and (flow.source, flow.target) not in late
    }


def _reject(
    found: Routing,
    workflow: Workflow,
    activity: Activity,
    share: float,
    onward: Weights,
    depth: dict[str, int],
) -> None:
    """Mark the ways that show the stated rejections, else add one.

    A way shows them if it goes back, or if its probability is the share of rejections. Where it
    leads to the end the case is turned down: nothing goes back.
    """
    own = depth.get(activity.id, 0)
    ways = onward.get(activity.id, {})
    total = sum(ways.values())
    shown = {
        target
        for target, weight in ways.items()
        if depth.get(target, own) < own or (len(ways) > 1 and abs(weight / total - share) < SAME)
    }
    if shown:
        for flow in list(_choice(found, workflow, activity.id, shown)):
            _mark(found, flow, activity.id)
        return
    back = _submission_before(workflow, activity, depth)
    (out,) = (flow for flow in found.flows if flow.source == activity.id)
    gateway = f"whether {activity.id} accepts"
    found.gateways.append(Gateway(gateway, "exclusive"))
    found.flows.remove(out)
    rejection = Flow(gateway, back, share)
    found.flows += [
        Flow(activity.id, gateway), Flow(gateway, out.target, 1 - share), rejection
    ]  # fmt: skip
    _mark(found, rejection, activity.id)


def _choice(found: Routing, workflow: Workflow, source: str, shown: set[str]) -> Iterator[Flow]:
    """Yield the flows at the next choice that only lead to the activities, or the end, shown."""
    out: dict[str, list[Flow]] = {}
    for flow in found.flows:
        out.setdefault(flow.source, []).append(flow)
    gateways = {gateway.id for gateway in found.gateways}
    at, seen = source, {source}
    while len(out.get(at, ())) == 1 and out[at][0].target in gateways - seen:
        at = out[at][0].target
        seen.add(at)
    for flow in out.get(at, ()):
        if flow.probability is not None and _next(out, gateways, flow.target) <= shown:
            yield flow


def _next(out: Mapping[str, list[Flow]], gateways: set[str], node: str) -> set[str]:
    found, seen, left = set(), {node}, [node]
    while left:
        at = left.pop()
        if at not in gateways:
            found.add(at)
            continue
        more = {flow.target for flow in out.get(at, ())} - seen
        seen |= more
        left += sorted(more)
    return found


def _mark(found: Routing, flow: Flow, activity: str) -> None:
    """Put a node for the rejection on a flow."""
    node = f"{activity} rejects: {flow.target}"
    if any(each.id == node for each in found.rejections):
        return
    found.rejections.append(Node(node, fixed(0.0), rejects=True, cost=0.0, counts_as=""))
    place = found.flows.index(flow)
    found.flows[place] = Flow(flow.source, node, flow.probability)
    found.flows.append(Flow(node, flow.target))
    if flow.target != END_ID:
        found.sends_back.add(node)


def _submission_before(workflow: Workflow, activity: Activity, depth: dict[str, int]) -> str:
    """Return the nearest earlier submission, else the first step."""
    own = depth.get(activity.id, 0)
    before = [a for a in workflow.activities if depth.get(a.id, own) < own]
    submissions = [a for a in before if any(word in a.name.lower() for word in SUBMISSION_WORDS)]
    if submissions:
        return max(submissions, key=lambda a: (depth[a.id], a.id)).id
    first = min(before or [activity], key=lambda a: (depth.get(a.id, own), a.id))
    return first.id


def _depth(onward: Weights) -> dict[str, int]:
    """Return the fewest steps from the start to each activity."""
    depth, open_ids = {START_ID: 0}, deque([START_ID])
    while open_ids:
        source = open_ids.popleft()
        for target in onward.get(source, {}):
            if target not in depth and target != END_ID:
                depth[target] = depth[source] + 1
                open_ids.append(target)
    del depth[START_ID]
    return depth
