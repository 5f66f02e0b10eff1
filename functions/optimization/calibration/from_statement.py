"""An as-is model from a stated workflow. Whatever is not stated becomes a listed assumption."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from common.language import say, term
from common.model.facts import Facts
from common.model.figure import WEEKS_PER_YEAR, Figure, Provenance
from common.model.portfolio import TwinCheck
from common.model.workflow import Workflow
from common.numerals import duration, grouped, share
from functions.optimization.calibration.as_is import (
    MOST_STATES,
    AsIs,
    Assumption,
    NotSimulableError,
)
from functions.optimization.calibration.checks import compared
from functions.optimization.calibration.stated_model import WEEK_H, Statement
from functions.optimization.calibration.stated_routing import assumed_shares
from functions.optimization.calibration.stated_times import (
    Known,
    named,
    shared_wait,
    stated_times,
    variation,
    working_week,
)
from functions.optimization.simulation.engine.compilation import compile_model
from functions.optimization.simulation.engine.diagnosis import UnsoundModelError
from functions.optimization.simulation.engine.graph import ModelError
from functions.optimization.simulation.engine.load import load, mean_s, queue_is_bounded, visits
from functions.optimization.simulation.engine.model import Model
from functions.optimization.simulation.engine.outcome import Outcome
from functions.optimization.simulation.engine.simulation import Size, simulate
from functions.optimization.simulation.engine.soundness import Unsound

PILOT = Size(replications=5, cases=300)  # to learn how much of a stated wait is queueing
CHECK = Size(replications=20, cases=300)
ROUNDS = 5  # of pilots
NEARLY_FULL = 0.95  # share of a role's time
MORE_H = 8.0  # by which a simulated queue may exceed a stated wait
CHECK_WORDS = ("check", "review", "verif", "approv", "authori", "decide", "assess", "examine")
METHOD_DELAYS = (
    "Event-driven simulation of the stated workflow: given distributions as they are, other times "
    "by their stated means; nobody is waited for, and all times are by the clock."
)
METHOD_QUEUES = (
    "Event-driven simulation of the stated workflow: given distributions as they are, other times "
    "by their stated means; work is done, side by side where the workflow says so, by the stated "
    "people in their working hours, and cases queue for them. Stated waits include the queue."
)


@dataclass(frozen=True)
class Settled:
    """A model whose waits leave room for the queues that it makes, and a simulation of it."""

    model: Model
    waits: dict[str, float]
    outcome: Outcome


def twin_of_statement(facts: Facts, workflow: Workflow, seed: int) -> AsIs:
    """Return the as-is twin.

    Raises ``NotSimulableError`` where nothing about time is known or cases cannot end.
    """
    known = Known()
    statement = _statement(facts, workflow, known)
    known.assumptions |= assumed_shares(workflow)
    known.assumptions |= _placed_rejections(workflow)
    if statement.spreads:
        known.assume("coefficient_of_variation", variation())
    statement = _without_overload(statement, known)
    if statement.assumes_hours:
        known.assume("working_h_per_week", working_week())
    values = {
        name: figure.value
        for name, figure in known.assumptions.items()
        if not name.startswith("probability:")  # those are in the ways already
    }
    found = _settled(statement, seed, values)
    for name in statement.times.shared:
        known.assume(f"waiting_h:{name}", shared_wait(found.waits[name]))
    _doubt_queues(statement, found, known)
    known.doubts.append(say("the workflow is stated, not measured"))
    rejections = [a.id for a in found.model.activities if a.rejects]
    back = {flow.source for flow in found.model.flows if flow.target != "end"}
    return AsIs(
        model=found.model,
        kind="stated",
        activity_of={a.id: a.id for a in workflow.activities if _is_in(found.model, a.id)},
        method=say(METHOD_QUEUES if statement.staffed else METHOD_DELAYS),
        sends_back=frozenset(rejections) & back,
        turns_down=frozenset(rejections) - back,
        assumptions={
            name: Assumption(figure, partial(_rebuilt, statement, seed, values, found.waits, name))
            for name, figure in known.assumptions.items()
        },
        checks=_checks(statement, found.model, seed),
        doubts=tuple(known.doubts),
        limits=tuple(known.limits),
    )


def _is_in(model: Model, node: str) -> bool:
    return any(activity.id == node for activity in model.activities)


def _statement(facts: Facts, workflow: Workflow, known: Known) -> Statement:
    per_week = _cases_per_week(facts, workflow)
    manned = {resource.role for resource in workflow.resources}
    staffed = frozenset(
        role.id
        for role in workflow.roles
        if per_week and (role.id in manned or (role.headcount and role.headcount.value > 0))
    )
    queued = {a.id for a in workflow.activities if a.role in staffed}
    times = stated_times(facts, workflow, queued, known)
    if not (times.work or times.waits or times.cycle):
        raise NotSimulableError(
            say(
                "Nothing is known about time. Please state how long the steps take or wait, or how "
                "long a case takes as a whole."
            )
        )
    if len(workflow.activities) > MOST_STATES:
        raise NotSimulableError(
            say(
                "The workflow has {number} activities, too many to simulate: please group "
                "activities that are alike.",
                number=grouped(len(workflow.activities)),
            )
        )
    if not staffed:
        known.limits.append(
            say(
                "Without the headcount of roles and the number of cases per week, queues "
                "are not simulated: stated waits stay as they are whatever the staffing."
            )
        )
    rejected = {
        a.id: a.rejection_share.value for a in workflow.activities if a.rejection_share is not None
    }
    return Statement(workflow, times, per_week, staffed, rejected)


def _cases_per_week(facts: Facts, workflow: Workflow) -> float | None:
    per_week = facts.cases_per_week or workflow.figures.get("cases_per_week")
    if per_week is not None and per_week.value > 0:
        return per_week.value
    per_year = workflow.figures.get("cases_per_year")
    return per_year.value / WEEKS_PER_YEAR if per_year and per_year.value > 0 else None


def _placed_rejections(workflow: Workflow) -> dict[str, Figure]:
    """Return where rejections are assumed to happen that are stated of the process as a whole."""
    share = workflow.figures.get("rejection_share") or workflow.figures.get("rework_share")
    if share is None or not 0 < share.value < 1:
        return {}
    work = [a for a in workflow.activities if a.kind == "work"]
    if any(a.rejection_share is not None for a in workflow.activities) or len(work) < 2:
        return {}
    checks = [a for a in work[1:] if any(word in a.name.lower() for word in CHECK_WORDS)]
    chosen = (checks or work[-1:])[0]
    figure = Figure(
        value=share.value,
        unit="share",
        provenance=Provenance.ASSUMED,
        origin=say(
            "Stated of the whole process ({origin}); that '{name}' sends these cases "
            "back is assumed.",
            origin=share.origin[:200],
            name=chosen.name[:100],
        ),
        low=share.value / 2,
        high=min(0.95, 1.5 * share.value),
    )
    return {f"rejection_share:{chosen.id}": figure}


def _without_overload(statement: Statement, known: Known) -> Statement:
    """Leave out the queues of roles that could not do what is asked for, and say so."""
    values = {name: figure.value for name, figure in known.assumptions.items()}
    while statement.staffed:
        loads = _loads(statement, values)
        over = {role: each for role, each in loads.items() if each >= 1}
        for role, each in sorted(over.items()):
            people = _people(statement, role)
            known.doubts.append(
                say(
                    "role {role} is overloaded: the stated volume asks for {each} of its "
                    "{people} people; at least {needed} are needed; its queue is not "
                    "simulated",
                    role=_role(statement, role),
                    each=share(each),
                    people=people,
                    needed=int(each * people) + 1,
                )
            )
        if not over:
            known.doubts += [
                say(
                    "role {role} has {each} of its time taken: its queue would settle "
                    "only after longer than is simulated",
                    role=_role(statement, role),
                    each=share(each),
                )
                for role, each in sorted(loads.items())
                if each > NEARLY_FULL
            ]
            break
        statement = replace(statement, staffed=statement.staffed - over.keys())
    return statement


def _people(statement: Statement, role: str) -> int:
    model = statement.model({}, {})
    return sum(resource.amount for resource in model.resources if resource.group == role)


def _loads(statement: Statement, values: Mapping[str, float]) -> dict[str, float]:
    """Return the share of each role's hours that is asked for, however the work is shared out."""
    try:
        compiled = compile_model(statement.model(values, statement.times.waits))
        busiest = load(compiled)
    except ModelError as error:
        raise NotSimulableError(_no_end(error.place)) from error
    model = compiled.model
    group = {resource.id: resource.group or "" for resource in model.resources}
    hours = dict.fromkeys(sorted(statement.staffed), 0.0)
    for resource in model.resources:
        calendar = compiled.patterns[resource.calendar].on_share if resource.calendar else 1.0
        hours[group[resource.id]] += resource.amount * calendar * WEEK_H
    asked = dict.fromkeys(hours, 0.0)
    for node, times in enumerate(visits(compiled)):
        activity = compiled.graph.activities.get(node)
        if activity is not None and activity.performers and not queue_is_bounded(activity):
            each = [mean_s(p.duration or activity.duration) for p in activity.performers]
            done = times * activity.instances * (statement.cases_per_week or 0.0)
            week = done * float(np.mean(each)) / 3600.0
            asked[group[activity.performers[0].resource]] += week
    found = {role: asked[role] / hours[role] for role in hours if hours[role] > 0}
    if busiest is not None and busiest.at_least >= 1:
        for name in busiest.resources:
            found[group[name]] = max(found[group[name]], busiest.at_least)
    return found


