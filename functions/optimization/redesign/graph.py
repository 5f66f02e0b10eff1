"""Changes of the flows of a model. Ids stay, so what a change leaves alone meets the same luck."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from functions.optimization.simulation.engine.model import (
    START,
    Activity,
    Flow,
    Gateway,
    Model,
    Performer,
    Ways,
)

AUTOMATIC = "automatic: "  # before the id of an activity that a machine does instead


def limited(model: Model) -> frozenset[str]:
    """Return the nodes whose time is limited, and those that cases come to when it is up."""
    limits = {a.id: a.time_limit.to for a in model.activities if a.time_limit is not None}
    return frozenset(limits) | frozenset(limits.values())


def silent(model: Model, shown: Mapping[str, str]) -> frozenset[str]:
    """Return the nodes that are no activity of the log; ``shown``: its activities, by node."""
    nodes = {a.id for a in model.activities} | {g.id for g in model.gateways}
    return frozenset(nodes - set(shown))


def next_activities(out: Ways, shown: Mapping[str, str], node: str) -> frozenset[str]:
    """Return the nodes of activities that may come next after a way to ``node``, and ends."""
    found, seen, left = set(), {node}, [node]
    while left:
        at = left.pop()
        if at in shown or at not in out:
            found.add(at)
            continue
        for flow in out.get(at, ()):
            if flow.target not in seen:
                seen.add(flow.target)
                left.append(flow.target)
    return frozenset(found)


def waits_before(model: Model, shown: Mapping[str, str], node: str) -> frozenset[str]:
    """Return the node and the waits and choices of waits that lead to nothing else."""
    parallel = {g.id for g in model.gateways if g.kind == "parallel"}
    between = silent(model, shown) - parallel
    found, out = {node}, model.ways_out
    while True:
        more = {
            flow.source
            for flow in model.flows
            if flow.target in found and flow.source in between and flow.source not in found
        }
        more = {s for s in more if all(f.target in found for f in out[s])}
        if not more:
            return frozenset(found)
        found |= more


def averted(model: Model, chosen: Callable[[Flow], bool], share: float) -> Model:
    """Return the model in which a share of what takes the chosen ways goes as the others do.

    Only the chosen ways' part of the draw is divided anew: whoever is not averted goes as before.
    """
    flows, out = [], model.ways_out
    for flow in model.flows:
        others = [
            other
            for other in out[flow.source]
            if other.probability and flow.probability and not chosen(other)
        ]
        if not (flow.probability and chosen(flow) and others):
            flows.append(flow)
            continue
        total = sum(other.probability or 0.0 for other in others)
        taken = flow.probability * share
        for other in others:
            flows.append(replace(other, probability=taken * (other.probability or 0.0) / total))
        flows.append(replace(flow, probability=flow.probability - taken))
    return _forks_with_one_way_in(replace(model, flows=tuple(flows)), model)


def _forks_with_one_way_in(model: Model, before: Model) -> Model:
    """Merge new ways into a fork before it: a parallel gateway waits for all that lead to it."""
    once, now = (Counter(flow.target for flow in each.flows) for each in (before, model))
    for gateway in before.gateways:
        if gateway.kind == "parallel" and once[gateway.id] == 1 and now[gateway.id] > 1:
            model = _merged(model, gateway.id, f"before {gateway.id}, changed")
    return model


def _merged(model: Model, node: str, merge: str) -> Model:
    flows = tuple(replace(f, target=merge) if f.target == node else f for f in model.flows)
    return replace(
        model,
        flows=(*flows, Flow(merge, node)),
        gateways=(*model.gateways, Gateway(merge, "exclusive")),
    )


def bypassed(
    model: Model,
    shown: Mapping[str, str],
    node: str,
    share: float,
    tag: str,
    instead: Activity | None = None,
) -> Model:
    """Return the model in which a share of what comes to an activity does not need it.

    It skips the waits before the activity too; ``instead`` is done where it is given. The same
    model where that has been done already.
    """
    if any(gateway.id == f"{tag}: met after {node}" for gateway in model.gateways):
        return model
    skipped = waits_before(model, shown, node)
    meet, (out,) = f"{tag}: met after {node}", model.ways_out[node]
    gateways, flows = [*model.gateways, Gateway(meet, "exclusive")], []
    entries = sorted(
        {f.target for f in model.flows if f.target in skipped and f.source not in skipped}
    )
    asks = {entry: f"{tag}: whether {entry}" for entry in entries}
    for flow in model.flows:
        if flow is out:
            flows += [Flow(node, meet), Flow(meet, flow.target)]
        elif flow.target in asks and flow.source not in skipped:
            flows.append(replace(flow, target=asks[flow.target]))
        else:
            flows.append(flow)
    beside = meet if instead is None else instead.id
    for entry, ask in asks.items():
        gateways.append(Gateway(ask, "exclusive"))
        flows += [Flow(ask, beside, share), Flow(ask, entry, 1.0 - share)]
    activities = model.activities
    if instead is not None:
        activities = (*activities, instead)
        flows.append(Flow(instead.id, meet))
    return replace(model, activities=activities, gateways=tuple(gateways), flows=tuple(flows))


def consecutive(model: Model, shown: Mapping[str, str], first: str, second: str) -> bool:
    """Whether the second activity follows every execution of the first, and nothing else.

    Not where time limits lead away between the two, or to them.
    """
    behind = waits_before(model, shown, second)
    if first == second or limited(model) & {first, second, *behind}:
        return False
    into = [f for f in model.flows if f.target in behind and f.source not in behind]
    return bool(into) and {f.source for f in into} == {first}


def side_by_side(model: Model, shown: Mapping[str, str], first: str, second: str) -> Model:
    """Return the model in which two consecutive activities begin together."""
    if not consecutive(model, shown, first, second):
        return model
    fork, join = f"fork: {first} | {second}", f"join: {first} | {second}"
    merge = f"before {fork}"
    (between,), (out,) = model.ways_out[first], model.ways_out[second]
    flows = [
        replace(f, target=merge) if f.target == first else f
        for f in model.flows
        if f is not between and f is not out
    ]
    flows += [Flow(merge, fork), Flow(fork, first), replace(between, source=fork)]
    flows += [Flow(first, join), Flow(second, join), replace(out, source=join)]
    gateways = (
        Gateway(merge, "exclusive"), Gateway(fork, "parallel"), Gateway(join, "parallel"),
    )  # fmt: skip
    return replace(model, flows=tuple(flows), gateways=(*model.gateways, *gateways))


def after_start(model: Model, activity: Activity) -> Model:
    """Return the model in which every case begins with an activity."""
    if any(a.id == activity.id for a in model.activities):
        return model
    flows = tuple(replace(f, source=activity.id) if f.source == START else f for f in model.flows)
    return replace(
        model,
        activities=(*model.activities, activity),
        flows=(*flows, Flow(START, activity.id)),
    )


def also_done_by(model: Model, like: frozenset[str], further: tuple[str, ...]) -> Model:
    """Return the model in which further resources do what those of ``like`` do, as fast."""

    def helped(activity: Activity) -> Activity:
        known = {performer.resource for performer in activity.performers}
        more = tuple(Performer(name) for name in further if name not in known)
        return (
            replace(activity, performers=activity.performers + more) if known & like else activity
        )

    return replace(model, activities=tuple(map(helped, model.activities)))
