"""Leave out steps whose result hardly matters: repeated checks, reports, copies (H05)."""

from common.language import say
from common.model.assessment import Place
from functions.optimization.redesign.asking import asking, places
from functions.optimization.redesign.graph import averted, bypassed
from functions.optimization.redesign.outcomes import refused_share, refusing_ways
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Touches, Values, assumed, reach
from functions.optimization.simulation.engine.model import Model

UNUSED = ("copy", "copi", "print", "fil", "archiv", "notif", "inform", "report", "log", "forward")
RARELY = 0.05  # refusals from which on a check is not idle
MIN_EXECUTIONS = 0.1  # per case


def eliminations(process: Process) -> list[Proposal]:
    """Return repeated checks that seldom refuse, and steps that only tell or store; longest first.

    A step that a finding points at counts too, where it is no work of outsiders.
    """
    asked = places(process, "H05")
    found = {
        each
        for each in process.activities
        if process.executions(each) >= MIN_EXECUTIONS and not process.external(each)
        if each in asked or process.says(each, UNUSED) or _repeats(process, each)
    }
    if not found and asking(process, "H05"):
        found = {each for each in process.activities if process.checks(each)}
    ranked = sorted(found - process.rejecting, key=lambda each: (-process.time_at_h(each), each))
    return [_without(process, each) for each in ranked]


def _repeats(process: Process, step: str) -> bool:
    """Whether a check has another one like it, and refuses seldom."""
    check = process.checks(step) and not process.approves(step)  # approvals: see empowerment
    if not check or refused_share(process, step) > RARELY:
        return False
    return any(process.checks(each) and each != step for each in process.activities)


def _without(process: Process, step: str) -> Proposal:
    name, nodes = process.name(step), process.nodes(step)
    refuses = set(refusing_ways(process, step))

    def change(model: Model, values: Values) -> Model:
        share = values["omitted_share"]
        model = averted(model, lambda f: (f.source, f.target) in refuses, share)
        for node in nodes:
            model = bypassed(model, process.shown, node, share, "left out")
        return model

    why = say("Share of cases that can do without the step; to be found out by leaving it out.")
    spent = say("Waiting and work at the step per case, as it is.")
    omitted = assumed(0.8, 0.5, 1.0, "share", why)
    return Proposal(
        operator="eliminate",
        heuristic="H05",
        place=step,
        title=say("Leave out {step} in most cases", step=name),
        description=say(
            "{step} changes the outcome of few cases or of none. Most cases go on without it; "
            "those that need it keep it.",
            step=name,
        ),
        where=Place(activity=step, role=process.role(step)),
        steps=frozenset({step}),
        edit=change,
        parameters={
            "omitted_share": omitted,
            "refused_share": from_twin(
                refused_share(process, step), "share", say("Routing of the process as it is.")
            ),
            "time_at_step_h": from_twin(process.time_at_h(step), "h", spent),
        },
        unfavourable={"omitted_share": 0.5},
        touches=Touches(removes=frozenset({step})),
        loses=reach("omitted_share", step),
        risks=(
            say("What {step} finds today passes where it is left out.", step=name),
            say("Whoever uses its result must be asked first."),
        ),
    )
