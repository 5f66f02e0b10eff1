"""Answers of the API in one form."""

import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent
from pydantic import BaseModel

from common.model.problem import Problem

PROBLEM_JSON = "application/problem+json"
RETRY_AFTER_S = "2"


def answer(
    status: HTTPStatus, value: BaseModel, headers: Mapping[str, str] | None = None
) -> Response[str]:
    """Return a JSON answer. Answers belong to one key and are not for shared caches."""
    body = value.model_dump_json(exclude_none=True)
    return Response(
        int(status),
        "application/json",
        body,
        {"Cache-Control": "no-store"} | (dict(headers) if headers else {}),
    )


def bare(status: HTTPStatus, headers: Mapping[str, str]) -> Response[str]:
    """Return an answer without a body."""
    return Response(int(status), body="", headers=dict(headers))


def refusal(problem: Problem, headers: Mapping[str, str] | None = None) -> Response[str]:
    """Return a problem as RFC 9457 wants it."""
    body = problem.model_dump_json(exclude_none=True)
    kept: dict[str, str | list[str]] = {"Cache-Control": "no-store", **(headers or {})}
    return Response(problem.status, PROBLEM_JSON, body, kept)


def entity_tag(body: bytes) -> str:
    """Return a strong ETag (RFC 9110, 8.8.3) of these bytes."""
    return f'"{hashlib.sha256(body).hexdigest()}"'


def is_known(event: APIGatewayProxyEvent, tag: str) -> bool:
    """Tell whether If-None-Match says that the client has the answer with this ETag."""
    given = event.headers.get("if-none-match", "")
    tags = [text.strip().removeprefix("W/") for text in given.split(",")]
    return tag in tags or "*" in tags


def path_to(event: APIGatewayProxyEvent, path: str) -> str:
    """Return the path of another resource of this API, with the stage if the URL has one."""
    context: dict[str, Any] = event.get("requestContext") or {}
    full = str(context.get("path") or event.path)
    return full.removesuffix(event.path) + path if full.endswith(event.path) else path


def status_path(session_id: UUID) -> str:
    """Return the path of a session's status within the API."""
    return f"/status/{session_id}"
