"""What every event on the bus has in common."""

from datetime import UTC, datetime
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID, uuid5

from pydantic import AwareDatetime, Field

from common.model.base import Value
from common.model.language_model import ModelUse
from common.model.submission import WORKFLOW_ID, Request

NAMESPACE = UUID("8a8c2f0e-6f0e-5b43-9d5c-2f4a4c1f0b11")  # of every id this system derives
OWNER = r"^o[0-9a-f]{20}$"

E = TypeVar("E", bound="Event")


class Metadata(Value):
    """Which session an event belongs to, who owns it, and what caused it."""

    event_id: UUID
    session_id: UUID
    workflow_id: str = Field(pattern=WORKFLOW_ID)
    owner: str = Field(pattern=OWNER, description="Derived from the API key; see common.aws.")
    correlation_id: UUID = Field(description="The first session of a chain of reprocessings.")
    reprocess_of: UUID | None = Field(
        default=None, description="The session that this one repeats."
    )
    occurred_at: AwareDatetime = Field(default_factory=lambda: datetime.now(UTC))
    trace_id: str | None = Field(default=None, max_length=200, description="X-Ray trace header.")


class Event(Value):
    """A fact that one stage publishes. Unknown fields are ignored: readers are tolerant."""

    detail_type: ClassVar[str]
    publishers: ClassVar[tuple[str, ...]]  # stages that may publish it

    metadata: Metadata
    request: Request = Request()
    model_uses: tuple[ModelUse, ...] = Field(
        default=(), description="What language models were asked on the way to this event."
    )

    def answer(self, contract: type[E], ordinal: int = 0, **fields: Any) -> E:
        """Return the ``ordinal``-th event of type ``contract`` that this one causes.

        Its id depends on the cause only, so a retry repeats the same ids and consumers
        can drop what they have seen.
        """
        event_id = uuid5(self.metadata.event_id, f"{contract.detail_type}#{ordinal}")
        metadata = self.metadata.model_copy(
            update={"event_id": event_id, "occurred_at": datetime.now(UTC)}
        )
        return contract(
            metadata=metadata, request=self.request, model_uses=self.model_uses, **fields
        )

    def reprocessed(self, replay_name: str) -> Self:
        """Return this event as the first of a new session that repeats its own."""
        old = self.metadata
        metadata = old.model_copy(
            update={
                "event_id": uuid5(old.event_id, replay_name),
                "session_id": uuid5(old.session_id, replay_name),
                "reprocess_of": old.session_id,
                "occurred_at": datetime.now(UTC),
            }
        )
        return self.model_copy(update={"metadata": metadata})
