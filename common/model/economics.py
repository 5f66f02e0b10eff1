"""What an organisation says about money and effort, for the business case."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field

from common.model.base import Value

Amount = Annotated[float, Field(ge=0)]


def _ascending(given: float | tuple[float, ...]) -> float | tuple[float, ...]:
    if isinstance(given, tuple) and list(given) != sorted(given):
        raise ValueError("low, likely and high must not fall")
    return given


Spread = Annotated[
    Amount | tuple[Amount, Amount, Amount],
    AfterValidator(_ascending),
    Field(description="One number, or low, likely and high."),
]


class StatedEffort(Value):
    """What putting one kind of change in place takes, as the organisation knows it."""

    days: Spread | None = Field(default=None, description="Person-days.")
    one_off: Spread | None = Field(default=None, description="Beyond the person-days, in money.")
    running_per_year: Spread | None = Field(default=None, description="In money.")
    weeks: Annotated[int, Field(ge=1, le=260)] | None = Field(
        default=None, description="From begin to roll-out, at least."
    )


class Economics(Value):
    """Part of ``organization_context``; everything in its currency, shares from 0 to 1."""

    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    hourly_rates: dict[str, Amount] = Field(
        default_factory=dict,
        max_length=500,
        description="Full cost of an hour of work by role; 'default' for all others.",
    )
    day_rate: Amount | None = Field(
        default=None, description="Of those who put changes in place, per person-day."
    )
    discount_rate: float | None = Field(default=None, ge=0, le=1, description="Per year.")
    cases_per_year: Amount | None = None
    cost_of_delay_per_case_day: Amount | None = Field(
        default=None, description="What one case that takes one day longer costs."
    )
    realised_share: float | None = Field(
        default=None, ge=0, le=1, description="Part of the freed working time that becomes money."
    )
    ramp_up_months: float | None = Field(default=None, ge=0, le=36)
    parallel_changes: int | None = Field(default=None, ge=1, le=50)
    implementation: dict[str, StatedEffort] = Field(
        default_factory=dict, max_length=100, description="By operator, such as automate."
    )

    @classmethod
    def of(cls, context: Mapping[str, Any] | str | None) -> Self:
        """Return what a context says; other entries and free text say nothing.

        Raises ``pydantic.ValidationError`` where an entry of such a name is of another kind.
        """
        if context is None or isinstance(context, str):
            return cls()
        return cls.model_validate({key: context[key] for key in cls.model_fields if key in context})


NOTHING_STATED = Economics()
