"""What follows what in a workflow with gateways, and how often: expected values, no simulation.

A case is a token at the start. An activity or an exclusive or event-based gateway sends it one
way, by the probabilities; without them by the counts; else what is left is shared equally. A
parallel gateway sends a token every way. An inclusive one sends tokens each way with the
probability of that way; one that is not stated counts as if every non-empty choice of ways were
equally likely. The way that is taken when an activity's time is up has the probability that is
estimated for it. A joining parallel gateway makes one token of those on its n ways in; a joining
inclusive one makes one of as many as arrive, on average, per token at its immediate dominator:
the split where all its ways begin. Semantics: BPMN 2.0 (ISO/IEC 19510:2013), 13.4.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from common.model.flow_analysis import (
    WORK,
    following_nodes,
    immediate_dominators,
    reachable,
    tokens,
)
from common.model.workflow import END, START, Flow, Gateway, TimeLimit, Workflow

Weights = dict[str, dict[str, float]]
LATE = 0.05  # share of cases whose time is up, where nothing is known
NEVER_LEFT = 1 - 1e-12  # a share of returns to the same place that counts as all


@dataclass(frozen=True)
class Branching:
    """How the ways out of each node are taken, and which of these shares nobody stated."""

    weights: Weights  # tokens sent to each target per token at the source
    assumed: dict[tuple[str, str], float]  # (source, target) where an even share was taken


def branching(workflow: Workflow) -> Branching:
    """Return the ways out of each node; ways to the same target count as one."""
    kinds = {gateway.id: gateway.kind for gateway in workflow.gateways}
    late = workflow.late_ways()
    leaving: dict[str, dict[str, list[Flow]]] = {}
    for flow in workflow.flows:
        leaving.setdefault(flow.source, {}).setdefault(flow.target, []).append(flow)
    weights: Weights = {}
    assumed: dict[tuple[str, str], float] = {}
    for source, ways in leaving.items():
        if source in late:
            weights[source], open_ = _timed(ways, late[source])
            assumed |= {(source, target): weights[source][target] for target in open_}
            continue
        stated = {target: _probability(flows) for target, flows in ways.items()}
        match kinds.get(source, "exclusive"):
            case "parallel":
                weights[source] = dict.fromkeys(ways, 1.0)
                continue
            case "inclusive" if len(ways) > 1:
                weights[source], open_ = _some(stated)
            case _:
                weights[source], open_ = _one(stated, _counts(ways))
        assumed |= {(source, target): weights[source][target] for target in open_}
    return Branching(weights, assumed)


def visits(workflow: Workflow) -> dict[str, float] | None:
    """Return the expected executions of each activity per case, and of the end.

    For a gateway it is the tokens that arrive, at a join as many as it merges. None where it is
    not defined: nothing leaves the start, or a loop is never left.
    """
    weights = merged_weights(workflow)
    if not weights.get(START):
        return None
    counted = tokens(weights, START)
    if counted is None:
        return None
    nodes = [*(a.id for a in workflow.activities), *(g.id for g in workflow.gateways), END]
    return {node: counted.get(node, 0.0) for node in nodes}


def following(workflow: Workflow, steps: Collection[str] | None = None) -> Weights:
    """Return how often each step follows another, per execution of the other.

    What is not among ``steps`` (all activities by default) is contracted; the start and the end
    stay. Behind a parallel split the numbers add up to more than 1, before a join to less.
    """
    kept = {a.id for a in workflow.activities} if steps is None else set(steps)
    kept |= {START, END}
    nodes = [*(g.id for g in workflow.gateways), *(a.id for a in workflow.activities)]
    return contracted(merged_weights(workflow), [node for node in nodes if node not in kept])


def contracted(weights: Mapping[str, Mapping[str, float]], away: Collection[str]) -> Weights:
    """Return the weights with nodes taken away and every way through them drawn directly.

    What can only circle among the nodes taken away is lost.
    """
    left = {source: dict(ways) for source, ways in weights.items()}
    entering: dict[str, set[str]] = {}
    for source, ways in left.items():
        for target in ways:
            entering.setdefault(target, set()).add(source)
    for node in away:
        onward = left.pop(node, {})
        back = onward.pop(node, 0.0)
        scale = 1 / (1 - back) if back < NEVER_LEFT else 0.0
        for source in sorted(entering.pop(node, set()) - {node}):
            through = left[source].pop(node) * scale
            for target, share in onward.items():
                if through * share > 0:
                    left[source][target] = left[source].get(target, 0.0) + through * share
                    entering.setdefault(target, set()).add(source)
        for target in onward:
            entering[target].discard(node)
    return left


def merged_weights(workflow: Workflow) -> Weights:
    """Return the tokens sent per token that arrives, with the merging of tokens at joins."""
    weights = branching(workflow).weights
    reached = reachable(weights, START)
    arriving = {
        gateway.id: sum(gateway.id in weights.get(node, {}) for node in reached)
        for gateway in workflow.gateways
    }
    for gateway in workflow.gateways:
        if gateway.kind == "parallel" and arriving[gateway.id] > 1:
            _divide(weights, gateway.id, arriving[gateway.id])
    joins = {g.id for g in workflow.gateways if _joins_some(g, arriving)}
    if joins:
        order = following_nodes(weights, START)
        dominators = immediate_dominators(weights, START)
        for join in (node for node in order if node in joins):
            work = WORK // len(joins)  # however many joins there are, it ends in time
            _divide(weights, join, _begun(weights, dominators[join], join, work))
    return weights


def _joins_some(gateway: Gateway, arriving: Mapping[str, int]) -> bool:
    return gateway.kind == "inclusive" and arriving[gateway.id] > 1


def _begun(weights: Weights, split: str, join: str, work: int) -> float:
    """Tokens that arrive at the join per token at the split; at least 1."""
    until = {
        source: {target: share for target, share in ways.items() if target != split}
        for source, ways in weights.items()
        if source != join
    }
    counted = tokens(until, split, work)
    return 1.0 if counted is None else max(1.0, counted.get(join, 0.0))


def _divide(weights: Weights, node: str, by: float) -> None:
    weights[node] = {target: share / by for target, share in weights.get(node, {}).items()}


def _timed(ways: Mapping[str, list[Flow]], limit: TimeLimit) -> tuple[dict[str, float], list[str]]:
    """Shares of ways of which one is taken when the time is up, instead of or beside the others."""
    share = _probability(ways[limit.to])
    share = LATE if share is None else min(1.0, share)
    others = {target: flows for target, flows in ways.items() if target != limit.to}
    shares, open_ = _one({t: _probability(f) for t, f in others.items()}, _counts(others))
    left = 1 - share if limit.breaks_off else 1.0
    return {target: each * left for target, each in shares.items()} | {limit.to: share}, open_


def _probability(flows: list[Flow]) -> float | None:
    stated = [max(0.0, flow.probability.value) for flow in flows if flow.probability is not None]
    return sum(stated) if len(stated) == len(flows) else None


def _counts(ways: Mapping[str, list[Flow]]) -> dict[str, float] | None:
    """The counts by target, where every way has one and there is any."""
    if any(flow.count is None for flows in ways.values() for flow in flows):
        return None
    counts = {
        target: sum(max(0.0, flow.count.value) for flow in flows if flow.count is not None)
        for target, flows in ways.items()
    }
    return counts if sum(counts.values()) > 0 else None


def _one(
    stated: Mapping[str, float | None], counts: Mapping[str, float] | None
) -> tuple[dict[str, float], list[str]]:
    """Shares of ways of which one is taken, and the targets whose share nobody stated."""
    known = [share for share in stated.values() if share is not None]
    if not known and counts is not None:
        total = sum(counts.values())
        return {target: count / total for target, count in counts.items()}, []
    open_ = [target for target, share in stated.items() if share is None]
    rest = max(0.0, 1 - sum(known)) / len(open_) if open_ else 0.0
    filled = {target: rest if share is None else share for target, share in stated.items()}
    total = sum(filled.values())
    shares = {target: share / total for target, share in filled.items()} if total else {}
    return shares, open_ if len(open_) > 1 and shares else []


def _some(stated: Mapping[str, float | None]) -> tuple[dict[str, float], list[str]]:
    """Shares of ways of which at least one is taken, and the targets that nobody stated."""
    n = len(stated)
    even = 2 ** (n - 1) / (2**n - 1) if n < 50 else 0.5
    open_ = [target for target, share in stated.items() if share is None]
    filled = {t: even if share is None else min(1.0, share) for t, share in stated.items()}
    total = sum(filled.values())
    if not total:
        return {}, []
    raised = max(1.0, 1 / total)
    return {target: share * raised for target, share in filled.items()}, open_
