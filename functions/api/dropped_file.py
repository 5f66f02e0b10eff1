"""What an S3 event says about a file, and what the file itself says."""

import hashlib
from contextlib import closing
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from botocore.exceptions import ClientError
from pydantic import Field, ValidationError

from common.aws.artifacts import client
from common.events.base import NAMESPACE
from common.model.artifact import Artifact
from common.model.base import Value
from common.model.problem import PermanentError, ProblemPart, problem
from functions.api.filenames import IntakeKey, is_file, parsed
from functions.api.options import DropOptions
from functions.api.settings import intake_settings

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import GetObjectRequestTypeDef

CHUNK_BYTES = 1 << 20
GONE = ("NoSuchKey", "NoSuchVersion", "404")


class Dropped(Value):
    """An object version in the intake."""

    bucket: str = Field(min_length=1)
    key: str = Field(min_length=1)
    version_id: str | None = None
    etag: str = ""

    def place(self) -> IntakeKey:
        """Return what the key says; raises ``PermanentError`` if it lies below no owner."""
        place = parsed(self.key)
        if place is None:
            raise PermanentError(
                problem(
                    "not-below-an-owner",
                    "The file lies below no owner",
                    "Put files under intake/<owner>/, where the owner is 'o' and the first 20 hex "
                    "digits of the SHA-256 of your API key.",
                )
            )
        return place


def dropped(envelope: dict[str, Any]) -> Dropped | None:
    """Return the file that an EventBridge event of S3 tells of; None if it is to be left alone."""
    detail = envelope["detail"]
    thing = detail["object"]
    if not is_file(thing["key"]):
        return None
    return Dropped(
        bucket=detail["bucket"]["name"],
        key=thing["key"],
        version_id=thing.get("version-id") or None,
        etag=thing.get("etag") or "",
    )


def session_id_for(file: Dropped) -> UUID:
    """Return the id of the session that belongs to this object version alone."""
    return uuid5(NAMESPACE, f"{file.bucket}/{file.key}/{file.version_id or file.etag}")


def stored(file: Dropped) -> tuple[Artifact, dict[str, str]]:
    """Return a reference to the stored file and its user metadata, read in bounded memory.

    Raises:
        PermanentError: The file is gone, empty or too large.
    """
    wanted: GetObjectRequestTypeDef = {"Bucket": file.bucket, "Key": file.key}
    if file.version_id:
        wanted["VersionId"] = file.version_id
    try:
        response = client().get_object(**wanted)
    except ClientError as error:
        if error.response["Error"]["Code"] not in GONE:
            raise
        raise PermanentError(
            problem("file-gone", "The file is gone", "It was deleted before it was read.")
        ) from error
    with closing(response["Body"]) as body:
        size_bytes = response["ContentLength"]
        _check_size(size_bytes)
        digest = hashlib.sha256()
        for chunk in body.iter_chunks(CHUNK_BYTES):
            digest.update(chunk)
    artifact = Artifact(
        key=file.key,
        sha256=digest.hexdigest(),
        size_bytes=size_bytes,
        version_id=file.version_id,
    )
    return artifact, response["Metadata"]


def drop_options(metadata: dict[str, str]) -> DropOptions:
    """Return the options in an object's user metadata; raises ``PermanentError``."""
    try:
        return DropOptions.of(metadata)
    except ValidationError as error:
        raise PermanentError(
            problem(
                "bad-metadata",
                "The file's metadata holds a bad option",
                "Correct the S3 user metadata named in errors and put the file again.",
                errors=tuple(
                    ProblemPart(detail=part["msg"], pointer=f"x-amz-meta-{part['loc'][0]}")
                    for part in error.errors()
                ),
            )
        ) from error


def _check_size(size_bytes: int) -> None:
    limit = intake_settings().upload_max_bytes
    if size_bytes == 0:
        detail = "It has no bytes. Put it again with its contents."
        raise PermanentError(problem("empty-file", "The file is empty", detail))
    if size_bytes > limit:
        detail = f"It has {size_bytes} bytes; {limit} are accepted. Compress it, or send a part."
        raise PermanentError(problem("file-too-large", "The file is too large", detail))
