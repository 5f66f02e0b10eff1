"""What an agent may ask of the outside world. Adapters live in common/aws, fakes in tests."""

from dataclasses import dataclass, field
from typing import Protocol

from common.model.artifact import Artifact
from common.model.language_model import LanguageModel, NoModel


class Artifacts(Protocol):
    """Stored objects of one session."""

    def get(self, artifact: Artifact) -> bytes:
        """Return the bytes; raises ``IntegrityError`` if they are not those referred to."""
        ...

    def put(self, name: str, body: bytes) -> Artifact:
        """Store an intermediate result, such as ``facts.json``. The same bytes are one object."""
        ...

    def keep(self, name: str, body: bytes) -> None:
        """Keep what a retry of the same work goes on from; it replaces what was kept before."""
        ...

    def kept(self, name: str) -> bytes | None:
        """Return what was kept last under a name, ``None`` where nothing was."""
        ...

    def put_report(self, name: str, body: bytes, content_type: str) -> Artifact:
        """Store a file of the session's report, such as ``report.html``."""
        ...


class Configuration(Protocol):
    """Values of the table ``system-configuration``."""

    def number(self, category: str, key: str) -> float:
        """Return a value such as ``thresholds``/``max_processing_time``; raises ``KeyError``."""
        ...

    def numbers(self, category: str) -> dict[str, float]:
        """Return all numbers of a category by key; empty where there are none."""
        ...


@dataclass(frozen=True)
class Ports:
    """What ``react(event, ports)`` gets."""

    artifacts: Artifacts
    configuration: Configuration
    language_model: LanguageModel = field(default_factory=NoModel)
