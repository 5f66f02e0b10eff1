"""Parallel work one branch after another, for a model whose cases are in one place at a time.

Every block between a parallel or inclusive split and the place where its ways meet again becomes
a sequence: the ways into that place lead to the next branch instead. What is done, how often and
by whom stays; only the time that branches share is lost, so cycle times are overstated.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from common.model.figure import Figure, Provenance
from common.model.flow_analysis import immediate_post_dominators, reachable
from common.model.routing import branching
from common.model.workflow import END, Flow, Gateway, Workflow

ORDER = "branches of a gateway, one after another"


@dataclass(frozen=True)
class Sequenced:
    """A workflow whose gateways each take one way, and what was lost."""

    workflow: Workflow
    one_after_another: tuple[str, ...] = ()  # first steps of the branches, by block
    inseparable: tuple[str, ...] = ()  # gateways whose branches have no common end of their own


@dataclass
class _Ways:
    """Ways with their weights, under reconstruction."""

    weights: dict[str, dict[str, float]]
    added: list[Gateway] = field(default_factory=list)

    def redirect(self, sources: set[str], old: str, new: str) -> None:
        """Let the ways from these nodes to ``old`` lead to ``new``."""
        for source in sources:
            ways = self.weights.get(source, {})
            if old in ways:
                share = ways.pop(old)
                ways[new] = ways.get(new, 0.0) + share

    def optional(self, name: str, first: str, share: float, onward: str) -> str:
        """Return a gateway that goes to ``first`` with this share, else past it."""
        taken = self.weights.keys() | {gateway.id for gateway in self.added}
        while name in taken:
            name += "'"
        self.added.append(Gateway(id=name, kind="exclusive"))
        self.weights[name] = {first: share}
        self.weights[name][onward] = self.weights[name].get(onward, 0.0) + 1 - share
        return name


def in_sequence(workflow: Workflow) -> Sequenced:
    """Return the workflow without parallel work; one without such gateways is returned as it is."""
    kinds = {gateway.id: gateway.kind for gateway in workflow.gateways}
    weights = branching(workflow).weights
    splits = [
        name
        for name, kind in kinds.items()
        if kind in ("parallel", "inclusive") and len(weights.get(name, {})) > 1
    ]
    if not splits:
        return Sequenced(workflow)
    ways = _Ways({source: dict(targets) for source, targets in weights.items()})
    names = {activity.id: activity.name for activity in workflow.activities}
    blocks: list[str] = []
    inseparable: list[str] = []
    meetings = immediate_post_dominators(ways.weights, END)
    size = {split: _size(ways.weights, split, meetings.get(split)) for split in splits}
    for split in sorted(splits, key=lambda name: size[name]):  # inner blocks first
        firsts = [names[first] for first in ways.weights[split] if first in names]
        if _sequence(ways, split, meetings.get(split)):
            blocks.append(", ".join(firsts) or names.get(split, split))
        else:
            inseparable.append(split)
            total = sum(ways.weights[split].values())
            ways.weights[split] = {t: share / total for t, share in ways.weights[split].items()}
    return Sequenced(_workflow(workflow, ways), tuple(blocks), tuple(inseparable))


def _size(weights: Mapping[str, Mapping[str, float]], split: str, meeting: str | None) -> int:
    """How many nodes lie between a split and the place where its ways meet."""
    within = {source: ways for source, ways in weights.items() if source != meeting}
    return len(reachable(within, split))


def _regions(
    weights: Mapping[str, Mapping[str, float]], split: str, meeting: str
) -> Iterator[tuple[str, set[str]]]:
    """Yield the first node of each branch and all its nodes, up to where the branches meet."""
    within = {source: ways for source, ways in weights.items() if source != meeting}
    for first in weights[split]:
        yield first, (set() if first == meeting else reachable(within, first) - {meeting})


def _sequence(ways: _Ways, split: str, meeting: str | None) -> bool:
    """Put the branches of a split in sequence; False where they cannot be told apart.

    ``meeting`` is where its ways meet: inner blocks that became sequences do not change that.
    """
    if meeting is None:
        return False
    branches = []
    seen: set[str] = {split}
    for first, region in _regions(ways.weights, split, meeting):
        if seen & region:
            return False
        seen |= region
        if region:
            branches.append((first, region))
    shares = dict(ways.weights[split])
    onward = meeting
    for first, region in reversed(branches):
        if onward != meeting:
            ways.redirect(region, meeting, onward)
        if shares[first] < 1:
            onward = ways.optional(f"{split}: {first}", first, shares[first], onward)
        else:
            onward = first
    ways.weights[split] = {onward: 1.0}
    return True


def _workflow(workflow: Workflow, ways: _Ways) -> Workflow:
    """Return the workflow with the new ways; figures of unchanged ones are kept."""
    before = {(flow.source, flow.target): flow for flow in workflow.flows}
    kinds = {gateway.id: gateway.kind for gateway in workflow.gateways}
    flows = []
    for source, targets in ways.weights.items():
        kept = kinds.get(source, "exclusive") in ("exclusive", "event_based")
        same = kept and set(targets) == {t for s, t in before if s == source}
        for target, share in targets.items():
            if same:
                flows += [f for f in workflow.flows if (f.source, f.target) == (source, target)]
            else:
                flows.append(Flow(source=source, target=target, probability=_share(share)))
    gateways = tuple(Gateway(id=g.id, kind="exclusive", name=g.name) for g in workflow.gateways)
    return workflow.model_copy(update={"flows": tuple(flows), "gateways": (*gateways, *ways.added)})


def _share(value: float) -> Figure:
    return Figure(value=min(1.0, value), unit="share", provenance=Provenance.INFERRED, origin=ORDER)
