"""An as-is model from a stated workflow. Whatever is not stated becomes a listed assumption."""

from dataclasses import dataclass, field, replace
from math import ceil
from statistics import median

from common.model.facts import Facts
from common.model.figure import Figure, Provenance
from common.model.workflow import START as START_ID
from common.model.workflow import Activity, Workflow
from functions.optimization.calibration.as_is import MOST_STATES, NotSimulableError, OlderAsIs
from functions.optimization.calibration.sequencing import in_sequence
from functions.optimization.calibration.stated_hours import HOURS_PER_WEEK, working_h_per_week
from functions.optimization.calibration.stated_routing import assumed_shares, stated_states
from functions.optimization.simulation.markov import expected_executions, utilisation
from functions.optimization.simulation.model import END, Delay, Model, Pool, Step
from functions.optimization.simulation.run import Laboratory, Size
from functions.optimization.simulation.sampling import Exponential

WORKING_H_PER_WEEK, WEEKS_PER_YEAR = 40.0, 52.0
PILOT = Size(replications=5, cases=200)  # to learn how much of a stated wait is queueing
NEARLY_FULL = 0.95  # share of a pool's time
METHOD_DELAYS = "Simulation of the stated workflow: stated mean times, exponentially distributed."
METHOD_QUEUES = METHOD_DELAYS + " Cases arrive at random and queue for the stated headcount."


@dataclass
class _Known:
    """What is gathered on the way to the model."""

    assumptions: dict[str, Figure] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)

    def assume(self, name: str, figure: Figure) -> float:
        self.assumptions[name] = figure
        return figure.value


def twin_of_statement(facts: Facts, workflow: Workflow, seed: int) -> OlderAsIs:
    """Return the as-is model; raises ``NotSimulableError`` where nothing about time is known."""
    known = _Known()
    cycle = _stated_cycle_time(facts, workflow)
    works = _processing(workflow, known)
    timed = works or any(a.waiting_h or a.elapsed_h for a in workflow.activities)
    if not timed and cycle is None:
        raise NotSimulableError(
            "Nothing is known about time. Please state how long the steps take or wait, "
            "or how long a case takes as a whole."
        )
    if len(workflow.activities) > MOST_STATES:
        raise NotSimulableError(
            f"The workflow has {len(workflow.activities)} activities, too many to simulate: please "
            "group activities that are alike."
        )
    states = stated_states(_one_at_a_time(workflow, known))
    known.assumptions |= assumed_shares(workflow)
    steps = {START_ID: Step(START_ID)}
    for activity in workflow.activities:
        steps[activity.id] = _step(workflow, activity, works.get(activity.id))
    bare = Model(steps=steps, states=states, arrivals_per_h=_arrivals_per_h(facts, workflow))
    waits = _waits(workflow, works, expected_executions(bare.check()), cycle, known)
    known.assume("coefficient_of_variation", _variation())
    model = _with_waits(_with_pools(bare, workflow, known), waits)
    if model.queues:
        model = _without_counting_queues_twice(model, waits, seed)
    known.doubts.append("the workflow is stated, not measured")
    return OlderAsIs(
        model=model,
        method=METHOD_QUEUES if model.queues else METHOD_DELAYS,
        observed={"cycle_time_mean_h": cycle.value} if cycle else {},
        assumptions=known.assumptions,
        doubts=tuple(known.doubts),
        limits=tuple(known.limits),
    )


def _one_at_a_time(workflow: Workflow, known: _Known) -> Workflow:
    """Return the workflow with parallel branches in sequence, and say so."""
    sequenced = in_sequence(workflow)
    if sequenced.one_after_another:
        known.doubts.append(
            "work that runs side by side is simulated one branch after another, which overstates "
            "the cycle time or, where that is stated, understates the waits: "
            f"{'; '.join(sequenced.one_after_another)}"[:500]
        )
    if sequenced.inseparable:
        names = {gateway.id: gateway.name or gateway.id for gateway in workflow.gateways}
        places = ", ".join(names[gateway] for gateway in sequenced.inseparable)
        known.doubts.append(
            "branches that run side by side overlap, so only one of them is simulated per case: "
            f"{places}"[:500]
        )
    return sequenced.workflow


