"""Redesigns and what simulation says they bring."""

from typing import Literal

from pydantic import Field

from common.model.assessment import Place
from common.model.base import Value
from common.model.figure import Figure


class Interval(Value):
    """A mean over replications with its 95% confidence interval."""

    mean: float
    low: float
    high: float


class Effect(Value):
    """One metric before and after, from paired replications with common random numbers."""

    metric: str = Field(description="Such as cycle_time_mean_h, rework_share, cost_per_case.")
    unit: str
    as_is: Interval
    to_be: Interval
    difference: Interval = Field(description="To-be minus as-is, paired by replication.")
    relative: float | None = Field(default=None, description="Mean difference over as-is mean.")


class Redesign(Value):
    """A change of the workflow, tried by simulation."""

    id: str
    operator: str = Field(description="Name of the operator that made it.")
    heuristic: str | None = Field(default=None, description="Id in framework_knowledge/.")
    title: str
    description: str = Field(description="What changes, for whom, in one or two sentences.")
    where: Place = Place()
    parameters: dict[str, Figure] = Field(default_factory=dict)
    answers: tuple[str, ...] = Field(default=(), description="Ids of the findings it answers.")
    effects: tuple[Effect, ...] = ()
    verdict: Literal["beneficial", "no_effect", "harmful"]
    risks: tuple[str, ...] = ()


class TwinCheck(Value):
    """One metric of the log beside the same metric of the as-is simulation."""

    metric: str
    unit: str
    observed: float
    simulated: Interval
    relative_error: float
    tolerance: float
    passed: bool


class Distance(Value):
    """How far simulated cases are from later ones that the simulation has not seen.

    An earth mover's distance; for n-grams the share of sequences that differ.
    """

    measure: str = Field(description="Such as two_grams, cycle_time_h.")
    unit: str
    distance: float = Field(description="From runs of the simulation to the later cases.")
    floor: float = Field(description="Between random halves of the later cases: chance alone.")
    change: float | None = Field(
        default=None,
        description="From as many cases just before: how much the process itself has changed.",
    )


class Judgement(Value):
    """A simulation of the earlier cases, compared with the later ones."""

    fitted_cases: int
    judged_cases: int
    distances: tuple[Distance, ...]


class Twin(Value):
    """How the as-is simulation was built, and whether it reproduces what was observed."""

    method: str
    checks: tuple[TwinCheck, ...] = ()
    indicative: bool = Field(description="True: benefits are indicative only.")
    reason: str = Field(description="Why benefits may be relied on, or why they may not.")
    replications: int
    cases_per_replication: int
    seed: int
    assumptions: dict[str, Figure] = Field(default_factory=dict)
    judgement: Judgement | None = Field(
        default=None, description="Absent where the cases are too few, or not all is measured."
    )
    limits: tuple[str, ...] = Field(
        default=(), description="What cannot be changed in it, or is not known of it."
    )


class Portfolio(Value):
    """What the optimization agent recommends."""

    schema_version: str = "1.0"
    twin: Twin | None = Field(default=None, description="Absent where nothing can be simulated.")
    redesigns: tuple[Redesign, ...] = Field(default=(), description="All that were tried.")
    recommended: tuple[str, ...] = Field(
        default=(), description="Ids in the order of roll-out, by marginal simulated gain."
    )
    joint: tuple[Effect, ...] = Field(
        default=(), description="The recommended redesigns simulated together, not summed."
    )
    hours_saved_per_year: Figure | None = Field(
        default=None, description="Case-hours of cycle time, not of work."
    )
    notes: tuple[str, ...] = ()
    quality_score: float = Field(ge=0, le=1)
