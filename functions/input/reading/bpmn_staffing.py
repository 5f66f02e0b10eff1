"""Who works, when and how long, from simulation parameters (Prosimos, BIMP)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from common.language import say
from common.model.figure import Figure, Provenance
from common.model.staffing import Arrivals, Calendar, Performance, Resource
from common.model.workflow import Role
from common.numerals import exact, plain
from functions.input.bpmn.refusal import Warnings, shown
from functions.input.bpmn.simulation import Resource as Given
from functions.input.bpmn.simulation import SimulationParameters
from functions.input.reading.bpmn_times import calendar_of, hours_per_week, mean_h, times_of
from functions.input.reading.names import unique_ids
from functions.input.reading.stated import clean, stated

SAID_ELSEWHERE = {"process_model", "model_type", "granule_size"}  # how the file was made
COUNTER = re.compile(r"[\W_]*\d+[\W_]*$")
SUFFIX = re.compile(r"[\W_]*(?:profile|resources?|pool)$", re.IGNORECASE)


@dataclass(frozen=True)
class Team:
    """Resources that can do the same work: a profile, or people with the same tasks."""

    name: str
    resources: tuple[Given, ...]
    grouped: bool  # by their tasks, not by the file


@dataclass
class Staffing:
    """What the parameters say; ids of roles are those of ``roles``."""

    source: str  # "Prosimos" or "BIMP"
    roles: tuple[Role, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    resources: tuple[Resource, ...] = ()
    arrivals: Arrivals | None = None
    cases_per_week: Figure | None = None
    performances: dict[str, tuple[Performance, ...]] = field(default_factory=dict)  # by task
    warnings: Warnings = field(default_factory=Warnings)

    def role_of(self, task: str) -> Role | None:
        """Return the role with most people who can do the task."""
        amounts = {resource.id: resource for resource in self.resources}
        people: dict[str, int] = {}
        for performance in self.performances.get(task, ()):
            one = amounts[performance.resource]
            if one.role is not None:
                people[one.role] = people.get(one.role, 0) + one.amount
        if not people:
            return None
        most = max(people.values())
        return next(role for role in self.roles if people.get(role.id) == most)

    def mean_of(self, task: str) -> float | None:
        """Return the mean hours of the task over all who can do it, each of them as often."""
        amounts = {resource.id: resource.amount for resource in self.resources}
        done = self.performances.get(task, ())
        total = sum(amounts[each.resource] for each in done)
        if not total:
            return None
        return sum(mean_h(each.duration) * amounts[each.resource] for each in done) / total


def staffing_of(parameters: SimulationParameters) -> Staffing:
    """Return who works and when; what cannot be used is left out with a warning."""
    found = Staffing("BIMP" if parameters.source == "bimp" else "Prosimos")
    calendars = {c.id: calendar_of(c.id, c.name, c.periods) for c in parameters.calendars}
    usable_calendars = {name for name, calendar in calendars.items() if calendar.shifts}
    teams = _teams(parameters, found.warnings)
    ids = unique_ids((team.name for team in teams), "role")
    found.roles = tuple(_role(team, ids[team.name], found.source) for team in teams)
    found.resources = tuple(
        _resource(given, ids[team.name], usable_calendars, found)
        for team in teams
        for given in team.resources
    )
    found.performances = _performances(parameters, found)
    found.arrivals = _arrivals(parameters, calendars, found)
    found.calendars = tuple(calendar for calendar in calendars.values() if calendar.shifts)
    if any(
        period.probability not in (None, 1) for c in parameters.calendars for period in c.periods
    ):
        text = say(
            "Calendars with probabilities are read as if people worked all of their periods."
        )
        found.warnings.add("calendar_probability", text, "resource_calendars")
    for name, section in parameters.sections.items():
        if section and name not in SAID_ELSEWHERE:
            text = say("Sections of the parameters are kept by none of the analyses.")
            found.warnings.add("section_not_used", text, shown(name))
    return found


def _teams(parameters: SimulationParameters, warnings: Warnings) -> list[Team]:
    """Profiles as they are; those of one person each are joined where the tasks are the same."""
    doing: dict[str, set[str]] = {}
    for times in parameters.task_times:
        for time in times.resources:
            doing.setdefault(time.resource or "", set()).add(times.task)
    teams: list[Team] = []
    single: dict[frozenset[str], list[Given]] = {}
    seen: set[str] = set()
    for profile in parameters.profiles:
        usable = [r for r in profile.resources if r.amount > 0 and r.id not in seen]
        seen |= {resource.id for resource in usable}
        for resource in profile.resources:
            if resource.amount == 0:
                text = say("Resources of amount 0 are left out.")
                warnings.add("no_such_resource", text, shown(resource.name or resource.id))
        if len(usable) == 1 and usable[0].amount == 1:
            tasks = frozenset(doing.get(usable[0].id, ())) or frozenset(usable[0].tasks)
            single.setdefault(tasks, []).append(usable[0])
        elif usable:
            teams.append(Team(_plain(profile.name or profile.id), tuple(usable), grouped=False))
    teams += [
        Team(_shared_name(members), tuple(members), grouped=len(members) > 1)
        for members in single.values()
    ]
    return _named_apart(teams)


def _named_apart(teams: Iterable[Team]) -> list[Team]:
    apart: dict[str, Team] = {}
    for team in teams:
        name, number = team.name, 1
        while name in apart:
            number += 1
            name = f"{team.name} ({number})"
        apart[name] = Team(name, team.resources, team.grouped)
    return list(apart.values())


def _plain(name: str) -> str:
    return SUFFIX.sub("", clean(name, 100)) or "Team"


def _shared_name(members: Sequence[Given]) -> str:
    """Return what numbered names have in common, such as Clerk of Clerk-1 and Clerk-2."""
    names = [_plain(member.name or member.id) for member in members]
    stems = {COUNTER.sub("", name) for name in names}
    if len(stems) == 1 and (stem := stems.pop()):
        return stem if len(names) > 1 else names[0]
    if len(names) == 1:
        return names[0]
    words = zip(*(name.split() for name in names), strict=False)
    common = " ".join(each[0] for each in takewhile(lambda each: len(set(each)) == 1, words))
    return common or say("{name} and {number} more", name=names[0], number=len(names) - 1)


def _role(team: Team, identity: str, source: str) -> Role:
    people = sum(resource.amount for resource in team.resources)
    named = ", ".join(resource.name or resource.id for resource in team.resources[:5])
    origin = say("{source} parameters, resource_profiles: {named}", source=source, named=named)
    if team.grouped:
        origin += say("; joined to one role because they can do the same tasks")
    provenance = Provenance.INFERRED if team.grouped else Provenance.STATED
    count = Figure(value=people, unit="count", provenance=provenance, origin=clean(origin, 500))
    return Role(id=identity, name=team.name, headcount=count, cost_per_h=_cost(team, source))


def _cost(team: Team, source: str) -> Figure | None:
    """Return the mean cost per hour, where every resource has one."""
    costs = [(each.cost_per_h, each.amount) for each in team.resources]
    known = [(cost, amount) for cost, amount in costs if cost is not None]
    if len(known) < len(costs):
        return None
    people = sum(amount for _, amount in known)
    mean = sum(cost * amount for cost, amount in known) / people
    alike = len({cost for cost, _ in known}) == 1
    return Figure(
        value=mean,
        unit="money_per_h",
        provenance=Provenance.STATED if alike else Provenance.INFERRED,
        origin=say("{source} parameters, cost per hour", source=source)
        + ("" if alike else say(", mean of the people")),
    )


def _resource(given: Given, role: str, calendars: set[str], found: Staffing) -> Resource:
    if given.calendar is not None and given.calendar not in calendars:
        text = say("Resources without a usable calendar are taken to work always.")
        found.warnings.add("works_always", text, shown(given.name or given.id))
    cost = given.cost_per_h
    return Resource(
        id=given.id[:500],
        name=clean(given.name or given.id, 200) or given.id[:200],
        role=role,
        amount=given.amount,
        cost_per_h=None
        if cost is None
        else stated(
            cost,
            "money_per_h",
            say("{source} parameters: resource {id}", source=found.source, id=given.id),
        ),
        calendar=given.calendar if given.calendar in calendars else None,
    )


def _performances(
    parameters: SimulationParameters, found: Staffing
) -> dict[str, tuple[Performance, ...]]:
    known = {resource.id for resource in found.resources}
    listed: dict[str, tuple[Performance, ...]] = {}
    for at, times in enumerate(parameters.task_times):
        done: dict[str, Performance] = {}
        for place, time in enumerate(times.resources):
            origin = say(
                "{source} parameters: task {task}, resource {resource}",
                source=found.source,
                task=times.task,
                resource=time.resource,
            )
            if found.source == "Prosimos":
                origin += f" (/task_resource_distribution/{at}/resources/{place})"
            duration = times_of(time, origin)
            resource = (time.resource or "")[:500]
            if duration is not None and resource in known and resource not in done:
                done[resource] = Performance(
                    activity=times.task, resource=resource, duration=duration
                )
        if done:
            listed[times.task] = (*listed.get(times.task, ()), *done.values())
    return listed


def _arrivals(
    parameters: SimulationParameters, calendars: dict[str, Calendar], found: Staffing
) -> Arrivals | None:
    if parameters.arrivals is None:
        return None
    origin = say("{source} parameters: arrival_time_distribution", source=found.source)
    interarrival = times_of(parameters.arrivals, origin)
    if interarrival is None:
        return None
    name = None
    open_h = 168.0
    if parameters.arrival_calendar:
        name = "arrivals"
        while name in calendars:
            name += " of cases"
        calendar = calendar_of(name, say("Arrival of cases"), parameters.arrival_calendar)
        if calendar.shifts:
            calendars[name] = calendar
            open_h = hours_per_week(calendar)
        else:
            name = None
    mean = mean_h(interarrival)
    if mean > 0:
        found.cases_per_week = Figure(
            value=open_h / mean,
            unit="per_week",
            provenance=Provenance.INFERRED,
            origin=say(
                "one case every {mean} h on average, in the {open_h} hours of a week in "
                "which cases arrive; {origin}",
                mean=plain(mean),
                open_h=exact(open_h),
                origin=origin,
            ),
        )
    return Arrivals(interarrival=interarrival, calendar=name)
