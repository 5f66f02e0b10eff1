"""What changes take to put in place, as data: framework_knowledge/efforts.json."""

import json
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from common.model.base import Value

Wave = Literal["quick_win", "project", "structural"]
WAVES: tuple[Wave, ...] = ("quick_win", "project", "structural")
Amount = Annotated[float, Field(ge=0)]
DEFAULT = "default"  # the entry for operators that have none


class EffortsError(ValueError):
    """The file of efforts is missing, malformed or contradicts itself."""


class Assumption(Value):
    """A range for what nobody stated, with the reason for it."""

    low: float
    likely: float
    high: float
    reason: str
    source: str = Field(default="ours", description="'ours', or an id in sources.json.")

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        if not self.low <= self.likely <= self.high:
            raise ValueError("low, likely and high must not fall")
        return self


class Assumptions(Value):
    """Everything that the business case assumes where nobody states it."""

    rate_per_h: Assumption = Field(description="In EUR.")
    day_rate_factor: Assumption = Field(description="Times the mean rate of the process.")
    realised_share: Assumption
    discount_rate: Assumption
    ramp_up_months: Assumption
    hours_per_person_year: Assumption
    day_sooner_h: Assumption = Field(
        description="Hours of work that a day less of one case's cycle time is worth."
    )


class WaveLimit(Value):
    """Up to which effort and time a change belongs to a wave."""

    most_days: Amount
    most_weeks: int


class Effort(Value):
    """What one kind of change takes: low, likely and high."""

    days: tuple[Amount, Amount, Amount]
    beyond_days: tuple[Amount, Amount, Amount] = Field(
        default=(0, 0, 0), description="Licences, tools and fees, in the worth of person-days."
    )
    running_days: tuple[Amount, Amount, Amount] = Field(
        default=(0, 0, 0), description="Upkeep per year, in the worth of person-days."
    )
    weeks: int = Field(ge=1, description="From begin to roll-out, at least.")
    least_wave: Wave = "quick_win"
    reason: str
    owner: Literal["role", "line_manager", "it", "process_owner"]
    staffing: bool = Field(default=False, description="Whether it changes people's work or hours.")
    risk: str
    after: tuple[str, ...] = Field(default=(), description="Operators that come first.")
    also: tuple[str, ...] = Field(default=(), description="Other names of the operator.")
    steps: tuple[str, ...] = Field(min_length=1)
    measures: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        for each in (self.days, self.beyond_days, self.running_days):
            if list(each) != sorted(each):
                raise ValueError("low, likely and high must not fall")
        return self


class Efforts(Value):
    """The whole file."""

    about: str
    assumptions: Assumptions
    days_per_week: float = Field(gt=0, description="Person-days that a change gets in a week.")
    parallel_changes: int = Field(ge=1)
    waves: dict[Wave, WaveLimit]
    reasons: dict[str, str]
    steps: dict[str, str]
    measures: dict[str, str]
    risks: dict[str, str]
    operators: dict[str, Effort]

    def of(self, operator: str) -> Effort:
        """Return the effort of an operator, or that of an unknown one."""
        for name, effort in self.operators.items():
            if operator == name or operator in effort.also:
                return effort
        return self.operators[DEFAULT]

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        named = {name for name, each in self.operators.items() for name in (name, *each.also)}
        for name, each in self.operators.items():
            for kind, used, known in (
                ("step", each.steps, self.steps),
                ("measure", each.measures, self.measures),
                ("reason", (each.reason,), self.reasons),
                ("risk", (each.risk,), self.risks),
                ("operator", each.after, named),
            ):
                if unknown := sorted(set(used) - set(known)):
                    raise ValueError(f"{name} names no {kind}: {', '.join(unknown)}")
        if DEFAULT not in self.operators:
            raise ValueError(f"there is no {DEFAULT}")
        if missing := {"quick_win", "project"} - set(self.waves):
            raise ValueError(f"waves lack {', '.join(sorted(missing))}")
        try:
            TopologicalSorter({n: each.after for n, each in self.operators.items()}).prepare()
        except CycleError as error:
            raise ValueError(f"operators wait for each other: {error.args[1]}") from error
        return self


def efforts_of(files: Mapping[str, bytes]) -> Efforts:
    """Return the efforts of the knowledge base; raises ``EffortsError``."""
    try:
        return Efforts.from_json(files["efforts.json"])
    except KeyError:
        raise EffortsError("framework_knowledge lacks efforts.json") from None
    except (ValidationError, json.JSONDecodeError) as error:
        raise EffortsError(f"efforts.json is malformed: {error}") from error
