"""The one configuration that all values share."""

from typing import Self

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value. Readers ignore fields they do not know; NaN and infinity are refused."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    def to_json(self) -> bytes:
        """Return the value as JSON: the same value always gives the same bytes."""
        return (self.model_dump_json(indent=1, exclude_none=True) + "\n").encode()

    @classmethod
    def from_json(cls, body: bytes) -> Self:
        """Return the value that ``to_json`` wrote; raises ``ValidationError``."""
        return cls.model_validate_json(body)
