"""WorkflowOptimized -> write the dossier -> ReportPublished."""

from collections.abc import Iterator

from common.consumer import consumer
from common.events import Event, ReportPublished, WorkflowOptimized
from common.model.artifact import Artifact
from common.model.assessment import Assessment
from common.model.facts import Facts
from common.model.portfolio import Portfolio
from common.model.ports import Artifacts, Ports
from common.model.process_model import ProcessModel
from common.model.quality import Quality
from common.model.submission import Submission
from common.model.workflow import Workflow
from functions.output.dossier.document import document
from functions.output.dossier.html import report_html
from functions.output.dossier.manifest import Manifest
from functions.output.dossier.pdf import report_pdf
from functions.output.dossier.report import report, report_json
from functions.output.dossier.results import Results

INPUTS = (
    "submission",
    "workflow",
    "quality",
    "log",
    "model",
    "model_bpmn",
    "facts",
    "assessment",
    "portfolio",
)


def react(event: WorkflowOptimized, ports: Ports) -> Iterator[Event]:
    """Write the report and its manifest, then say where they are."""
    results = read_results(event, ports.artifacts)
    made = report(results)
    pages = document(results)
    store = ports.artifacts.put_report
    files = {
        "report.json": store("report.json", report_json(made), "application/json"),
        "report.html": store("report.html", report_html(pages), "text/html; charset=utf-8"),
        "report.pdf": store("report.pdf", report_pdf(pages), "application/pdf"),
    }
    if event.model_bpmn is not None:
        body = ports.artifacts.get(event.model_bpmn)
        files["model.bpmn"] = store("model.bpmn", body, "application/xml")
    manifest = _manifest(event, results, made.schema_version, files)
    yield event.answer(
        ReportPublished,
        report_json=files["report.json"],
        report_html=files["report.html"],
        report_pdf=files["report.pdf"],
        model_bpmn=files.get("model.bpmn"),
        manifest=store("manifest.json", manifest.to_json(), "application/json"),
        inefficiency_score=event.inefficiency_score,
        optimization_potential=event.optimization_potential,
        quality_score=results.quality_score,
    )


def read_results(event: WorkflowOptimized, artifacts: Artifacts) -> Results:
    """Return the documents that the event refers to. The event's request is the one that counts."""
    Submission.from_json(artifacts.get(event.submission))
    return Results(
        request=event.request,
        workflow=Workflow.from_json(artifacts.get(event.workflow)),
        quality=Quality.from_json(artifacts.get(event.quality)),
        facts=Facts.from_json(artifacts.get(event.facts)),
        assessment=Assessment.from_json(artifacts.get(event.assessment)),
        portfolio=Portfolio.from_json(artifacts.get(event.portfolio)),
        model=None if event.model is None else ProcessModel.from_json(artifacts.get(event.model)),
    )


def _manifest(
    event: WorkflowOptimized, results: Results, report_version: str, files: dict[str, Artifact]
) -> Manifest:
    inputs = {name: getattr(event, name) for name in INPUTS}
    return Manifest(
        session_id=str(event.metadata.session_id),
        workflow_id=event.metadata.workflow_id,
        correlation_id=str(event.metadata.correlation_id),
        request=event.request,
        schema_versions={
            "report": report_version,
            "workflow": results.workflow.schema_version,
            "facts": results.facts.schema_version,
            "assessment": results.assessment.schema_version,
            "portfolio": results.portfolio.schema_version,
        },
        inputs={name: artifact for name, artifact in inputs.items() if artifact is not None},
        files=files,
    )


handler = consumer(WorkflowOptimized, react)
