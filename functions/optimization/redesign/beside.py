"""Two activities begun together although the second follows the first in some cases only."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from functions.optimization.redesign.graph import limited, waits_before
from functions.optimization.simulation.engine.model import (
    START,
    Activity,
    Flow,
    Gateway,
    Model,
    Ways,
)

Node = TypeVar("Node", Activity, Gateway)
Copies = Mapping[str, str]  # of nodes: their ids by those of the originals


def begun_together(model: Model, shown: Mapping[str, str], first: str, second: str) -> Model:
    """Return the model in which two activities begin together wherever one follows the other.

    The waits before them begin together. What comes after the first is drawn before it: where
    that is the second, both run side by side; elsewhere a copy of the first leads on as before.
    It is as if both always began together and the work of the second were in vain where the first
    leads elsewhere; the model counts it only where it was needed. Copies have the luck of their
    originals.
    """
    out = model.ways_out
    if first not in out or second not in out or limited(model):
        return model  # what a time limit leads away would be missing where both are awaited
    (after,), (then,) = out[first], out[second]
    behind = waits_before(model, shown, second)
    choice = next((g for g in model.gateways if g.id == after.target and g.id not in behind), None)
    ways = [after] if choice is None else out[choice.id]
    joint = [way for way in ways if way.target in behind]
    joins = {gateway.id for gateway in model.gateways if gateway.kind == "parallel"}
    if len(joint) != 1 or then.target in joins or not _draws(model, choice, ways):
        return model
    return _rebuilt(model, shown, (first, second), ways, joint[0])


def _draws(model: Model, choice: Gateway | None, ways: list[Flow]) -> bool:
    """Whether what comes next is drawn, and only after the first activity."""
    if choice is None:
        return True
    alone = sum(flow.target == choice.id for flow in model.flows) == 1
    drawn = all(way.probability is not None for way in ways)
    return alone and drawn and choice.kind == "exclusive"


def _rebuilt(
    model: Model, shown: Mapping[str, str], pair: tuple[str, str], ways: list[Flow], joint: Flow
) -> Model:
    first, second = pair
    tag, out = f"{first} beside {second}", model.ways_out
    before = waits_before(model, shown, first)
    behind = _reached(out, joint.target, waits_before(model, shown, second))
    shared = any(f.target in behind and f.source not in behind for f in model.flows if f != joint)
    beside = {node: f"{node} ({tag})" if shared else node for node in behind}
    elsewhere = {
        number: {node: f"{node} ({tag}, way {number})" for node in before}
        for number, way in enumerate(ways)
        if way is not joint
    }

    def entered(target: str) -> str:
        return f"{tag}: before {target}" if target in before else target

    (then,) = out[second]
    join = f"join: {tag}"
    moved = {id(way) for way in ways} | {id(out[first][0])} | ({id(then)} if not shared else set())
    flows = [
        flow if flow.source in before else replace(flow, target=entered(flow.target))
        for flow in model.flows
        if id(flow) not in moved
    ]
    flows += [Flow(first, join), Flow(beside[second], join), Flow(join, entered(then.target))]
    if shared:
        flows += _inside(model, behind, beside)
    for number, copies in elsewhere.items():
        flows += _inside(model, before, copies)
        flows.append(Flow(copies[first], entered(ways[number].target)))
    gateways = [Gateway(join, "parallel")]
    luck = next((g.luck_of or g.id for g in model.gateways if g.id == joint.source), None)
    for entry in _entries(model, before):
        began, fork = entered(entry), f"fork: {tag}, from {entry}"
        gateways += [Gateway(began, "exclusive", luck), Gateway(fork, "parallel")]
        flows += [Flow(fork, entry), Flow(fork, beside[joint.target])]
        for number, way in enumerate(ways):
            target = fork if way is joint else elsewhere[number][entry]
            flows.append(Flow(began, target, way.probability if len(ways) > 1 else None))
    made = [*elsewhere.values(), *([beside] if shared else [])]
    activities = [copy for copies in made for copy in _copied(model.activities, copies)]
    gateways += [copy for copies in made for copy in _copied(model.gateways, copies)]
    return _reachable(
        replace(
            model,
            activities=(*model.activities, *activities),
            gateways=(*model.gateways, *gateways),
            flows=tuple(flows),
        )
    )


def _entries(model: Model, region: frozenset[str]) -> list[str]:
    """Return the nodes of a region that are come to from outside."""
    return sorted({f.target for f in model.flows if f.target in region and f.source not in region})


def _inside(model: Model, region: frozenset[str], copies: Copies) -> list[Flow]:
    """Return the copies of the flows within a region."""
    return [
        replace(flow, source=copies[flow.source], target=copies[flow.target])
        for flow in model.flows
        if flow.source in region and flow.target in region
    ]


def _copied(nodes: tuple[Node, ...], copies: Copies) -> list[Node]:
    return [
        replace(node, id=copies[node.id], luck_of=node.luck_of or node.id)
        for node in nodes
        if node.id in copies
    ]


def _reached(out: Ways, node: str, within: frozenset[str]) -> frozenset[str]:
    found, left = {node}, [node]
    while left:
        more = {flow.target for flow in out[left.pop()]} & within - found
        found |= more
        left += sorted(more)
    return frozenset(found)


def _reachable(model: Model) -> Model:
    """Leave out what no case comes to any more."""
    out, seen, left = model.ways_out, {START}, [START]
    while left:
        for flow in out.get(left.pop(), ()):
            if flow.target not in seen:
                seen.add(flow.target)
                left.append(flow.target)
    return replace(
        model,
        activities=tuple(a for a in model.activities if a.id in seen),
        gateways=tuple(g for g in model.gateways if g.id in seen),
        flows=tuple(f for f in model.flows if f.source in seen),
    )
