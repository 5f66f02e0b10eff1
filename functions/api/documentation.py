"""What OpenAPI says about the answers of a route."""

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from common.model.problem import TYPES, Problem
from functions.api.responses import PROBLEM_JSON

HEADERS = {
    "Location": "Where the new resource, or the file, is.",
    "Retry-After": "Seconds to wait before asking again.",
    "ETag": "Identifies this answer; send it back in If-None-Match.",
    "Repr-Digest": "SHA-256 of the file (RFC 9530).",
    "Content-Security-Policy": "HTML reports and models are sandboxed.",
}


EXAMPLES = {
    404: {
        "type": TYPES + "not-found",
        "title": "Not found",
        "status": 404,
        "detail": "There is no session of this id.",
    },
    422: {
        "type": TYPES + "invalid-request",
        "title": "The request is not valid",
        "status": 422,
        "detail": "Correct /colour: see errors, and documentation/api_documentation.json.",
        "errors": [{"detail": "Extra inputs are not permitted", "pointer": "/colour"}],
    },
}


def answers(
    status: HTTPStatus, model: type[BaseModel], description: str, *headers: str
) -> dict[int, Any]:
    """Document the answer of a request that succeeds."""
    content = {"application/json": {"model": model}}
    return {int(status): {"description": description, "content": content} | _headers(headers)}


def documented_bare(status: HTTPStatus, description: str, *headers: str) -> dict[int, Any]:
    """Document an answer without a body."""
    return {int(status): {"description": description, "content": {}} | _headers(headers)}


def problems(*statuses: int) -> dict[int, Any]:
    """Document the problems that a route answers beside those that every route does."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {PROBLEM_JSON: {"model": Problem} | _example(status)},
        }
        for status in sorted({401, 429, 500, *statuses})
    }


def _example(status: int) -> dict[str, Any]:
    return {"example": EXAMPLES[status]} if status in EXAMPLES else {}


def _headers(names: tuple[str, ...]) -> dict[str, Any]:
    if not names:
        return {}
    return {
        "headers": {
            name: {"description": HEADERS[name], "schema": {"type": "string"}} for name in names
        }
    }
