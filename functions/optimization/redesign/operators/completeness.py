"""Check completeness at submission, so that the first check sends less back (H23)."""

from common.language import say
from common.model.assessment import Place
from common.numerals import plain
from functions.optimization.redesign.graph import after_start, averted
from functions.optimization.redesign.outcomes import returns
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, assumed, said
from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine.model import START, Activity, Flow, Model

MIN_SENT_BACK = 0.01  # per case
HOUR_S = 3600.0
CHECK = "completeness check at submission"
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


def completeness_checks(process: Process) -> list[Proposal]:
    """Return one candidate where the first check sends back at least one of 100 executions.

    First is the check that every case comes to before any choice; sent back is what goes from
    it to something that leads nowhere but to that check again.
    """
    checks = first_checks(process)
    if not checks:
        return []
    activity = process.shown[checks[0]]
    back = sent_back(process, activity)
    times_back = sum(
        flow.probability * process.outcome.activities[source]["executions_per_case"].mean()
        for source, flow in back
        if flow.probability
    )
    if times_back < MIN_SENT_BACK:
        return []
    chosen = {(flow.source, flow.target) for _, flow in back}

    def change(effectiveness: float, check_h: float, model: Model) -> Model:
        model = averted(model, lambda f: (f.source, f.target) in chosen, effectiveness)
        return after_start(model, Activity(CHECK, times.fixed(check_h * HOUR_S)))

    low, high = EFFECTIVENESS.low or 0.0, CHECK_H.high or CHECK_H.value
    name = process.name(activity)
    steps = {process.shown[n] for _, f in back for n in process.next(f.target)}
    measured = from_twin(float(times_back), "count", say("Routing of the log, per case."))
    return [
        Proposal(
            operator="add_control",
            heuristic="H23",
            place=activity,
            title=say("Check completeness before {step}", step=name),
            description=say(
                "A form that checks for missing and wrong entries before a case is sent on: {step} "
                "sends cases back {times} times per case today.",
                step=name,
                times=plain(times_back),
            ),
            where=Place(activity=activity),
            steps=frozenset({activity, *steps}),
            edit=lambda m, values: change(values["effectiveness"], values["check_h"], m),
            unfavourable={"effectiveness": low, "check_h": high},
            parameters={
                "effectiveness": said(EFFECTIVENESS),
                "check_h": said(CHECK_H),
                "sent_back_per_case": measured,
            },
            risks=(say("Cases sent back for reasons that a form cannot know remain."),),
        )
    ]


def first_checks(process: Process) -> list[str]:
    """Return the nodes of the first check before any choice; none where a choice comes first."""
    node = START
    while True:
        out = process.model.ways_out.get(node, [])
        if len(out) != 1:
            return []
        node = out[0].target
        activity = process.shown.get(node)
        if activity is not None and process.checks(activity):
            return list(process.nodes(activity))


def sent_back(process: Process, check: str) -> list[tuple[str, Flow]]:
    """Return the ways from a check that only lead back to it, each with the check's node."""
    found = []
    for node in process.nodes(check):
        (out,) = process.model.ways_out[node]
        for flow in process.model.ways_out.get(out.target, ()):
            if flow.probability and returns(process, flow.target, check):
                found.append((node, flow))
    return found
