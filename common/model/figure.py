"""A number and where it comes from. No number leaves the input agent without it."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from common.model.base import Value

# One year everywhere: what is stated per year comes back as it was, whoever went by the week.
WEEKS_PER_YEAR = 52.0


class Provenance(StrEnum):
    """How a number is known. Nothing assumed may be shown as fact."""

    MEASURED = "measured"  # computed from an event log
    STATED = "stated"  # the submitter said it
    INFERRED = "inferred"  # derived from measured or stated figures by a rule
    ASSUMED = "assumed"  # a default; ``origin`` gives the reason


Unit = Literal[
    "h",  # hours, wall-clock unless the origin says working time
    "share",  # 0 to 1
    "count",
    "per_week",
    "per_year",
    "money",  # in the workflow's currency
    "money_per_h",
    "money_per_year",
    "person_days",
    "months",
    "score",
]


class Figure(Value):
    """A value with its unit, its provenance and the sentence that explains it."""

    value: float
    unit: Unit
    provenance: Provenance
    origin: str = Field(
        min_length=1,
        max_length=500,
        description="The columns, the quoted phrase, the rule or the reason behind the value.",
    )
    low: float | None = Field(default=None, description="Lower end where a range is known.")
    high: float | None = Field(default=None, description="Upper end where a range is known.")
