"""Tell cases apart and treat each kind as it needs: H07, H12, H04 and the fast lane (X2)."""

from dataclasses import replace
from math import ceil

from common.language import say
from common.model.assessment import Place
from common.model.figure import Figure, Provenance
from common.model.measurements import Driver
from functions.optimization.redesign.asking import asking
from functions.optimization.redesign.edits import by_size, with_attribute
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import (
    Proposal,
    Reach,
    Touches,
    Values,
    assumed,
    reach,
)
from functions.optimization.simulation.engine.distribution import fixed
from functions.optimization.simulation.engine.model import (
    Activity,
    Attribute,
    Condition,
    Flow,
    Gateway,
    Model,
)

MIN_QUEUE = 0.01  # of the mean cycle time, waited for people at the step
MIN_KIND = 0.05  # of all cases
HOUR_S = 3600.0
URGENT = "urgent"


def queued(process: Process) -> list[str]:
    """Return the steps of people inside for whom cases wait most, most waiting first."""
    waits = {
        each: process.per_case_h(each, "waiting")
        for each in process.activities
        if process.performers(each) and not process.external(each)
    }
    least = MIN_QUEUE * process.cycle_h
    return sorted((e for e in waits if waits[e] >= least), key=lambda each: (-waits[each], each))


def triages(process: Process) -> list[Proposal]:
    """Return the sorting of simple from difficult work where cases queue most."""
    steps = queued(process)
    if not steps and asking(process, "H07"):
        steps = _longest(process)
    return [_triage(process, each) for each in steps]


def _longest(process: Process) -> list[str]:
    work = {
        each: process.per_case_h(each, "processing")
        for each in process.activities
        if process.performers(each) and not process.external(each)
    }
    return sorted((each for each in work if work[each] > 0), key=lambda each: (-work[each], each))


def _triage(process: Process, step: str) -> Proposal:
    name, nodes = process.name(step), process.nodes(step)

    def change(model: Model, values: Values) -> Model:
        share = values["simple_share"]
        for node in nodes:
            sort = fixed(values["sorting_h"] * HOUR_S)
            model = by_size(model, node, share, "triage", simple_first)
            if 0.0 < share < 1.0:
                model = before(model, node, Activity(f"triage: sorting {node}", sort))
        return model

    simple = say("Share of cases that are simple: those of least work.")
    sorting = say("Time to tell a simple case from a difficult one; not measured.")
    return Proposal(
        operator="triage",
        heuristic="H07",
        place=step,
        title=say("Sort simple from difficult cases before {step}", step=name),
        description=say(
            "Cases are sorted by difficulty before {step}; simple ones are done first and do not "
            "wait behind difficult ones.",
            step=name,
        ),
        where=Place(activity=step, role=process.role(step)),
        steps=frozenset({step}),
        edit=change,
        parameters={
            "simple_share": assumed(0.5, 0.3, 0.7, "share", simple),
            "sorting_h": assumed(0.05, 0.02, 0.2, "h", sorting),
        },
        unfavourable={"simple_share": 0.3, "sorting_h": 0.2},
        lane=reach("simple_share", step),
        risks=(
            say("It is assumed that difficulty shows before the work begins."),
            say("Difficult cases may wait longer."),
        ),
    )


def simple_first(activity: Activity, small: bool) -> Activity:
    """Let small executions go before large ones."""
    return replace(activity, priority=activity.priority + (1.0 if small else 0.0))


def before(model: Model, node: str, activity: Activity) -> Model:
    """Return the model in which something is done right before a node, or its sorting."""
    if any(known.id == activity.id for known in model.activities):
        return model
    places = {node, f"triage: which {node}"} & {g.id for g in model.gateways}
    target = places.pop() if places else node
    flows = tuple(
        replace(flow, target=activity.id) if flow.target == target else flow for flow in model.flows
    )
    return replace(
        model,
        activities=(*model.activities, activity),
        flows=(*flows, Flow(activity.id, target)),
    )


def exceptions(process: Process) -> list[Proposal]:
    """Return the leading of exceptional cases out of the queue of the usual ones."""
    steps = queued(process)
    if not steps and asking(process, "H12"):
        steps = _longest(process)
    return [_exception(process, each) for each in steps]


def _exception(process: Process, step: str) -> Proposal:
    name, nodes = process.name(step), process.nodes(step)

    def change(model: Model, values: Values) -> Model:
        for node in nodes:
            model = by_size(model, node, 1.0 - values["exceptional_share"], "usual", usual_first)
        return model

    why = say("Share of cases that are exceptional: those of most work.")
    return Proposal(
        operator="exception",
        heuristic="H12",
        place=step,
        title=say("Lead exceptional cases out of {step}", step=name),
        description=say(
            "The usual case does not wait behind an exceptional one at {step}: exceptions are "
            "set aside and done when nothing usual waits.",
            step=name,
        ),
        where=Place(activity=step, role=process.role(step)),
        steps=frozenset({step}),
        edit=change,
        parameters={"exceptional_share": assumed(0.1, 0.05, 0.2, "share", why)},
        unfavourable={"exceptional_share": 0.05},
        lane=Reach(frozenset({step}), lambda values: 1.0 - values["exceptional_share"]),
        risks=(say("Exceptional cases wait longer; somebody must answer for them."),),
    )


def usual_first(activity: Activity, small: bool) -> Activity:
    """Let large executions wait until nothing usual is there."""
    return replace(activity, priority=activity.priority - (0.0 if small else 1.0))


