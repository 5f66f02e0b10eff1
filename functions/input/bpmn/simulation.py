"""Parameters with which a BPMN model can be simulated, as Prosimos and BIMP know them.

The names of the JSON format of Prosimos (github.com/AutomatedProcessImprovement/Prosimos) are
accepted as aliases. All times are seconds, as in both formats.
"""

import math
import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, JsonValue

from common.model.base import Value
from common.model.quality import DataWarning

DAY_S = 86_400
TIME = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?$")
# the order of the parameters of each distribution; SciPy's own order is not used by the format
PARAMETERS = {
    "fix": ("mean_s",),
    "expon": ("mean_s", "minimum_s", "maximum_s"),
    "uniform": ("minimum_s", "maximum_s"),
    "norm": ("mean_s", "standard_deviation_s", "minimum_s", "maximum_s"),
    "gamma": ("mean_s", "variance_s2", "minimum_s", "maximum_s"),
    "lognorm": ("mean_s", "variance_s2", "minimum_s", "maximum_s"),
    "triangular": ("mode_s", "minimum_s", "maximum_s"),  # of BIMP only
}
LEAST = {"uniform": 2, "norm": 2, "gamma": 2, "lognorm": 2, "triangular": 3}

Weekday = Literal["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]


def _upper(value: Any) -> Any:
    return value.strip().upper() if isinstance(value, str) else value


def _second_of_day(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = TIME.match(value.strip())
    if found is None:
        raise ValueError("a time such as 09:00:00 is expected")
    return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3] or 0)


def _unwrapped(value: Any) -> Any:
    """Parameters are written as ``{"value": 5}``."""
    return value["value"] if isinstance(value, dict) and "value" in value else value


Day = Annotated[Weekday, BeforeValidator(_upper)]
SecondOfDay = Annotated[float, BeforeValidator(_second_of_day), Field(ge=0, le=DAY_S)]
Text = Annotated[str, Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]


class Parameters(Value):
    """Values that are read under the names of the format or their own."""

    model_config = ConfigDict(populate_by_name=True, coerce_numbers_to_str=True)


class Period(Parameters):
    """Part of every day from ``first_day`` to ``last_day``."""

    first_day: Day = Field(alias="from")
    last_day: Day = Field(alias="to")
    begins_s: SecondOfDay = Field(alias="beginTime")
    ends_s: SecondOfDay = Field(alias="endTime")
    probability: Share | None = None


class Calendar(Parameters):
    """When resources work, every week alike."""

    id: Text
    name: str | None = None
    periods: tuple[Period, ...] = Field(alias="time_periods")
    workload_ratio: JsonValue = None


class Distribution(Parameters):
    """A distribution of times, with its parameters as written."""

    kind: Text = Field(alias="distribution_name")
    values: tuple[Annotated[float, BeforeValidator(_unwrapped)], ...] = Field(
        default=(), alias="distribution_params"
    )
    histogram_data: JsonValue = None
    mixture: tuple["MixturePart", ...] = Field(
        default=(), description="The parts of a histogram of distributions (BIMP)."
    )

    @property
    def named(self) -> dict[str, float]:
        """The parameters by name, with their unit; none where their meaning is not certain."""
        names = PARAMETERS.get(self.kind, ())
        too_many = len(self.values) > len(names) and self.kind != "fix"
        if too_many or len(self.values) < LEAST.get(self.kind, 1):
            return {}
        found = dict(zip(names, self.values, strict=False))
        return found if _plausible(found) else {}


class MixturePart(Parameters):
    """One of several distributions, and how often it applies."""

    probability: Share
    distribution: Distribution


class Resource(Parameters):
    """Somebody, or some equal people or machines, who can do tasks."""

    id: Text
    name: str | None = None
    amount: int = Field(default=1, ge=0)
    cost_per_h: float | None = Field(default=None, ge=0, alias="cost_per_hour")
    calendar: str | None = None
    tasks: tuple[str, ...] = Field(default=(), alias="assignedTasks")


class ResourceProfile(Parameters):
    """Resources that belong together, such as a role."""

    id: Text
    name: str | None = None
    resources: tuple[Resource, ...] = Field(alias="resource_list")


class PathProbability(Parameters):
    """How often a gateway takes one of its flows."""

    flow: Text = Field(alias="path_id")
    probability: Share | None = Field(default=None, alias="value")
    condition: str | None = Field(default=None, alias="condition_id")


class GatewayProbabilities(Parameters):
    """The flows out of a gateway."""

    gateway: Text = Field(alias="gateway_id")
    paths: tuple[PathProbability, ...] = Field(alias="probabilities")


class ResourceTime(Distribution):
    """How long a resource takes for a task; without a resource, how long the task takes."""

    resource: Text | None = Field(default=None, alias="resource_id")


class TaskTimes(Parameters):
    """How long a task takes, by who does it."""

    task: Text = Field(alias="task_id")
    resources: tuple[ResourceTime, ...]


class EventTime(Distribution):
    """How long it takes until an event occurs."""

    event: Text = Field(alias="event_id")


class SimulationParameters(Parameters):
    """Everything that the format says about one model; what it does not say is absent."""

    source: Literal["prosimos", "bimp"] = "prosimos"
    arrivals: Distribution | None = Field(default=None, alias="arrival_time_distribution")
    arrival_calendar: tuple[Period, ...] = Field(default=(), alias="arrival_time_calendar")
    profiles: tuple[ResourceProfile, ...] = Field(default=(), alias="resource_profiles")
    calendars: tuple[Calendar, ...] = Field(default=(), alias="resource_calendars")
    task_times: tuple[TaskTimes, ...] = Field(default=(), alias="task_resource_distribution")
    event_times: tuple[EventTime, ...] = Field(default=(), alias="event_distribution")
    gateways: tuple[GatewayProbabilities, ...] = Field(
        default=(), alias="gateway_branching_probabilities"
    )
    sections: dict[str, JsonValue] = Field(
        default_factory=dict,
        description="Sections kept as they are: multitasking, batching, priorities, attributes.",
    )
    cases: int | None = Field(default=None, ge=0, description="How many to simulate.")
    starts_at: str | None = Field(default=None, description="As written.")
    currency: str | None = None
    fixed_costs: dict[str, float] = Field(default_factory=dict, description="By task.")
    warnings: tuple[DataWarning, ...] = ()

    def resources(self) -> tuple[Resource, ...]:
        """Return the resources of all profiles."""
        return tuple(resource for profile in self.profiles for resource in profile.resources)


def _plausible(named: dict[str, float]) -> bool:
    """Older files have SciPy's order of parameters: there, mean and bounds contradict."""
    low, high = named.get("minimum_s", -math.inf), named.get("maximum_s", math.inf)
    middle = named.get("mean_s", named.get("mode_s", max(low, min(high, 0))))
    spread = min(named.get("standard_deviation_s", 0), named.get("variance_s2", 0))
    tolerance = 1e-9 * abs(middle)  # of rounding
    negative = middle < 0 or spread < 0 or named.get("minimum_s", 0) < 0
    return not negative and low - tolerance <= middle <= high + tolerance and low <= high
