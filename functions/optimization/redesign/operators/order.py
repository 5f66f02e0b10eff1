"""Put steps where their result is first needed, and cheap knock-outs first (H09, H11)."""

from dataclasses import dataclass, replace

from common.language import say
from common.model.assessment import Place
from common.numerals import duration, share
from functions.optimization.redesign.asking import asking
from functions.optimization.redesign.edits import head
from functions.optimization.redesign.graph import waits_before
from functions.optimization.redesign.operators.composition import linked
from functions.optimization.redesign.outcomes import (
    choice_after,
    refused_share,
    refusing_ways,
)
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Touches, Values
from functions.optimization.redesign.transitions import Pair
from functions.optimization.simulation.engine.model import Flow, Model

MIN_REFUSED = 0.02  # of a check's executions


@dataclass(frozen=True)
class Check:
    """A step after which cases may leave, with its effort and the share that leaves."""

    step: str
    node: str
    effort_h: float  # of work and waiting per execution
    refused: float

    @property
    def rank(self) -> float:
        """Effort over rejection probability: ascending is best (van der Aalst 2001)."""
        return self.effort_h / self.refused


def resequencings(process: Process) -> list[Proposal]:
    """Return steps before a check that ends cases, which would spare work after it."""
    found = {}
    for first, second in linked(process):
        refused = refused_share(process, second)
        saved = refused * process.per_case_h(first, "processing")
        if refused >= MIN_REFUSED and first not in process.rejecting and saved > 0:
            found[first, second] = saved
    ranked = sorted(found, key=lambda pair: (-found[pair], pair))
    return [_later(process, pair, found[pair]) for pair in ranked]


def _later(process: Process, pair: Pair, saved_h: float) -> Proposal:
    first, second = (process.name(each) for each in pair)
    nodes = [process.nodes(each) for each in pair]

    def change(model: Model, _: Values) -> Model:
        if any(len(each) != 1 for each in nodes):
            return model
        return after_refusals(process, model, nodes[0][0], nodes[1][0])

    saved = from_twin(saved_h, "h", say("Work per case that went into refused cases."))
    return Proposal(
        operator="resequence",
        heuristic="H09",
        place=f"{pair[0]}>{pair[1]}",
        title=say("{first} only after {second}", first=first, second=second),
        description=say(
            "{second} turns cases down or back after {first} has been done for them. {first} "
            "waits until {second} has accepted the case.",
            first=first,
            second=second,
        ),
        where=Place(flow=pair),
        steps=frozenset(pair),
        edit=change,
        parameters={"spared_work_h": saved},
        touches=Touches(reorders=(pair,)),
    )


def after_refusals(process: Process, model: Model, first: str, second: str) -> Model:
    """Return the model in which the first activity follows what the second accepts."""
    shown, behind = process.shown, waits_before(model, process.shown, second)
    start, (between,), (out,) = (
        head(model, shown, first),
        model.ways_out[first],
        model.ways_out[second],
    )
    refused = refusing_ways(process, shown[second])
    ways = [way for way in model.ways_out.get(out.target, ()) if way.probability]
    accepted = [way for way in ways if (way.source, way.target) not in refused]
    if start is None or len(accepted) != 1 or between.target not in behind:
        return model
    passed = accepted[0]
    flows = []
    for flow in model.flows:
        if flow is between:
            flows.append(replace(flow, target=passed.target))
        elif flow is passed:
            flows.append(replace(flow, target=start))
        elif flow.target == start and flow.source not in waits_before(model, shown, first):
            flows.append(replace(flow, target=between.target))
        else:
            flows.append(flow)
    return replace(model, flows=tuple(flows))


def knock_outs(process: Process) -> list[Proposal]:
    """Return neighbouring checks whose order is not that of effort over rejection probability."""
    checks = {check.step: check for check in _checks(process)}
    found = []
    for check in checks.values():
        then = _accepted_next(process, check)
        if then in checks and checks[then].rank < check.rank:
            gain = check.effort_h * checks[then].refused - checks[then].effort_h * check.refused
            found.append((-gain, check.step, then))
    return [_swapped(process, checks[one], checks[two]) for _, one, two in sorted(found)]


