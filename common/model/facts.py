"""What mining measured, or what the submitter stated: the base of findings and simulation.

A fact that the data cannot give is absent (None or an empty tuple), never zero.
"""

from typing import Literal

from pydantic import AwareDatetime, Field, NonNegativeInt, PositiveInt

from common.model.base import Value
from common.model.conformance import Conformance
from common.model.figure import Figure, Provenance
from common.model.measurements import (
    BatchFacts,
    ChangePoint,
    Decision,
    Driver,
    ExternalWait,
    FlowFacts,
    PingPong,
    ResourceFacts,
    Rework,
    RoleFacts,
    Season,
    TimeParts,
    Timetable,
    WaitingCauses,
    WorkingTime,
)
from common.model.measurements import Distribution as Distribution  # noqa: PLC0414 - told on

Share = Field(ge=0, le=1)
Remedy = Literal["start_times", "resources", "roles", "times_of_day", "longer_period"]


class Variant(Value):
    """A sequence of activities, and the cases that took exactly this way."""

    activities: tuple[str, ...]
    cases: PositiveInt
    share: float = Share
    cycle_time: Distribution


class Transition(Value):
    """``target`` directly follows ``source`` within a case; ``start`` and ``end`` count cases.

    ``elapsed`` runs from one completion to the next: it holds waiting and, where the log has
    no start times, processing too.
    """

    source: str
    target: str
    count: PositiveInt
    elapsed: Distribution | None = Field(default=None, description="Absent at start and end.")
    total_h: float | None = Field(default=None, description="Sum over all occurrences.")
    total_share: float | None = Field(default=None, description="Share of all elapsed time.")
    elapsed_working: Distribution | None = Field(default=None, description="In working time.")
    total_working_h: float | None = None
    elapsed_strata_h: tuple[float, ...] = Field(
        default=(),
        max_length=200,
        description="Ascending means of up to 200 equally frequent strata: drawing them "
        "uniformly repeats the sample's mean.",
    )


class ActivityFacts(Value):
    """One activity over the whole log."""

    activity: str = Field(description="Activity id in the workflow.")
    name: str
    executions: PositiveInt
    cases: PositiveInt
    repeated: NonNegativeInt = Field(description="Executions beyond the first in their case.")
    processing: Distribution | None = Field(default=None, description="Completion minus start.")
    waiting: Distribution | None = Field(
        default=None, description="Start minus the previous completion in the case, not below 0."
    )
    roles: dict[str, int] = Field(default_factory=dict, description="Executions per role.")
    resources: NonNegativeInt | None = Field(default=None, description="Distinct resources.")
    processing_strata_h: tuple[float, ...] = Field(default=(), max_length=200)
    processing_working: Distribution | None = Field(default=None, description="In working time.")
    waiting_working: Distribution | None = None
    first_pass_yield: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Cases in which it is neither repeated nor sends back.",
    )


class Handoff(Value):
    """Work passes from one role to another between directly following activities."""

    source_role: str
    target_role: str
    count: PositiveInt
    elapsed: Distribution


class CaseShare(Value):
    """How many cases, and which events, show some behaviour such as rework."""

    cases: NonNegativeInt
    share: float = Share
    events: NonNegativeInt
    by_activity: dict[str, int] = Field(default_factory=dict, description="Events per activity.")
    cycle_time_with: Distribution | None = None
    cycle_time_without: Distribution | None = None


class Facts(Value):
    """Everything measured about a process. Ids of activities and roles are the workflow's."""

    schema_version: str = "1.0"
    source: Literal["event_log", "stated"]
    provenance: Provenance
    cases: NonNegativeInt | None = None
    events: NonNegativeInt | None = None
    activity_count: NonNegativeInt
    variant_count: NonNegativeInt | None = None
    first_at: AwareDatetime | None = None
    last_at: AwareDatetime | None = None
    cases_per_week: Figure | None = None
    has_start_times: bool = False
    cycle_time: Distribution | None = None
    stated_cycle_time: Figure | None = Field(
        default=None, description="Where there is no log: stated, or the sum of its parts."
    )
    variants: tuple[Variant, ...] = Field(default=(), description="Most frequent first, up to 50.")
    transitions: tuple[Transition, ...] = Field(default=(), description="All, largest total first.")
    activities: tuple[ActivityFacts, ...] = ()
    handoffs: tuple[Handoff, ...] = ()
    handoffs_per_case: float | None = None
    rework: CaseShare | None = Field(
        default=None, description="Cases in which an activity is done more than once."
    )
    rejections: CaseShare | None = Field(
        default=None, description="Cases with an activity whose name says that it rejects."
    )
    returns: CaseShare | None = Field(
        default=None,
        description="Those of the rejections after which the case goes on: it was sent back, "
        "not turned down for good.",
    )
    figures: dict[str, Figure] = Field(
        default_factory=dict, description="Other figures, by name, such as first_pass_yield."
    )
    working_time: WorkingTime | None = None
    time_parts: TimeParts | None = None
    flow: FlowFacts | None = None
    ping_pong: tuple[PingPong, ...] = Field(default=(), description="Up to 20.")
    reworked: tuple[Rework, ...] = Field(default=(), description="Up to 50, most frequent first.")
    decisions: tuple[Decision, ...] = Field(default=(), description="Up to 50.")
    resources: tuple[ResourceFacts, ...] = Field(default=(), description="The 50 busiest.")
    roles: tuple[RoleFacts, ...] = Field(default=(), description="Up to 50.")
    batches: tuple[BatchFacts, ...] = Field(default=(), description="Up to 50.")
    timetables: tuple[Timetable, ...] = ()
    waiting_causes: WaitingCauses | None = None
    changes: tuple[ChangePoint, ...] = ()
    seasons: tuple[Season, ...] = ()
    external_waits: tuple[ExternalWait, ...] = Field(default=(), description="Up to 50.")
    drivers: tuple[Driver, ...] = Field(default=(), description="Up to 30, strongest first.")
    conformance: Conformance | None = Field(
        default=None, description="With the model that was discovered from the log."
    )
    reference_conformance: Conformance | None = Field(
        default=None, description="With the model that was submitted beside the log."
    )
    not_known: dict[str, str] = Field(
        default_factory=dict, description="Fields that are absent, and why."
    )
    settled_by: dict[str, Remedy] = Field(
        default_factory=dict, description="The data that would tell what is not known, by field."
    )
