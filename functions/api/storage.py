"""URLs that let a client talk to the bucket itself."""

from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from common.settings import settings
from functions.api.settings import intake_settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

UPLOAD_S = 900
DOWNLOAD_S = 300


@cache
def signer() -> "S3Client":
    """Signature version 4 must be asked for: presigning still falls back to version 2."""
    return boto3.client("s3", config=Config(signature_version="s3v4"))


def upload_form(key: str) -> dict[str, Any]:
    """Return URL and fields that let exactly one key be written, bounded in size and time."""
    return signer().generate_presigned_post(
        Bucket=settings().bucket,
        Key=key,
        Conditions=[["content-length-range", 1, intake_settings().upload_max_bytes]],
        ExpiresIn=UPLOAD_S,
    )


def download_url(key: str, content_type: str, disposition: str) -> str:
    """Return a URL that lets one object be read for a few minutes."""
    return signer().generate_presigned_url(
        "get_object",
        Params={
            "Bucket": settings().bucket,
            "Key": key,
            "ResponseContentType": content_type,
            "ResponseContentDisposition": disposition,
        },
        ExpiresIn=DOWNLOAD_S,
    )
