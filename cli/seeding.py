"""Puts into a deployed stack what it needs beside code: configuration and knowledge."""

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import boto3
from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError

from cli.places import KNOWLEDGE, SEED, TRAINING_DATA
from cli.stack import Stack
from common.aws.knowledge import PREFIX
from common.model.owner import owner_of

TRAINING_PREFIX = "training_data/"
DATA_PREFIXES = ("validation_data/", "bpi_challenge_data/")  # filled by hand
ADMIN_OWNERS = ("access", "admin_owners")  # known only once the stack has made its keys


def seed(session: boto3.Session, stack: Stack, admin_key: str) -> None:
    """Load configuration and knowledge; loading twice changes nothing."""
    configure(session, stack, owner_of(admin_key))
    upload_knowledge(session, stack.outputs["BucketName"])
    upload(session, stack.outputs["BucketName"], TRAINING_PREFIX, TRAINING_DATA.glob("*.jsonl"))
    mark_prefixes(session, stack.outputs["BucketName"])


def configure(session: boto3.Session, stack: Stack, admin_owner: str, file: Path = SEED) -> None:
    """Write the seeded values; a value that an operator changed stays unless its version grew."""
    table = session.resource("dynamodb").Table(stack.outputs["ConfigurationTable"])
    items = json.loads(file.read_text(), parse_float=Decimal)
    for item in items:
        item["environment"] = stack.parameters.get("Environment", "unknown")
        if (item["config_category"], item["config_key"]) == ADMIN_OWNERS:
            item["config_value"] = [admin_owner]
        try:
            table.put_item(
                Item=item,
                ConditionExpression=Attr("config_key").not_exists()
                | Attr("version").lt(item["version"]),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise


def upload_knowledge(session: boto3.Session, bucket: str, folder: Path = KNOWLEDGE) -> None:
    """Put every JSON file of the knowledge base into the bucket that does not lie there yet."""
    upload(session, bucket, PREFIX, folder.glob("*.json"))


def upload(session: boto3.Session, bucket: str, prefix: str, files: Iterable[Path]) -> None:
    """Put files into the bucket that do not lie there yet."""
    s3 = session.client("s3")
    for file in sorted(files):
        body = file.read_bytes()
        key = prefix + file.name
        if not _lies_there(session, bucket, key, body):
            s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/json")


def mark_prefixes(session: boto3.Session, bucket: str) -> None:
    """Make the folders for data visible, which exist only once something lies in them."""
    for prefix in DATA_PREFIXES:
        if not _lies_there(session, bucket, prefix, b""):
            session.client("s3").put_object(Bucket=bucket, Key=prefix, Body=b"")


def _lies_there(session: boto3.Session, bucket: str, key: str, body: bytes) -> bool:
    s3 = session.client("s3")
    try:
        return s3.get_object(Bucket=bucket, Key=key)["Body"].read() == body
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
            return False
        raise


def api_key(session: boto3.Session, key_id: str) -> str:
    """Return the value of an API key."""
    return session.client("apigateway").get_api_key(apiKey=key_id, includeValue=True)["value"]