def _stated_cycle_time(facts: Facts, workflow: Workflow) -> Figure | None:
    """Return what the submitter said about the whole; a sum of parts would say nothing new."""
    for figure in (facts.stated_cycle_time, workflow.figures.get("cycle_time_h")):
        if figure is not None and figure.provenance is Provenance.STATED and figure.value > 0:
            return figure
    return None


def _variation() -> Figure:
    return Figure(
        value=1.0,
        unit="share",
        provenance=Provenance.ASSUMED,
        origin="Only means are stated: times are taken as exponentially distributed.",
        low=0.5,
        high=1.5,
    )


def _processing(workflow: Workflow, known: _Known) -> dict[str, float]:
    """Return the mean work of every activity; missing ones are the median of the stated ones."""
    stated = _possible({a.id: a.processing_h for a in workflow.activities})
    unsplit = _unsplit(workflow)
    worked = [a for a in workflow.activities if a.kind == "work"]
    missing = [a for a in worked if a.id not in stated and a.id not in unsplit]
    if unsplit:
        known.limits.append(
            f"Waiting and work are not told apart at {', '.join(sorted(unsplit))}: the time there "
            "is a delay that needs nobody, whatever the staffing."
        )
    if stated and missing:
        typical = _typical("Work", sorted(stated.values()))
        for activity in missing:
            stated[activity.id] = known.assume(f"processing_h:{activity.id}", typical)
    return stated


def _unsplit(workflow: Workflow) -> dict[str, float]:
    """Return the mean elapsed time of the activities of which nothing else is stated."""
    return _possible(
        {
            a.id: a.elapsed_h
            for a in workflow.activities
            if a.processing_h is None and a.waiting_h is None
        }
    )


def _possible(figures: dict[str, Figure | None]) -> dict[str, float]:
    """Return the values that a duration can have."""
    return {name: figure.value for name, figure in figures.items() if figure and figure.value >= 0}


def _typical(what: str, values: list[float]) -> Figure:
    return Figure(
        value=median(values),
        unit="h",
        provenance=Provenance.ASSUMED,
        origin=f"{what} is not stated for this step: median of the {len(values)} stated ones.",
        low=values[0],
        high=values[-1],
    )


def _waits(
    workflow: Workflow,
    works: dict[str, float],
    executions: dict[str, float],
    cycle: Figure | None,
    known: _Known,
) -> dict[str, float]:
    """Return the mean delay before each activity.

    It is the stated wait, the stated time in which waiting and work are not told apart, or its
    part of the stated cycle time.
    """
    waits = _possible({a.id: a.waiting_h for a in workflow.activities})
    stated = waits | _unsplit(workflow)
    missing = [a.id for a in workflow.activities if a.id not in stated]
    times = sum(executions.get(name, 0.0) for name in missing)
    if cycle is not None and times > 0:
        explained = sum(
            executions.get(a.id, 0.0) * (stated.get(a.id, 0.0) + works.get(a.id, 0.0))
            for a in workflow.activities
        )
        share = max(0.0, cycle.value - explained) / times
        figure = Figure(
            value=share,
            unit="h",
            provenance=Provenance.ASSUMED,
            origin="The part of the cycle time that no stated time explains, spread evenly over "
            "the executions of the steps without a stated wait.",
            low=0.0,
            high=2 * share,
        )
        return stated | {name: known.assume(f"waiting_h:{name}", figure) for name in missing}
    stated |= _typical_waits(workflow, waits, missing, known)
    queued = _queued(workflow)  # their waits come out of the simulation
    missing = [name for name in missing if name not in stated and name not in queued]
    if missing and (stated or queued):
        few = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        known.doubts.append(f"the waits before {few} are not known and left out")
    elif missing:
        known.doubts.append("no waiting times are known: the cycle time is that of the work only")
    return stated


def _queued(workflow: Workflow) -> set[str]:
    """Return the activities before which the simulation makes cases queue."""
    if workflow.figures.get("cases_per_week") is None and "cases_per_year" not in workflow.figures:
        return set()
    staffed = {role.id for role in workflow.roles if role.headcount and role.headcount.value > 0}
    return {activity.id for activity in workflow.activities if activity.role in staffed}