def fast_lanes(process: Process) -> list[Proposal]:
    """Return a fast lane for urgent cases, where cases wait for people or findings miss one."""
    if not queued(process) and not asking(process, "H07"):
        return []
    why = say("Share of cases that are urgent; not measured.")

    def change(model: Model, values: Values) -> Model:
        share = values["urgent_share"]
        if share <= 0.0 or model.priority_attribute is not None:
            return model
        urgent = Attribute(URGENT, (0.0, 1.0), (1.0 - share, share))
        return replace(with_attribute(model, urgent), priority_attribute=URGENT)

    return [
        Proposal(
            operator="fast_lane",
            heuristic="H07",
            place=URGENT,
            title=say("A fast lane for urgent cases"),
            description=say("Urgent cases are taken first wherever they wait for people."),
            where=Place(),
            steps=frozenset(process.activities),
            edit=change,
            parameters={"urgent_share": assumed(0.1, 0.05, 0.2, "share", why)},
            unfavourable={"urgent_share": 0.2},
            lane=reach("urgent_share"),
            risks=(
                say("The mean of all cases hardly changes: the others wait for the urgent ones."),
                say("What is urgent must be decided by a rule, or soon everything is."),
            ),
        )
    ]


def case_types(process: Process) -> list[Proposal]:
    """Return a process of its own for the kinds of cases that the log shows to be slow.

    The people of the step for which most is waited are divided; the loss of pooling is simulated.
    """
    cases, steps = process.facts.cases or 0, queued(process)[:1] or _longest(process)[:1]
    found = [
        _case_type(process, driver, driver.cases / cases, step)
        for driver in process.facts.drivers
        for step in steps
        if driver.outcome == "cycle_time" and MIN_KIND <= driver.cases / max(cases, 1) <= 0.5
        if len(process.performers(step)) > 1
    ]
    return found or _stated_type(process, steps)


def _stated_type(process: Process, steps: list[str]) -> list[Proposal]:
    """Return the same for a kind of cases that nobody counted, where a finding asks for it."""
    if not asking(process, "H04"):
        return []
    able = [each for each in steps if len(process.performers(each)) > 1]
    return [_typed(process, each, say("recurring"), None, _assumed_kind()) for each in able]


def _assumed_kind() -> Figure:
    return assumed(0.4, 0.2, 0.5, "share", say("Share of cases of the kind; not measured."))


def _case_type(process: Process, driver: Driver, share: float, step: str) -> Proposal:
    counted = Figure(
        value=share,
        unit="share",
        provenance=Provenance.MEASURED,
        origin=say("Cases with {attribute} = {value} in the log.",
                   attribute=driver.attribute, value=driver.value),
    )  # fmt: skip
    kind = f"{driver.attribute} = {driver.value}"
    return _typed(process, step, kind, driver.attribute, counted)


def _typed(
    process: Process, step: str, kind: str, attribute: str | None, share: Figure
) -> Proposal:
    name, nodes = process.name(step), process.nodes(step)

    def change(model: Model, values: Values) -> Model:
        for node in nodes:
            model = own_people(model, node, kind, values["kind_share"])
        return model

    return Proposal(
        operator="case_types",
        heuristic="H04",
        place=f"{step}:{kind}",
        title=say("A way of its own for cases that are {kind}", kind=kind),
        description=say(
            "At {step} some people work for cases that are {kind} only, the others for the rest.",
            step=name,
            kind=kind,
        ),
        where=Place(activity=step, role=process.role(step)),
        steps=frozenset({step}),
        edit=change,
        parameters={"kind_share": share},
        unfavourable={} if share.low is None else {"kind_share": share.low},
        touches=Touches(routes_on=() if attribute is None else ((attribute, step),)),
        risks=(
            say("Divided people help each other no more: that loss is simulated."),
            say("It must be confirmed that the kind of a case is known when it begins."),
        ),
    )


def own_people(model: Model, node: str, kind: str, share: float) -> Model:
    """Return the model in which a kind of cases has people of its own at an activity."""
    activity, copy = model.activity(node), f"{node} for {kind}"
    people = activity.performers
    if share <= 0.0 or len(people) < 2 or any(a.id == copy for a in model.activities):
        return model
    own = min(max(ceil(share * len(people)), 1), len(people) - 1)
    name = f"kind: {kind}"
    model = with_attribute(model, Attribute(name, ("other", "kind"), (1.0 - share, share)))
    ask = f"kind at {node}"
    (out,) = [flow for flow in model.flows if flow.source == node]
    meet = f"both kinds after {node}"
    flows = [
        replace(f, target=ask) if f.target == node else replace(f, source=meet) if f is out else f
        for f in model.flows
    ]
    flows += [
        Flow(ask, copy, conditions=(Condition(name, "==", "kind"),)),
        Flow(ask, node),
        Flow(copy, meet),
        Flow(node, meet),
    ]
    counts = activity.counts_as or node
    made = replace(
        activity,
        id=copy,
        performers=people[:own],
        counts_as=counts,
        luck_of=activity.luck_of or node,
    )
    rest = model.with_activity(replace(activity, performers=people[own:], counts_as=counts))
    return replace(
        rest,
        activities=(*rest.activities, made),
        gateways=(*model.gateways, Gateway(ask, "exclusive"), Gateway(meet, "exclusive")),
        flows=tuple(flows),
    )
