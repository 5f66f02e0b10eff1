"""Check a case when it is submitted, so that fewer are rejected later and come back (H23)."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from common.language import say
from common.model.assessment import Place
from common.numerals import plain
from functions.optimization.redesign.graph import after_start, averted
from functions.optimization.redesign.operators.completeness import (
    CHECK,
    CHECK_H,
    EFFECTIVENESS,
    HOUR_S,
    completeness_checks,
)
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Values, said
from functions.optimization.redesign.transitions import mean
from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine.model import START, Activity, Flow, Model

MIN_REJECTIONS = 0.01  # per case
MIN_RETURN_SHARE = 0.05  # of returning cases, for a step to count as their submission


def pre_validations(process: Process) -> list[Proposal]:
    """Return a check at submission, where cases are sent back.

    The workflow says where; or the first check sends them back (``completeness_checks``), or a
    rejection that is a step of its own is followed by another submission.
    """
    if process.twin.sends_back:
        return _against_returns(process)
    return completeness_checks(process) or _against_rejections(process)


def _against_returns(process: Process) -> list[Proposal]:
    """Return a check at the first step where cases are stated to be sent back."""
    back = [f for f in process.model.flows if f.target in process.twin.sends_back]
    often = sum(process.visits(flow.target) for flow in back)
    if often < MIN_REJECTIONS:
        return []
    chosen = {(flow.source, flow.target) for flow in back}
    first = sorted(process.shown[n] for n in process.next(START) if n in process.shown)

    def edit(model: Model, values: Values) -> Model:
        model = averted(model, lambda f: (f.source, f.target) in chosen, values["effectiveness"])
        return after_start(model, Activity(CHECK, times.fixed(values["check_h"] * HOUR_S)))

    return [_proposal(process, first, frozenset(first), often, edit)]


def _against_rejections(process: Process) -> list[Proposal]:
    submissions = submissions_again(process)
    returning = {
        step
        for step in process.rejecting
        if not process.external(step) and reachable(process, step) & set(submissions)
    }
    ways = rejections(process, returning)
    often = sum(ways.values())
    if often < MIN_REJECTIONS or not submissions:
        return []
    chosen = {(flow.source, flow.target) for _, flow in ways}
    deciding = {process.shown[node] for node, _ in ways}

    def edit(model: Model, values: Values) -> Model:
        model = averted(model, lambda f: (f.source, f.target) in chosen, values["effectiveness"])
        check = times.fixed(values["check_h"] * HOUR_S)
        for step in submissions:
            for node in process.nodes(step):
                model = done_before(model, node, Activity(f"{CHECK}: {node}", check))
        return model

    steps = frozenset({*submissions, *deciding, *process.rejecting})
    return [_proposal(process, submissions, steps, often, edit)]


def _proposal(
    process: Process,
    submissions: list[str],
    steps: frozenset[str],
    often: float,
    edit: Callable[[Model, Values], Model],
) -> Proposal:
    first = submissions[0]
    return Proposal(
        operator="add_control",
        heuristic="H23",
        place=first,
        title=say("Check completeness before {step}", step=process.name(first)),
        description=say(
            "A form that checks for missing and wrong entries before a case is sent on, so "
            "that fewer of the {often} rejections per case happen later.",
            often=plain(often),
        ),
        where=Place(activity=first),
        steps=steps,
        edit=edit,
        unfavourable={
            "effectiveness": EFFECTIVENESS.low or 0.0,
            "check_h": CHECK_H.high or CHECK_H.value,
        },
        parameters={
            "effectiveness": said(EFFECTIVENESS),
            "check_h": said(CHECK_H),
            "rejections_per_case": from_twin(
                often, "count", say("Routing of the model, per case.")
            ),
        },
        risks=(say("Rejections for reasons that a form cannot know remain."),),
    )


def rejections(process: Process, returning: set[str]) -> dict[tuple[str, Flow], float]:
    """Return the ways to a first rejection of these kinds, with how often per case.

    First: it does not follow another rejection.
    """
    found = {}
    for node, activity in process.shown.items():
        (out,) = process.model.ways_out[node]
        if activity in process.rejecting or out.target in process.shown:
            continue
        done = mean(process.outcome.activities[node]["executions_per_case"])
        for flow in process.model.ways_out.get(out.target, ()):
            then = {process.shown.get(n, n) for n in process.next(flow.target)}
            if flow.probability and then and then <= returning:
                found[node, flow] = done * flow.probability
    return found


def submissions_again(process: Process) -> list[str]:
    """Return the steps that rejected cases come back to, most frequent first.

    A step after a rejection from which no rejection can follow ends the case: it is none.
    """
    returns: dict[str, float] = defaultdict(float)
    for (source, target), often in process.follows.items():
        if source in process.rejecting and target not in process.rejecting:
            returns[target] += often
    total = sum(returns.values())
    steps = [step for step, share in returns.items() if share >= MIN_RETURN_SHARE * total > 0]
    back = [step for step in steps if reachable(process, step) & process.rejecting]
    return sorted(back, key=lambda step: (-returns[step], step))


def reachable(process: Process, activity: str) -> set[str]:
    """Return the activities that can follow one, sooner or later."""
    onward = defaultdict(set)
    for source, target in process.follows:
        onward[source].add(target)
    found: set[str] = set()
    left = [activity]
    while left:
        more = onward[left.pop()] - found
        found |= more
        left += sorted(more)
    return found


def done_before(model: Model, node: str, activity: Activity) -> Model:
    """Return the model in which an activity comes directly before a node."""
    if any(known.id == activity.id for known in model.activities):
        return model
    into = tuple(replace(f, target=activity.id) if f.target == node else f for f in model.flows)
    return replace(
        model,
        activities=(*model.activities, activity),
        flows=(*into, Flow(activity.id, node)),
    )
