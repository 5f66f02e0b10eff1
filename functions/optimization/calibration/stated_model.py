"""The engine's model of a stated workflow, for given values of what nobody stated.

Waits, elapsed and cycle times are by the clock. Work passes in the hours of those who do it where
these are simulated, and by the clock where nobody is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil

from common.model import distribution as given_times
from common.model import workflow as canonical
from common.model.figure import Figure
from common.model.staffing import Calendar, Shift
from functions.optimization.calibration.stated_routing import Routing, routing
from functions.optimization.calibration.stated_times import Times
from functions.optimization.simulation.engine.distribution import (
    HOUR_S,
    Distribution,
    exponential,
    fixed,
    gamma_of,
)
from functions.optimization.simulation.engine.from_workflow import time_limit_of, with_instances
from functions.optimization.simulation.engine.model import (
    MONDAY,
    Activity,
    Arrivals,
    Flow,
    Model,
    Performer,
    Resource,
)

WEEK_H, DAY_S = 168.0, 86_400.0
DAYS, OPENS_S = 5, 8 * HOUR_S
OFFICE = "assumed working hours"


@dataclass(frozen=True)
class Statement:
    """A workflow with its times, and what the organisation simulated is like.

    ``staffed``: roles whose people are simulated. ``rejected``: share of executions that reject.
    """

    workflow: canonical.Workflow
    times: Times
    cases_per_week: float | None
    staffed: frozenset[str]
    rejected: Mapping[str, float]

    def model(self, values: Mapping[str, float], waits: Mapping[str, float]) -> Model:
        """Return the model; ``waits``: mean hours before each activity that are no queue."""
        ways = routing(self.workflow, values, {**self.rejected, **_placed(values)})
        reached = {node for flow in ways.flows for node in (flow.source, flow.target)}
        week_h = values.get("working_h_per_week", 40.0)
        staff = self._staff(week_h)
        variation = values.get("coefficient_of_variation", 1.0)
        entries = {
            a.id: f"wait before {a.id}"
            for a in self.workflow.activities
            if a.kind == "work" and a.id in waits and a.id in reached
        }
        activities = list(ways.rejections)
        for given in self.workflow.activities:
            if given.id not in reached:
                continue
            work = values.get(f"processing_h:{given.id}", self.times.work.get(given.id, 0.0))
            made = self._activity(given, spread(work, variation), staff)
            wait = spread(waits.get(given.id, 0.0), variation)
            limit = time_limit_of(given, entries)
            if given.kind == "wait":
                made = replace(made, duration=_given(given.waiting) or wait)
            elif given.id in entries:
                entry = Activity(entries[given.id], _given(given.waiting) or wait)
                activities.append(replace(entry, cost=0.0, counts_as="", time_limit=limit))
                limit = limit and replace(limit, since=entry.id)
            activities.append(replace(made, time_limit=limit))
        return Model(
            activities=tuple(activities),
            flows=_flows(ways, entries),
            arrivals=self._arrivals(week_h),
            gateways=tuple(ways.gateways),
            resources=tuple(staff.values()),
            calendars=(*self.workflow.calendars, *self._assumed_calendars(week_h)),
            starts_at=self.workflow.first_at or MONDAY,
        )

    def _staff(self, week_h: float) -> dict[str, Resource]:
        """Return the people simulated: those named, else as many as their role has."""
        staff = {}
        for given in self.workflow.resources:
            if given.role in self.staffed:
                price = _value(given.cost_per_h or self._role(given.role).cost_per_h)
                hours = given.calendar
                staff[given.id] = Resource(given.id, given.amount, hours, price, given.role)
        for role in self._without_members():
            people = ceil(role.headcount.value) if role.headcount else 1
            hours = f"{OFFICE}: {role.id}"
            staff[role.id] = Resource(role.id, people, hours, _value(role.cost_per_h), role.id)
        return staff

    def _without_members(self) -> list[canonical.Role]:
        manned = {resource.role for resource in self.workflow.resources}
        return [r for r in self.workflow.roles if r.id in self.staffed - manned]

    @property
    def assumes_hours(self) -> bool:
        """Whether working hours of somebody simulated are not stated."""
        return bool(self._without_members())

    @property
    def spreads(self) -> bool:
        """Whether some time is known by its mean alone."""
        timed = {performance.activity for performance in self.workflow.performances}
        times = self.times
        return any(
            (times.work.get(a.id, 0.0) > 0 and a.processing is None and a.id not in timed)
            or (times.waits.get(a.id, 0.0) > 0 and a.waiting is None)
            or a.id in times.shared
            for a in self.workflow.activities
        )

    def _role(self, name: str | None) -> canonical.Role:
        return next(role for role in self.workflow.roles if role.id == name)

    def _assumed_calendars(self, week_h: float) -> list[Calendar]:
        """Return the hours of each role; people of whom not all are whole work a part of a day."""
        if not self.assumes_hours:
            return []
        found = [office(OFFICE, week_h)]
        for role in self._without_members():
            heads = role.headcount.value if role.headcount else 1.0
            found.append(office(f"{OFFICE}: {role.id}", week_h * heads / ceil(heads)))
        return found

    def _activity(
        self, given: canonical.Activity, work: Distribution, staff: Mapping[str, Resource]
    ) -> Activity:
        performers = tuple(
            Performer(p.resource, Distribution.of(p.duration))
            for p in self.workflow.performances
            if p.activity == given.id and p.resource in staff
        )
        duration = _given(given.processing) or work
        if not performers and duration.untruncated_mean_s() > 0:
            members = [r.id for r in staff.values() if r.group == given.role and given.role]
            performers = tuple(map(Performer, members))
        works = given.kind == "work"
        made = Activity(
            given.id,
            duration,
            performers if works else (),
            cost=self._cost(given, duration, bool(performers)),
            counts_as=given.id if works else "",
        )
        return with_instances(made, given)

    def _cost(self, given: canonical.Activity, work: Distribution, hired: bool) -> float | None:
        """Return what an execution costs beside hours that are simulated; a wait costs nothing."""
        if given.cost is not None:
            return given.cost.value
        if given.kind == "wait":
            return 0.0
        role = None if given.role is None else self._role(given.role)
        if hired or role is None or role.cost_per_h is None:
            return None
        return role.cost_per_h.value * work.untruncated_mean_s() / HOUR_S

    def _arrivals(self, week_h: float) -> Arrivals:
        """Return how cases come: as stated, else at random, in working hours that are assumed."""
        given = self.workflow.arrivals
        if given is not None:
            return Arrivals(Distribution.of(given.interarrival), given.calendar)
        if self.cases_per_week is None:  # nobody queues: how often makes no difference
            return Arrivals(exponential(HOUR_S))
        hours, calendar = (week_h, OFFICE) if self.assumes_hours else (WEEK_H, None)
        return Arrivals(exponential(hours * HOUR_S / self.cases_per_week), calendar)


def spread(mean_h: float, variation: float) -> Distribution:
    """Return times of which only the mean is stated; exponential for a variation of 1."""
    if mean_h <= 0 or variation <= 0:
        return fixed(max(0.0, mean_h) * HOUR_S)
    if variation == 1.0:
        return exponential(mean_h * HOUR_S)
    return gamma_of(mean_h * HOUR_S, variation * mean_h * HOUR_S)


def office(name: str, week_h: float) -> Calendar:
    """Return hours from Monday to Friday from 8 o'clock on; longer days begin earlier."""
    day_s = min(DAY_S, week_h / DAYS * HOUR_S)
    begins = min(OPENS_S, DAY_S - day_s)
    days = range(DAYS)
    shifts = (Shift(weekday=day, begins_s=begins, ends_s=begins + day_s) for day in days)
    return Calendar(id=name, time_zone="UTC", shifts=tuple(shifts))


def _value(figure: Figure | None) -> float | None:
    return None if figure is None else figure.value


def _given(distribution: given_times.Distribution | None) -> Distribution | None:
    return None if distribution is None else Distribution.of(distribution)


def _placed(values: Mapping[str, float]) -> dict[str, float]:
    """Return the rejections of the whole process at the step where they are assumed to happen."""
    begins = "rejection_share:"
    return {n.removeprefix(begins): v for n, v in values.items() if n.startswith(begins)}


def _flows(ways: Routing, entries: Mapping[str, str]) -> tuple[Flow, ...]:
    flows = [replace(flow, target=entries.get(flow.target, flow.target)) for flow in ways.flows]
    return (*flows, *(Flow(entry, activity) for activity, entry in entries.items()))
