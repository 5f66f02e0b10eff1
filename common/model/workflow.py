"""The canonical workflow: what every input format becomes."""

from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from common.model.base import Value
from common.model.figure import Figure

START, END = "start", "end"  # the ids of the two ends of every workflow

Name = Field(min_length=1, max_length=500)


class Role(Value):
    """A group of people or systems that can do the same work."""

    id: str = Name
    name: str = Name
    headcount: Figure | None = None
    cost_per_h: Figure | None = None


class Activity(Value):
    """A kind of work. A time that is not known is absent, never zero."""

    id: str = Name
    name: str = Name
    role: str | None = Field(default=None, description="Id of the role that mostly does it.")
    processing_h: Figure | None = Field(default=None, description="Mean work per execution.")
    waiting_h: Figure | None = Field(default=None, description="Mean wait before the work starts.")
    elapsed_h: Figure | None = Field(
        default=None,
        description="From arrival at the step until it is done, where waiting and work are not "
        "told apart.",
    )
    cost: Figure | None = Field(default=None, description="Mean cost per execution.")
    executions: Figure | None = Field(default=None, description="How often it was done.")
    rejection_share: Figure | None = Field(
        default=None, description="Share of executions that send the case back or turn it down."
    )
    systems: tuple[str, ...] = ()
    notes: str | None = Field(default=None, max_length=2000)


class Flow(Value):
    """``target`` follows ``source`` within a case. Both are activity ids, or ``start``/``end``."""

    source: str
    target: str
    count: Figure | None = None
    probability: Figure | None = Field(
        default=None, description="Share of executions of ``source`` that go on to ``target``."
    )
    condition: str | None = Field(default=None, max_length=500)


class Workflow(Value):
    """Activities, their order, who does them, and every figure that was given about them."""

    schema_version: str = "1.0"
    name: str = Name
    description: str | None = Field(default=None, max_length=20_000)
    activities: tuple[Activity, ...] = Field(min_length=1)
    flows: tuple[Flow, ...]
    roles: tuple[Role, ...] = ()
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
    def _flows_and_roles_exist(self) -> Self:
        ids = [activity.id for activity in self.activities]
        if len(set(ids)) != len(ids) or {START, END} & set(ids):
            raise ValueError("activity ids must be unique and not 'start' or 'end'")
        for flow in self.flows:
            if flow.source not in {START, *ids} or flow.target not in {END, *ids}:
                raise ValueError(f"flow {flow.source} -> {flow.target} names no activity")
        roles = {role.id for role in self.roles}
        for activity in self.activities:
            if activity.role is not None and activity.role not in roles:
                raise ValueError(f"activity {activity.id} names no role: {activity.role}")
        return self

    def activity(self, activity_id: str) -> Activity:
        """Return the activity with this id; raises ``KeyError``."""
        for activity in self.activities:
            if activity.id == activity_id:
                return activity
        raise KeyError(activity_id)
