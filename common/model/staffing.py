"""Who works, and when: calendars, resources and how long each takes for an activity."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from common.model.base import Value
from common.model.distribution import Distribution
from common.model.figure import Figure

DAY_S = 86_400
Name = Field(min_length=1, max_length=500)


class Shift(Value):
    """A part of one day of every week, in local time."""

    weekday: int = Field(ge=0, le=6, description="0 is Monday.")
    begins_s: float = Field(ge=0, lt=DAY_S, description="Seconds from midnight.")
    ends_s: float = Field(gt=0, le=DAY_S)

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.ends_s <= self.begins_s:
            raise ValueError("a shift ends after it begins; one over midnight is two shifts")
        return self


class Calendar(Value):
    """When somebody works: the same every week, but for holidays."""

    id: str = Name
    name: str | None = None
    time_zone: str | None = Field(default=None, description="IANA name; absent: not known.")
    shifts: tuple[Shift, ...]
    holidays: tuple[date, ...] = ()


class Resource(Value):
    """A person or machine, or ``amount`` of them that are alike."""

    id: str = Name
    name: str = Name
    role: str | None = Field(default=None, description="Id of the role.")
    amount: int = Field(default=1, ge=1)
    cost_per_h: Figure | None = None
    calendar: str | None = Field(default=None, description="Id of a calendar; absent: always.")


class Performance(Value):
    """How long a resource takes for an activity. Only who has one can do the activity."""

    activity: str
    resource: str
    duration: Distribution


class Arrivals(Value):
    """How cases come: the times between them, within the calendar where there is one."""

    interarrival: Distribution
    calendar: str | None = None
