"""What facts are made of, beside activities and their order.

Whatever a log cannot tell is absent. ``inferred`` in a name or description means: by a rule, not
by a record.
"""

from typing import Literal

from pydantic import AwareDatetime, Field, NonNegativeInt, PositiveInt

from common.model.base import Value
from common.model.figure import Provenance
from common.model.staffing import Calendar


class Distribution(Value):
    """A sample of durations in hours. Quantiles by linear interpolation (numpy's default)."""

    n: PositiveInt
    mean_h: float
    std_h: float = Field(description="Population standard deviation.")
    min_h: float
    median_h: float
    p90_h: float
    p95_h: float
    max_h: float


class WorkingTime(Value):
    """The calendar in which working hours are counted, and the cycle time in it."""

    calendar: Calendar
    provenance: Provenance = Field(description="'stated', or 'inferred' from the log's hours.")
    origin: str = Field(max_length=500)
    event_share: float = Field(ge=0, le=1, description="Completions within the calendar.")
    cycle_time: Distribution


class TimeParts(Value):
    """How the mean cycle time divides, in hours per case; parallel work counts once."""

    processing_h: float = Field(description="At least one activity is being worked on.")
    waiting_h: float = Field(description="Nothing is worked on, inside the organisation.")
    external_h: float = Field(description="Nothing is worked on; it is the turn of somebody else.")
    processing_working_h: float | None = Field(default=None, description="In working time.")
    waiting_working_h: float | None = None
    external_working_h: float | None = None


class Period(Value):
    """One part of the log's span."""

    begins_at: AwareDatetime
    arrivals: NonNegativeInt
    completions: NonNegativeInt
    open_cases: float = Field(ge=0, description="Mean number over the period.")
    cycle_median_h: float | None = Field(default=None, description="Of the cases that arrived.")


class FlowFacts(Value):
    """Arrivals, completions and work in process, in periods of equal length."""

    period_h: float = Field(gt=0)
    periods: tuple[Period, ...] = Field(max_length=200)
    arrivals_per_week: float = Field(description="Over the middle 80% of the span.")
    completions_per_week: float = Field(description="Over the middle 80% of the span.")
    interarrival_cv: float | None = Field(
        default=None,
        description="Standard deviation over mean, in working time where it is known; 1 for "
        "independent arrivals.",
    )
    open_cases_mean: float = Field(description="Over the middle 80% of the span.")
    littles_law_ratio: float | None = Field(
        default=None,
        description="Arrival rate times mean cycle time over mean open cases, of the middle 80%; "
        "far from 1: the process was not in balance, or cases are cut off.",
    )


class PingPong(Value):
    """Work goes from one role to another and straight back."""

    role: str
    other_role: str
    count: PositiveInt
    cases: PositiveInt


class Rework(Value):
    """How often an activity is done again, by how the case came back to it."""

    activity: str
    self_loops: NonNegativeInt = Field(description="Straight after itself.")
    short_loops: NonNegativeInt = Field(description="After one other activity.")
    long_loops: NonNegativeInt = Field(description="After more than one other activity.")
    cases: PositiveInt
    approval: bool = Field(description="Its name says that it approves.")


class Decision(Value):
    """Activities whose names differ only in whether they accept or reject."""

    name: str
    accepting: tuple[str, ...] = Field(description="Activity ids.")
    rejecting: tuple[str, ...]
    decided: PositiveInt
    rejected: NonNegativeInt
    rejected_share: float | None = Field(
        default=None, ge=0, le=1, description="Absent where no activity is named as accepting."
    )
    sent_back: NonNegativeInt = Field(description="Rejections after which the case goes on.")
    knocked_out: NonNegativeInt = Field(
        description="Cases that this rejection ends: nothing but rejections follow."
    )
    mean_before_h: float = Field(description="Mean time of a case until the decision.")
    processing_mean_h: float | None = None


