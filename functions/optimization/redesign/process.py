"""What operators on the twin look at: people and queues, beside names and facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from common.model.figure import Figure, Provenance, Unit
from common.model.staffing import Calendar
from functions.optimization.calibration.as_is import AsIs
from functions.optimization.redesign.described import Described
from functions.optimization.redesign.graph import next_activities
from functions.optimization.redesign.transitions import (
    Pair,
    Transition,
    follows,
    mean,
    transitions,
)
from functions.optimization.simulation.engine.model import Model, Resource
from functions.optimization.simulation.engine.outcome import Outcome

WEEK_H, HOUR_S = 168.0, 3600.0
RUN_H = 10.0  # a week: who is there for less is no full colleague, but a run or a meeting


@dataclass(frozen=True)
class Process(Described):
    """A process with its twin and what the twin's simulation says as it is."""

    twin: AsIs
    outcome: Outcome

    @property
    def rejecting(self) -> frozenset[str]:
        """Activities that stand for a rejection."""
        return self.twin.rejecting

    @property
    def model(self) -> Model:
        """The process as it is, as the engine simulates it."""
        return self.twin.model

    @property
    def shown(self) -> Mapping[str, str]:
        """The activity of the process that each node stands for."""
        return self.twin.activity_of

    def next(self, node: str) -> frozenset[str]:
        """Return the nodes of activities that may come next after a way to a node, and ends."""
        return next_activities(self.model.ways_out, self.shown, node)

    @cached_property
    def activities(self) -> tuple[str, ...]:
        """All activities, by name."""
        return tuple(sorted(set(self.shown.values())))

    def nodes(self, activity: str) -> tuple[str, ...]:
        """Return the nodes that stand for an activity, each after another past."""
        return tuple(node for node, name in self.shown.items() if name == activity)

    def visits(self, node: str) -> float:
        """Return how often a case comes to a node."""
        return mean(self.outcome.activities[node]["executions_per_case"])

    def executions(self, activity: str) -> float:
        """Return how often a case has an activity."""
        metrics = (self.outcome.activities[node] for node in self.nodes(activity))
        return sum(mean(each["executions_per_case"]) for each in metrics)

    def per_case_h(self, activity: str, *parts: str) -> float:
        """Return the hours of ``waiting``, ``processing`` or ``pause`` at an activity, per case."""
        total = 0.0
        for node in self.nodes(activity):
            found = self.outcome.activities[node]
            each = sum(mean(found[f"{part}_mean_h"]) for part in parts)
            total += each * mean(found["executions_per_case"])
        return total

    @cached_property
    def transitions(self) -> dict[Pair, Transition]:
        """The transitions that have waits of their own, by activities."""
        return transitions(self.model, self.shown, self.outcome)

    @cached_property
    def follows(self) -> dict[Pair, float]:
        """How often per case one activity directly follows another."""
        return follows(self.model, self.shown, self.outcome)

    def time_at_h(self, activity: str) -> float:
        """Return the hours per case at an activity and in the waits that lead to it alone."""
        waits = (t.hours_per_case for pair, t in self.transitions.items() if pair[1] == activity)
        return sum(waits) + self.per_case_h(activity, "waiting", "processing", "pause")

    @property
    def cycle_h(self) -> float:
        """Return the mean cycle time."""
        return mean(self.outcome.process["cycle_time_mean_h"])

    @cached_property
    def groups(self) -> dict[str, tuple[Resource, ...]]:
        """The people of every role, by its id; without roles, of every kind of work."""
        found: dict[str, list[Resource]] = {}
        for resource in self.model.resources:
            if resource.group is not None:
                found.setdefault(resource.group, []).append(resource)
        return {name: tuple(found[name]) for name in sorted(found)}

    def names(self, group: str) -> frozenset[str]:
        """Return the resources of a group."""
        return frozenset(resource.id for resource in self.groups[group])

    def load(self, group: str) -> float:
        """Return the share of its hours that a group works, all its members together."""
        return mean(self.outcome.groups[group]["utilisation"])

    @cached_property
    def calendars(self) -> dict[str, Calendar]:
        """The calendars of the model, by id."""
        return {calendar.id: calendar for calendar in self.model.calendars}

    def week_h(self, resource: Resource) -> float:
        """Return how many hours a week somebody is there, holidays aside."""
        if resource.calendar is None:
            return WEEK_H
        shifts = self.calendars[resource.calendar].shifts
        return sum(shift.ends_s - shift.begins_s for shift in shifts) / HOUR_S

    def hours_per_week(self, group: str) -> float:
        """Return the hours per week of the member who is there longest."""
        return max(map(self.week_h, self.groups[group]))

    def group_name(self, group: str) -> str:
        """Return what people call a group."""
        return next((role.name for role in self.workflow.roles if role.id == group), group)

    def done_by(self, *groups: str) -> frozenset[str]:
        """Return the activities that the members of groups do."""
        members = frozenset().union(*(self.names(group) for group in groups))
        return frozenset(
            self.shown[node.id]
            for node in self.model.activities
            if node.id in self.shown and members & {p.resource for p in node.performers}
        )

    def performers(self, activity: str) -> frozenset[str]:
        """Return the resources that do an activity."""
        nodes = set(self.nodes(activity))
        return frozenset(
            performer.resource
            for node in self.model.activities
            if node.id in nodes
            for performer in node.performers
        )


def from_twin(value: float, unit: Unit, origin: str) -> Figure:
    """Return a figure that the simulation of the process as it is says."""
    return Figure(value=value, unit=unit, provenance=Provenance.INFERRED, origin=origin)