def _checks(process: Process) -> list[Check]:
    found = []
    for step in process.activities:
        nodes, refused = process.nodes(step), refused_share(process, step)
        often = process.executions(step)
        asked = bool(asking(process, "H11")) and process.checks(step)
        if len(nodes) == 1 and often > 0 and (refused >= MIN_REFUSED or (asked and refused > 0)):
            found.append(Check(step, nodes[0], process.time_at_h(step) / often, refused))
    return found


def _accepted_next(process: Process, check: Check) -> str | None:
    """Return the step that follows every acceptance."""
    refused = refusing_ways(process, check.step)
    ways = [w for w in choice_after(process, check.node) if (w.source, w.target) not in refused]
    if len(ways) != 1:
        return None
    then = {process.shown.get(node) for node in process.next(ways[0].target)}
    return then.pop() if len(then) == 1 else None


def _swapped(process: Process, first: Check, second: Check) -> Proposal:
    names = process.name(first.step), process.name(second.step)

    def change(model: Model, _: Values) -> Model:
        return knock_out_first(process, model, first.node, second.node)

    effort = say("Work and waiting per execution, as it is.")
    routing = say("Routing of the process as it is.")
    return Proposal(
        operator="knock_out",
        heuristic="H11",
        place=f"{second.step}<{first.step}",
        title=say("{second} before {first}", first=names[0], second=names[1]),
        description=say(
            "{second} refuses {refused} of its cases for {hours} each, {first} {other} "
"for {longer}: the check that refuses most for the least effort goes first.",
            first=names[0],
            second=names[1],
            refused=share(second.refused),
            hours=duration(second.effort_h),
            other=share(first.refused),
            longer=duration(first.effort_h),
        ),
        where=Place(flow=(first.step, second.step)),
        steps=frozenset({first.step, second.step}),
        edit=change,
        parameters={
            "refused_share_first": from_twin(first.refused, "share", routing),
            "refused_share_second": from_twin(second.refused, "share", routing),
            "effort_first_h": from_twin(first.effort_h, "h", effort),
            "effort_second_h": from_twin(second.effort_h, "h", effort),
        },
        touches=Touches(reorders=((first.step, second.step),)),
        risks=(
            say("It is assumed that each check refuses as often in the other order; the cases that "
                "both refuse were not told apart."),
        ),
    )  # fmt: skip


def knock_out_first(process: Process, model: Model, first: str, second: str) -> Model:
    """Return the model in which the second of two checks in a row comes first.

    Each keeps its own refusals; the same model where the two are not in a row any more.
    """
    shown, out = process.shown, model.ways_out
    starts = head(model, shown, first), head(model, shown, second)
    passes = [_passing(process, model, node) for node in (first, second)]
    if None in starts or passes[0] is None or passes[1] is None or passes[0].target != starts[1]:
        return model
    if any(len(out[node]) != 1 for node in (first, second)):
        return model
    behind = waits_before(model, shown, first)
    flows = []
    for flow in model.flows:
        if flow is passes[0]:
            flows.append(replace(flow, target=passes[1].target))
        elif flow is passes[1]:
            flows.append(replace(flow, target=str(starts[0])))
        elif flow.target == starts[0] and flow.source not in behind:
            flows.append(replace(flow, target=str(starts[1])))
        else:
            flows.append(flow)
    return replace(model, flows=tuple(flows))


def _passing(process: Process, model: Model, node: str) -> Flow | None:
    refused = refusing_ways(process, process.shown[node])
    out = model.ways_out
    ways = [way for way in out.get(out[node][0].target, ()) if way.probability]
    accepted = [way for way in ways if (way.source, way.target) not in refused]
    return accepted[0] if len(accepted) == 1 else None
