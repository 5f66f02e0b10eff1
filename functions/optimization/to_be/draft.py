"""A workflow while it is changed: every edit leaves one that is sound if it was before."""

from collections.abc import Iterable

from common.language import say
from common.model.figure import Figure, Provenance
from common.model.portfolio import Difference
from common.model.workflow import END, START, Activity, Flow, Gateway, Workflow

JOINING = ("parallel", "inclusive")  # wait for all ways that were begun


class CannotEditError(ValueError):
    """The structure at the place is not one that this edit is for."""


class Draft:
    """Nodes and flows of a workflow in which every activity has at most one way out.

    Figures of flows that an edit touches are left out: they were measured of another process.
    """

    def __init__(self, workflow: Workflow) -> None:
        self.workflow = workflow
        self.activities = {activity.id: activity for activity in workflow.activities}
        self.gateways = {gateway.id: gateway for gateway in workflow.gateways}
        self.roles = {role.id: role for role in workflow.roles}
        self.flows = list(workflow.flows)
        self.differences: list[Difference] = []

    def late(self, node: str) -> str | None:
        """Return where an activity's time limit leads, if the case goes another way in time."""
        activity = self.activities.get(node)
        if activity is None or activity.time_limit is None:
            return None
        to = activity.time_limit.to
        others = any(flow.source == node and flow.target != to for flow in self.flows)
        return to if others else None

    def no_limit(self, node: str) -> None:
        """Refuse where the time of an activity is limited: its way would be lost."""
        if self.late(node) is not None:
            raise CannotEditError(f"the time of {node} is limited")

    def finished(self) -> Workflow:
        """Return the workflow; what refers to activities that are gone is left out."""
        return self.workflow.model_copy(
            update={
                "activities": tuple(self.activities.values()),
                "gateways": tuple(self.gateways.values()),
                "roles": tuple(self.roles.values()),
                "flows": tuple(self.flows),
                "performances": tuple(
                    each for each in self.workflow.performances if each.activity in self.activities
                ),
            }
        )

    def fresh(self, wanted: str) -> str:
        """Return an id that is not taken."""
        taken = {START, END, *self.activities, *self.gateways}
        wanted = wanted[:480]
        number, found = 1, wanted
        while found in taken:
            number += 1
            found = f"{wanted}_{number}"
        return found

    def into(self, node: str) -> list[Flow]:
        """Return the flows that lead to a node."""
        return [flow for flow in self.flows if flow.target == node]

    def out(self, node: str) -> list[Flow]:
        """Return the flows that leave a node, but for where its time limit leads."""
        late = self.late(node)
        return [flow for flow in self.flows if flow.source == node and flow.target != late]

    def only_out(self, node: str) -> Flow:
        """Return the one way out of a node."""
        ways = self.out(node)
        if len(ways) != 1:
            raise CannotEditError(f"{node} has {len(ways)} ways out")
        return ways[0]

    def reroute(self, flows: Iterable[Flow], **ends: str) -> None:
        """Let flows begin or end elsewhere."""
        moved = {id(flow) for flow in flows}
        for flow in self.flows:
            if id(flow) in moved and "target" in ends:
                self._lead_late(flow, ends["target"])
        self.flows = [
            flow.model_copy(update={**ends, "count": None}) if id(flow) in moved else flow
            for flow in self.flows
        ]

    def _lead_late(self, flow: Flow, target: str) -> None:
        """Let a time limit lead where its flow does."""
        activity = self.activities.get(flow.source)
        if activity and activity.time_limit and activity.time_limit.to == flow.target:
            limit = activity.time_limit.model_copy(update={"to": target})
            self.activities[activity.id] = activity.model_copy(update={"time_limit": limit})

    def gateway(self, wanted: str, kind: str, name: str | None = None) -> str:
        """Add a gateway and return its id."""
        made = Gateway.model_validate({"id": self.fresh(wanted), "kind": kind, "name": name})
        self.gateways[made.id] = made
        return made.id

    def activity(self, wanted: str, name: str, role: str | None = None) -> str:
        """Add an activity and return its id."""
        made = Activity(id=self.fresh(wanted), name=name[:500], role=role)
        self.activities[made.id] = made
        return made.id

    def link(self, source: str, target: str, share: Figure | None = None) -> None:
        """Add a flow."""
        self.flows.append(Flow(source=source, target=target, probability=share))

    def no_event_before(self, node: str) -> None:
        """Refuse where a node is one of the events that an event-based gateway waits for."""
        if any(
            flow.source in self.gateways and self.gateways[flow.source].kind == "event_based"
            for flow in self.into(node)
        ):
            raise CannotEditError(f"an event decides whether {node} comes")

    def merge_on(self, flow: Flow, wanted: str) -> str:
        """Put a merging gateway on a flow and return its id."""
        merge = self.gateway(wanted, "exclusive")
        self.reroute([flow], target=merge)
        self.link(merge, flow.target)
        return merge

    def decision_after(self, node: str) -> str | None:
        """Return the choice that directly follows an activity and nothing else."""
        after = self.only_out(node).target
        gateway = self.gateways.get(after)
        chooses = gateway is not None and gateway.kind == "exclusive"
        alone = len(self.into(after)) == 1 and len(self.out(after)) > 1
        return after if chooses and alone else None

    def accepted(self, node: str) -> Flow:
        """Return the way on after an activity: of a choice after it the most frequent one."""
        decision = self.decision_after(node)
        if decision is None:
            return self.only_out(node)
        ways = self.out(decision)
        return max(ways, key=lambda way: (_often(way), -ways.index(way)))

    def follows(self, first: str, second: str) -> bool:
        """Whether the second activity always comes directly after the first, and only there."""
        return (
            [flow.target for flow in self.out(first)] == [second]
            and [flow.source for flow in self.into(second)] == [first]
            and first in self.activities
            and second in self.activities
        )


def _often(way: Flow) -> float:
    figure = way.probability or way.count
    return figure.value if figure is not None else 0.0


def with_choices_shown(workflow: Workflow) -> Workflow:
    """Return the workflow with a gateway wherever an activity or the start takes one of many ways.

    In BPMN an activity with several ways out would take them all.
    """
    draft = Draft(workflow)
    for node in (START, *(activity.id for activity in workflow.activities)):
        ways = draft.out(node)
        if len(ways) > 1:
            choice = draft.gateway(f"after_{node}", "exclusive")
            moved = {id(way) for way in ways}
            draft.flows = [
                way.model_copy(update={"source": choice}) if id(way) in moved else way
                for way in draft.flows
            ]
            draft.link(node, choice)
    return draft.finished()


def share_of(value: float, of: Figure | None) -> Figure:
    """Return a share of ways with the provenance of the parameter it comes from."""
    return Figure(
        value=value,
        unit="share",
        provenance=of.provenance if of is not None else Provenance.ASSUMED,
        origin=of.origin if of is not None else say("Parameter of the redesign."),
    )


def node_ids(workflow: Workflow) -> set[str]:
    """Return the ids of all activities and gateways."""
    activities = {activity.id for activity in workflow.activities}
    return activities | {gateway.id for gateway in workflow.gateways}