def _typical_waits(
    workflow: Workflow, waits: dict[str, float], missing: list[str], known: _Known
) -> dict[str, float]:
    """Return the median for missing waits: those before work, and those that are a step."""
    found: dict[str, float] = {}
    for kind in ("work", "wait"):
        alike = {activity.id for activity in workflow.activities if activity.kind == kind}
        values = sorted(wait for name, wait in waits.items() if name in alike)
        open_ = [name for name in missing if name in alike]
        if values and open_:
            typical = _typical("The wait", values)
            found |= {name: known.assume(f"waiting_h:{name}", typical) for name in open_}
    return found


def _step(workflow: Workflow, activity: Activity, work_h: float | None) -> Step:
    role = next((role for role in workflow.roles if role.id == activity.role), None)
    return Step(
        activity.id,
        processing=None if work_h is None else Exponential(work_h),
        pool=activity.role,
        cost=_cost(activity),
        cost_per_h=role.cost_per_h.value
        if role and role.cost_per_h and not activity.cost
        else None,
    )


def _cost(activity: Activity) -> float | None:
    """Return what an execution costs; while nobody works, nothing unless it is stated."""
    if activity.cost:
        return activity.cost.value
    return 0.0 if activity.kind == "wait" else None


def _arrivals_per_h(facts: Facts, workflow: Workflow) -> float | None:
    per_week = facts.cases_per_week or workflow.figures.get("cases_per_week")
    if per_week is not None and per_week.value > 0:
        return per_week.value / HOURS_PER_WEEK
    per_year = workflow.figures.get("cases_per_year")
    if per_year is not None and per_year.value > 0:
        return per_year.value / WEEKS_PER_YEAR / HOURS_PER_WEEK
    return None


def _with_pools(model: Model, workflow: Workflow, known: _Known) -> Model:
    """Return the model with a pool for every role that has a headcount and is not overloaded."""
    hours = working_h_per_week(workflow)
    staffed = {
        role.id: _pool(role.headcount.value, hours.get(role.id, WORKING_H_PER_WEEK))
        for role in workflow.roles
        if role.headcount is not None and role.headcount.value > 0
    }
    if not staffed or model.arrivals_per_h is None:
        known.limits.append(
            "Without the headcount of roles and the number of cases per week, queues are not "
            "simulated: stated waits stay as they are whatever the staffing."
        )
        return model
    if not staffed.keys() <= hours.keys():
        known.assume("working_h_per_week", _working_week())
    for name, load in sorted(utilisation(replace(model, pools=staffed)).items()):
        if load >= 1:
            needed = int(load * staffed[name].capacity) + 1
            known.doubts.append(
                f"role {name} is overloaded: the stated volume asks for {load:.0%} of its "
                f"{staffed[name].capacity} people; at least {needed} are needed; its queue is "
                "not simulated"
            )
            del staffed[name]
        elif load > NEARLY_FULL:
            known.doubts.append(
                f"role {name} has {load:.0%} of its time taken: its queue would settle only after "
                "longer than is simulated"
            )
    return replace(model, pools=staffed)


def _working_week() -> Figure:
    return Figure(
        value=WORKING_H_PER_WEEK,
        unit="h",
        provenance=Provenance.ASSUMED,
        origin="Working hours are not stated: one person gives 40 of the week's 168 hours.",
        low=35.0,
        high=40.0,
    )


def _pool(headcount: float, week_h: float) -> Pool:
    """Return whole people; where the headcount is not whole, each gives a part of the week."""
    people = ceil(headcount)
    return Pool(people, HOURS_PER_WEEK / week_h * people / headcount)


def _with_waits(model: Model, waits: dict[str, float]) -> Model:
    delays = {}
    for state in model.states:
        for route in state.routes:
            target = "" if route.target == END else model.states[route.target].step
            if waits.get(target, 0.0) > 0:
                delays[state.step, target] = Delay(Exponential(waits[target]))
    return replace(model, delays=delays)


def _without_counting_queues_twice(model: Model, waits: dict[str, float], seed: int) -> Model:
    """A stated wait includes the queue: leave only the rest as a delay that needs nobody."""
    pilot = Laboratory(seed, PILOT).run(replace(model, delays={}))
    rest = {name: max(0.0, wait - pilot.waiting_h.get(name, 0.0)) for name, wait in waits.items()}
    return _with_waits(model, rest)
