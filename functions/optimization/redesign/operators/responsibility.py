"""Who answers for a case: H13, H16, H17, H19."""

from collections.abc import Collection
from math import ceil

from common.language import say
from common.model.assessment import Place
from common.numerals import duration
from functions.optimization.redesign.asking import asking
from functions.optimization.redesign.edits import Saved, done_by, shortened, taken_along, waits
from functions.optimization.redesign.graph import also_done_by, consecutive
from functions.optimization.redesign.operators.composition import linked, rest_saved
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Touches, Values, assumed
from functions.optimization.redesign.transitions import mean
from functions.optimization.simulation.engine.model import Model

COORDINATION_H = 0.2  # of a case manager's work per case
WEEK_H = 30.0  # of a case manager's time for cases


def case_managers(process: Process) -> list[Proposal]:
    """Return a case manager where cases rest between steps though nobody is waited for."""
    nodes = inside_waits(process)
    rested = sum(_hours(process, node) for node in nodes)
    if rested <= 0.0 or not asking(process, "H19"):
        return []
    per_week = mean(process.outcome.process["throughput_per_h"]) * 168.0
    heads = float(max(1, ceil(per_week * COORDINATION_H / WEEK_H)))
    why = say(
        "Share of the rest between steps that falls away when one person follows the case up."
    )
    need = say("Twelve minutes a case for as many cases as come, at 30 hours a week.")
    return [
        Proposal(
            operator="case_manager",
            heuristic="H19",
            place="process",
            title=say("A case manager who follows every case up"),
            description=say(
                "Cases rest {hours} between steps while nobody is asked for. One person "
                "answers for each case, reminds, and answers questions.",
                hours=duration(rested),
            ),
            where=Place(),
            steps=frozenset(process.activities),
            edit=lambda model, values: _quicker(model, nodes, values["rest_saved_share"]),
            parameters={
                "rest_saved_share": assumed(0.3, 0.1, 0.5, "share", why),
                "added_headcount": from_twin(heads, "count", need),
                "rest_h": from_twin(rested, "h", say("Between steps per case, as it is.")),
            },
            unfavourable={"rest_saved_share": 0.1},
            risks=(say("The case manager's own work is counted as headcount, not simulated."),),
        )
    ]


def inside_waits(process: Process) -> frozenset[str]:
    """Return the waits before steps of people inside, for which no queue accounts.

    None where work and waiting are one elapsed time: what of it is rest is not known.
    """
    if process.twin.kind == "elapsed":
        return frozenset()
    return frozenset(
        wait
        for step in process.activities
        if not process.external(step)
        for node in process.nodes(step)
        for wait in waits(process.model, process.shown, node)
    )


def _hours(process: Process, node: str) -> float:
    found = process.outcome.activities[node]
    spent = sum(mean(found[f"{part}_mean_h"]) for part in ("waiting", "processing", "pause"))
    return spent * mean(found["executions_per_case"])


def _quicker(model: Model, nodes: Collection[str], share: float) -> Model:
    return shortened(model, nodes, share)


def case_assignments(process: Process) -> list[Proposal]:
    """Return that whoever began a case goes on with it, over all steps of the same people."""
    pairs = [
        pair
        for pair in linked(process)
        if process.performers(pair[0])
        and process.performers(pair[0]) == process.performers(pair[1])
        and len(process.performers(pair[0])) > 1
    ]
    if not pairs or not asking(process, "H13"):
        return []
    steps = frozenset(step for pair in pairs for step in pair)

    def change(model: Model, values: Values) -> Model:
        for first, second in pairs:
            for one in process.nodes(first):
                for two in process.nodes(second):
                    if consecutive(model, process.shown, one, two):
                        saved = Saved(values["saved_share"], values["rest_saved_share"])
                        model = taken_along(model, process.shown, one, two, saved)
        return model

    why = say("Share of a later step's work saved by whoever knows the case; not measured.")
    return [
        Proposal(
            operator="case_assignment",
            heuristic="H13",
            place="process",
            title=say("Whoever began a case goes on with it"),
            description=say(
                "Steps that follow each other in the same team stay with the person who knows the "
                "case."
            ),
            where=Place(),
            steps=steps,
            edit=change,
            parameters={
                "saved_share": assumed(0.1, 0.0, 0.2, "share", why),
                "rest_saved_share": rest_saved(),
            },
            unfavourable={"saved_share": 0.0, "rest_saved_share": 0.0},
            touches=Touches(one_hand=tuple(frozenset(pair) for pair in pairs)),
            risks=(say("A case waits for its person who is away; that is not simulated."),),
        )
    ]


