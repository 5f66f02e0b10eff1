"""Values that operators may change without a deployment: the table system-configuration."""

import time
from decimal import Decimal

from boto3.dynamodb.conditions import Key

from common.aws.tables import table
from common.settings import settings

FRESH_S = 60.0


class TableConfiguration:
    """Reads a category at a time and keeps it for a minute."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[float, dict[str, object]]] = {}

    def number(self, category: str, key: str) -> float:
        return self.numbers(category)[key]

    def numbers(self, category: str) -> dict[str, float]:
        return {
            key: float(value)
            for key, value in self.values(category).items()
            if isinstance(value, Decimal | int | float) and not isinstance(value, bool)
        }

    def values(self, category: str) -> dict[str, object]:
        """Return every ``config_value`` of a category by its key."""
        read_at, values = self._read.get(category, (float("-inf"), {}))
        if time.monotonic() - read_at > FRESH_S:
            response = table(settings().configuration_table).query(
                KeyConditionExpression=Key("config_category").eq(category)
            )
            values = {str(item["config_key"]): item["config_value"] for item in response["Items"]}
            self._read[category] = (time.monotonic(), values)
        return values