def _settled(statement: Statement, seed: int, values: Mapping[str, float]) -> Settled:
    """Return the model in which stated waits are queues and what is left of them.

    What of the stated cycle time nothing explains is spread over the steps that share it. Both
    are found by simulation, because queues and hours depend on the waits before them.
    """
    times = statement.times
    waits = dict(times.waits) | dict.fromkeys(times.shared, 0.0)
    for _ in range(ROUNDS):
        model = statement.model(values, waits)
        outcome = _simulated(model, PILOT, seed)
        for name, stated in times.waits.items():
            rest = max(0.0, stated - _queue_h(outcome, name))
            waits[name] = (waits[name] + rest) / 2 if statement.staffed else rest
        waits |= dict.fromkeys(times.shared, _shared(statement, waits, outcome))
    model = statement.model(values, waits)
    return Settled(model, waits, _simulated(model, PILOT, seed))


def _shared(statement: Statement, waits: Mapping[str, float], outcome: Outcome) -> float:
    """Return the wait before each sharing step with which the stated cycle time would come out."""
    shared, cycle = statement.times.shared, statement.times.cycle
    if cycle is None or not shared:
        return 0.0
    times = sum(
        float(outcome.activities[name]["executions_per_case"].mean())
        for name in shared
        if name in outcome.activities
    )
    missing = cycle.value - float(outcome.process["cycle_time_mean_h"].mean())
    return max(0.0, waits[shared[0]] + missing / times) if times > 0 else 0.0


