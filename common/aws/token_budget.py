"""Tokens that a session and a day may use: counters that the idempotency table forgets."""

from datetime import UTC, datetime, timedelta

from boto3.dynamodb.conditions import Attr

from common.aws.tables import resource, table
from common.settings import settings

KEPT_DAYS = 40  # longer than a session can be open


class TokenBudget:
    """Sets tokens aside before a call, so that calls at the same time stay within it too."""

    def __init__(self, session_id: str, session_tokens: int, day_tokens: int) -> None:
        today = datetime.now(UTC).date().isoformat()
        self._limits = {
            f"tokens#session#{session_id}": session_tokens,
            f"tokens#day#{today}": day_tokens,
        }

    def set_aside(self, tokens: int) -> bool:
        """Return whether session and day had so many left; only then they are set aside."""
        done: list[str] = []
        for counter, limit in self._limits.items():
            if not _added(counter, tokens, limit):
                for other in done:
                    _add(other, -tokens)
                return False
            done.append(counter)
        return True

    def give_back(self, tokens: int) -> None:
        """Return what was set aside and not used; a negative number was used beyond it."""
        for counter in self._limits:
            _add(counter, -tokens)


def _added(counter: str, tokens: int, limit: int) -> bool:
    if tokens > limit:
        return False
    try:
        _add(counter, tokens, Attr("used").not_exists() | Attr("used").lte(limit - tokens))
    except resource().meta.client.exceptions.ConditionalCheckFailedException:
        return False
    return True


def _add(counter: str, tokens: int, condition: object = None) -> None:
    expires = datetime.now(UTC) + timedelta(days=KEPT_DAYS)
    table(settings().idempotency_table).update_item(
        Key={"id": counter},
        UpdateExpression="ADD used :n SET expiration = :t",
        ExpressionAttributeValues={":n": tokens, ":t": int(expires.timestamp())},
        **({} if condition is None else {"ConditionExpression": condition}),  # type: ignore[arg-type]
    )
