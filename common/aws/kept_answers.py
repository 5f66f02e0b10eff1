"""Answers of a language model by question, so that a retry or a replay never pays twice.

They are the owner's: what another one asked in the very same words is asked again.
"""

from pydantic import ValidationError

from common.aws.artifacts import client
from common.model.language_model import A
from common.settings import settings
from common.telemetry import logger


class KeptAnswers:
    """Keeps answers under ``model_answers/<owner>/`` in the bucket."""

    def __init__(self, owner: str) -> None:
        self._prefix = f"model_answers/{owner}/"

    def find(self, digest: str, form: type[A]) -> A | None:
        """Return the answer to the same question, if it was kept."""
        try:
            stored = client().get_object(Bucket=settings().bucket, Key=self._key(digest))
        except (client().exceptions.NoSuchKey, client().exceptions.ClientError):
            return None  # without the right to list, a missing object is "access denied"
        try:
            return form.model_validate_json(stored["Body"].read())
        except ValidationError:
            logger.warning("a kept answer is of another form", key=self._key(digest))
            return None

    def keep(self, digest: str, answer: A) -> None:
        """Keep the answer to a question."""
        client().put_object(
            Bucket=settings().bucket,
            Key=self._key(digest),
            Body=answer.model_dump_json().encode(),
            ContentType="application/json",
        )

    def _key(self, digest: str) -> str:
        return f"{self._prefix}{digest}.json"
