"""People and deputies where a description tells of queues that the model does not know (H20, H21).

What is only told as a wait may be a queue, an absence or a habit: how much of it more hands take
away is assumed, over a wide range.
"""

from collections.abc import Collection

from common.language import say
from common.model.assessment import Place
from common.numerals import duration
from functions.optimization.redesign.asking import asking, places
from functions.optimization.redesign.edits import shortened, waits
from functions.optimization.redesign.graph import also_done_by
from functions.optimization.redesign.operators.people import BUSY, extra, hires
from functions.optimization.redesign.operators.pools import heads
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Touches, Values, assumed
from functions.optimization.simulation.engine.model import Model


def reliefs(process: Process) -> list[Proposal]:
    """Return one more person for groups before whose steps cases rest, where findings ask for it.

    Nothing where a group is busy: then its queue is simulated, not assumed.
    """
    groups = _resting(process, "H20")
    if any(process.load(group) >= BUSY for group in process.groups if hires(process, group)):
        return []
    return [_relieved(process, group) for group in groups]


def deputies(process: Process) -> list[Proposal]:
    """Return deputies where work hangs on few people: colleagues first, then other groups."""
    groups = _resting(process, "H21")
    found = [_colleagues(process, group) for group in groups if heads(process, group) > 1]
    for group in groups:
        for other in process.groups:
            if other != group and hires(process, other) and process.done_by(other):
                found.append(_deputy(process, group, other))
    return found


def _resting(process: Process, heuristic: str) -> list[str]:
    """Return the groups that a finding asks for, those before whose steps cases rest most first."""
    if not asking(process, heuristic):
        return []
    named = places(process, heuristic)
    roles = {finding.where.role for finding in asking(process, heuristic)}
    able = {g: process.done_by(g) for g in process.groups if hires(process, g)}
    chosen = [g for g in able if able[g] & named or g in roles] or [g for g in able if able[g]]
    rests = {group: sum(_rest_h(process, step) for step in able[group]) for group in chosen}
    return sorted((g for g in rests if rests[g] > 0), key=lambda g: (-rests[g], g))


def _rest_h(process: Process, step: str) -> float:
    return process.time_at_h(step) - process.per_case_h(step, "processing")


def _behind(process: Process, steps: Collection[str]) -> frozenset[str]:
    return frozenset(
        wait
        for step in steps
        for node in process.nodes(step)
        for wait in waits(process.model, process.shown, node)
    )


def _relieved(process: Process, group: str) -> Proposal:
    steps, name = process.done_by(group), process.group_name(group)
    behind, plain = _behind(process, steps), extra(process, group, process.load(group))
    rest = sum(_rest_h(process, step) for step in steps)
    why = say("Share of the wait before the group's steps that one more person takes away.")

    def change(model: Model, values: Values) -> Model:
        if round(values["added_headcount"]) < 1:
            return model
        return shortened(plain.edit(model, values), behind, values["rest_saved_share"])

    return Proposal(
        operator=plain.operator,
        heuristic=plain.heuristic,
        place=group,
        title=plain.title,
        description=say(
            "Cases wait {hours} before the steps of {group}. One more person joins, who "
            "can do all that the group does.",
            hours=duration(rest),
            group=name,
        ),
        where=Place(role=group),
        steps=steps,
        edit=change,
        parameters={
            "added_headcount": plain.parameters["added_headcount"],
            "rest_saved_share": assumed(0.4, 0.1, 0.7, "share", why),
            "rest_h": from_twin(rest, "h", say("Before its steps per case, as it is.")),
        },
        unfavourable={"rest_saved_share": 0.1},
        risks=(
            *plain.risks,
            say("Whether the wait is for lack of people is not known: how busy is the group?"),
        ),
    )


def _deputy(process: Process, group: str, other: str) -> Proposal:
    steps, names = process.done_by(group), (process.group_name(group), process.group_name(other))
    behind, members = _behind(process, steps), process.names(group)
    helpers = tuple(sorted(process.names(other)))
    why = say("Share of the wait before the group's steps that a deputy takes away.")

    def change(model: Model, values: Values) -> Model:
        model = also_done_by(model, members, helpers)
        return shortened(model, behind, values["rest_saved_share"])

    return Proposal(
        operator="generalise",
        heuristic="H21",
        place=f"{group}<{other}",
        title=say("{other} stands in for {group}", group=names[0], other=names[1]),
        description=say(
            "Work of {group} hangs on few people. {other} is trained to stand in for them.",
            group=names[0],
            other=names[1],
        ),
        where=Place(role=group),
        steps=steps,
        edit=change,
        parameters={"rest_saved_share": assumed(0.3, 0.1, 0.5, "share", why)},
        unfavourable={"rest_saved_share": 0.1},
        touches=Touches(one_hand=(steps | process.done_by(other),), reassigns=steps),
        risks=(say("Training takes time, and separation of duties must stay intact."),),
    )


def _colleagues(process: Process, group: str) -> Proposal:
    steps, name = process.done_by(group), process.group_name(group)
    behind = _behind(process, steps)
    why = say("Share of the wait before the group's steps that a deputy takes away.")
    return Proposal(
        operator="generalise",
        heuristic="H21",
        place=group,
        title=say("Colleagues within {group} stand in for each other", group=name),
        description=say(
            "Work of {group} hangs on single people. Every step is learnt by two of its {heads} "
            "people at least, so that none waits for somebody who is away.",
            group=name,
            heads=heads(process, group),
        ),
        where=Place(role=group),
        steps=steps,
        edit=lambda model, values: shortened(model, behind, values["rest_saved_share"]),
        parameters={"rest_saved_share": assumed(0.3, 0.1, 0.5, "share", why)},
        unfavourable={"rest_saved_share": 0.1},
        risks=(say("Training takes time."),),
    )
