"""Sets by API what the laptop's cloud does not take from a template."""

import json
from collections.abc import Callable
from typing import Any

import boto3

from cli.local_template import ARCHIVE, SCALING, Later, resolved
from cli.stack import Stack


def apply(session: boto3.Session, stack: Stack, later: tuple[Later, ...]) -> None:
    """Make every setting; making one twice changes nothing."""
    for each in later:
        properties = resolved(each.properties, stack.outputs)
        SETTERS[each.name](session, stack.resources.get(each.logical_id, ""), properties)


def _archive(session: boto3.Session, _: str, properties: dict[str, Any]) -> None:
    events = session.client("events")
    wanted: dict[str, Any] = {
        "ArchiveName": properties["ArchiveName"],
        "EventPattern": json.dumps(properties["EventPattern"]),
        "RetentionDays": properties["RetentionDays"],
    }
    try:
        events.create_archive(EventSourceArn=properties["SourceArn"], **wanted)
    except events.exceptions.ResourceAlreadyExistsException:
        events.update_archive(**wanted)


def _time_to_live(session: boto3.Session, table: str, properties: dict[str, Any]) -> None:
    session.client("dynamodb").update_time_to_live(
        TableName=table,
        TimeToLiveSpecification={
            "AttributeName": properties["AttributeName"],
            "Enabled": properties["Enabled"],
        },
    )


def _recovery(session: boto3.Session, table: str, properties: dict[str, Any]) -> None:
    session.client("dynamodb").update_continuous_backups(
        TableName=table,
        PointInTimeRecoverySpecification={
            "PointInTimeRecoveryEnabled": properties["PointInTimeRecoveryEnabled"]
        },
    )


def _scaling(session: boto3.Session, mapping: str, properties: dict[str, Any]) -> None:
    session.client("lambda").update_event_source_mapping(
        UUID=mapping,
        ScalingConfig={"MaximumConcurrency": properties["MaximumConcurrency"]},
    )


def _lifecycle(session: boto3.Session, bucket: str, properties: dict[str, Any]) -> None:
    session.client("s3").put_bucket_lifecycle_configuration(
        Bucket=bucket,
        LifecycleConfiguration={"Rules": [_lifecycle_rule(r) for r in properties["Rules"]]},
    )


def _lifecycle_rule(rule: dict[str, Any]) -> Any:
    """Return a rule of CloudFormation in the words of the S3 API."""
    known = {"Id", "Status", "Prefix", "ExpirationInDays", "ExpiredObjectDeleteMarker"} | {
        "NoncurrentVersionExpiration",
        "AbortIncompleteMultipartUpload",
    }
    if unknown := set(rule) - known:
        raise ValueError(f"lifecycle properties without a translation: {sorted(unknown)}")
    translated = {"Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if "Id" in rule:
        translated["ID"] = rule["Id"]
    if "ExpirationInDays" in rule:
        translated["Expiration"] = {"Days": rule["ExpirationInDays"]}
    elif "ExpiredObjectDeleteMarker" in rule:
        translated["Expiration"] = {"ExpiredObjectDeleteMarker": rule["ExpiredObjectDeleteMarker"]}
    for same in ("NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload"):
        if same in rule:
            translated[same] = rule[same]
    return translated


SETTERS: dict[str, Callable[[boto3.Session, str, dict[str, Any]], None]] = {
    ARCHIVE: _archive,
    SCALING: _scaling,
    "TimeToLiveSpecification": _time_to_live,
    "PointInTimeRecoverySpecification": _recovery,
    "LifecycleConfiguration": _lifecycle,
}
