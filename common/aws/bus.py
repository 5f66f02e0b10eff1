"""Publishing to EventBridge."""

import os
from functools import cache
from typing import TYPE_CHECKING

import boto3

from common.events import Event
from common.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

MAX_ENTRIES = 10  # PutEvents accepts at most ten entries a call
MAX_DETAIL_BYTES = 90_000  # ten of them stay below the 1 MB of a call


class PublishError(Exception):
    """EventBridge did not accept every event."""


@cache
def client() -> "EventBridgeClient":
    return boto3.client("events")


def publish(*events: Event) -> None:
    """Publish ``events`` in order as this function's source.

    Raises:
        PublishError: An event is too large, not this stage's to publish, or was refused.
    """
    entries = [_entry(event) for event in events]
    for start in range(0, len(entries), MAX_ENTRIES):
        response = client().put_events(Entries=entries[start : start + MAX_ENTRIES])
        if response["FailedEntryCount"]:
            refused = [entry for entry in response["Entries"] if "ErrorCode" in entry]
            raise PublishError(f"EventBridge refused {len(refused)} events: {refused}")


def _entry(event: Event) -> "PutEventsRequestEntryTypeDef":
    stage = settings().stage
    if stage not in event.publishers:
        raise PublishError(f"{stage} may not publish {event.detail_type}")
    detail = event.model_dump_json(exclude_none=True)
    if len(detail.encode()) > MAX_DETAIL_BYTES:
        raise PublishError(f"{event.detail_type} is larger than {MAX_DETAIL_BYTES} bytes")
    entry: PutEventsRequestEntryTypeDef = {
        "Source": settings().source,
        "DetailType": event.detail_type,
        "Detail": detail,
        "EventBusName": settings().bus_name,
    }
    trace_header = os.environ.get("_X_AMZN_TRACE_ID")
    if trace_header:
        entry["TraceHeader"] = trace_header
    return entry
