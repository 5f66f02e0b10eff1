"""Waits that nobody inside can shorten: a journey, a delivery, the turn of somebody else.

Inferred from names and roles (see ``words``), from what the workflow calls a wait, and from who
does what comes next; so that a journey is not called a bottleneck.
"""

import re
from collections.abc import Iterable

from common.language import say
from common.model.facts import ActivityFacts, Transition
from common.model.measurements import ExternalWait
from common.model.workflow import Workflow
from common.numerals import share
from functions.analysis.mining.words import is_outside, waits_for_outside

LISTED = 50
MOSTLY = 0.8
_JOURNEY = re.compile(r"(?<![a-z])(?:trip|journey|flight|travel)s?(?![a-z])", re.IGNORECASE)
_DELIVERY = re.compile(r"(?<![a-z])(?:deliver|goods|receipt|receive|shipment|arriv)", re.IGNORECASE)
_DATE = re.compile(
    r"(?<![a-z])(?:due date|deadline|expir|end of (?:month|quarter|year|term)|effective date)",
    re.IGNORECASE,
)


def outside_activities(
    activities: Iterable[ActivityFacts], workflow: Workflow
) -> dict[str, tuple[str, str]]:
    """Return what each activity that comes from outside waits for, and why we think so."""
    waits = {each.id for each in workflow.activities if each.kind == "wait"}
    role_names = {role.id: role.name for role in workflow.roles}
    found = {}
    for each in activities:
        roles = {role_names.get(role, role): times for role, times in each.roles.items()}
        judged = _judged(each, roles, waits)
        if judged:
            found[each.activity] = judged
    return found


def _judged(each: ActivityFacts, roles: dict[str, int], waits: set[str]) -> tuple[str, str] | None:
    main = min(roles, key=lambda role: (-roles[role], role)) if roles else None
    if _DATE.search(each.name):
        return "date", say("'{name}' comes at a date", name=each.name)
    if waits_for_outside(each.name, main):
        if _JOURNEY.search(each.name) and not is_outside(each.name):
            return "journey", say("'{name}' is a part of a journey", name=each.name)
        if _DELIVERY.search(each.name):
            return "delivery", say("'{name}' comes when something arrives", name=each.name)
        return "outside party", say("'{name}' is the turn of somebody outside", name=each.name)
    if each.activity in waits:
        return "outside party", say("the workflow calls '{name}' a wait", name=each.name)
    return _by_role(each, roles)


def _by_role(each: ActivityFacts, roles: dict[str, int]) -> tuple[str, str] | None:
    """Judge by who does it: evidence from the log, whatever the activity is called."""
    outside = sum(times for role, times in roles.items() if is_outside(role))
    if outside < MOSTLY * each.executions:
        return None
    return "outside party", say(
        "{share} of '{name}' are done by a role outside",
        share=share(outside / each.executions),
        name=each.name,
    )


def external_waits(
    transitions: Iterable[Transition], outside: dict[str, tuple[str, str]]
) -> tuple[ExternalWait, ...]:
    """Return the transitions that end with something from outside, largest total first."""
    found = [
        ExternalWait.model_validate(
            {
                "source": each.source,
                "target": each.target,
                "waits_for": outside[each.target][0],
                "reason": outside[each.target][1],
                "total_h": each.total_h,
                "total_share": min(1.0, each.total_share or 0.0),
            }
        )
        for each in transitions
        if each.elapsed is not None and each.total_h and each.target in outside
    ]
    found.sort(key=lambda each: (-each.total_h, each.source, each.target))
    return tuple(found[:LISTED])
