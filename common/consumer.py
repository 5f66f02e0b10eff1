"""Turns ``react(event, ports) -> events`` into a Lambda handler fed by EventBridge through SQS.

Every message is delivered at least once. What makes that safe, in this order: an event id that
was dealt with is dropped; results are stored; the answers, whose ids follow from the cause, are
published; the id is marked as dealt with; the message is acknowledged. A crash anywhere in
between repeats the work and the same ids.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

import boto3
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from common.aws import attempts, bus, queue, sessions
from common.aws.artifacts import S3Artifacts
from common.aws.bedrock import language_model
from common.aws.configuration import TableConfiguration
from common.batches import deal_with_each
from common.events import Event, WorkflowFailed, WorkflowSubmitted
from common.language import speaking
from common.model.language_model import ModelUse
from common.model.ports import Ports
from common.model.problem import PermanentError, Problem, problem
from common.model.session import Attempt
from common.settings import settings
from common.telemetry import logger, metrics, tracer

E = TypeVar("E", bound=Event)
Handler = Callable[[dict[str, Any], LambdaContext], Any]
React = Callable[[E, Ports], Iterable[Event]]

REPROCESS = "reprocess-"  # replays whose name starts so repeat sessions; others fill gaps


def consumer(
    contract: type[E],
    react: React[E],
    actions: Mapping[str, Callable[[dict[str, Any]], Any]] | None = None,
) -> Handler:
    """Return a handler that publishes what ``react`` answers to each ``contract`` event.

    A record that fails is reported on its own, so SQS retries only that record and moves it to
    the dead-letter queue after ``maxReceiveCount`` deliveries. Invoked directly with
    ``{"action": name, …}`` the handler answers with ``actions[name]`` instead.
    """
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    once = cache(_once)

    def consume(record: SQSRecord) -> None:
        receive_count = int(record.attributes.approximate_receive_count or 1)
        try:
            deal_with(record.json_body, receive_count)
        except Exception:
            queue.retry_after(record.receipt_handle, receive_count)
            raise

    @tracer.capture_method(capture_response=False)
    def deal_with(envelope: dict[str, Any], receive_count: int) -> None:
        event = _as_replayed(
            contract.model_validate(envelope["detail"]), envelope.get("replay-name")
        )
        if event is None:
            return
        logger.set_correlation_id(str(event.metadata.correlation_id))
        logger.append_keys(session_id=str(event.metadata.session_id))
        once()(
            event_id=str(event.metadata.event_id),
            attempt=lambda: _attempt(event, react, receive_count),
        )
        metrics.add_metric(name=f"{contract.__name__}Consumed", unit=MetricUnit.Count, value=1)

    @logger.inject_lambda_context(clear_state=True)
    @tracer.capture_lambda_handler(capture_response=False)
    @metrics.log_metrics(capture_cold_start_metric=True)
    def handle(event: dict[str, Any], context: LambdaContext) -> Any:
        if actions and event.get("action") in actions:
            return actions[event["action"]](event)
        _idempotency().register_lambda_context(context)
        once()  # connects, also where the batch is empty
        return deal_with_each(event, consume, processor, context)

    return cast(Handler, handle)


@cache
def _idempotency() -> IdempotencyConfig:
    """Ids are remembered a day longer than the archive can replay them."""
    seconds = (settings().archive_retention_days + 1) * 86_400
    return IdempotencyConfig(expires_after_seconds=seconds)


def _once() -> Callable[..., None]:
    """Return a function that runs ``attempt`` once per ``event_id`` of this stage."""
    kept = DynamoDBPersistenceLayer(
        table_name=settings().idempotency_table,
        boto3_client=boto3.client("dynamodb"),  # loads for the other clients what they share
    )

    @idempotent_function(  # type: ignore[untyped-decorator]
        data_keyword_argument="event_id",
        persistence_store=kept,
        config=_idempotency(),
        key_prefix=settings().stage,
    )
    def run(*, event_id: str, attempt: Callable[[], None]) -> None:
        logger.info("consuming", event_id=event_id)
        attempt()

    return cast(Callable[..., None], run)


def _as_replayed(event: E, replay_name: str | None) -> E | None:
    """Return the event to deal with; None for one that a reprocessing makes anew itself."""
    if replay_name is None or not replay_name.startswith(REPROCESS):
        return event
    return event.reprocessed(replay_name) if isinstance(event, WorkflowSubmitted) else None


def _attempt(event: E, react: React[E], receive_count: int) -> None:
    """React once, publish the answers, and leave a record of how it went."""
    if isinstance(event, WorkflowSubmitted):
        sessions.create(sessions.queued(event))  # a reprocessed or replayed one may be new here
    session = sessions.find(event.metadata.session_id)
    if session is not None and session.cancelled_at is not None:
        logger.info("session was cancelled")
        return
    attempt = attempts.start(event, receive_count)
    try:
        ports = Ports(
            artifacts=S3Artifacts(event.metadata),
            configuration=_configuration(),
            language_model=language_model(
                event.metadata, _configuration().values("language_model")
            ),
        )
        with speaking(event.request.language):
            answers = _with_uses(tuple(react(event, ports)), ports.language_model.uses)
        bus.publish(*answers)
    except PermanentError as error:
        failed = _failed(event, error.problem, retryable=False)
        bus.publish(failed)
        attempts.end(attempt, event, answers=[failed], problem=error.problem, final=True)
        logger.warning("input can never work", problem=error.problem.type)
    except Exception as error:
        final = receive_count >= settings().max_receive_count
        _give_up(event, attempt, error, final=final)
        raise
    else:
        attempts.end(attempt, event, answers=answers)
        _count_poor_quality(answers)


def _with_uses(answers: tuple[Event, ...], uses: tuple[ModelUse, ...]) -> tuple[Event, ...]:
    """Return the answers with what this stage asked of a language model."""
    return tuple(a.model_copy(update={"model_uses": (*a.model_uses, *uses)}) for a in answers)


def _give_up(event: Event, attempt: Attempt, error: Exception, *, final: bool) -> None:
    """Record a failure that SQS will deliver again, or that now goes to the dead letters."""
    logger.exception("attempt failed", final=final)
    trouble = problem(
        "internal-error",
        "A step of the processing failed",
        f"The {settings().stage} agent met an unexpected {type(error).__name__}. "
        + (
            "The message waits in the dead-letter queue and goes on when it is redriven."
            if final
            else "It is tried again by itself."
        ),
        status=500,
    )
    if final:
        bus.publish(_failed(event, trouble, retryable=True))
    attempts.end(attempt, event, problem=trouble, final=final)


def _count_poor_quality(answers: Iterable[Event]) -> None:
    """Log and count what is worse than ``quality``/``minimum_quality_score``; it goes on."""
    minimum = _configuration().numbers("quality").get("minimum_quality_score", 0.0)
    for answer in answers:
        score = attempts.quality_of(answer)
        if score is not None and score < minimum:
            logger.warning("poor quality", quality_score=score, minimum_quality_score=minimum)
            metrics.add_metric(name="BelowMinimumQuality", unit=MetricUnit.Count, value=1)


def _failed(event: Event, trouble: Problem, *, retryable: bool) -> WorkflowFailed:
    return event.answer(
        WorkflowFailed, stage=settings().stage, problem=trouble, retryable=retryable
    )


@cache
def _configuration() -> TableConfiguration:
    return TableConfiguration()
