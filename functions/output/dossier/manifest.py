"""manifest.json: what a report was made from, and how to check its files."""

from common.model.artifact import Artifact
from common.model.base import Value
from common.model.submission import Request


class Manifest(Value):
    """Digests and versions of one report. Unlike the report itself it names its session."""

    schema_version: str = "1.0"
    session_id: str
    workflow_id: str
    correlation_id: str
    request: Request
    schema_versions: dict[str, str]
    inputs: dict[str, Artifact]
    files: dict[str, Artifact]
