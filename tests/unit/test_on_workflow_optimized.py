import hashlib
import json
from uuid import UUID

from common.events import ReportPublished, WorkflowOptimized
from common.events.base import Metadata
from common.model.base import Value
from common.model.figure import Figure, Provenance, Unit
from common.model.ports import Ports
from common.model.process_model import Attempt, ProcessModel
from common.model.submission import OutputFormat, Request, Submission
from functions.output.on_workflow_optimized import react
from tests.fakes import InMemoryArtifacts, in_memory_ports
from tests.unit.dossier_fixture import results

SESSION = "11111111-2222-5333-8444-555555555555"


def figure(value: float, unit: Unit) -> Figure:
    return Figure(value=value, unit=unit, provenance=Provenance.MEASURED, origin="by hand")


MODEL = ProcessModel(
    workflow=results().workflow,
    tree="->('a', 'b')",
    fitness=figure(0.9617, "share"),
    precision=figure(0.955, "share"),
    fitting_cases=figure(0.87, "share"),
    noise_threshold=0.1,
    case_share=0.9,
    left_out=("Escalate",),
    attempts=(
        Attempt(noise_threshold=0.1, case_share=0.9, fitness=0.9617, f_measure=0.0, activities=2),
    ),
    method="by hand",
)


def _event(
    ports: Ports, session: str = SESSION, model: ProcessModel | None = None
) -> WorkflowOptimized:
    made = results()
    documents: dict[str, Value] = {
        "submission": Submission(workflow_data="a, then b"),
        "workflow": made.workflow,
        "quality": made.quality,
        "facts": made.facts,
        "assessment": made.assessment,
        "portfolio": made.portfolio,
    }
    drawn = None
    if model is not None:
        documents["model"] = model
        drawn = ports.artifacts.put("model.bpmn", b"<definitions/>")
    return WorkflowOptimized(
        metadata=Metadata(
            event_id=UUID(session),
            session_id=UUID(session),
            workflow_id="travel",
            owner="o" + "0" * 20,
            correlation_id=UUID(session),
        ),
        request=Request(output_format=OutputFormat.BUSINESS_CASE, seed=7),
        inefficiency_score=6.4,
        optimization_potential=0.37,
        quality_score=0.71,
        model_bpmn=drawn,
        **{name: ports.artifacts.put(f"{name}.json", d.to_json()) for name, d in documents.items()},
    )


def _published(
    session: str = SESSION, model: ProcessModel | None = None
) -> tuple[ReportPublished, dict[str, bytes]]:
    ports = in_memory_ports()
    (answer,) = react(_event(ports, session, model), ports)
    assert isinstance(answer, ReportPublished)
    assert isinstance(ports.artifacts, InMemoryArtifacts)
    files = {
        key.rsplit("/", 1)[1]: body
        for key, body in ports.artifacts.bodies.items()
        if key.startswith("reports/")
    }
    return answer, files


OTHERS = ("detailed_analysis", "executive_summary", "implementation_guide")


def test_publishes_every_edition_the_data_the_tables_and_the_manifest() -> None:
    answer, files = _published()
    pages = {f"{name}.{form}" for name in (*OTHERS, "report") for form in ("html", "md", "pdf")}
    assert set(files) == pages | {"report.json", "tables.xlsx", "tables.zip", "manifest.json"}
    assert set(answer.editions) == set(OutputFormat)
    assert answer.editions[OutputFormat.BUSINESS_CASE].html == answer.report_html
    assert answer.report_markdown is not None
    assert answer.report_pdf is not None
    assert answer.report_pdf.size_bytes == len(files["report.pdf"])
    assert (answer.inefficiency_score, answer.optimization_potential) == (6.4, 0.37)
    assert answer.quality_score == 0.7  # the twin is the weakest


def test_the_manifest_holds_the_digest_and_size_of_every_file_and_input() -> None:
    _, files = _published()
    manifest = json.loads(files["manifest.json"])
    assert manifest["session_id"] == SESSION
    assert manifest["request"]["seed"] == 7
    assert set(manifest["files"]) == set(files) - {"manifest.json"}
    assert set(manifest["set_with"]) == {"jinja2", "typst"}
    assert manifest["provenance"]["assumed"] >= 2
    for name in manifest["files"]:
        assert manifest["files"][name]["sha256"] == hashlib.sha256(files[name]).hexdigest()
        assert manifest["files"][name]["size_bytes"] == len(files[name])
    assert sorted(manifest["inputs"]) == [
        "assessment",
        "facts",
        "portfolio",
        "quality",
        "submission",
        "workflow",
    ]


def test_the_report_is_the_same_in_another_session() -> None:
    _, first = _published()
    _, second = _published("99999999-2222-5333-8444-555555555555")
    for name in first.keys() - {"manifest.json"}:
        assert first[name] == second[name], name
        assert SESSION.encode() not in first[name]
    assert first["manifest.json"] != second["manifest.json"]


def test_the_events_request_chooses_the_edition() -> None:
    _, files = _published()
    assert b"Business case" in files["report.html"]
    assert json.loads(files["report.json"])["request"]["output_format"] == "business_case"


def test_editions_lead_to_one_another() -> None:
    _, files = _published()
    for name in OTHERS:
        assert f'href="{name}.html"'.encode() in files["report.html"]
        assert b'href="report.html"' in files[f"{name}.html"]
        assert f"]({name}.md)".encode() in files["report.md"]


def test_the_process_as_it_is_and_as_it_will_be_lie_beside_the_report() -> None:
    ports = in_memory_ports()
    drawn = {f"{name}_bpmn": ports.artifacts.put(f"{name}.bpmn", name.encode())
             for name in ("as_is", "to_be")}  # fmt: skip
    (answer,) = react(_event(ports).model_copy(update=drawn), ports)
    assert isinstance(answer, ReportPublished)
    assert answer.to_be_bpmn is not None
    assert answer.to_be_bpmn.key.endswith("to_be.bpmn")
    assert answer.as_is_bpmn is not None
    assert answer.as_is_bpmn.sha256 == hashlib.sha256(b"as_is").hexdigest()


def test_the_process_model_lies_beside_the_report_and_is_told_in_it() -> None:
    answer, files = _published(model=MODEL)
    assert files["model.bpmn"] == b"<definitions/>"
    assert answer.model_bpmn is not None
    manifest = json.loads(files["manifest.json"])
    digest = hashlib.sha256(b"<definitions/>").hexdigest()
    assert manifest["files"]["model.bpmn"]["sha256"] == digest
    assert {"model", "model_bpmn"} <= set(manifest["inputs"])
    page = files["detailed_analysis.html"].decode()
    for told in (
        "model.bpmn",
        "Fitness 0.962",
        "Precision 0.955",
        "Noise threshold 0.1",
        "Escalate",
    ):
        assert told in page
    assert json.loads(files["report.json"])["model"]["case_share"] == 0.9


def test_without_a_process_model_the_report_does_not_mention_one() -> None:
    answer, files = _published()
    assert answer.model_bpmn is None
    assert b"model.bpmn" not in files["detailed_analysis.html"]
    assert "model" not in json.loads(files["report.json"])
