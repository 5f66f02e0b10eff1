"""How each agent performs: the table agent-performance-metrics, and CloudWatch."""

from aws_lambda_powertools.metrics import MetricUnit, single_metric
from boto3.dynamodb.conditions import Attr

from common.aws.tables import microseconds, resource, table, to_item
from common.model.session import Attempt
from common.settings import settings


def record(attempt: Attempt) -> None:
    """Store one row per finished attempt; the same attempt again is the same row."""
    if attempt.ended_at is None:
        return
    row = to_item(attempt.model_copy(update={"problem": None}))
    row |= {"agent_name": attempt.stage, "execution_time_ms": row.pop("duration_ms")}
    timestamp = microseconds(attempt.ended_at)
    attempts_table = table(settings().metrics_table)
    free = Attr("agent_name").not_exists() | (
        Attr("event_id").eq(str(attempt.event_id)) & Attr("session_id").eq(str(attempt.session_id))
    )
    taken = resource().meta.client.exceptions.ConditionalCheckFailedException
    while True:
        try:
            attempts_table.put_item(
                Item=row | {"metric_timestamp": timestamp}, ConditionExpression=free
            )
            break
        except taken:  # another session's attempt ended in the very same microsecond
            timestamp += 1
    duration_ms = float(attempt.duration_ms or 0)
    with single_metric("ExecutionTime", MetricUnit.Milliseconds, duration_ms) as metric:
        metric.add_dimension(name="agent", value=attempt.stage)
