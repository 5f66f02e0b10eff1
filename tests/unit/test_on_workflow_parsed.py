"""functions/analysis/on_workflow_parsed.py"""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from uuid import UUID

import polars as pl
import pytest

from common.events import Metadata, WorkflowAnalyzed, WorkflowParsed
from common.model.assessment import Assessment
from common.model.facts import Facts
from common.model.figure import Figure, Provenance
from common.model.ports import Ports
from common.model.problem import PermanentError
from common.model.process_model import ProcessModel
from common.model.quality import Quality
from common.model.workflow import Activity, Workflow
from functions.analysis.frameworks.knowledge import KnowledgeError
from functions.analysis.on_workflow_parsed import loaded_knowledge, react
from tests.fakes import InMemoryArtifacts, InMemoryConfiguration, in_memory_ports
from tests.paths import ROOT

OF_OTHERS = {"guards.json", "efforts.json", "operators.json"}  # read by the optimization agent
AT = pl.Datetime("us", "UTC")
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
TWO_STEPS = Workflow(
    name="Claims", activities=(Activity(id="A", name="A"), Activity(id="B", name="B")), flows=()
)


def on_disk() -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (ROOT / "framework_knowledge").glob("*.json")}


def log(cases: int) -> bytes:
    rows = []
    for number in range(cases):
        for name, hours in (("A", 0), ("B", 100)):
            at = MONDAY + timedelta(days=number, hours=hours)
            rows.append((str(number), name, None, at))
    schema = {"case_id": pl.String, "activity": pl.String, "start_at": AT, "complete_at": AT}
    body = io.BytesIO()
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(body)
    return body.getvalue()


def parsed(
    ports: Ports,
    workflow: Workflow,
    log_body: bytes | None = None,
    model: ProcessModel | None = None,
) -> WorkflowParsed:
    quality = Quality(source="structured", format="JSON", completeness=0.8, parts=())
    put = ports.artifacts.put
    metadata = Metadata(
        event_id=UUID(int=1), session_id=UUID(int=2), workflow_id="claims",
        owner="o" + "0" * 20, correlation_id=UUID(int=2),
    )  # fmt: skip
    return WorkflowParsed(
        metadata=metadata,
        submission=put("submission.json", b"{}"),
        workflow=put("workflow.json", workflow.to_json()),
        quality=put("quality.json", quality.to_json()),
        log=None if log_body is None else put("log.parquet", log_body),
        model=None if model is None else put("model.json", model.to_json()),
        quality_score=0.8,
    )


def analysed(ports: Ports, event: WorkflowParsed) -> tuple[WorkflowAnalyzed, Facts, Assessment]:
    [answer] = react(event, ports, on_disk)
    facts = Facts.from_json(ports.artifacts.get(answer.facts))
    return answer, facts, Assessment.from_json(ports.artifacts.get(answer.assessment))


def test_measures_a_log_and_publishes_facts_and_assessment():
    ports = in_memory_ports()
    event = parsed(ports, TWO_STEPS, log(40))
    answer, facts, assessment = analysed(ports, event)

    assert (facts.source, facts.cases, facts.cycle_time.mean_h) == ("event_log", 40, 100)
    assert assessment.findings[0].where.flow == ("A", "B")
    assert answer.inefficiency_score == assessment.inefficiency_score
    assert answer.optimization_potential == assessment.optimization_potential == 1
    assert answer.quality_score == assessment.quality_score
    assert (answer.log, answer.workflow, answer.quality, answer.submission) == (
        event.log, event.workflow, event.quality, event.submission,
    )  # fmt: skip


def test_compares_the_log_with_the_model_that_was_discovered_from_it():
    one = Figure(value=1, unit="share", provenance=Provenance.MEASURED, origin="by hand")
    model = ProcessModel(
        workflow=TWO_STEPS, tree="'A'", fitness=one, fitting_cases=one, noise_threshold=0,
        case_share=1, method="by hand",
    )  # fmt: skip
    ports = in_memory_ports()
    answer, facts, _ = analysed(ports, parsed(ports, TWO_STEPS, log(40), model))

    assert facts.conformance is not None
    [only] = facts.conformance.deviations
    assert (only.kind, only.activity, only.cases) == ("inserted", "B", 40)
    assert answer.model is not None


