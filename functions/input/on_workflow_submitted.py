"""WorkflowSubmitted -> read, normalise, judge quality -> WorkflowParsed."""

import base64
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import polars as pl
from pydantic import ValidationError

from common.consumer import consumer
from common.events import Event, WorkflowParsed, WorkflowSubmitted
from common.language import say
from common.model.ports import Ports
from common.model.problem import PermanentError, ProblemPart, problem
from common.model.process_model import ReferenceModel
from common.model.quality import DataWarning
from common.model.submission import Submission
from functions.input.assistance.answered import answered
from functions.input.discovery.process import discovered_process, model_warnings
from functions.input.reading.log_quality import received
from functions.input.reading.outcome import Reading
from functions.input.reading.reference_model import reference_model
from functions.input.reading.stated_quality import with_answers
from functions.input.reading.submission import read


def react(event: WorkflowSubmitted, ports: Ports) -> Iterator[Event]:
    """Read the submission, store the canonical artifacts and say where they are."""
    submission = _submission(ports.artifacts.get(event.submission))
    file = None if submission.file is None else ports.artifacts.get(submission.file)
    reading = completed(read(submission, file, ports.language_model), submission, ports)
    quality = received(reading, event.metadata.occurred_at)
    log = found = None
    if reading.log is not None:
        log = ports.artifacts.put("log.parquet", _parquet(reading.log))
        found = discovered_process(reading.log, reading.workflow)
        quality = quality.model_copy(update={"warnings": quality.warnings + model_warnings(found)})
    reference, warnings = _reference(submission, reading)
    quality = quality.model_copy(update={"warnings": quality.warnings + warnings})
    yield event.answer(
        WorkflowParsed,
        submission=event.submission,
        workflow=ports.artifacts.put("workflow.json", reading.workflow.to_json()),
        quality=ports.artifacts.put("quality.json", quality.to_json()),
        log=log,
        model=found and ports.artifacts.put("model.json", found.model.to_json()),
        model_bpmn=found and ports.artifacts.put("model.bpmn", found.bpmn),
        reference_model=reference
        and ports.artifacts.put("reference_model.json", reference.to_json()),
        quality_score=quality.completeness,
    )


def _reference(
    submission: Submission, reading: Reading
) -> tuple[ReferenceModel | None, tuple[DataWarning, ...]]:
    """Return the model to compare the log with, and what is to be said where it cannot be."""
    if submission.reference_model is None:
        return None, ()
    if reading.log is None:
        text = say("A reference model was submitted, but no event log to compare with it.")
        return None, (DataWarning(code="reference_model_unused", message=text),)
    model = reference_model(submission.reference_model, reading.workflow)
    if model.not_compared is None:
        return model, ()
    text = say(
        "The log cannot be compared with the submitted model '{name}': {reason}.",
        name=model.name,
        reason=model.not_compared,
    )
    return model, (DataWarning(code="reference_model_not_compared", message=text),)


def completed(reading: Reading, submission: Submission, ports: Ports) -> Reading:
    """Return a description with answers from what was written beside it, as a model finds them."""
    beside = [submission.context or ""]
    if isinstance(submission.organization_context, str):
        beside.append(submission.organization_context)
    text = "\n".join(beside)
    if reading.quality.source == "event_log" or not text.strip():
        return reading
    asked = reading.quality.questions
    workflow, quotes = answered(ports.language_model, reading.workflow, asked, text)
    return reading if not quotes else with_answers(reading, workflow, quotes)


def validate(submission_json: dict[str, Any], file: bytes | None = None) -> dict[str, Any]:
    """Return the quality report and an outline of the workflow; nothing is stored.

    Raises:
        PermanentError: the submission cannot be read.
    """
    try:
        submission = Submission.model_validate(submission_json)
    except ValidationError as error:
        raise _invalid(error) from None
    reading = read(submission, file)
    workflow = reading.workflow
    quality = received(reading, datetime.now(UTC))
    warnings = quality.warnings + _reference(submission, reading)[1]
    quality = quality.model_copy(update={"warnings": warnings})
    return {
        "quality": quality.model_dump(mode="json", exclude_none=True),
        "workflow": {
            "name": workflow.name,
            "activities": [activity.name for activity in workflow.activities],
            "gateways": [[gateway.id, gateway.kind] for gateway in workflow.gateways],
            "flows": [[flow.source, flow.target] for flow in workflow.flows],
            "roles": [role.name for role in workflow.roles],
        },
    }


def _submission(body: bytes) -> Submission:
    try:
        return Submission.from_json(body)
    except ValidationError as error:
        raise _invalid(error) from None


def _invalid(error: ValidationError) -> PermanentError:
    parts = tuple(
        ProblemPart(detail=part["msg"], pointer="".join(f"/{step}" for step in part["loc"]) or None)
        for part in error.errors(include_url=False, include_input=False)[:20]
    )
    detail = "The submission has errors in the places named; correct them and submit again."
    return PermanentError(
        problem("invalid-submission", "The submission is not valid", detail, errors=parts)
    )


def _parquet(log: pl.DataFrame) -> bytes:
    body = io.BytesIO()
    log.write_parquet(body, compression="zstd")
    return body.getvalue()


def _answer_validate(event: dict[str, Any]) -> dict[str, Any]:
    """Answer a direct invocation: the report, or the problem. A file comes along as Base64."""
    file = base64.b64decode(event["content"]) if "content" in event else None
    try:
        return {"valid": True, **validate(event.get("submission") or {}, file)}
    except PermanentError as error:
        return {"valid": False, "problem": error.problem.model_dump(mode="json")}


handler = consumer(WorkflowSubmitted, react, actions={"validate": _answer_validate})
