"""The canonical workflow: what every input format becomes."""

import re
from collections.abc import Iterator
from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from common.model.base import Value
from common.model.distribution import Distribution
from common.model.figure import Figure
from common.model.staffing import Arrivals, Calendar, Performance, Resource

START, END = "start", "end"  # the ids of the two ends of every workflow

Name = Field(min_length=1, max_length=500)
# Names of roles that stand for no group of people.
NOBODY = re.compile(r"^\W*(undefined|unknown|missing|none|null|n/?a|other|system)?\W*$", re.I)


class Role(Value):
    """A group of people or systems that can do the same work."""

    id: str = Name
    name: str = Name
    headcount: Figure | None = None
    cost_per_h: Figure | None = None


class TimeLimit(Value):
    """What happens where an activity is not done in time (a boundary timer of BPMN 2.0, 13.5.3).

    The time runs from when a case comes to the activity, so waiting counts. A flow leads from the
    activity to ``to``; its probability is only an estimate of how often it is taken.
    """

    after_h: Figure = Field(description="Mean time, by the clock.")
    after: Distribution | None = Field(
        default=None, description="How after_h is spread; absent: always the same."
    )
    to: str = Field(description="Id of the activity or gateway where the case goes on, or 'end'.")
    breaks_off: bool = Field(
        default=True,
        description="The activity ends there, waiting or begun. Otherwise it goes on, and what "
        "follows at 'to' begins beside it, once.",
    )


class Instances(Value):
    """How often an activity is done per visit of a case: multi-instance of BPMN 2.0, 13.3.7."""

    number: Figure = Field(description="A whole number of at least 1.")
    order: Literal["parallel", "sequential"] = "parallel"


class Activity(Value):
    """A kind of work, or of waiting. A time that is not known is absent, never zero."""

    id: str = Name
    name: str = Name
    kind: Literal["work", "wait"] = Field(
        default="work",
        description="'wait': time passes or something comes from outside, and nobody works.",
    )
    role: str | None = Field(default=None, description="Id of the role that mostly does it.")
    processing_h: Figure | None = Field(default=None, description="Mean work per execution.")
    waiting_h: Figure | None = Field(default=None, description="Mean wait before the work starts.")
    elapsed_h: Figure | None = Field(
        default=None,
        description="From arrival at the step until it is done, where waiting and work are not "
        "told apart.",
    )
    processing: Distribution | None = Field(
        default=None, description="How processing_h is spread, where more than the mean is known."
    )
    waiting: Distribution | None = Field(
        default=None, description="How waiting_h is spread, where more than the mean is known."
    )
    cost: Figure | None = Field(default=None, description="Mean cost per execution.")
    executions: Figure | None = Field(default=None, description="How often it was done.")
    rejection_share: Figure | None = Field(
        default=None, description="Share of executions that send the case back or turn it down."
    )
    time_limit: TimeLimit | None = None
    instances: Instances | None = Field(
        default=None, description="Absent: once per visit. Times and costs are those of one."
    )
    systems: tuple[str, ...] = ()
    notes: str | None = Field(default=None, max_length=2000)

    @property
    def per_visit(self) -> float:
        """Return how often it is done per visit of a case."""
        return self.instances.number.value if self.instances is not None else 1.0


class Gateway(Value):
    """Where ways part or meet. Takes no time; one with a single way out joins.

    ``exclusive`` and ``event_based`` take one way (which event comes first decides), ``parallel``
    all, ``inclusive`` at least one. A joining ``parallel`` or ``inclusive`` gateway waits for all
    that were begun. Source: BPMN 2.0, ISO/IEC 19510:2013, 13.4.
    """

    id: str = Name
    kind: Literal["exclusive", "parallel", "inclusive", "event_based"]
    name: str | None = Field(default=None, max_length=500)


