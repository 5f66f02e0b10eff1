"""How the cases of a log differ from a process model: discovered from it, or submitted with it."""

from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveInt

from common.model.base import Value
from common.model.figure import Figure
from common.model.measurements import Distribution


class Deviation(Value):
    """One kind of difference at one activity."""

    activity: str = Field(description="Activity id in the workflow.")
    kind: Literal["inserted", "skipped"] = Field(
        description="'inserted': done where the model does not foresee it; 'skipped': not done "
        "where the model demands it. Done elsewhere is both."
    )
    count: PositiveInt
    cases: PositiveInt
    share: float = Field(ge=0, le=1, description="Of the cases that were compared.")
    mean_cycle_h: float = Field(description="Mean cycle time of these cases.")


class Conformance(Value):
    """Optimal alignments of the log's cases with the model.

    Of several equally good alignments of a case one is taken, always the same.
    """

    model: Literal["discovered", "submitted"] = Field(
        default="discovered", description="What the log was compared with."
    )
    model_name: str | None = Field(default=None, description="Of a submitted model.")
    only_in_model: tuple[str, ...] = Field(
        default=(), description="Activities of a submitted model that the log lacks."
    )
    cases: PositiveInt = Field(description="Cases that were compared.")
    left_out_cases: NonNegativeInt = Field(
        default=0, description="Of variants that are too long, or would have taken too long."
    )
    left_out_variants: NonNegativeInt = 0
    fitness: Figure = Field(
        description="Mean over the cases that were compared; low and high: if those that were left "
        "out did not fit at all, or fully."
    )
    fitting_cases: Figure = Field(description="Share without any deviation; low and high likewise.")
    fitting_cycle_time: Distribution | None = None
    deviating_cycle_time: Distribution | None = None
    deviations: tuple[Deviation, ...] = Field(default=(), description="Up to 20, most cases first.")
    unlisted_deviations: NonNegativeInt = Field(
        default=0, description="Further activities and kinds beyond those listed."
    )
