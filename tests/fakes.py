"""In-memory stand-ins for the adapters in common/aws."""

import hashlib
from collections.abc import Mapping

from common.model.artifact import Artifact
from common.model.language_model import A, LanguageModel, ModelUse, NoModel, Question
from common.model.ports import Ports

DEFAULTS = {"thresholds": {"max_processing_time": 300.0}, "quality": {"minimum_quality_score": 0.8}}


class InMemoryArtifacts:
    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}

    def get(self, artifact: Artifact) -> bytes:
        return self.bodies[artifact.key]

    def put(self, name: str, body: bytes) -> Artifact:
        return self._store(f"sessions/test/{name}", body)

    def keep(self, name: str, body: bytes) -> None:
        self.bodies[f"progress/{name}"] = body

    def kept(self, name: str) -> bytes | None:
        return self.bodies.get(f"progress/{name}")

    def put_report(self, name: str, body: bytes, content_type: str) -> Artifact:
        return self._store(f"reports/test/{name}", body)

    def _store(self, key: str, body: bytes) -> Artifact:
        self.bodies[key] = body
        return Artifact(key=key, sha256=hashlib.sha256(body).hexdigest(), size_bytes=len(body))


class InMemoryConfiguration:
    def __init__(self, values: dict[str, dict[str, float]] | None = None) -> None:
        self._values = DEFAULTS if values is None else values

    def number(self, category: str, key: str) -> float:
        return self._values[category][key]

    def numbers(self, category: str) -> dict[str, float]:
        return dict(self._values.get(category, {}))


class Says:
    """A language model that always says the same, or nothing."""

    def __init__(self, answer: object) -> None:
        self.answer, self.asked = answer, 0
        self.counts: dict[str, int] = {}
        self.uses: tuple[ModelUse, ...] = ()

    def ask(self, question: Question[A]) -> A | None:
        self.asked += 1
        return None if self.answer is None else question.answer.model_validate(self.answer)

    def judged(self, task: str, accepted: int, dropped: Mapping[str, int]) -> None:
        self.counts = {"accepted": accepted, **dropped}


def in_memory_ports(model: LanguageModel | None = None) -> Ports:
    return Ports(
        artifacts=InMemoryArtifacts(),
        configuration=InMemoryConfiguration(),
        language_model=model or NoModel(),
    )
