"""Leave out an approval that almost never rejects (H22), or let a machine do a check (H25)."""

from common.language import say
from common.model.assessment import Place
from common.model.figure import Figure
from common.numerals import share
from functions.optimization.redesign.asking import asking
from functions.optimization.redesign.graph import AUTOMATIC, averted, bypassed
from functions.optimization.redesign.outcomes import refused_share
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Touches, assumed, reach, said
from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine.model import END, Activity, Flow, Model

MAX_REJECTION_RATE = 0.02
MIN_EXECUTIONS = 0.1  # per case
EXEMPT = assumed(
    0.8, 0.5, 1.0, "share", "Share of cases below a threshold that need this approval no more."
)
MIN_TIME = 0.005  # of the mean cycle time, spent at a step that is worth a machine
MACHINE_S = 60.0
RULE_WORDS = (
    *("check", "verif", "valid", "match", "enter", "record", "regist", "calculat", "notif"),
    *("send", "copy", "classif", "assign", "print", "archiv"),
)
AUTOMATED = assumed(
    0.7, 0.4, 0.9, "share", "Share of executions that rules can do; the rest is done as today."
)


def empowerments(process: Process) -> list[Proposal]:
    """Return approvals that reject less than 2% of what they decide."""
    approvals = [each for each in process.activities if process.approves(each)]
    rates: dict[str, float | None] = {
        each: rate
        for each in approvals
        if not process.external(each)
        and process.executions(each) >= MIN_EXECUTIONS
        and (rate := rejection_rate(process, each)) is not None
        and rate < MAX_REJECTION_RATE
    }
    if asking(process, "H22"):
        rates |= {e: None for e in approvals if e not in rates and _never_refuses(process, e)}
    ranked = sorted(rates, key=lambda each: (-_time_h(process, each), each))
    return [_without(process, each, rates[each]) for each in ranked]


def _never_refuses(process: Process, approval: str) -> bool:
    """Whether nothing is known of refusals by an approval inside."""
    known = rejection_rate(process, approval) or refused_share(process, approval)
    return not process.external(approval) and not known


def rejection_rate(process: Process, approval: str) -> float | None:
    """Return rejections over decisions; ``None`` where nothing shows that it ever rejects.

    A log shows a rejection after the approval, or one by the same role in its place.
    """
    accepted = rejected = 0.0
    for flow, often in _decisions(process, approval):
        if _rejects(process, flow):
            rejected += often
        else:
            accepted += often
    return rejected / (accepted + rejected) if rejected > 0 else None


def _decisions(process: Process, approval: str) -> list[tuple[Flow, float]]:
    """Return the ways that stand for an outcome of the approval, with how often per case.

    They part behind it, where one of them rejects, or before it, where its role rejects instead.
    """
    role = process.role(approval)
    found = []
    for node in process.shown:
        (out,) = process.model.ways_out[node]
        ways = [flow for flow in process.model.ways_out.get(out.target, ()) if flow.probability]
        beside = approval in _then(process, out.target)
        own = process.shown[node] == approval and any(_rejects(process, way) for way in ways)
        for flow in ways:
            then = _then(process, flow.target)
            instead = any(process.role(each) == role for each in then & process.rejecting)
            if own or (beside and (approval in then or instead)):
                found.append((flow, process.visits(node) * (flow.probability or 0.0)))
    return found


def _then(process: Process, node: str) -> frozenset[str]:
    """Return the activities that may come next after a way to a node, and the end."""
    return frozenset(process.shown.get(each, END) for each in process.next(node))


def _rejects(process: Process, flow: Flow) -> bool:
    if flow.target in process.twin.sends_back | process.twin.turns_down:
        return True
    then = _then(process, flow.target)
    return bool(then) and then <= process.rejecting


def _time_h(process: Process, activity: str) -> float:
    return process.time_at_h(activity)


