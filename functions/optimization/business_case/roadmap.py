"""The roadmap: waves, owners, steps that take people along, and the measures of success."""

import re
from collections.abc import Sequence

from common.language import say, term
from common.model.figure import Figure
from common.model.portfolio import Measure, Portfolio, Redesign, RoadmapItem
from common.model.workflow import NOBODY, Workflow
from functions.optimization.business_case.efforts import Effort, Efforts
from functions.optimization.business_case.savings import effects_of, recommended
from functions.optimization.business_case.schedule import Planned

ALWAYS = "cycle_time_mean_h"
MACHINES = re.compile(r"\b(system|machine|robot|bot|software|server)s?\b", re.IGNORECASE)


def roadmap(
    portfolio: Portfolio,
    workflow: Workflow,
    efforts: Efforts,
    planned: Sequence[Planned],
    effort_days: dict[str, Figure],
) -> tuple[RoadmapItem, ...]:
    """Return the items in the order in which they begin."""
    changes = {change.id: change for change in recommended(portfolio)}
    return tuple(
        _item(portfolio, workflow, efforts, changes[each.redesign], each, effort_days)
        for each in planned
    )


def _item(
    portfolio: Portfolio,
    workflow: Workflow,
    efforts: Efforts,
    change: Redesign,
    planned: Planned,
    effort_days: dict[str, Figure],
) -> RoadmapItem:
    effort, role = efforts.of(change.operator), role_name(workflow, change)
    steps = effort.steps
    if effort.staffing and "works_council" not in steps:
        steps = (*steps[:1], "works_council", *steps[1:])
    return RoadmapItem(
        redesign=change.id,
        wave=planned.wave,
        begins_week=planned.begins_week,
        weeks=planned.weeks,
        effort_days=effort_days[change.id],
        owner=owner(effort, role),
        after=planned.after,
        steps=tuple(_step(efforts, name, change, role) for name in steps),
        risks=(term(efforts.risks[effort.risk]), *change.risks),
        measures=_measures(portfolio, efforts, effort, change),
    )


def _step(efforts: Efforts, name: str, change: Redesign, role: str | None) -> str:
    if role is None and name == "train":
        name = "train_all"
    return say(efforts.steps[name], title=change.title, role=role)


def role_name(workflow: Workflow, change: Redesign) -> str | None:
    """Return the name of the role that a change is about, where there is one with people."""
    place = change.where
    names = {role.id: role.name for role in workflow.roles}
    found = None if place.role is None else names.get(place.role, place.role)
    step = place.activity or (place.flow[1] if place.flow is not None else None)
    if found is None:
        role = next((a.role for a in workflow.activities if a.id == step), None)
        found = None if role is None else names.get(role)
    return None if found is None or NOBODY.match(found) else found


def owner(effort: Effort, role: str | None) -> str:
    """Return who answers for a change: a role of the workflow where that fits."""
    if role is not None and MACHINES.search(role):
        return say("Process owner")
    if effort.owner == "it":
        return say("IT") if role is None else say("IT, with {role}", role=role)
    if role is None or effort.owner == "process_owner":
        return say("Process owner")
    return role if effort.owner == "role" else say("Line manager of {role}", role=role)


def _measures(
    portfolio: Portfolio, efforts: Efforts, effort: Effort, change: Redesign
) -> tuple[Measure, ...]:
    """Return the typical measures that were simulated, and the mean cycle time."""
    found = {effect.metric: effect for effect in effects_of(portfolio, change)}
    wanted = dict.fromkeys((*effort.measures, ALWAYS))
    return tuple(
        Measure(
            metric=metric,
            unit=found[metric].unit,
            today=found[metric].as_is.mean,
            target=found[metric].to_be.mean,
            how=term(efforts.measures[metric]),
        )
        for metric in wanted
        if metric in found and metric in efforts.measures
    )
