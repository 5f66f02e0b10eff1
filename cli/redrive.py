"""Sends messages from dead letters back to the queue that they failed in."""

import boto3
from botocore.exceptions import ClientError

from cli.stack import Stack

BATCH = 10
UNKNOWN = ("InvalidAction", "UnknownOperationException", "UnsupportedOperation")


def redrive(session: boto3.Session, stack: Stack, stage: str) -> int:
    """Return how many messages lay in the stage's dead letters and go back to its queue."""
    sqs = session.client("sqs")
    dead = stack.resources[f"{stage.capitalize()}DeadLetters"]
    about = sqs.get_queue_attributes(
        QueueUrl=dead, AttributeNames=["ApproximateNumberOfMessages", "QueueArn"]
    )["Attributes"]
    try:
        sqs.start_message_move_task(SourceArn=about["QueueArn"])
    except ClientError as error:
        if error.response["Error"]["Code"].rpartition(".")[2] not in UNKNOWN:
            raise
        return _moved(session, dead, stack.resources[f"{stage.capitalize()}Queue"])
    return int(about["ApproximateNumberOfMessages"])


def _moved(session: boto3.Session, dead: str, queue: str) -> int:
    """Move by hand, for a cloud without move tasks: send first, then delete, so nothing is lost."""
    sqs = session.client("sqs")
    count = 0
    while True:
        messages = sqs.receive_message(QueueUrl=dead, MaxNumberOfMessages=BATCH).get("Messages", [])
        if not messages:
            return count
        for message in messages:
            sqs.send_message(QueueUrl=queue, MessageBody=message["Body"])
            sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
            count += 1
