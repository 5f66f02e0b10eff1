"""POST /validate: says how good a submission's data is, without starting a session."""

import json
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import boto3
from aws_lambda_powertools.event_handler import Response
from pydantic import Field

from common.model.base import Value
from common.model.problem import PermanentError, Problem
from common.model.quality import Quality
from functions.api.callers import owner
from functions.api.documentation import answers, problems
from functions.api.options import OptimizeBody
from functions.api.responses import answer
from functions.api.routing import new_router
from functions.api.settings import api_settings

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

router = new_router()


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
    description="Reads the workflow as POST /optimize would, and reports on its quality.",
    responses=answers(HTTPStatus.OK, Validation, "The quality report.")
    | problems(400, 413, 415, 422),
)
def validate(body: OptimizeBody) -> Response[str]:
    owner(router.current_event)
    submission = body.submission().model_dump(mode="json", exclude_none=True)
    report = _ask_input_agent({"action": "validate", "submission": submission})
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
