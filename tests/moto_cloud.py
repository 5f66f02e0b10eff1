"""The stores, bus and queues of template.yaml in one process, on moto."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from common import consumer, settings
from common.aws import bedrock, knowledge
from tests.template import resources

BUS, BUCKET = "bus", "artifacts"
TABLES = {
    "StateTable": "STATE_TABLE",
    "MetricsTable": "METRICS_TABLE",
    "ResultsTable": "RESULTS_TABLE",
    "ConfigurationTable": "CONFIGURATION_TABLE",
    "IdempotencyTable": "IDEMPOTENCY_TABLE",
}
CACHED = (  # but for clients, which know nothing of what is stored, and take long to make
    bedrock.client,
    bedrock.breaker,
    knowledge.knowledge_files,
    settings.settings,
    consumer._idempotency,
    consumer._configuration,
)
CONTEXT = SimpleNamespace(
    function_name="test",
    memory_limit_in_mb=128,
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:test",
    aws_request_id="test",
    get_remaining_time_in_millis=lambda: 30_000,
)


@contextmanager
def moto_cloud(monkeypatch: pytest.MonkeyPatch, stage: str) -> Iterator[None]:
    """Everything a function of ``stage`` finds around it, empty."""
    with mock_aws():
        boto3.DEFAULT_SESSION = _session()  # moto makes one anew, which knows no service yet
        forget()
        environment = {
            "ENVIRONMENT": "test",
            "STAGE": stage,
            "EVENT_BUS_NAME": BUS,
            "BUCKET_NAME": BUCKET,
            "MAX_RECEIVE_COUNT": "3",
            "RETRY_DELAY_S": "1",
            "ARCHIVE_RETENTION_DAYS": "30",
            "QUEUE_URL": client("sqs").create_queue(QueueName="own")["QueueUrl"],
        } | {variable: name for name, variable in TABLES.items()}
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        client("s3").create_bucket(Bucket=BUCKET)
        for logical_id, properties in resources("AWS::DynamoDB::Table"):
            _create_table(logical_id, properties)
        watch_bus()
        yield
    forget()


def forget() -> None:
    for cached in CACHED:
        cached.cache_clear()


@cache
def _session() -> boto3.Session:
    return boto3.Session()


@cache
def client(service: str) -> Any:
    """Return a client for all tests: moto answers it wherever a cloud is open."""
    return _session().client(service)


def become(monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    """Go on as a function of another stage."""
    monkeypatch.setenv("STAGE", stage)
    settings.settings.cache_clear()


def _create_table(name: str, properties: dict[str, Any]) -> None:
    wanted = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")
    client("dynamodb").create_table(
        TableName=name, **{key: properties[key] for key in wanted if key in properties}
    )


def watch_bus() -> None:
    """Let a queue see every event that reaches the bus."""
    events, sqs = client("events"), client("sqs")
    events.create_event_bus(Name=BUS)
    url = sqs.create_queue(QueueName="seen")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    events.put_rule(Name="all", EventBusName=BUS, EventPattern='{"source": [{"prefix": ""}]}')
    events.put_targets(Rule="all", EventBusName=BUS, Targets=[{"Id": "1", "Arn": arn["QueueArn"]}])


def events_seen() -> list[dict[str, Any]]:
    """Return the envelopes that reached the bus since the last call."""
    sqs = client("sqs")
    url = sqs.get_queue_url(QueueName="seen")["QueueUrl"]
    seen = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            seen.append(json.loads(message["Body"]))
    return seen


def delivery(detail: str, receive_count: int = 1, replay_name: str | None = None) -> dict[str, Any]:
    """Return a Lambda event in which SQS delivers one EventBridge event, as AWS shapes it."""
    envelope = {"detail-type": "x", "detail": json.loads(detail)}
    if replay_name:
        envelope["replay-name"] = replay_name
    return delivery_of(json.dumps(envelope), receive_count)


def delivery_of(body: str, receive_count: int = 1) -> dict[str, Any]:
    sqs = client("sqs")
    url = sqs.get_queue_url(QueueName="own")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=body)
    [message] = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1)["Messages"]
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": body,
                "attributes": {"ApproximateReceiveCount": str(receive_count)},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:own",
            }
        ]
    }
