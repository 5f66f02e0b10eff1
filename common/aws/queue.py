"""The queue that feeds this function."""

from functools import cache
from typing import TYPE_CHECKING

import boto3

from common.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

LONGEST_DELAY_S = 900


@cache
def client() -> "SQSClient":
    return boto3.client("sqs")


def retry_after(receipt_handle: str, receive_count: int) -> None:
    """Make a failed message visible again after a delay that doubles with each delivery.

    Left alone it would wait out the whole visibility timeout, which is made for crashes and is
    six times as long as the function may run. After its last delivery it is visible at once, for
    only then does the queue put it among the dead letters, where a redrive finds it.
    """
    last = receive_count >= settings().max_receive_count
    delay_s = min(settings().retry_delay_s * 2 ** (receive_count - 1), LONGEST_DELAY_S)
    client().change_message_visibility(
        QueueUrl=settings().queue_url,
        ReceiptHandle=receipt_handle,
        VisibilityTimeout=0 if last else delay_s,
    )
