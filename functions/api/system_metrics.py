"""GET /metrics/system: figures over all tenants, and nothing of any one of them."""

from datetime import UTC, datetime, timedelta
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import boto3
from aws_lambda_powertools.event_handler import Response
from boto3.dynamodb.conditions import Key
from pydantic import AwareDatetime, Field, NonNegativeInt

from common.aws.tables import microseconds, table
from common.model.base import Value
from common.settings import settings
from functions.api.callers import owner
from functions.api.documentation import answers, problems
from functions.api.performance import Performance, performance
from functions.api.responses import answer
from functions.api.routing import new_router
from functions.api.settings import AgentQueues, api_settings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

router = new_router()

WINDOW = timedelta(hours=24)
MAX_PAGES = 20  # of 1 MB each
WAITING: "QueueAttributeNameType" = "ApproximateNumberOfMessages"
IN_FLIGHT: "QueueAttributeNameType" = "ApproximateNumberOfMessagesNotVisible"


class QueueDepth(Value):
    """Messages of one agent; SQS counts them approximately."""

    waiting: NonNegativeInt
    in_flight: NonNegativeInt
    dead_letters: NonNegativeInt


class AgentMetrics(Value):
    """One agent."""

    queue: QueueDepth
    performance: Performance
    complete: bool = Field(description="False: there were more attempts than could be read.")


class SystemMetrics(Value):
    """All agents over the last 24 hours."""

    since: AwareDatetime
    agents: dict[str, AgentMetrics]


@cache
def client() -> "SQSClient":
    return boto3.client("sqs")


@router.get(
    "/metrics/system",
    tags=["operate"],
    summary="Ask how the system is doing",
    operation_id="getSystemMetrics",
    responses=answers(HTTPStatus.OK, SystemMetrics, "Figures over all keys.") | problems(),
)
def get_system_metrics() -> Response[str]:
    owner(router.current_event)
    since = datetime.now(UTC) - WINDOW
    agents = {
        name: _agent(name, queues, since) for name, queues in api_settings().agent_queues.items()
    }
    return answer(HTTPStatus.OK, SystemMetrics(since=since, agents=agents))


def _agent(name: str, queues: AgentQueues, since: datetime) -> AgentMetrics:
    records, complete = _records(name, since)
    depth = QueueDepth(
        waiting=_count(queues.queue, WAITING),
        in_flight=_count(queues.queue, IN_FLIGHT),
        dead_letters=_count(queues.dead_letters, WAITING),
    )
    return AgentMetrics(queue=depth, performance=performance(records), complete=complete)


def _count(queue_url: str, attribute: "QueueAttributeNameType") -> int:
    response = client().get_queue_attributes(QueueUrl=queue_url, AttributeNames=[attribute])
    return int(response["Attributes"][attribute])


def _records(agent: str, since: datetime) -> tuple[list[dict[str, Any]], bool]:
    """Return an agent's newest records, and whether these are all since then."""
    records: list[dict[str, Any]] = []
    start: dict[str, Any] = {}
    for _ in range(MAX_PAGES):
        page = table(settings().metrics_table).query(
            KeyConditionExpression=Key("agent_name").eq(agent)
            & Key("metric_timestamp").gte(microseconds(since)),
            ScanIndexForward=False,
            **start,
        )
        records += page["Items"]
        if "LastEvaluatedKey" not in page:
            return records, True
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
    return records, False
