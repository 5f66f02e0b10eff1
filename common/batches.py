"""Deals with the records of a batch one by one, so that only what failed is delivered again."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, process_partial_response
from aws_lambda_powertools.utilities.typing import LambdaContext


def deal_with_each(
    event: dict[str, Any],
    record_handler: Callable[[Any], None],
    processor: BatchProcessor,
    context: LambdaContext,
) -> Any:
    """Return which records of ``event`` failed.

    An empty batch, which no source ever sends, is how a function is started before its first
    message: its code is loaded, and there is nothing to do.
    """
    if event.get("Records") == []:
        return {"batchItemFailures": []}
    return process_partial_response(event, record_handler, processor, context)
