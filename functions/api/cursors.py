"""Opaque marks of where the next page of a list begins, and the ISO dates of its filters."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, date, datetime, time

from common.aws.tables import microseconds
from common.model.problem import ProblemPart
from functions.api.documents import invalid

VERSION = "v1:"


def cursor(listed_at_us: int) -> str:
    """Return the mark of a page that begins below this time."""
    return urlsafe_b64encode(f"{VERSION}{listed_at_us}".encode()).decode().rstrip("=")


def listed_at_us(text: str) -> int:
    """Return the time that a mark holds; raises ``PermanentError`` if it is none of ours."""
    try:
        mark = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        mark = ""
    digits = mark.removeprefix(VERSION)
    if not mark.startswith(VERSION) or not digits.isdigit() or not 0 < int(digits[:20]) < 2**62:
        detail = "Not a cursor of this list; use the next_cursor of a page as it is."
        raise invalid(ProblemPart(detail=detail, pointer="query cursor"))
    return int(digits)


def day_or_instant(text: str, name: str, *, end: bool = False) -> int:
    """Return an ISO 8601 date or instant in microseconds; a date ends with its last one.

    Without an offset UTC is meant. Raises ``PermanentError`` if it is neither.
    """
    try:
        if len(text) == len("2026-01-31"):
            moment = time.max if end else time.min
            return microseconds(datetime.combine(date.fromisoformat(text), moment, UTC))
        instant = datetime.fromisoformat(text)
        return microseconds(instant if instant.tzinfo else instant.replace(tzinfo=UTC))
    except (ValueError, OverflowError) as error:
        detail = "Not an ISO 8601 date such as 2026-01-31, or instant such as 2026-01-31T08:00:00Z."
        raise invalid(ProblemPart(detail=detail, pointer=f"query {name}")) from error
