"""Routes of a stated workflow: probabilities, and where a rejected case goes back to."""

from collections import deque

from common.model.figure import Figure, Provenance
from common.model.workflow import END as END_ID
from common.model.workflow import START as START_ID
from common.model.workflow import Activity, Flow, Workflow
from functions.optimization.calibration.as_is import NotSimulableError
from functions.optimization.simulation.model import END, Route, State, UnsoundModelError

SAME = 0.005  # two shares closer than this are one
SUBMISSION_WORDS = ("submit", "request", "apply", "application", "enter", "prepare", "fill", "file")


def stated_states(workflow: Workflow, assumptions: dict[str, Figure]) -> tuple[State, ...]:
    """Return one state per activity behind the start; adds the assumptions it has to make.

    Raises ``NotSimulableError`` where no flow leads from the start.
    """
    number = {activity.id: index + 1 for index, activity in enumerate(workflow.activities)}
    depth = _depth(workflow)
    states = [State(START_ID, _routes(workflow, START_ID, number, assumptions))]
    if not states[0].routes:
        raise NotSimulableError("No flow leads from the start: please say which step comes first.")
    for activity in workflow.activities:
        routes = _routes(workflow, activity.id, number, assumptions)
        states.append(State(activity.id, _rejecting(workflow, activity, routes, depth, number)))
    return tuple(states)


def _routes(
    workflow: Workflow, source: str, number: dict[str, int], assumptions: dict[str, Figure]
) -> tuple[Route, ...]:
    flows = sorted((f for f in workflow.flows if f.source == source), key=lambda flow: flow.target)
    weights = _weights(flows, assumptions)
    total = sum(weights)
    if total <= 0:
        return ()
    return tuple(
        Route(END if flow.target == END_ID else number[flow.target], weight / total)
        for flow, weight in zip(flows, weights, strict=True)
    )


def _weights(flows: list[Flow], assumptions: dict[str, Figure]) -> list[float]:
    """Return stated probabilities, counts, or an even share of what is left."""
    if flows and all(flow.probability is None and flow.count is not None for flow in flows):
        return [max(0.0, flow.count.value) for flow in flows if flow.count is not None]
    stated = [None if f.probability is None else max(0.0, f.probability.value) for f in flows]
    missing = stated.count(None)
    rest = max(0.0, 1.0 - sum(value for value in stated if value is not None))
    share = rest / missing if missing else 0.0
    if missing > 1:
        for flow, value in zip(flows, stated, strict=True):
            if value is None:
                assumptions[f"probability:{flow.source}->{flow.target}"] = Figure(
                    value=share,
                    unit="share",
                    provenance=Provenance.ASSUMED,
                    origin="How cases divide here is not stated: evenly.",
                    low=0.0,
                    high=rest,
                )
    return [share if value is None else value for value in stated]


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


def _depth(workflow: Workflow) -> dict[str, int]:
    """Return the fewest flows from the start to each activity."""
    depth, open_ids = {START_ID: 0}, deque([START_ID])
    while open_ids:
        source = open_ids.popleft()
        for flow in workflow.flows:
            if flow.source == source and flow.target not in depth and flow.target != END_ID:
                depth[flow.target] = depth[source] + 1
                open_ids.append(flow.target)
    del depth[START_ID]
    return depth


def soundness_problem(error: UnsoundModelError) -> str:
    """Return what to tell the submitter about a workflow that cannot end."""
    places = ", ".join(error.places)
    return f"No way leads to the end from: {places}. Please say what follows there."
