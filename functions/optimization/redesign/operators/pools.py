"""Who can do what: pooled, kept free, moved (H14, H15, H20)."""

from dataclasses import replace

from common.language import say, term
from common.model.assessment import Place
from common.numerals import share
from functions.optimization.redesign.asking import asking
from functions.optimization.redesign.graph import also_done_by
from functions.optimization.redesign.operators.people import BUSY, IDLE, LOAD, hires
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Touches, Values
from functions.optimization.simulation.engine.model import Activity, Model

GAP = 0.15  # between loads of groups that do the same


def centralisations(process: Process) -> list[Proposal]:
    """Return groups that do the same work apart, as one pool; the largest gap of loads first."""
    found = []
    for one in process.groups:
        for other in process.groups:
            steps = process.done_by(one), process.done_by(other)
            if one < other and _alike(process, one, other) and all(steps):
                gap = abs(process.load(one) - process.load(other))
                if gap >= GAP or asking(process, "H15"):
                    found.append((-gap, one, other))
    return [_central(process, one, other) for _, one, other in sorted(found)]


def _alike(process: Process, one: str, other: str) -> bool:
    """Whether two groups are one trade at two places: a step in common, or half of their names."""
    if process.done_by(one) & process.done_by(other):
        return True
    words = [set(process.group_name(group).lower().split()) for group in (one, other)]
    common = words[0] & words[1]
    return bool(common) and 2 * len(common) >= min(map(len, words))


def _central(process: Process, one: str, other: str) -> Proposal:
    names = process.group_name(one), process.group_name(other)
    members = process.names(one), process.names(other)

    def change(model: Model, _: Values) -> Model:
        model = also_done_by(model, members[0], tuple(sorted(members[1])))
        return also_done_by(model, members[1], tuple(sorted(members[0])))

    loads = process.load(one), process.load(other)
    apart = process.done_by(one) ^ process.done_by(other)
    return Proposal(
        operator="centralise",
        heuristic="H15",
        place=f"{one}+{other}",
        title=say("{one} and {other} as one pool", one=names[0], other=names[1]),
        description=say(
            "{one} works {load} of its hours and {other} {less}: with one list of work, whoever is "
            "free takes the next case, wherever it comes from.",
            one=names[0],
            other=names[1],
            load=share(loads[0]),
            less=share(loads[1]),
        ),
        where=Place(role=one),
        steps=process.done_by(one, other),
        edit=change,
        parameters={
            "utilisation": from_twin(loads[0], "share", term(LOAD)),
            "utilisation_other": from_twin(loads[1], "share", term(LOAD)),
        },
        touches=Touches(one_hand=(process.done_by(one, other),) if apart else ()),
        risks=(say("Local knowledge and distance are not simulated."),),
    )


def moved_capacity(process: Process) -> list[Proposal]:
    """Return one person of a calm group who joins the busiest for good."""
    loads = {group: process.load(group) for group in process.groups if hires(process, group)}
    ranked = sorted(loads, key=lambda group: (-loads[group], group))
    if not ranked or loads[ranked[0]] < BUSY:
        return []
    calm = [
        group
        for group in reversed(ranked)
        if loads[group] < IDLE and heads(process, group) > 1 and group != ranked[0]
    ]
    return [_moved(process, group, ranked[0], loads) for group in calm]


def heads(process: Process, group: str) -> int:
    """Return how many people are in a group."""
    return sum(resource.amount for resource in process.groups[group])


def _moved(process: Process, calm: str, busy: str, loads: dict[str, float]) -> Proposal:
    names = process.group_name(calm), process.group_name(busy)
    who = max(process.groups[calm], key=lambda each: (each.amount, each.id))
    like = process.names(busy)

    def change(model: Model, values: Values) -> Model:
        count = round(values["moved_headcount"])
        resource = next(each for each in model.resources if each.id == who.id)
        new = f"{who.id}, now {names[1]}"
        if count < 1 or any(each.id == new for each in model.resources):
            return model
        arrived = replace(resource, id=new, amount=count, group=busy)
        if resource.amount > count:
            left = replace(resource, amount=resource.amount - count)
            model = model.with_resource(left)
            model = replace(model, resources=(*model.resources, arrived))
        else:
            others = tuple(each for each in model.resources if each.id != who.id)
            model = _without(replace(model, resources=(*others, arrived)), who.id)
        return also_done_by(model, like, (new,))

    title = say("One person moves from {calm} to {busy}", calm=names[0], busy=names[1])
    return Proposal(
        operator="move_capacity",
        heuristic="H20",
        place=f"{calm}>{busy}",
        title=title,
        description=say(
            "{busy} works {load} of its hours, {calm} {less}: one person changes over.",
            calm=names[0],
            busy=names[1],
            load=share(loads[busy]),
            less=share(loads[calm]),
        ),
        where=Place(role=busy),
        steps=process.done_by(busy, calm),
        edit=change,
        parameters={
            "moved_headcount": from_twin(1.0, "count", say("The smallest step.")),
            "utilisation_busy": from_twin(loads[busy], "share", term(LOAD)),
            "utilisation_calm": from_twin(loads[calm], "share", term(LOAD)),
        },
        touches=Touches(reduces=frozenset({calm}), reassigns=process.done_by(busy)),
        risks=(say("The new work has to be learnt; that is not simulated."),),
    )  # fmt: skip


def _without(model: Model, resource: str) -> Model:
    """Return the model in which somebody does nothing any more."""

    def left(activity: Activity) -> Activity:
        others = tuple(p for p in activity.performers if p.resource != resource)
        return replace(activity, performers=others) if others else activity

    return replace(model, activities=tuple(map(left, model.activities)))


def flexible_assignments(process: Process) -> list[Proposal]:
    """Return that generalists are kept free for what only they can do, where work is shared.

    Those with the most different steps take what few others can do before all else.
    """
    able = {step: process.performers(step) for step in process.activities}
    known = {step: people for step, people in able.items() if people}
    overlapping = any(
        one != other and known[one] & known[other] and known[one] != known[other]
        for one in known
        for other in known
    )
    if not overlapping:
        return []
    most = max(len(people) for people in known.values())

    def change(model: Model, _: Values) -> Model:
        scarce = {
            node: 1.0 - len(known[step]) / most for step in known for node in process.nodes(step)
        }
        return replace(
            model,
            activities=tuple(
                replace(a, priority=a.priority + scarce.get(a.id, 0.0)) for a in model.activities
            ),
        )

    return [
        Proposal(
            operator="flexible_assignment",
            heuristic="H14",
            place="process",
            title=say("Those who can do much do first what few others can"),
            description=say(
                "Who can do several steps takes first what the fewest others can do, and leaves "
                "the rest to specialists."
            ),
            where=Place(),
            steps=frozenset(known),
            edit=change,
            risks=(say("Work that many can do waits longer."),),
        )
    ]  # fmt: skip
