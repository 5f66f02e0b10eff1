"""Bodies of the requests that start a session."""

from typing import Annotated, Any, Literal, Self

from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import ConfigDict, Field, StringConstraints, field_validator

from common.language import Language
from common.model.base import Value
from common.model.limits import OrganizationContext
from common.model.submission import WORKFLOW_ID, AnalysisType, OutputFormat, Request, Submission
from functions.api.filenames import ANSWER

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,255}$",
        description="Chosen by you for one request: repeated with the same body, it starts "
        "nothing new.",
    ),
]

Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]


class Options(Value):
    """How a workflow is to be analysed and reported. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    analysis_type: AnalysisType = AnalysisType.COMPREHENSIVE
    output_format: OutputFormat = OutputFormat.DETAILED_ANALYSIS
    priority: Literal["low", "normal", "high"] = "normal"
    language: Language = Field(default="en", description="Of the report.")
    seed: int = Field(
        default=1, ge=0, le=2**31 - 1, strict=True, description="Same input and seed, same report."
    )
    context: str | None = Field(
        default=None, max_length=20_000, description="What the reader should know beside the data."
    )
    organization_context: OrganizationContext = None
    object_type: str | None = Field(
        default=None,
        min_length=1,
        max_length=500,
        description="The type of object that is a case, for an object-centric log (OCEL).",
    )
    reference_model: Text | dict[str, Any] | list[Any] | None = Field(
        default=None,
        description="How the process is meant to run, as a BPMN 2.0 model (text) or as steps: an "
        "event log is compared with it.",
    )
    workflow_id: str | None = Field(
        default=None, pattern=WORKFLOW_ID, description="Your name of the workflow."
    )

    def request(self) -> Request:
        """Return the options that every event carries."""
        return Request.model_validate(self.model_dump(include=set(Request.model_fields)))


class OptimizeBody(Options):
    """A workflow, inline."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "workflow_data": "1. The employee fills in the travel form (20 minutes).\n"
                    "2. The supervisor approves it (waits 2 days, work 10 minutes).",
                    "output_format": "executive_summary",
                    "workflow_id": "travel-approval",
                }
            ]
        }
    )

    workflow_data: Text | Annotated[dict[str, Any] | list[Any], Field(min_length=1)] = Field(
        description="Steps as text, a workflow as JSON, or a BPMN 2.0 model as text; with "
        "simulation parameters (Prosimos) as "
        '{"bpmn": "<definitions …", "simulation": {…}}.'
    )

    def submission(self) -> Submission:
        """Return the document that the input agent reads."""
        fields = self.model_dump(
            include={
                "workflow_data",
                "context",
                "organization_context",
                "object_type",
                "reference_model",
            }
        )
        return Submission.model_validate(fields | {"request": self.request()})


class UploadBody(Options):
    """A file that is about to be uploaded."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"filename": "declarations.xes.gz", "priority": "high", "seed": 7}]
        }
    )

    filename: str = Field(min_length=1, max_length=255, description="Name of the file.")
    columns: dict[str, str] | None = Field(
        default=None, max_length=20, description="Column of a CSV log by its role, such as case_id."
    )

    @field_validator("filename")
    @classmethod
    def _no_answer(cls, filename: str) -> str:
        if filename.endswith(ANSWER):
            raise ValueError(f"names ending in {ANSWER} are kept for the answers of the intake")
        return filename


class DropOptions(Value):
    """Options of a file that was put into the intake directly: its S3 user metadata."""

    model_config = ConfigDict(populate_by_name=True)

    analysis_type: AnalysisType = Field(AnalysisType.COMPREHENSIVE, alias="analysis-type")
    output_format: OutputFormat = Field(OutputFormat.DETAILED_ANALYSIS, alias="output-format")
    priority: Literal["low", "normal", "high"] = "normal"
    language: Language = Field(default="en", description="Of the report.")
    seed: int = Field(1, ge=0, le=2**31 - 1)
    workflow_id: str | None = Field(None, alias="workflow-id", pattern=WORKFLOW_ID)
    object_type: str | None = Field(None, alias="object-type", min_length=1, max_length=500)

    @classmethod
    def of(cls, metadata: dict[str, str]) -> Self:
        """Return the options; raises ``ValidationError``."""
        return cls.model_validate(metadata)

    def request(self) -> Request:
        return Request.model_validate(self.model_dump(include=set(Request.model_fields)))
