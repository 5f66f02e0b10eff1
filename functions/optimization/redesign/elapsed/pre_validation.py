"""Check completeness at submission, so that fewer cases are rejected (H23, control addition)."""

from dataclasses import replace

from common.model.assessment import Place
from functions.optimization.redesign.elapsed.averting import avert
from functions.optimization.redesign.elapsed.process import Process, on_older_engine
from functions.optimization.redesign.proposal import Proposal, assumed
from functions.optimization.simulation.markov import expected_visits
from functions.optimization.simulation.model import END, START_STATE, Model, Route, State

MIN_REJECTIONS = 0.01  # per case
MIN_RETURN_SHARE = 0.05  # of returning cases, for a step to count as their submission
EFFECTIVENESS = assumed(
    0.5,
    0.25,
    0.75,
    "share",
    "Share of rejections that a check at submission prevents; not measured.",
)
CHECK_H = assumed(
    0.1, 0.0, 0.5, "h", "Time that the check adds to every submission, mostly automatic."
)


def pre_validations(process: Process) -> list[Proposal]:
    """Return one candidate where cases come back, at least one rejection per hundred cases."""
    model = process.model
    submissions = _submissions(process)
    returning = {
        step for step in process.rejecting if process.reachable(step).intersection(submissions)
    }
    rejections = 0.0
    deciding: set[str] = set()
    for state, visits in zip(model.states, expected_visits(model), strict=True):
        for route in state.routes:
            if _preventable(process, model, returning, state, route):
                rejections += float(visits) * route.probability
                deciding.add(state.step)
    if rejections < MIN_REJECTIONS or not submissions:
        return []

    def change(effectiveness: float, check_h: float, model: Model) -> Model:
        def chosen(state: State, route: Route) -> bool:
            return _preventable(process, model, returning, state, route)

        model = avert(model, chosen, effectiveness)
        for name in submissions:
            step = model.steps[name]
            model = model.with_step(replace(step, added_h=step.added_h + check_h))
        return model

    first = submissions[0]
    low, high = EFFECTIVENESS.low or 0.0, CHECK_H.high or CHECK_H.value
    return [
        on_older_engine(
            operator="pre_validation",
            heuristic="H23",
            place=first,
            title=f"Check completeness before {process.name(first)}",
            description=(
                "A form that checks for missing and wrong entries before a case is sent on, so "
                f"that fewer of the {rejections:.3g} rejections per case happen later."
            ),
            where=Place(activity=first),
            steps=frozenset({*submissions, *deciding, *process.rejecting}),
            edit=lambda m, values: change(values["effectiveness"], values["check_h"], m),
            unfavourable={"effectiveness": low, "check_h": high},
            parameters={"effectiveness": EFFECTIVENESS, "check_h": CHECK_H},
            risks=("Rejections for reasons that a form cannot know remain.",),
        )
    ]


def _submissions(process: Process) -> list[str]:
    """Return the steps that rejected cases come back to, most frequent first.

    A step after a rejection from which no rejection can follow ends the case: it is none. In
    a stated workflow, where cases may come back to a correction, the first steps count.
    """
    model = process.model
    returns: dict[str, float] = {}
    for state, visits in zip(model.states, expected_visits(model), strict=True):
        for route in state.routes:
            if route.target == END:
                continue
            target = model.steps[model.states[route.target].step]
            if route.rejects or (model.steps[state.step].rejects and not target.rejects):
                again = returns.get(target.name, 0.0)
                returns[target.name] = again + float(visits) * route.probability
    if not process.rejecting:
        return sorted(_entries(model)) if returns else []
    total = sum(returns.values())
    often = [name for name, times in returns.items() if times >= MIN_RETURN_SHARE * total > 0]
    back = [name for name in often if process.reachable(name) & process.rejecting]
    return sorted(back, key=lambda name: (-returns[name], name))


def _entries(model: Model) -> set[str]:
    routes = model.states[START_STATE].routes
    return {model.states[r.target].step for r in routes if r.target != END and r.probability > 0}


def _preventable(
    process: Process, model: Model, returning: set[str], state: State, route: Route
) -> bool:
    """Whether a route sends a case back for a reason that a check could find."""
    if not model.is_rejection(state, route):
        return False
    target = model.states[route.target].step
    return route.rejects or (target in returning and not process.external(target))
