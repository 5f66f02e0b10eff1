"""Every error of the API as a problem (RFC 9457)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)

from common.model.problem import PermanentError, Problem, ProblemPart, problem
from common.telemetry import logger
from functions.api.documents import invalid, pointer
from functions.api.responses import refusal

UNSUPPORTED = problem(
    "unsupported-media-type",
    "The body must be JSON",
    "Send the body with Content-Type: application/json.",
    status=415,
)


def not_found(what: str) -> PermanentError:
    """Return the error for what does not exist, or not for this key: the two look the same."""
    return PermanentError(
        problem("not-found", "Not found", f"There is no {what} of this id.", status=404)
    )


def handle_errors(app: APIGatewayRestResolver) -> None:
    """Let ``app`` answer every error with a problem, and no unexpected one with its cause."""

    def _refused(error: PermanentError) -> Response[str]:
        return refusal(error.problem)

    def _invalid(error: RequestValidationError) -> Response[str]:
        if any(part["loc"][0] == "response" for part in error.errors()):
            return _unexpected(error)  # it is our answer that does not fit
        body = app.current_event.json_body if app.current_event.body else None
        return refusal(invalid(*parts(error.errors(), body)).problem)

    def _unsupported(_: RequestUnsupportedContentType) -> Response[str]:
        return refusal(UNSUPPORTED)

    def _not_routed(_: NotFoundError) -> Response[str]:
        allowed = _methods(app)
        if not allowed:
            return refusal(problem("not-found", "Not found", "No such resource.", status=404))
        detail = f"This resource answers {', '.join(allowed)}."
        trouble = problem("method-not-allowed", "Method not allowed", detail, status=405)
        return refusal(trouble, {"Allow": ", ".join(allowed)})

    def _unexpected(_: Exception) -> Response[str]:
        logger.exception("request failed")
        return refusal(unexpected(app.lambda_context.aws_request_id))

    app.exception_handler(PermanentError)(_refused)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(RequestUnsupportedContentType)(_unsupported)
    app.exception_handler(NotFoundError)(_not_routed)
    app.exception_handler(Exception)(_unexpected)


def unexpected(request_id: str) -> Problem:
    """Return the problem of a fault of ours: what to quote, and nothing about the inside."""
    trouble = problem(
        "internal-error",
        "Something went wrong here",
        f"Try again in a moment; if it stays, report request {request_id}.",
        status=500,
    )
    return trouble.model_copy(update={"instance": f"urn:uuid:{request_id}"})


def parts(errors: Sequence[Any], body: object) -> tuple[ProblemPart, ...]:
    """Return validation errors by their place; what a union says about one place is joined."""
    found: dict[str, list[str]] = defaultdict(list)
    for error in errors:
        at = _place(error, body)
        message = str(error["msg"]).removeprefix("Value error, ")
        if message not in found[at]:
            found[at].append(message)
    return tuple(ProblemPart(detail="; or ".join(found[at]), pointer=at) for at in sorted(found))


def _place(error: Any, body: object) -> str:
    """Return where an error lies: a JSON Pointer into the body, or "query limit"."""
    place, *location = error["loc"]
    if place != "body":
        return f"{place} {location[0]}"
    missing = str(location[-1]) if location and error["type"] == "missing" else None
    return pointer(location, body, missing)


def _methods(app: APIGatewayRestResolver) -> list[str]:
    """Return the methods that the requested path does answer."""
    path = app.current_event.path
    routes = [*app._static_routes, *app._dynamic_routes]  # the resolver does not publish them
    return sorted({route.method for route in routes if route.rule.match(path)})
