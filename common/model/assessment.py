"""Findings with their evidence, and the one score they lead to."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from common.model.base import Value
from common.model.figure import Figure, Provenance


class Severity(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Evidence(Value):
    """One observation that a finding rests on."""

    metric: str = Field(description="Name of the metric, as in the glossary.")
    value: float | None = None
    unit: str | None = None
    threshold: float | None = Field(default=None, description="What it was compared with.")
    provenance: Provenance
    sample: int | None = Field(default=None, description="Number of observations.")
    quote: str | None = Field(default=None, max_length=500, description="The submitter's words.")


class Place(Value):
    """Where in the workflow: ids of an activity, a role, or the two ends of a flow."""

    activity: str | None = None
    role: str | None = None
    flow: tuple[str, str] | None = None


FindingType = Literal[
    "waiting",
    "outside_wait",
    "bottleneck",
    "batching",
    "backlog",
    "rework",
    "rejection",
    "late_rejection",
    "approvals",
    "repeated_checks",
    "handoffs",
    "systems",
    "manual_work",
    "overproduction",
    "workload",
    "variability",
    "trend",
    "case_type",
    "communication",
    "sequence",
    "ownership",
    "standards",
]


class View(Value):
    """What another rule says about the same cause."""

    rule: str = Field(description="Id of the rule in framework_knowledge/.")
    framework: Literal["lean", "agile", "operating_model", "constraints"]
    principle: str
    severity: Severity
    statement: str


class Finding(Value):
    """Something that makes the process slow, costly, bad or rigid, with its proof."""

    id: str = Field(description="Stable for the same rule at the same place.")
    rule: str = Field(description="Id of the rule in framework_knowledge/.")
    framework: Literal["lean", "agile", "operating_model", "constraints"]
    principle: str = Field(description="Waste, principle or layer, in the framework's own term.")
    type: FindingType | None = Field(default=None, description="What is wrong, in one word.")
    severity: Severity
    statement: str = Field(description="One sentence with the step, the role and the number.")
    where: Place = Place()
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    affected_share: float | None = Field(default=None, ge=0, le=1, description="Share of cases.")
    at_stake_h: float | None = Field(
        default=None, description="Hours of cycle time at stake per case, mean over all cases."
    )
    time_at_stake_h_per_year: Figure | None = Field(
        default=None, description="Case-hours of cycle time; not of work, and no benefit."
    )
    time_at_stake_share: float | None = Field(
        default=None, ge=0, le=1, description="The same as a share of the mean cycle time."
    )
    cost_at_stake_per_year: Figure | None = Field(
        default=None,
        description="Of work in vain or done again. Absent where no work is at stake (waiting "
        "costs none) or where no cost is known.",
    )
    confidence: float = Field(ge=0, le=1)
    remedies: tuple[str, ...] = Field(default=(), description="Ids of redesign heuristics.")
    views: tuple[View, ...] = Field(
        default=(), description="The same cause as other rules see it: no further findings."
    )


class ScoreMeasure(Value):
    """One metric of a sub-score with the scale that it is put on."""

    metric: str
    value: float
    unit: Literal["share", "count"]
    good: float = Field(description="Here it counts 0.")
    bad: float = Field(description="From here on it counts 1.")
    score: float = Field(ge=0, le=1)


class ScorePart(Value):
    """One sub-score, 0 (nothing wrong) to 1 (as bad as the scale goes)."""

    name: Literal["time", "cost", "quality", "flexibility", "flow"]
    score: float = Field(ge=0, le=1)
    weight: float = Field(gt=0)
    basis: str = Field(description="What it rests on in words, or why it is unknown.")
    known: bool = True
    measures: tuple[ScoreMeasure, ...] = Field(
        default=(), description="The metrics that are known, of which it is the mean or the worst."
    )


class Sensitivity(Value):
    """How the score changes when one end of a metric's scale is 20% lower or higher."""

    metric: str
    end: Literal["good", "bad"]
    threshold: float
    if_lower: float = Field(description="Change of the score.")
    if_higher: float = Field(description="Change of the score.")


class Assessment(Value):
    """What the analysis agent concludes."""

    schema_version: str = "1.0"
    findings: tuple[Finding, ...] = Field(default=(), description="Most at stake first.")
    inefficiency_score: float = Field(ge=1, le=10)
    optimization_potential: float = Field(
        ge=0, le=1, description="Share of the mean cycle time that findings put at stake."
    )
    parts: tuple[ScorePart, ...]
    formula: str
    potential_formula: str = ""
    sensitivity: tuple[Sensitivity, ...] = Field(
        default=(), description="Of the score to the ends of its scales, largest change first."
    )
    coverage: float | None = Field(
        default=None, description="Share of the score's weights whose part is known."
    )
    cases_per_year: float | None = Field(default=None, description="What is at stake counts these.")
    cost_per_case: Figure | None = Field(
        default=None, description="What the money at stake counts for a case."
    )
    quality_score: float = Field(ge=0, le=1)
    knowledge: dict[str, str] = Field(
        default_factory=dict, description="Knowledge files used, with their sha256."
    )
    notes: tuple[str, ...] = Field(default=(), description="What could not be judged, and why.")
