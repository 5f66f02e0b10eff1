"""What an organisation does not want changed: limits that it states itself."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field

from common.model.base import Value
from common.model.economics import Economics

KEYS = (
    *("mandatory_steps", "separation_of_duties", "fixed_roles"),
    *("budget", "max_added_headcount"),
)


class Limits(Value):
    """Part of ``organization_context``. Steps and roles by name or id, in any case."""

    mandatory_steps: tuple[str, ...] = Field(
        default=(), max_length=200, description="Steps that no case may go without."
    )
    separation_of_duties: tuple[tuple[str, str], ...] = Field(
        default=(),
        max_length=200,
        description="Pairs of steps that one person may not do in the same case.",
    )
    fixed_roles: tuple[str, ...] = Field(
        default=(), max_length=200, description="Roles that may not lose people."
    )
    budget: float | None = Field(
        default=None, ge=0, description="For all changes together, in the workflow's currency."
    )
    max_added_headcount: float | None = Field(
        default=None, ge=0, description="People that all changes together may add."
    )

    @classmethod
    def of(cls, context: Mapping[str, Any] | str | None) -> Self:
        """Return the limits in a context; other entries and free text say none.

        Raises ``pydantic.ValidationError`` where an entry of such a name is none.
        """
        if context is None or isinstance(context, str):
            return cls()
        return cls.model_validate({key: context[key] for key in KEYS if key in context})


NO_LIMITS = Limits()


def _whose_entries_are_what_they_say(
    given: dict[str, Any] | str | None,
) -> dict[str, Any] | str | None:
    Limits.of(given)
    Economics.of(given)
    return given


OrganizationContext = Annotated[
    dict[str, Any] | str | None,
    AfterValidator(_whose_entries_are_what_they_say),
    Field(
        description="Anything about the organisation. Limits of changes are read from it: "
        "mandatory_steps, separation_of_duties (pairs of steps), fixed_roles, budget, "
        "max_added_headcount. So is what the business case needs: currency, hourly_rates (by role, "
        "or default), day_rate, discount_rate, cases_per_year, cost_of_delay_per_case_day, "
        "realised_share, ramp_up_months, parallel_changes, implementation (by operator: days, "
        "one_off, running_per_year, weeks; a number, or low, likely and high)."
    ),
]
