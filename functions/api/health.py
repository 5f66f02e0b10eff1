"""GET /health: the only route without a key."""

from http import HTTPStatus
from typing import Literal

from aws_lambda_powertools.event_handler import Response

from common.model.base import Value
from common.settings import settings
from functions.api.documentation import answers
from functions.api.responses import answer
from functions.api.routing import new_router

router = new_router()

VERSION = "0.1.0"


class Health(Value):
    """The API answers."""

    status: Literal["ok"] = "ok"
    version: str
    environment: str


@router.get(
    "/health",
    tags=["operate"],
    summary="Ask whether the API answers",
    operation_id="getHealth",
    responses=answers(HTTPStatus.OK, Health, "It does."),
    openapi_extensions={"security": []},
)
def get_health() -> Response[str]:
    return answer(HTTPStatus.OK, Health(version=VERSION, environment=settings().environment))