def _role(statement: Statement, role: str) -> str:
    names = {each.id: each.name for each in statement.workflow.roles}
    return f"“{names.get(role, role)}”"


def _queue_h(outcome: Outcome, activity: str) -> float:
    if activity not in outcome.activities:
        return 0.0
    waited = outcome.activities[activity]["waiting_mean_h"]
    return float(waited[np.isfinite(waited)].mean()) if np.isfinite(waited).any() else 0.0


def _simulated(model: Model, size: Size, seed: int) -> Outcome:
    try:
        return simulate(model, size, seed)
    except ModelError as error:
        raise NotSimulableError(_no_end(error.place)) from error
    except UnsoundModelError as error:
        places = [p.place for p in error.problems if p.kind == "no-end"]
        said = (
            _no_end(", ".join(places))
            if places
            else say("The workflow cannot end: {problems}.", problems=_told(error.problems))
        )
        raise NotSimulableError(said) from error


def _told(problems: Sequence[Unsound]) -> str:
    return "; ".join(f"{each.place}: {term(each.message)}" for each in problems)


def _no_end(places: str) -> str:
    return say(
        "No way leads to the end from: {places}. Please say what follows there.", places=places
    )


def _rebuilt(
    statement: Statement,
    seed: int,
    values: Mapping[str, float],
    waits: Mapping[str, float],
    name: str,
    value: float,
) -> Model:
    """Return the model with another value of an assumption; all others stay, queues settle anew."""
    if name.startswith("waiting_h:"):
        return statement.model(values, {**waits, name.removeprefix("waiting_h:"): value})
    return _settled(statement, seed, {**values, name: value}).model


def _checks(statement: Statement, model: Model, seed: int) -> tuple[TwinCheck, ...]:
    if statement.times.cycle is None:
        return ()
    outcome = _simulated(model, CHECK, seed)
    return compared({"cycle_time_mean_h": statement.times.cycle.value}, dict(outcome.process))


def _doubt_queues(statement: Statement, found: Settled, known: Known) -> None:
    for name, stated in sorted(statement.times.waits.items()):
        queue = _queue_h(found.outcome, name)
        if queue > stated + MORE_H:
            known.doubts.append(
                say(
                    "before {name} cases wait {queue} for people in the simulation, "
                    "where {stated} are stated",
                    name=named(statement.workflow, [name]),
                    queue=duration(queue),
                    stated=duration(stated),
                )
            )