def test_hands_the_events_on_as_arrays_with_the_ids_of_the_workflow():
    ports = in_memory_ports()
    renamed = (Activity(id="first", name="A"), Activity(id="B", name="B"))
    workflow = TWO_STEPS.model_copy(update={"activities": renamed})
    answer, _, _ = analysed(ports, parsed(ports, workflow, log(40)))

    assert answer.log_arrays is not None
    with zipfile.ZipFile(io.BytesIO(ports.artifacts.get(answer.log_arrays))) as archive:
        assert set(archive.namelist()) == {
            "case.npy", "activity.npy", "end_s.npy", "names.npy",
        }  # fmt: skip
        assert archive.read("names.npy").endswith(
            b'{"activities": ["B", "first"], "resources": [], "roles": []}'
        )


def test_without_a_model_conformance_is_absent():
    ports = in_memory_ports()
    _, facts, _ = analysed(ports, parsed(ports, TWO_STEPS, log(40)))

    assert facts.conformance is None


def test_judges_a_description_without_a_log():
    ports = in_memory_ports()
    lead = Figure(value=90, unit="h", provenance=Provenance.STATED, origin="takes 90 hours")
    workflow = TWO_STEPS.model_copy(update={"figures": {"cycle_time_h": lead}})
    answer, facts, assessment = analysed(ports, parsed(ports, workflow))

    assert answer.log is None
    assert answer.log_arrays is None
    assert (facts.source, facts.cases, facts.stated_cycle_time) == ("stated", None, lead)
    assert assessment.findings == ()


def test_the_same_event_gives_the_same_bytes_and_the_same_id():
    ports = in_memory_ports()
    event = parsed(ports, TWO_STEPS, log(40))
    [first], [second] = react(event, ports, on_disk), react(event, ports, on_disk)

    assert first.metadata.event_id == second.metadata.event_id
    assert (first.facts, first.assessment) == (second.facts, second.assessment)


def test_says_which_knowledge_it_used():
    ports = in_memory_ports()
    _, _, assessment = analysed(ports, parsed(ports, TWO_STEPS, log(40)))

    assert set(assessment.knowledge) == set(on_disk()) - OF_OTHERS


def test_takes_thresholds_from_the_configuration():
    lenient = {
        f"{rule}.{severity}": 2.0
        for rule in ("lean-waiting-transition", "constraints-longest-queue")
        for severity in ("medium", "high", "critical")
    }
    ports = Ports(InMemoryArtifacts(), InMemoryConfiguration({"thresholds": lenient}))
    _, _, assessment = analysed(ports, parsed(ports, TWO_STEPS, log(40)))

    assert assessment.findings == ()


def test_refuses_a_log_without_events():
    ports = in_memory_ports()

    with pytest.raises(PermanentError) as caught:
        list(react(parsed(ports, TWO_STEPS, log(0)), ports, on_disk))
    assert caught.value.problem.type.endswith("/empty-log")


def test_fails_loudly_without_its_knowledge():
    ports = in_memory_ports()

    with pytest.raises(KnowledgeError, match=r"lacks lean\.json"):
        list(react(parsed(ports, TWO_STEPS), ports, dict))


def test_shows_what_knowledge_is_loaded():
    loaded = loaded_knowledge(on_disk)

    counts = {
        content["framework"]: len(content["rules"])
        for body in on_disk().values()
        if "rules" in (content := json.loads(body)) and "framework" in content
    }
    assert loaded["rules"] == counts
    assert set(counts) == {"lean", "agile", "operating_model", "constraints"}
    assert loaded["heuristics"] == 29
    assert set(loaded["sha256"]) == set(on_disk()) - OF_OTHERS
