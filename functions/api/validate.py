"""POST /validate: says how good a submission's data is, without starting a session."""

import base64
import binascii
import hashlib
import json
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

import boto3
from aws_lambda_powertools.event_handler import Response
from pydantic import ConfigDict, Field, field_validator, model_validator

from common.model.artifact import Artifact
from common.model.base import Value
from common.model.problem import PermanentError, Problem
from common.model.quality import Quality
from common.model.submission import Submission
from functions.api.callers import owner
from functions.api.documentation import answers, problems
from functions.api.options import Options, Text
from functions.api.responses import answer
from functions.api.routing import new_router
from functions.api.settings import api_settings

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

router = new_router()


class InlineFile(Value):
    """A small file, perhaps compressed, within the body."""

    model_config = ConfigDict(extra="forbid")

    filename: str = Field(min_length=1, max_length=255, description="Name of the file.")
    content: str = Field(min_length=4, description="The bytes of the file in Base64 (RFC 4648).")

    @field_validator("content")
    @classmethod
    def _decodes(cls, content: str) -> str:
        try:
            base64.b64decode(content, validate=True)
        except binascii.Error as error:
            raise ValueError("this is no Base64 of RFC 4648") from error
        return content

    def artifact(self) -> Artifact:
        """Return the reference that a submission needs; nothing is stored."""
        body = base64.b64decode(self.content)
        return Artifact(key="inline", sha256=hashlib.sha256(body).hexdigest(), size_bytes=len(body))


class ValidateBody(Options):
    """A workflow inline, or a small file."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"workflow_data": {"steps": ["Submit request", "Manager approval"]}},
                {"file": {"filename": "requests.csv.gz", "content": "H4sIAAAAAAAAAw=="}},
            ]
        }
    )

    workflow_data: Text | dict[str, Any] | list[Any] | None = Field(
        default=None, description="Steps as text, or a workflow as JSON."
    )
    file: InlineFile | None = None
    columns: dict[str, str] | None = Field(
        default=None, max_length=20, description="Column of a CSV log by its role, such as case_id."
    )

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.workflow_data is None) == (self.file is None):
            raise ValueError("give either workflow_data or file")
        return self

    def submission(self) -> Submission:
        """Return the document that the input agent reads."""
        fields = self.model_dump(
            include={
                "workflow_data",
                "context",
                "organization_context",
                "object_type",
                "columns",
                "reference_model",
            }
        )
        if self.file is not None:
            fields |= {"file": self.file.artifact(), "filename": self.file.filename}
        return Submission.model_validate(fields | {"request": self.request()})


class Outline(Value):
    """The workflow as it was understood."""

    name: str
    activities: tuple[str, ...]
    gateways: tuple[tuple[str, str], ...] = Field(
        default=(), description="Id and kind; flows may lead to and from them."
    )
    flows: tuple[tuple[str, str], ...]
    roles: tuple[str, ...] = ()


class Validation(Value):
    """What the input agent makes of a workflow."""

    quality: Quality
    workflow: Outline


class InvocationError(Exception):
    """The input function itself failed."""


@cache
def client() -> "LambdaClient":
    return boto3.client("lambda")


@router.post(
    "/validate",
    tags=["submit"],
    summary="Check a workflow before submitting it",
    operation_id="validate",
    description="Reads the workflow as POST /optimize would, and reports on its quality. A file "
    "that fits into the body may be sent as Base64; larger ones go through POST /uploads.",
    responses=answers(HTTPStatus.OK, Validation, "The quality report.")
    | problems(400, 413, 415, 422),
)
def validate(body: ValidateBody) -> Response[str]:
    owner(router.current_event)
    submission = body.submission().model_dump(mode="json", exclude_none=True)
    content = {} if body.file is None else {"content": body.file.content}
    report = _ask_input_agent({"action": "validate", "submission": submission} | content)
    if "problem" in report:
        raise PermanentError(Problem.model_validate(report["problem"]))
    return answer(HTTPStatus.OK, Validation.model_validate(report))


def _ask_input_agent(payload: dict[str, Any]) -> dict[str, Any]:
    response = client().invoke(
        FunctionName=api_settings().input_function_name, Payload=json.dumps(payload).encode()
    )
    body = response["Payload"].read()
    if response.get("FunctionError"):
        raise InvocationError(f"the input function failed: {response['FunctionError']}")
    loaded: dict[str, Any] = json.loads(body)
    return loaded
