"""Deeper or broader skills: specialists and generalists (H21)."""

from dataclasses import replace
from itertools import pairwise

from common.language import say
from common.model.assessment import Place
from functions.optimization.redesign.asking import asking
from functions.optimization.redesign.edits import scaled, shortened
from functions.optimization.redesign.operators.people import BUSY, hires
from functions.optimization.redesign.process import Process
from functions.optimization.redesign.proposal import Proposal, Touches, Values, assumed
from functions.optimization.simulation.engine.model import Activity, Model, Performer


def specialisations(process: Process) -> list[Proposal]:
    """Return groups of several people with several steps, each person for some of the steps."""
    able = [
        group
        for group in process.groups
        if len(process.groups[group]) > 1 and len(process.done_by(group)) > 1
    ]
    ranked = sorted(able, key=lambda group: (-process.load(group), group))
    if not asking(process, "H21"):
        return []
    return [_special(process, group) for group in ranked]


def _special(process: Process, group: str) -> Proposal:
    name, people = process.group_name(group), sorted(process.names(group))
    steps = sorted(process.done_by(group), key=lambda e: (-process.per_case_h(e, "processing"), e))
    shares = divided(process, steps, people)

    def change(model: Model, values: Values) -> Model:
        for step, own in shares.items():
            others = frozenset(people) - own
            nodes = frozenset(process.nodes(step))
            model = replace(
                model,
                activities=tuple(
                    _kept(a, others) if a.id in nodes else a for a in model.activities
                ),
            )
            model = shortened(model, nodes, values["faster_share"])
        return model

    why = say("How much faster practised hands work; not measured.")
    return Proposal(
        operator="specialise",
        heuristic="H21",
        place=group,
        title=say("Specialists within {group}", group=name),
        description=say(
            "Each of the {heads} people of {group} does some of its {steps} steps only, and does "
            "them faster.",
            heads=len(people),
            group=name,
            steps=len(steps),
        ),
        where=Place(role=group),
        steps=frozenset(steps),
        edit=change,
        parameters={"faster_share": assumed(0.15, 0.05, 0.25, "share", why)},
        unfavourable={"faster_share": 0.05},
        risks=(say("Fewer people for each step: the queue that this makes is simulated."),),
    )  # fmt: skip


def divided(process: Process, steps: list[str], people: list[str]) -> dict[str, frozenset[str]]:
    """Return who does which step, so that everybody has about as much work as the others."""
    load, work = dict.fromkeys(people, 0.0), {s: process.per_case_h(s, "processing") for s in steps}
    found: dict[str, set[str]] = {step: set() for step in steps}
    for step in steps:
        able = [p for p in people if p in process.performers(step)]
        if able:
            least = min(able, key=lambda each: (load[each], each))
            found[step].add(least)
            load[least] += work[step]
    for person in people:
        if not any(person in own for own in found.values()):
            able_steps = [s for s in steps if person in process.performers(s)]
            if able_steps:
                most = max(able_steps, key=lambda s: (work[s] / max(len(found[s]), 1), s))
                found[most].add(person)
    return {step: frozenset(own) for step, own in found.items()}


def _kept(activity: Activity, without: frozenset[str]) -> Activity:
    left = tuple(p for p in activity.performers if p.resource not in without)
    return replace(activity, performers=left) if left else activity


def generalisations(process: Process) -> list[Proposal]:
    """Return all people inside who do no approvals, trained for each other's work."""
    groups = [
        group
        for group in process.groups
        if hires(process, group)
        and process.done_by(group)
        and not any(map(process.approves, process.done_by(group)))
    ]
    if len(groups) < 2:
        return []
    asked = asking(process, "H21") or max(map(process.load, groups)) >= BUSY
    pairs = [
        (one, other)
        for one, other in pairwise(sorted(groups, key=lambda group: (-process.load(group), group)))
    ]
    teams = dict.fromkeys((tuple(groups), *(tuple(sorted(pair)) for pair in pairs)))
    return [_general(process, team) for team in teams] if asked else []


def _general(process: Process, groups: tuple[str, ...]) -> Proposal:
    names = ", ".join(process.group_name(group) for group in groups)
    members = {group: process.names(group) for group in groups}

    def change(model: Model, values: Values) -> Model:
        own = model
        for group in groups:
            others = sorted(frozenset().union(*members.values()) - members[group])
            model = _helped(model, own, members[group], others, 1.0 + values["slower_share"])
        return model

    why = say("How much slower work is in hands that do it rarely; not measured.")
    return Proposal(
        operator="generalise",
        heuristic="H21",
        place="+".join(groups),
        title=say("Everybody of {roles} does all of their work", roles=names),
        description=say(
            "{roles} are trained for each other's steps: nobody waits for one person, and nobody "
            "stands idle beside a queue.",
            roles=names,
        ),
        where=Place(role=groups[0]),
        steps=process.done_by(*groups),
        edit=change,
        parameters={"slower_share": assumed(0.1, 0.0, 0.25, "share", why)},
        unfavourable={"slower_share": 0.25},
        touches=Touches(one_hand=(process.done_by(*groups),), reassigns=process.done_by(*groups)),
        risks=(say("Training takes time, and separation of duties must stay intact."),),
    )


def _helped(
    model: Model, today: Model, like: frozenset[str], others: list[str], factor: float
) -> Model:
    """Let others do what the people ``like`` do today, slower."""
    own = {a.id for a in today.activities if like & {p.resource for p in a.performers}}

    def helped(activity: Activity) -> Activity:
        if activity.id not in own:
            return activity
        known = {p.resource for p in activity.performers}
        times = scaled(activity.duration, factor)
        more = tuple(Performer(name, times) for name in others if name not in known)
        return replace(activity, performers=activity.performers + more)

    return replace(model, activities=tuple(map(helped, model.activities)))
