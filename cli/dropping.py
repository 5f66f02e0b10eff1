"""Puts a file into the intake, as a program without the API would, and waits for the answer."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
from botocore.exceptions import ClientError

from cli.errors import CommandError, Exit
from functions.api.filenames import PREFIX, answer_key, sanitised

POLL_S = 0.2


def drop(
    session: boto3.Session, bucket: str, owner: str, file: Path, metadata: Mapping[str, str]
) -> str:
    """Return the key under which the file now lies."""
    key = f"{PREFIX}{owner}/drops/{uuid4().hex}/{sanitised(file.name)}"
    with file.open("rb") as body:
        session.client("s3").put_object(Bucket=bucket, Key=key, Body=body, Metadata=dict(metadata))
    return key


def wait_for_answer(
    session: boto3.Session, bucket: str, key: str, timeout_s: float
) -> dict[str, Any]:
    """Return what the intake says about a file; raises ``CommandError`` if it says nothing."""
    deadline = time.monotonic() + timeout_s
    s3 = session.client("s3")
    while time.monotonic() < deadline:
        try:
            body = s3.get_object(Bucket=bucket, Key=answer_key(key))["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("NoSuchKey", "404", "AccessDenied"):
                raise
            time.sleep(POLL_S)
        else:
            return dict(json.loads(body))
    raise CommandError(f"The intake has not answered to {key}.", Exit.TIMEOUT)
