"""Routes of a stated workflow: probabilities, and where a rejected case goes back to."""

from collections import deque

from common.model.figure import Figure, Provenance
from common.model.routing import Weights, branching, following
from common.model.workflow import END as END_ID
from common.model.workflow import START as START_ID
from common.model.workflow import Activity, Workflow
from functions.optimization.calibration.as_is import NotSimulableError
from functions.optimization.simulation.model import END, Route, State, UnsoundModelError

SAME = 0.005  # two shares closer than this are one
SUBMISSION_WORDS = ("submit", "request", "apply", "application", "enter", "prepare", "fill", "file")


def stated_states(workflow: Workflow) -> tuple[State, ...]:
    """Return one state per activity behind the start; gateways are contracted.

    Raises ``NotSimulableError`` where no flow leads from the start.
    """
    number = {activity.id: index + 1 for index, activity in enumerate(workflow.activities)}
    onward = following(workflow)
    depth = _depth(onward)
    states = [State(START_ID, _routes(onward, START_ID, number))]
    if not states[0].routes:
        raise NotSimulableError("No flow leads from the start: please say which step comes first.")
    for activity in workflow.activities:
        routes = _routes(onward, activity.id, number)
        states.append(State(activity.id, _rejecting(workflow, activity, routes, depth, number)))
    return tuple(states)


def _routes(onward: Weights, source: str, number: dict[str, int]) -> tuple[Route, ...]:
    ways = onward.get(source, {})
    total = sum(ways.values())
    if total <= 0:
        return ()
    return tuple(
        Route(END if target == END_ID else number[target], ways[target] / total)
        for target in sorted(ways)
    )


def assumed_shares(workflow: Workflow) -> dict[str, Figure]:
    """Return the shares that nobody stated: those left are taken as equal."""
    found = branching(workflow)
    rest: dict[str, float] = {}
    for (source, _), share in found.assumed.items():
        rest[source] = rest.get(source, 0.0) + share
    return {
        f"probability:{source}->{target}": Figure(
            value=share,
            unit="share",
            provenance=Provenance.ASSUMED,
            origin="How cases divide here is not stated: evenly.",
            low=0.0,
            high=min(1.0, rest[source]),
        )
        for (source, target), share in found.assumed.items()
    } | {
        f"probability:{flow.source}->{flow.target}": flow.probability
        for flow in workflow.flows
        if flow.probability is not None and flow.probability.provenance is Provenance.ASSUMED
    }


def _rejecting(
    workflow: Workflow,
    activity: Activity,
    routes: tuple[Route, ...],
    depth: dict[str, int],
    number: dict[str, int],
) -> tuple[Route, ...]:
    """Return the routes with the stated rejections: marked where a flow shows them, else added.

    A flow shows them if it goes back, or if its probability is the share of rejections. Where
    that flow leads to the end the case is turned down: nothing goes back.
    """
    share = activity.rejection_share.value if activity.rejection_share else 0.0
    if not 0 < share < 1 or not routes:
        return routes
    own = depth.get(activity.id, 0)
    earlier = {number[name] for name, place in depth.items() if place < own and name in number}
    shown = {
        route.target
        for route in routes
        if route.target in earlier or (len(routes) > 1 and abs(route.probability - share) < SAME)
    }
    if shown:
        return tuple(
            Route(r.target, r.probability, rejects=r.target in shown and r.target != END)
            for r in routes
        )
    back = _submission_before(workflow, activity, depth)
    kept = [Route(r.target, r.probability * (1 - share)) for r in routes]
    return (*kept, Route(number[back], share, rejects=True))


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


def soundness_problem(error: UnsoundModelError) -> str:
    """Return what to tell the submitter about a workflow that cannot end."""
    places = ", ".join(error.places)
    return f"No way leads to the end from: {places}. Please say what follows there."
