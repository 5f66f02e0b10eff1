"""manifest.json: what a report was made from and with, and how to check its files."""

from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any, Self

from pydantic import Field

from common.model.artifact import Artifact
from common.model.base import Value
from common.model.language_model import ModelUse
from common.model.submission import Request

SETTERS = ("jinja2", "typst")  # libraries whose version shows in the bytes of a file


class Manifest(Value):
    """Digests and versions of one report. Unlike the report itself it names its session."""

    schema_version: str = "1.1"
    session_id: str
    workflow_id: str
    correlation_id: str
    request: Request = Field(description="With the seed and the language.")
    schema_versions: dict[str, str]
    set_with: dict[str, str] = Field(
        default_factory=dict, description="Versions of the libraries that pages were set with."
    )
    knowledge: dict[str, str] = Field(
        default_factory=dict, description="Knowledge files that judged, with their sha256."
    )
    provenance: dict[str, int] = Field(
        default_factory=dict, description="Numbers in report.json by how they are known."
    )
    inputs: dict[str, Artifact]
    files: dict[str, Artifact] = Field(
        description="The same submission, request and versions give the same digests."
    )
    model_uses: tuple[ModelUse, ...] = Field(
        default=(), description="What language models were asked, by prompt, and what came of it."
    )

    def asked(self, uses: tuple[ModelUse, ...]) -> Self:
        """Return the manifest with what was asked of language models."""
        return self.model_copy(update={"model_uses": uses})


def setters() -> dict[str, str]:
    """Return the versions of what the pages are set with."""
    return {name: version(name) for name in SETTERS}


def by_provenance(report: Any) -> dict[str, int]:
    """Return how many figures of a report, as report.json holds it, are known in which way."""
    return dict(sorted(Counter(_provenances(report)).items()))


def _provenances(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("provenance"), str) and "value" in value:
            yield value["provenance"]
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _provenances(inner)
