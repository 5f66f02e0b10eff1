"""The REST API: one router per route, and what holds for all of them."""

import base64
import binascii
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.api_gateway import ResponseBuilder
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent
from aws_lambda_powertools.utilities.typing import LambdaContext

from common.model.problem import Problem, problem
from common.telemetry import logger, metrics, tracer
from functions.api import (
    health,
    optimize,
    replays,
    results,
    status,
    system_metrics,
    uploads,
    validate,
    workflows,
)
from functions.api.callers import NO_KEY
from functions.api.documents import document
from functions.api.problems import UNSUPPORTED, handle_errors
from functions.api.responses import refusal

MAX_BODY_BYTES = 1_000_000

app = APIGatewayRestResolver(enable_validation=True, json_body_deserializer=document)
handle_errors(app)
for module in (
    optimize,
    uploads,
    validate,
    status,
    results,
    workflows,
    replays,
    system_metrics,
    health,
):
    app.include_router(module.router)


@logger.inject_lambda_context(
    clear_state=True, correlation_id_path=correlation_paths.API_GATEWAY_REST
)
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer a request that API Gateway hands on as a Lambda proxy event."""
    request = APIGatewayProxyEvent(event)
    refused = _refused(request)
    answer = (
        app.resolve(event, context)
        if refused is None
        else ResponseBuilder[APIGatewayProxyEvent](refusal(refused)).build(request)
    )
    metrics.add_metric(
        name=f"Status{answer['statusCode'] // 100}xx", unit=MetricUnit.Count, value=1
    )
    return answer


def _refused(request: APIGatewayProxyEvent) -> Problem | None:
    """Return why a request is not even looked at: no key, or a body that is not to be read."""
    if request.path.rstrip("/") != "/health" and not request.headers.get("x-api-key"):
        return NO_KEY
    if not request.body:
        return None
    if _media_type(request) not in ("", "application/json"):
        return UNSUPPORTED
    body = _body(request)
    if body is None:
        return problem("malformed-body", "The body is not text", "Send UTF-8.", status=400)
    if len(body) > MAX_BODY_BYTES:
        return problem(
            "body-too-large",
            "The body is too large",
            f"A body may have {MAX_BODY_BYTES} bytes. Send larger workflows as a file: "
            "POST /uploads says where to.",
            status=413,
        )
    return None


def _media_type(request: APIGatewayProxyEvent) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _body(request: APIGatewayProxyEvent) -> bytes | None:
    """Return the body's bytes; None if they are not UTF-8."""
    text = request.body or ""
    try:
        if not request.is_base64_encoded:
            return text.encode()
        body = base64.b64decode(text, validate=True)
        body.decode()
    except (UnicodeError, binascii.Error):
        return None
    return body
