"""A reference to a stored object, so that messages stay small (claim check)."""

from pydantic import Field, NonNegativeInt

from common.model.base import Value


class Artifact(Value):
    """Where an immutable object lives, and how to know that it has not changed."""

    key: str = Field(min_length=1, max_length=1024, description="Object key within the bucket.")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="Digest of the object's bytes.")
    size_bytes: NonNegativeInt = Field(description="Length of the object.")
    version_id: str | None = Field(
        default=None, description="Object version, where the key alone may be written again."
    )
