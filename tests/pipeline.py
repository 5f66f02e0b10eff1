"""A submission through the stages in one process, with adapters in memory."""

from dataclasses import replace
from uuid import UUID

from common.events import Event, Metadata, WorkflowSubmitted
from common.model.artifact import Artifact
from common.model.ports import Ports
from common.model.submission import Request, Submission
from functions.analysis import on_workflow_parsed
from functions.input import on_workflow_submitted
from functions.optimization import on_workflow_analyzed
from functions.output import on_workflow_optimized
from tests.fakes import DEFAULTS, InMemoryArtifacts, InMemoryConfiguration, in_memory_ports
from tests.paths import ROOT

AS_USUAL = Request()


def knowledge() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (ROOT / "framework_knowledge").glob("*.json")}


def optimized(submission: Submission, ports: Ports, request: Request = AS_USUAL) -> Event:
    """Return what the optimization agent announces; its artifacts are in the ports."""
    stored: Artifact = ports.artifacts.put("submission.json", submission.to_json())
    event: Event = WorkflowSubmitted(
        metadata=Metadata(
            event_id=UUID(int=1),
            session_id=UUID(int=2),
            workflow_id="w",
            owner="o" + "0" * 20,
            correlation_id=UUID(int=2),
        ),
        submission=stored,
        entry="api",
        request=request,
    )
    [event] = on_workflow_submitted.react(event, ports)
    [event] = on_workflow_parsed.react(event, ports, knowledge)
    [event] = on_workflow_analyzed.react(event, ports, knowledge)
    return event


def carried_through(
    submission: Submission, request: Request = AS_USUAL
) -> tuple[Event, InMemoryArtifacts]:
    """Return the event of the report, and everything that was stored on the way."""
    little = InMemoryConfiguration(DEFAULTS | {"thresholds": {"max_processing_time": 30.0}})
    ports = replace(in_memory_ports(), configuration=little)
    [event] = on_workflow_optimized.react(optimized(submission, ports, request), ports)
    return event, ports.artifacts
