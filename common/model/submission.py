"""What a user asks for, whichever way it came in."""

from enum import StrEnum
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from common.language import Language
from common.model.artifact import Artifact
from common.model.base import Value
from common.model.economics import Economics
from common.model.limits import Limits, OrganizationContext

WORKFLOW_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$"


class AnalysisType(StrEnum):
    COMPREHENSIVE = "comprehensive"
    QUICK = "quick_assessment"
    TARGETED = "targeted_analysis"


class OutputFormat(StrEnum):
    EXECUTIVE_SUMMARY = "executive_summary"
    DETAILED_ANALYSIS = "detailed_analysis"
    IMPLEMENTATION_GUIDE = "implementation_guide"
    BUSINESS_CASE = "business_case"


class Request(Value):
    """The options of a submission; every event of the session carries them."""

    analysis_type: AnalysisType = AnalysisType.COMPREHENSIVE
    output_format: OutputFormat = OutputFormat.DETAILED_ANALYSIS
    priority: Literal["low", "normal", "high"] = "normal"
    language: Language = Field(default="en", description="Of the report.")
    seed: int = Field(
        default=1, ge=0, le=2**31 - 1, description="Same input and seed, same report."
    )


class Submission(Value):
    """The document under ``sessions/<session>/submission…``: inline data or a stored file."""

    request: Request = Request()
    workflow_data: str | dict[str, Any] | list[Any] | None = None
    file: Artifact | None = None
    filename: str | None = Field(default=None, max_length=255)
    context: str | None = Field(default=None, max_length=20_000)
    columns: dict[str, str] | None = Field(
        default=None,
        max_length=20,
        description="Column names of a table by role, such as case_id, activity, complete_at.",
    )
    object_type: str | None = Field(
        default=None,
        max_length=500,
        description="The type of object that is a case, for an object-centric log (OCEL).",
    )
    organization_context: OrganizationContext = None
    reference_model: str | dict[str, Any] | list[Any] | None = Field(
        default=None,
        description="How the process is meant to run (BPMN 2.0 or steps); an event log is "
        "compared with it.",
    )

    @property
    def limits(self) -> Limits:
        """What the organisation does not want changed."""
        return Limits.of(self.organization_context)

    @property
    def economics(self) -> Economics:
        """What the organisation says about money and effort."""
        return Economics.of(self.organization_context)

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.workflow_data is None) == (self.file is None):
            raise ValueError("a submission holds either workflow_data or a file")
        return self
