"""DynamoDB tables, and the one way numbers go in and out of them."""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3

from common.model.base import Value

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBServiceResource
    from mypy_boto3_dynamodb.service_resource import Table


@cache
def resource() -> "DynamoDBServiceResource":
    return boto3.resource("dynamodb")


@cache
def table(name: str) -> "Table":
    return resource().Table(name)


def all_items(source: "Table", **query: Any) -> Iterator[dict[str, Any]]:
    """Yield what a query finds, page after page."""
    while True:
        page = source.query(**query)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        query["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def microseconds(instant: datetime) -> int:
    """Return an aware instant as whole microseconds since 1970, as sort keys hold it."""
    return round(instant.timestamp() * 1_000_000)


def to_item(value: Value) -> dict[str, Any]:
    """Return a value as a DynamoDB item: floats as decimals, nothing that is absent."""
    loaded: dict[str, Any] = json.loads(
        value.model_dump_json(exclude_none=True), parse_float=Decimal
    )
    return loaded


def plain(item: Any) -> Any:
    """Return an item's contents with decimals as the ints and floats they stand for."""
    if isinstance(item, dict):
        return {key: plain(value) for key, value in item.items()}
    if isinstance(item, list):
        return [plain(value) for value in item]
    if isinstance(item, Decimal):
        return int(item) if item == item.to_integral_value() else float(item)
    return item
