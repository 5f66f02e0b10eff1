"""Immutable artifacts in S3."""

import hashlib
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import ClientError

from common.events import Metadata
from common.model.artifact import Artifact
from common.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectRequestTypeDef


class IntegrityError(Exception):
    """A stored object is not the one that was referred to."""


@cache
def client() -> "S3Client":
    return boto3.client("s3")


class S3Artifacts:
    """Reads any artifact; writes below ``sessions/<session>/`` and ``reports/…/<session>/``."""

    def __init__(self, metadata: Metadata) -> None:
        self._sessions = f"sessions/{metadata.session_id}/"
        self._reports = f"reports/{metadata.workflow_id}/{metadata.session_id}/"

    def get(self, artifact: Artifact) -> bytes:
        stored: GetObjectRequestTypeDef = {"Bucket": settings().bucket, "Key": artifact.key}
        if artifact.version_id:
            stored["VersionId"] = artifact.version_id
        body = client().get_object(**stored)["Body"].read()
        if hashlib.sha256(body).hexdigest() != artifact.sha256:
            raise IntegrityError(f"{artifact.key} is not the object that was referred to")
        return body

    def put(self, name: str, body: bytes) -> Artifact:
        """Store under a key that holds the digest, so that no later write can change it."""
        path = PurePosixPath(name)
        digest = hashlib.sha256(body).hexdigest()
        return _put(f"{self._sessions}{path.stem}.{digest[:16]}{path.suffix}", body)

    def keep(self, name: str, body: bytes) -> None:
        _put(f"{self._sessions}progress/{name}", body)

    def kept(self, name: str) -> bytes | None:
        """Return the bytes; who may not list the bucket is refused where there is no object."""
        try:
            key = f"{self._sessions}progress/{name}"
            return client().get_object(Bucket=settings().bucket, Key=key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "AccessDenied"):
                return None
            raise

    def put_report(self, name: str, body: bytes, content_type: str) -> Artifact:
        return _put(self._reports + name, body, content_type)


def _put(key: str, body: bytes, content_type: str = "application/octet-stream") -> Artifact:
    client().put_object(Bucket=settings().bucket, Key=key, Body=body, ContentType=content_type)
    return Artifact(key=key, sha256=hashlib.sha256(body).hexdigest(), size_bytes=len(body))