class ResourceFacts(Value):
    """One person or machine. Utilisation needs start times."""

    resource: str
    roles: tuple[str, ...] = ()
    executions: PositiveInt
    activities: PositiveInt
    cases: PositiveInt
    first_at: AwareDatetime
    last_at: AwareDatetime
    busy_h: float | None = Field(default=None, description="At least one activity in work.")
    available_h: float | None = Field(
        default=None, description="Working time between the first and the last activity."
    )
    utilisation: float | None = Field(
        default=None, ge=0, description="Busy in working time over available."
    )
    multitasking_share: float | None = Field(
        default=None, ge=0, le=1, description="Busy time with more than one activity in work."
    )


class RoleFacts(Value):
    """All who act in one role."""

    role: str
    resources: NonNegativeInt | None = None
    executions: PositiveInt
    cases: PositiveInt
    busy_h: float | None = None
    available_h: float | None = None
    utilisation: float | None = None


class BatchFacts(Value):
    """An activity that is done for several cases together, by the same resource."""

    activity: str
    kind: Literal["simultaneous", "sequential", "concurrent"]
    batches: PositiveInt
    executions: PositiveInt
    share: float = Field(ge=0, le=1, description="Of the activity's executions.")
    mean_size: float
    mean_wait_h: float | None = Field(
        default=None, description="From when a case is ready until the batch's last is."
    )


class Timetable(Value):
    """An activity that happens at few hours of the week only: somebody or something runs it."""

    activity: str
    weekly_hours: tuple[int, ...] = Field(
        max_length=12, description="Hours of the week, from Monday 0 h, in the calendar's zone."
    )
    share: float = Field(ge=0, le=1, description="Of its executions that are within them.")
    expected_share: float = Field(ge=0, le=1, description="Of all other events.")


WaitingCause = Literal["batching", "contention", "prioritisation", "unavailability", "extraneous"]


class CauseShare(Value):
    """Waiting time before an activity (of the whole process: absent), by its cause."""

    activity: str | None = None
    hours: dict[WaitingCause, float] = Field(description="Sum over all executions.")
    total_h: float | None = Field(default=None, description="Of all causes together.")
    shares: dict[WaitingCause, float]


class WaitingCauses(Value):
    """Why cases wait inside.

    Source: Lashkevich et al., Unveiling the causes of waiting time in business processes (2023).
    """

    whole: CauseShare
    by_activity: tuple[CauseShare, ...] = Field(default=(), description="Largest first, up to 50.")
    origin: str


class ChangePoint(Value):
    """A lasting shift of a weekly figure, by Pettitt's test."""

    figure: Literal["cycle_time", "arrivals"]
    at: AwareDatetime
    before: float = Field(description="Median per week: hours, or cases.")
    after: float
    p_value: float = Field(ge=0, le=1)


class Season(Value):
    """How arrivals and cycle time depend on the weekday or month in which a case begins."""

    by: Literal["weekday", "month"]
    arrivals_index: tuple[float, ...] = Field(description="1: as many as on average.")
    cycle_median_h: tuple[float | None, ...]
    arrivals_p_value: float = Field(ge=0, le=1, description="Chi-square; no dependence.")


class ExternalWait(Value):
    """A wait that nobody inside can shorten, such as a journey. Inferred."""

    source: str
    target: str
    waits_for: Literal["outside party", "journey", "delivery", "date"]
    reason: str
    total_h: float
    total_share: float = Field(ge=0, le=1)


class Driver(Value):
    """A case attribute that goes with slow or rejected cases. Not a cause by itself."""

    outcome: Literal["cycle_time", "rejection"]
    attribute: str
    value: str = Field(description="The value, or the range of a number.")
    cases: PositiveInt
    effect: float = Field(
        description="Cycle time: Cliff's delta; rejection: difference of the shares."
    )
    with_value: float = Field(description="Median hours, or share of the cases.")
    without_value: float
    adjusted_p: float = Field(ge=0, le=1, description="Benjamini-Hochberg over all comparisons.")
    confounded_with: tuple[str, ...] = Field(
        default=(), description="Other attributes that nearly always come along."
    )
