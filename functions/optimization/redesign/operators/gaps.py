"""A completeness check where a description tells of missing entries that nobody counted (H23)."""

from common.language import say
from common.model.assessment import Place
from functions.optimization.redesign.asking import asking
from functions.optimization.redesign.edits import shortened, waits
from functions.optimization.redesign.graph import after_start
from functions.optimization.redesign.operators.completeness import CHECK, CHECK_H
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal, Values, assumed
from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine.model import Activity, Model

HOUR_S = 3600.0


def told_gaps(process: Process) -> list[Proposal]:
    """Return a check at submission, where findings tell of gaps, for the first work inside."""
    if not asking(process, "H23"):
        return []
    steps = [e for e in _in_order(process) if not process.external(e) and process.time_at_h(e) > 0]
    return [_checked(process, each) for each in steps[:1]]


def _in_order(process: Process) -> list[str]:
    """Return the activities in the order of the workflow."""
    order = {activity.id: place for place, activity in enumerate(process.workflow.activities)}
    return sorted(process.activities, key=lambda each: (order.get(each, len(order)), each))


def _checked(process: Process, step: str) -> Proposal:
    name, nodes = process.name(step), process.nodes(step)
    behind = [w for node in nodes for w in waits(process.model, process.shown, node)]

    def change(model: Model, values: Values) -> Model:
        model = shortened(model, [*nodes, *behind], values["gap_share"])
        if values["check_h"] <= 0.0:
            return model
        return after_start(model, Activity(CHECK, times.fixed(values["check_h"] * HOUR_S)))

    why = say("Share of the time at the step that goes into asking for what is missing.")
    hours = say("Time that the check adds to every submission, mostly automatic.")
    return Proposal(
        operator="add_control",
        heuristic="H23",
        place=step,
        title=say("Check completeness before {step}", step=name),
        description=say(
            "A form that checks for missing and wrong entries before a case comes to {step}, so "
            "that nobody has to ask for them later.",
            step=name,
        ),
        where=Place(activity=step, role=process.role(step)),
        steps=frozenset({step}),
        edit=change,
        parameters={
            "gap_share": assumed(0.3, 0.1, 0.5, "share", why),
            "check_h": CHECK_H.model_copy(update={"origin": hours}),
        },
        unfavourable={"gap_share": 0.1, "check_h": CHECK_H.high or CHECK_H.value},
        risks=(say("How often something is missing was told, not counted."),),
    )