def customer_teams(process: Process) -> list[Proposal]:
    """Return a team from all roles that handle cases inside, without those who approve."""
    groups = [group for group in process.groups if _may_join(process, group)]
    steps = process.done_by(*groups) if groups else frozenset()
    if len(groups) < 2 or len(steps) < 2 or not asking(process, "H17"):
        return []
    nodes = inside_waits(process)

    def change(model: Model, values: Values) -> Model:
        members = {group: process.names(group) for group in groups}
        everyone = tuple(sorted(frozenset().union(*members.values())))
        for group in groups:
            model = also_done_by(model, members[group], everyone)
        return _quicker(model, nodes, values["rest_saved_share"])

    why = say("Share of the rest between steps that falls away within one team; not measured.")
    names = ", ".join(process.group_name(group) for group in groups)
    return [
        Proposal(
            operator="customer_teams",
            heuristic="H17",
            place="+".join(groups),
            title=say("One team for the whole case: {roles}", roles=names),
            description=say(
                "{roles} work as one team that handles its cases from end to end: everybody does "
                "what waits, and nothing is handed to another department.",
                roles=names,
            ),
            where=Place(),
            steps=steps,
            edit=change,
            parameters={"rest_saved_share": assumed(0.4, 0.1, 0.6, "share", why)},
            unfavourable={"rest_saved_share": 0.1},
            touches=Touches(one_hand=(steps,), reassigns=steps),
            risks=(say("Training takes time, and separation of duties must stay intact."),),
        )
    ]


def _may_join(process: Process, group: str) -> bool:
    steps = process.done_by(group)
    apart = any(process.approves(step) or process.external(step) for step in steps)
    return bool(steps) and not apart


def split_responsibilities(process: Process) -> list[Proposal]:
    """Return steps that several roles share, given to the one that mostly does them."""
    found = []
    for step in process.activities if asking(process, "H16") else ():
        groups = [g for g in process.groups if step in process.done_by(g)]
        if len(groups) > 1:
            work = {g: len(process.names(g) & process.performers(step)) for g in groups}
            owner = min(work, key=lambda group: (-work[group], group))
            found.append((-process.time_at_h(step), step, owner))
    return [_owned(process, step, owner) for _, step, owner in sorted(found)]


def _owned(process: Process, step: str, owner: str) -> Proposal:
    name, role = process.name(step), process.group_name(owner)
    nodes, people = process.nodes(step), process.names(owner) & process.performers(step)
    why = say("Share of the step's work that goes into clarifying who does what; not measured.")

    def change(model: Model, values: Values) -> Model:
        return shortened(done_by(model, nodes, people), nodes, values["saved_share"])

    return Proposal(
        operator="split_responsibilities",
        heuristic="H16",
        place=step,
        title=say("{step} by {role} alone", step=name, role=role),
        description=say(
            "Several roles do {step} today. {role} answers for it alone.", step=name, role=role
        ),
        where=Place(activity=step, role=owner),
        steps=frozenset({step}),
        edit=change,
        parameters={"saved_share": assumed(0.1, 0.0, 0.2, "share", why)},
        unfavourable={"saved_share": 0.0},
        risks=(say("Fewer people can do it: the queue that this makes is simulated."),),
    )
