"""A stage record in the table's stream -> session summary, agent metrics, result."""

from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from common.aws.tables import plain
from common.batches import deal_with_each
from common.model.session import Attempt, AttemptStatus
from common.telemetry import logger, metrics, tracer
from functions.progress import agent_metrics, session_record

processor = BatchProcessor(
    event_type=EventType.DynamoDBStreams, raise_on_entire_batch_failure=False
)


def record_handler(record: DynamoDBRecord) -> None:
    """Bring everything that is derived from attempts up to date with this one."""
    image = record.dynamodb.new_image if record.dynamodb else None
    if not image or image.get("kind") != "attempt":
        return
    attempt = Attempt.model_validate(plain(image))
    logger.append_keys(session_id=str(attempt.session_id))
    if attempt.status is not AttemptStatus.STARTED:
        agent_metrics.record(attempt)
    session_record.refresh(attempt.session_id)


@logger.inject_lambda_context(clear_state=True)
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    return deal_with_each(event, record_handler, processor, context)
