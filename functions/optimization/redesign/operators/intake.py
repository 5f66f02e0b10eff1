"""What comes in: who checks it, in which form, from which template (H01, H29, H04)."""

from common.language import say
from common.model.assessment import Place
from functions.optimization.redesign.asking import asking
from functions.optimization.redesign.edits import shortened
from functions.optimization.redesign.graph import averted
from functions.optimization.redesign.outcomes import refused_share, returning_ways
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Values, assumed
from functions.optimization.simulation.engine.model import Model

MIN_RETURNED = 0.05  # times per case


def returning_checks(process: Process) -> list[str]:
    """Return the steps that send cases back, most often per case first."""
    refused = {
        each: sum(returning_ways(process, each).values()) * process.executions(each)
        for each in process.activities
        if not process.external(each)
    }
    able = [each for each in refused if refused[each] >= MIN_RETURNED]
    return sorted(able, key=lambda each: (-refused[each], each))


def control_relocations(process: Process) -> list[Proposal]:
    """Return checks at which customers could find their own mistakes."""
    if not asking(process, "H01"):
        return []
    checks = [each for each in returning_checks(process) if not process.approves(each)]
    checks = checks or _first_steps(process)
    return [_relocated(process, each) for each in checks]


def _first_steps(process: Process) -> list[str]:
    able = [e for e in process.activities if process.checks(e) and not process.approves(e)]
    return sorted(able, key=lambda each: (-process.time_at_h(each), each))


def _relocated(process: Process, step: str) -> Proposal:
    name, nodes = process.name(step), process.nodes(step)
    sends_back = set(returning_ways(process, step))

    def change(model: Model, values: Values) -> Model:
        model = averted(
            model, lambda f: (f.source, f.target) in sends_back, values["averted_share"]
        )
        return shortened(model, nodes, values["moved_share"])

    moved = say("Share of the check that whoever hands in does; not measured.")
    fewer = say("Share of refusals that this prevents; not measured.")
    return Proposal(
        operator="control_relocation",
        heuristic="H01",
        place=step,
        title=say("Let whoever hands in do a part of {step}", step=name),
        description=say(
            "Rules and examples at the point of entry let customers check what they know best; "
            "{step} only samples it.",
            step=name,
        ),
        where=Place(activity=step, role=process.role(step)),
        steps=frozenset({step}),
        edit=change,
        parameters={
            "moved_share": assumed(0.4, 0.2, 0.6, "share", moved),
            "averted_share": assumed(0.3, 0.1, 0.5, "share", fewer),
        },
        unfavourable={"moved_share": 0.2, "averted_share": 0.1},
        risks=(say("Who gains from a wrong entry must not be the only one to check it."),),
    )


def interfaces(process: Process) -> list[Proposal]:
    """Return a standard form of exchange where cases are refused or findings ask for one."""
    if not asking(process, "H29"):
        return []
    steps = [*returning_checks(process), *_entry_steps(process)]
    return [_interface(process, each) for each in dict.fromkeys(steps)]


def _entry_steps(process: Process) -> list[str]:
    """Return the steps of people inside, most work first."""
    work = {e: process.per_case_h(e, "processing") for e in process.activities
            if not process.external(e)}  # fmt: skip
    return sorted((e for e in work if work[e] > 0), key=lambda e: (-work[e], e))


def _interface(process: Process, step: str) -> Proposal:
    name, nodes = process.name(step), process.nodes(step)
    sends_back = set(returning_ways(process, step))

    def change(model: Model, values: Values) -> Model:
        share = values["averted_share"]
        model = averted(model, lambda f: (f.source, f.target) in sends_back, share)
        return shortened(model, nodes, values["saved_share"])

    fewer = say("Share of refusals that a standard form prevents; partners must use it.")
    saved = say("Share of the step's work that a standard form spares; not measured.")
    routing = say("Routing of the process as it is.")
    return Proposal(
        operator="interface",
        heuristic="H29",
        place=step,
        title=say("A standard form for what comes to {step}", step=name),
        description=say(
            "What comes to {step} has one agreed form with required fields, so that less is "
            "missing and less has to be read and typed.",
            step=name,
        ),
        where=Place(activity=step, role=process.role(step)),
        steps=frozenset({step}),
        edit=change,
        parameters={
            "averted_share": assumed(0.4, 0.2, 0.6, "share", fewer),
            "saved_share": assumed(0.15, 0.05, 0.3, "share", saved),
            "refused_share": from_twin(refused_share(process, step), "share", routing),
        },
        unfavourable={"averted_share": 0.2, "saved_share": 0.05},
        risks=(say("Partners who do not use it send what they send today."),),
    )


def templates(process: Process) -> list[Proposal]:
    """Return a standard template for recurring cases, where findings miss a common way."""
    if not (asking(process, "H04") or asking(process, "H29")):
        return []
    steps = _entry_steps(process)
    return [_template(process, each) for each in steps]


def _template(process: Process, step: str) -> Proposal:
    name, nodes = process.name(step), process.nodes(step)

    def change(model: Model, values: Values) -> Model:
        return shortened(model, nodes, values["recurring_share"] * values["saved_share"])

    often = say("Share of cases that are like earlier ones; not measured.")
    saved = say("Share of the work that a template spares in such a case; not measured.")
    return Proposal(
        operator="standard_template",
        heuristic="H04",
        place=step,
        title=say("Standard templates for recurring cases at {step}", step=name),
        description=say(
            "Recurring cases begin with a template that is filled in; only what is special is "
            "worked out at {step}.",
            step=name,
        ),
        where=Place(activity=step, role=process.role(step)),
        steps=frozenset({step}),
        edit=change,
        parameters={
            "recurring_share": assumed(0.5, 0.3, 0.7, "share", often),
            "saved_share": assumed(0.4, 0.2, 0.6, "share", saved),
        },
        unfavourable={"recurring_share": 0.3, "saved_share": 0.2},
        risks=(say("Templates must be kept up to date by somebody named."),),
    )
