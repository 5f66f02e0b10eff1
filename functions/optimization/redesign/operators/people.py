"""More people where work queues, and people who help each other (H20, H21)."""

from dataclasses import replace

from common.language import say, term
from common.model.assessment import Place
from common.numerals import share
from functions.optimization.redesign.described import EXTERNAL_WORDS, has_word
from functions.optimization.redesign.graph import also_done_by
from functions.optimization.redesign.process import RUN_H, Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Touches, Values
from functions.optimization.simulation.engine.model import Model

BUSY, IDLE = 0.7, 0.6  # load from which on people are added, below which they can help
MOST = 2  # groups that get a further person
BUSY, IDLE = 0.7, 0.6  # load above which people are added, below which they can help
MACHINE_WORDS = ("system", "automat", "robot", "bot", "batch", "server", "machine")
LOAD = "Share of its hours that the group works in the simulation of the process as it is."


def extra_people(process: Process) -> list[Proposal]:
    """Return one more person for each of the two busiest groups, from a load of 70% on."""
    loads = {group: process.load(group) for group in process.groups if hires(process, group)}
    busy = sorted((g for g in loads if loads[g] >= BUSY), key=lambda g: (-loads[g], g))
    return [extra(process, group, loads[group]) for group in busy[:MOST]]


def flexible_people(process: Process) -> list[Proposal]:
    """Return the busiest group helped by each calm one, the calmest first."""
    loads = {group: process.load(group) for group in process.groups if hires(process, group)}
    ranked = sorted(loads, key=lambda group: (-loads[group], group))
    if not ranked or loads[ranked[0]] < BUSY:
        return []
    busy = ranked[0]
    calm = [group for group in reversed(ranked) if loads[group] < IDLE and group != busy]
    return [_together(process, busy, group, loads) for group in calm]


def hires(process: Process, group: str) -> bool:
    """Whether people could join a group: not machines, not outsiders, not a weekly run."""
    apart = has_word(process.group_name(group), (*EXTERNAL_WORDS, *MACHINE_WORDS))
    return not apart and process.hours_per_week(group) >= RUN_H


def extra(process: Process, group: str, load: float) -> Proposal:
    """Return one more person for a group of this load."""
    name, members = process.group_name(group), process.names(group)
    decides = any(map(process.approves, process.done_by(group)))
    longest = max(process.groups[group], key=lambda each: (process.week_h(each), each.id))

    def change(model: Model, values: Values) -> Model:
        one_more = f"{group}: one more"
        known = any(resource.id == one_more for resource in model.resources)
        if round(values["added_headcount"]) < 1 or known:
            return model
        like = next(r for r in model.resources if r.id == longest.id)
        new = replace(like, id=one_more, amount=round(values["added_headcount"]))
        model = replace(model, resources=(*model.resources, new))
        return also_done_by(model, members, (new.id,))

    def told(values: Values) -> tuple[str, str]:
        more = round(values["added_headcount"])
        if more == 1:
            title = say("One more person for {group}", group=name)
        else:
            title = say("{more} more people for {group}", more=more, group=name)
        description = say(
            "{group} works {load} of its hours. Who joins can do all that the group does, in the "
            "hours of {colleague}.",
            group=name,
            load=share(load),
            colleague=longest.id,
        )
        return title, description

    added = from_twin(1.0, "count", say("The smallest step for a group that is busy."))
    title, description = told({"added_headcount": 1.0})
    return Proposal(
        operator="extra_resource",
        heuristic="H20",
        place=group,
        title=title,
        description=description,
        told=told,
        where=Place(role=group),
        steps=process.done_by(group),
        edit=change,
        parameters={"added_headcount": added, "utilisation": from_twin(load, "share", term(LOAD))},
        choices={"added_headcount": (1.0, 2.0, 3.0)},
        risks=(
            say("The pay of one more person is in the cost per case only for the hours worked."),
            *((say("The new colleague needs the same authority to decide."),) if decides else ()),
        ),
    )


def _together(process: Process, busy: str, calm: str, loads: dict[str, float]) -> Proposal:
    names = process.group_name(busy), process.group_name(calm)
    members = process.names(busy), process.names(calm)

    def change(model: Model, _: Values) -> Model:
        helped = also_done_by(model, members[0], tuple(sorted(members[1])))
        own = {a.id for a in model.activities if members[1] & {p.resource for p in a.performers}}
        both = also_done_by(helped, members[1], tuple(sorted(members[0])))
        kept = {a.id: a for a in helped.activities}
        return replace(
            both, activities=tuple(a if a.id in own else kept[a.id] for a in both.activities)
        )

    return Proposal(
        operator="flexible_resources",
        heuristic="H21",
        place=f"{busy}+{calm}",
        title=say("{one} and {other} help each other", one=names[0], other=names[1]),
        description=say(
            "{one} works {load} of its hours and {other} {less}: trained for each other's work, "
            "both do what is waiting.",
            one=names[0],
            other=names[1],
            load=share(loads[busy]),
            less=share(loads[calm]),
        ),
        where=Place(role=busy),
        steps=process.done_by(busy, calm),
        edit=change,
        parameters={
            "utilisation_busy": from_twin(loads[busy], "share", term(LOAD)),
            "utilisation_calm": from_twin(loads[calm], "share", term(LOAD)),
        },
        touches=Touches(
            one_hand=(process.done_by(busy, calm),), reassigns=process.done_by(busy, calm)
        ),
        risks=(
            say("Training takes time, and separation of duties must stay intact."),
            say("Work may take longer in hands that do it rarely; that is not simulated."),
        ),
    )
