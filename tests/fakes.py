"""In-memory stand-ins for the adapters in common/aws."""

import hashlib

from common.model.artifact import Artifact
from common.model.ports import Ports

DEFAULTS = {"thresholds": {"max_processing_time": 300.0}, "quality": {"minimum_quality_score": 0.8}}


class InMemoryArtifacts:
    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}

    def get(self, artifact: Artifact) -> bytes:
        return self.bodies[artifact.key]

    def put(self, name: str, body: bytes) -> Artifact:
        return self._store(f"sessions/test/{name}", body)

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


def in_memory_ports() -> Ports:
    return Ports(artifacts=InMemoryArtifacts(), configuration=InMemoryConfiguration())