class Flow(Value):
    """``target`` follows ``source`` in a case: ids of activities, gateways, or ``start``/``end``.

    An activity with several ways out and no gateway takes one of them; the way to where its time
    limit leads is taken when the time is up.
    """

    source: str
    target: str
    count: Figure | None = None
    probability: Figure | None = Field(
        default=None,
        description="Share of executions of ``source`` that go on to ``target``. They add up to 1 "
        "unless the source is a parallel or an inclusive gateway, or has a time limit that does "
        "not break off, whose way comes on top.",
    )
    condition: str | None = Field(default=None, max_length=500)


class Workflow(Value):
    """Activities, their order, who does them, and every figure that was given about them."""

    schema_version: str = "1.0"
    name: str = Name
    description: str | None = Field(default=None, max_length=20_000)
    activities: tuple[Activity, ...] = Field(min_length=1)
    gateways: tuple[Gateway, ...] = ()
    flows: tuple[Flow, ...]
    roles: tuple[Role, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    resources: tuple[Resource, ...] = ()
    performances: tuple[Performance, ...] = ()
    arrivals: Arrivals | None = None
    figures: dict[str, Figure] = Field(
        default_factory=dict,
        description="Figures about the whole process, such as cycle_time_h or cases_per_week.",
    )
    circumstances: tuple[str, ...] = Field(
        default=(), description="Phrases of the submitter that describe how the process goes."
    )
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    first_at: AwareDatetime | None = Field(default=None, description="First event of the log.")
    last_at: AwareDatetime | None = Field(default=None, description="Last event of the log.")

    @model_validator(mode="after")
    def _references_exist(self) -> Self:
        nodes = [activity.id for activity in self.activities]
        nodes += [gateway.id for gateway in self.gateways]
        if len(set(nodes)) != len(nodes) or {START, END} & set(nodes):
            raise ValueError("activity and gateway ids must be unique and not 'start' or 'end'")
        known = {
            "step": set(nodes),
            "activity": {activity.id for activity in self.activities},
            "role": {role.id for role in self.roles},
            "calendar": {calendar.id for calendar in self.calendars},
            "resource": {resource.id for resource in self.resources},
        }
        for place, kind, name in self._references():
            if name is not None and name not in known[kind]:
                raise ValueError(f"{place} names no {kind}: {name}")
        ways = {(flow.source, flow.target) for flow in self.flows}
        for activity in self.activities:
            if activity.time_limit and (activity.id, activity.time_limit.to) not in ways:
                raise ValueError(f"no flow leads from {activity.id} to where its time limit leads")
        return self

    def _references(self) -> Iterator[tuple[str, str, str | None]]:
        """Yield the place, the kind and the id of everything that is referred to."""
        for flow in self.flows:
            place = f"flow {flow.source} -> {flow.target}"
            yield place, "step", None if flow.source == START else flow.source
            yield place, "step", None if flow.target == END else flow.target
        for activity in self.activities:
            yield f"activity {activity.id}", "role", activity.role
        for resource in self.resources:
            yield f"resource {resource.id}", "role", resource.role
            yield f"resource {resource.id}", "calendar", resource.calendar
        for performance in self.performances:
            place = f"the duration of {performance.activity} by {performance.resource}"
            yield place, "activity", performance.activity
            yield place, "resource", performance.resource
        if self.arrivals is not None:
            yield "arrivals", "calendar", self.arrivals.calendar

    def late_ways(self) -> dict[str, TimeLimit]:
        """Return the time limits by activity, where a late case goes another way.

        Left out are those that lead nowhere else: cases go the same way, in time or late.
        """
        targets: dict[str, set[str]] = {}
        for flow in self.flows:
            targets.setdefault(flow.source, set()).add(flow.target)
        return {
            activity.id: activity.time_limit
            for activity in self.activities
            if activity.time_limit is not None and targets[activity.id] - {activity.time_limit.to}
        }

    def activity(self, activity_id: str) -> Activity:
        """Return the activity with this id; raises ``KeyError``."""
        for activity in self.activities:
            if activity.id == activity_id:
                return activity
        raise KeyError(activity_id)
