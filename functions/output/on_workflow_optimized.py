"""WorkflowOptimized -> write the dossier -> ReportPublished."""

from collections.abc import Iterator
from dataclasses import replace

from common.consumer import consumer
from common.events import Event, ReportPublished, WorkflowOptimized
from common.events.output import EditionFiles
from common.model.artifact import Artifact
from common.model.assessment import Assessment
from common.model.assistance import Assistance
from common.model.facts import Facts
from common.model.language_model import LanguageModel
from common.model.portfolio import Portfolio
from common.model.ports import Artifacts, Ports
from common.model.process_model import ProcessModel
from common.model.quality import Quality
from common.model.submission import OutputFormat, Submission
from common.model.workflow import Workflow
from functions.output.assistance.narrative import narrative
from functions.output.dossier.case_sample import case_sample
from functions.output.dossier.editions import stem
from functions.output.dossier.files import TYPES, report_files
from functions.output.dossier.manifest import Manifest, by_provenance, setters
from functions.output.dossier.report import Report
from functions.output.dossier.results import Results

INPUTS = (
    "submission",
    "workflow",
    "quality",
    "log",
    "model",
    "model_bpmn",
    "log_arrays",
    "facts",
    "assessment",
    "portfolio",
    "assistance",
    "as_is_bpmn",
    "to_be_bpmn",
)
ENDINGS = (("html", "html"), ("pdf", "pdf"), ("markdown", "md"))


def react(event: WorkflowOptimized, ports: Ports) -> Iterator[Event]:
    """Write the report in all its forms and its manifest, then say where they are."""
    results = read_results(event, ports.artifacts)
    results = assisted(results, ports.language_model)
    uses = (*event.model_uses, *ports.language_model.uses)
    results = replace(results, model_uses=uses)
    made, files = report_files(results)
    stored = {f.name: ports.artifacts.put_report(f.name, f.body, f.content_type) for f in files}
    drawn = dict(_processes(event, ports.artifacts))
    manifest = _manifest(event, results, made, stored | drawn).asked(uses)
    yield event.answer(
        ReportPublished,
        report_json=stored["report.json"],
        report_html=stored["report.html"],
        report_pdf=stored["report.pdf"],
        report_markdown=stored["report.md"],
        tables_csv=stored["tables.zip"],
        tables_xlsx=stored["tables.xlsx"],
        model_bpmn=drawn.get("model.bpmn"),
        as_is_bpmn=drawn.get("as_is.bpmn"),
        to_be_bpmn=drawn.get("to_be.bpmn"),
        editions={
            edition: EditionFiles(**{ending: stored[f"{name}.{end}"] for ending, end in ENDINGS})
            for edition in OutputFormat
            for name in [stem(edition, event.request.output_format)]
        },
        manifest=ports.artifacts.put_report(
            "manifest.json", manifest.to_json(), "application/json"
        ),
        inefficiency_score=event.inefficiency_score,
        optimization_potential=event.optimization_potential,
        quality_score=results.quality_score,
    )


def assisted(results: Results, model: LanguageModel) -> Results:
    """Return the results with a model's narrative, where there is one."""
    told = narrative(model, results)
    if told is None:
        return results
    before = results.assistance or Assistance()
    return replace(results, assistance=before.model_copy(update={"narrative": told}))


def _processes(event: WorkflowOptimized, artifacts: Artifacts) -> Iterator[tuple[str, Artifact]]:
    """Lay the processes that other stages drew beside the report."""
    drawn = {
        "model.bpmn": event.model_bpmn,
        "as_is.bpmn": event.as_is_bpmn,
        "to_be.bpmn": event.to_be_bpmn,
    }
    for name, artifact in drawn.items():
        if artifact is not None:
            yield name, artifacts.put_report(name, artifacts.get(artifact), TYPES["bpmn"])


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
        sample=None if event.log_arrays is None else case_sample(artifacts.get(event.log_arrays)),
        assistance=None
        if event.assistance is None
        else Assistance.from_json(artifacts.get(event.assistance)),
    )


def _manifest(
    event: WorkflowOptimized, results: Results, made: Report, files: dict[str, Artifact]
) -> Manifest:
    inputs = {name: getattr(event, name) for name in INPUTS}
    return Manifest(
        session_id=str(event.metadata.session_id),
        workflow_id=event.metadata.workflow_id,
        correlation_id=str(event.metadata.correlation_id),
        request=event.request,
        schema_versions={
            "report": made.schema_version,
            "workflow": results.workflow.schema_version,
            "facts": results.facts.schema_version,
            "assessment": results.assessment.schema_version,
            "portfolio": results.portfolio.schema_version,
        },
        set_with=setters(),
        knowledge=results.assessment.knowledge,
        provenance=by_provenance(made.model_dump(mode="json", exclude_none=True)),
        inputs={name: artifact for name, artifact in inputs.items() if artifact is not None},
        files=files,
    )


handler = consumer(WorkflowOptimized, react)
