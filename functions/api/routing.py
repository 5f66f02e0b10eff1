"""The kind of router that every route's module has."""

from aws_lambda_powertools.event_handler.router import APIGatewayRouter


def new_router() -> APIGatewayRouter:
    return APIGatewayRouter()  # type: ignore[no-untyped-call]