def _without(process: Process, activity: str, rate: float | None) -> Proposal:
    name, role = process.name(activity), process.role(activity)
    turned_down = {
        (flow.source, flow.target)
        for flow, _ in _decisions(process, activity)
        if _rejects(process, flow)
    }

    def change(share: float, model: Model) -> Model:
        model = averted(model, lambda f: (f.source, f.target) in turned_down, share)
        for node in process.nodes(activity):
            model = bypassed(model, process.shown, node, share, "exempt")
        return model

    rejects = (
        say("{step} is not known to refuse anything.", step=name)
        if rate is None
        else say("{step} rejects {rate} of what it decides.", step=name, rate=share(rate))
    )
    after = say("Below a threshold the case goes on without it; a sample is checked afterwards.")
    routing = say("Routing of the process as it is.")
    mistake = say(
        "What it turns down today would pass in exempted cases: what such a mistake costs is not "
        "in the simulated figures."
    )
    return Proposal(
        operator="empower",
        heuristic="H22",
        place=activity,
        title=say("Leave out {step} below a threshold", step=name),
        description=f"{rejects} {after}",
        where=Place(activity=activity, role=role),
        steps=frozenset({activity}),
        edit=lambda model, values: change(values["exempt_share"], model),
        unfavourable={"exempt_share": EXEMPT.low or 0.0},
        touches=Touches(removes=frozenset({activity})),
        lane=reach("exempt_share", activity),
        parameters={
            "exempt_share": said(EXEMPT),
            **({} if rate is None else {"rejection_rate": from_twin(rate, "share", routing)}),
        },
        risks=(mistake, say("Law, policy and separation of duties must allow it.")),
    )


def automations(process: Process) -> list[Proposal]:
    """Return the steps whose names say that rules could do them, those of most time first.

    No approvals, rejections, or steps of somebody outside. Where work and waiting are one elapsed
    time, it is not known what a machine would save.
    """
    if process.twin.kind == "elapsed":
        return []
    steps = [each for each in process.activities if _by_rules(process, each)]
    if not steps and asking(process, "H25"):
        steps = [each for each in process.activities if _inside(process, each)]
    ranked = sorted(steps, key=lambda each: (-_time_h(process, each), each))
    least = MIN_TIME * process.cycle_h
    return [_automated(process, each) for each in ranked if _time_h(process, each) >= least]


def _by_rules(process: Process, activity: str) -> bool:
    return process.says(activity, RULE_WORDS) and _inside(process, activity)


def _inside(process: Process, activity: str) -> bool:
    return (
        activity not in process.rejecting
        and not process.approves(activity)
        and not process.external(activity)
        and process.executions(activity) >= MIN_EXECUTIONS
    )


def _automated(process: Process, activity: str) -> Proposal:
    name = process.name(activity)
    spent: Figure = from_twin(
        _time_h(process, activity), "h", say("Waiting and work at the step per case, as it is.")
    )

    def change(share: float, model: Model) -> Model:
        for node in process.nodes(activity):
            automatic = f"{AUTOMATIC}{node}"
            machine = Activity(automatic, times.fixed(MACHINE_S), counts_as=activity)
            model = bypassed(model, process.shown, node, share, "automated", machine)
        return model

    return Proposal(
        operator="automate",
        heuristic="H25",
        place=activity,
        title=say("Automate {step} where rules suffice", step=name),
        description=say(
            "Rules do {share} of {step} within a minute; what they cannot decide goes to people "
            "as today.",
            share=share(AUTOMATED.value),
            step=name,
        ),
        where=Place(activity=activity, role=process.role(activity)),
        steps=frozenset({activity}),
        edit=lambda model, values: change(values["automated_share"], model),
        unfavourable={"automated_share": AUTOMATED.low or 0.0},
        touches=Touches(automates=frozenset({activity})),
        lane=reach("automated_share", activity),
        parameters={"automated_share": said(AUTOMATED), "time_at_step_h": spent},
        risks=(
            say("Building and running the rules costs money that is not in the simulated figures."),
            say("Which executions rules can do must be tried on real cases first."),
        ),
    )
