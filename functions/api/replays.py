"""POST /replays and GET /replays/{name}: repeat what the archive holds. For admins only."""

from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal, Self

import boto3
from aws_lambda_powertools.event_handler import Response
from botocore.exceptions import ClientError
from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from common.model.base import Value
from common.model.problem import PermanentError, problem
from common.settings import settings
from functions.api.callers import require_admin
from functions.api.documentation import answers, problems
from functions.api.problems import not_found
from functions.api.responses import answer, path_to
from functions.api.routing import new_router
from functions.api.settings import api_settings

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import ReplayDestinationTypeDef

router = new_router()

REFUSALS = {
    "ResourceAlreadyExistsException": problem(
        "replay-exists", "The name is taken", "Choose another name for the replay.", status=409
    ),
    "LimitExceededException": problem(
        "too-many-replays", "Too many replays", "Wait until one of them has ended.", status=429
    ),
    "ValidationException": problem(
        "bad-span", "EventBridge refuses the span", "Both ends must lie within the archive's past."
    ),
}


class ReplayBody(Value):
    """Which events to repeat, and what for."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "reprocess",
                    "from": "2026-01-31T00:00:00Z",
                    "to": "2026-02-01T00:00:00Z",
                }
            ]
        },
    )

    kind: Literal["reprocess", "fill"] = Field(
        description="reprocess: every submission becomes a new session. fill: only what was "
        "never dealt with is done."
    )
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime
    name: str | None = Field(default=None, pattern=r"^[A-Za-z0-9._-]{1,50}$")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ >= self.to:
            raise ValueError("'from' must lie before 'to'")
        return self


class Replay(Value):
    """A replay, under the name that its events carry."""

    replay_name: str
    state: str = Field(description="As EventBridge calls it: STARTING, RUNNING, COMPLETED, ….")
    reason: str | None = None


@cache
def client() -> "EventBridgeClient":
    return boto3.client("events")


@router.post(
    "/replays",
    tags=["operate"],
    summary="Repeat archived events",
    operation_id="startReplay",
    responses=answers(HTTPStatus.ACCEPTED, Replay, "The replay starts.", "Location")
    | problems(400, 403, 409, 415, 422),
)
def start_replay(body: ReplayBody) -> Response[str]:
    require_admin(router.current_event)
    name = f"{body.kind}-{body.name or datetime.now(UTC).strftime('%Y%m%dT%H%M%S%f')}"
    archive = api_settings().archive_arn
    destination: ReplayDestinationTypeDef = {
        "Arn": f"{archive.split(':archive/')[0]}:event-bus/{settings().bus_name}"
    }
    if body.kind == "reprocess":
        destination["FilterArns"] = [api_settings().input_rule_arn]
    try:
        started = client().start_replay(
            ReplayName=name,
            EventSourceArn=archive,
            EventStartTime=body.from_,
            EventEndTime=body.to,
            Destination=destination,
        )
    except ClientError as error:
        refused = REFUSALS.get(error.response["Error"]["Code"])
        if refused is None:
            raise
        raise PermanentError(refused) from error
    url = path_to(router.current_event, f"/replays/{name}")
    replay = Replay(replay_name=name, state=started["State"])
    return answer(HTTPStatus.ACCEPTED, replay, {"Location": url})


@router.get(
    "/replays/<name>",
    tags=["operate"],
    summary="Ask how far a replay is",
    operation_id="getReplay",
    responses=answers(HTTPStatus.OK, Replay, "The replay.") | problems(403, 404),
)
def get_replay(name: str) -> Response[str]:
    require_admin(router.current_event)
    try:
        found = client().describe_replay(ReplayName=name)
    except client().exceptions.ResourceNotFoundException:
        raise not_found("replay") from None
    if found["EventSourceArn"] != api_settings().archive_arn:
        raise not_found("replay")
    replay = Replay(replay_name=name, state=found["State"], reason=found.get("StateReason"))
    return answer(HTTPStatus.OK, replay)
