"""Waits for others outside, and work given to them: H02, H24, H27, H28."""

from common.language import say
from common.model.assessment import Place
from functions.optimization.redesign.asking import asking
from functions.optimization.redesign.edits import shortened, waits
from functions.optimization.redesign.graph import bypassed
from functions.optimization.redesign.operators.people import BUSY
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Touches, Values, assumed, reach
from functions.optimization.simulation.engine import distribution as times
from functions.optimization.simulation.engine.model import Activity, Model

HOUR_S = 3600.0
LOOKUP = "look-up: "
FACTS = (
    *("identity", "identit", "address", "credit", "income", "register", "registr", "certificat"),
    *("background", "reference", "solvency", "licen", "passport", "insur"),
)


def outside_steps(process: Process) -> list[str]:
    """Return the steps of outsiders that cases spend time at, longest first."""
    spent = {each: process.time_at_h(each) for each in process.activities if process.external(each)}
    return sorted((each for each in spent if spent[each] > 0), key=lambda e: (-spent[e], e))


def contact_reductions(process: Process) -> list[Proposal]:
    """Return several contacts with outsiders made one, the longest of their waits staying."""
    steps = outside_steps(process)
    return [_one_contact(process, steps)] if steps and asking(process, "H02") else []


def _one_contact(process: Process, steps: list[str]) -> Proposal:
    later = steps[1:] or steps
    nodes = [node for step in later for node in process.nodes(step)]
    behind = [w for node in nodes for w in waits(process.model, process.shown, node)]

    def change(model: Model, values: Values) -> Model:
        return shortened(model, [*nodes, *behind], values["combined_share"])

    names = ", ".join(process.name(step) for step in steps)
    why = say("Share of the later contacts' time that one contact for everything spares.")
    return Proposal(
        operator="contact_reduction",
        heuristic="H02",
        place="+".join(steps),
        title=say("Ask once for everything: {steps}", steps=names),
        description=say(
            "Outsiders are waited for {count} times. Everything that is needed is asked for at the "
            "first contact; only the longest wait stays.",
            count=len(steps),
        ),
        where=Place(activity=steps[0]),
        steps=frozenset(steps),
        edit=change,
        parameters={
            "combined_share": assumed(0.6, 0.3, 0.9, "share", why),
            "outside_h": from_twin(
                sum(map(process.time_at_h, steps)), "h", say("At these steps per case, as it is.")
            ),
        },
        unfavourable={"combined_share": 0.3},
        risks=(say("What nobody foresaw must still be asked for later."),),
    )


def buffers(process: Process) -> list[Proposal]:
    """Return requests to outsiders answered from a copy that is kept, longest wait first."""
    steps = outside_steps(process) if asking(process, "H24") else []
    return [_buffered(process, each) for each in steps]


def _buffered(process: Process, step: str) -> Proposal:
    name = process.name(step)

    def change(model: Model, values: Values) -> Model:
        for node in process.nodes(step):
            model = bypassed(model, process.shown, node, values["buffered_share"], "buffered")
        return model

    why = say("Share of requests that information kept up to date answers; not measured.")
    return Proposal(
        operator="buffer",
        heuristic="H24",
        place=step,
        title=say("Keep what {step} tells instead of asking each time", step=name),
        description=say(
            "Information from outside that changes slowly is subscribed to or stored; {step} is "
            "only waited for where it is missing or old.",
            step=name,
        ),
        where=Place(activity=step),
        steps=frozenset({step}),
        edit=change,
        parameters={"buffered_share": assumed(0.5, 0.2, 0.8, "share", why)},
        unfavourable={"buffered_share": 0.2},
        touches=Touches(removes=frozenset({step})),
        lane=reach("buffered_share", step),
        risks=(say("Stored information can be old, and may be personal data."),),
    )


def trusted_parties(process: Process) -> list[Proposal]:
    """Return checks of facts that an authority knows, replaced by a look-up."""
    able = {
        each
        for each in process.activities
        if process.checks(each) and not process.approves(each) and process.says(each, FACTS)
    }
    if not able and asking(process, "H27"):
        able = {e for e in process.activities if process.checks(e) and not process.approves(e)}
    ranked = sorted(able, key=lambda each: (-process.time_at_h(each), each))
    return [_trusted(process, each) for each in ranked]


def _trusted(process: Process, step: str) -> Proposal:
    name = process.name(step)

    def change(model: Model, values: Values) -> Model:
        for node in process.nodes(step):
            look = Activity(f"{LOOKUP}{node}", times.fixed(values["lookup_h"] * HOUR_S))
            model = bypassed(model, process.shown, node, values["trusted_share"], "trusted", look)
        return model

    share = say("Share of cases that an authority has already decided; not measured.")
    hours = say("Time of a look-up; not measured.")
    return Proposal(
        operator="trusted_party",
        heuristic="H27",
        place=step,
        title=say("Rely on an authority instead of {step}", step=name),
        description=say(
            "What {step} finds out, an authority or certificate often says already. A look-up "
            "takes its place; the rest is checked as today.",
            step=name,
        ),
        where=Place(activity=step, role=process.role(step)),
        steps=frozenset({step}),
        edit=change,
        parameters={
            "trusted_share": assumed(0.6, 0.3, 0.8, "share", share),
            "lookup_h": assumed(0.05, 0.01, 0.25, "h", hours),
        },
        unfavourable={"trusted_share": 0.3, "lookup_h": 0.25},
        touches=Touches(removes=frozenset({step})),
        lane=reach("trusted_share", step),
        risks=(say("The other's care and price are not known here."),),
    )


def outsourcings(process: Process) -> list[Proposal]:
    """Return steps of busy people that decide nothing, given to a specialist outside."""
    busy = [group for group in process.groups if process.load(group) >= BUSY]
    able = {
        each
        for each in (process.done_by(*busy) if busy else ())
        if process.performers(each) and not process.external(each) and not process.checks(each)
    }
    work = {each: process.per_case_h(each, "processing") for each in able}
    ranked = sorted((e for e in work if work[e] > 0), key=lambda e: (-work[e], e))
    return [_outsourced(process, each) for each in ranked]


def _outsourced(process: Process, step: str) -> Proposal:
    name, nodes = process.name(step), process.nodes(step)
    often = max(process.executions(step), 0.01)
    today_h = max(process.per_case_h(step, "waiting", "processing", "pause") / often, 0.01)

    def change(model: Model, values: Values) -> Model:
        for node in nodes:
            plain = model.activity(node)
            model = model.with_activity(
                Activity(node, times.exponential(values["promised_h"] * HOUR_S),
                         rejects=plain.rejects, counts_as=plain.counts_as or node,
                         luck_of=plain.luck_of)
            )  # fmt: skip
        return model

    why = say("Time that a contract would promise: as long as today, from half to one and a half.")
    return Proposal(
        operator="outsource",
        heuristic="H28",
        place=step,
        title=say("Let a specialist outside do {step}", step=name),
        description=say(
            "{step} takes most work of all steps that decide nothing. Somebody outside does it "
            "within a time that a contract promises.",
            step=name,
        ),
        where=Place(activity=step, role=process.role(step)),
        steps=frozenset({step}),
        edit=change,
        parameters={"promised_h": assumed(today_h, 0.5 * today_h, 1.5 * today_h, "h", why)},
        unfavourable={"promised_h": 1.5 * today_h},
        touches=Touches(reassigns=frozenset({step})),
        risks=(
            say("The price is not in the simulated figures."),
            say("Data protection, quality and dependence have to be settled by contract."),
        ),
    )
