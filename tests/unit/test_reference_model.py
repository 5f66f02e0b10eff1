"""A log and the model it is meant to follow: from the submission to the report."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import click
import pytest
from click.testing import CliRunner

from cli.commands.options import submission
from common.events import Metadata, WorkflowAnalyzed, WorkflowParsed, WorkflowSubmitted
from common.model.assessment import Assessment
from common.model.facts import Facts
from common.model.ports import Ports
from common.model.problem import PermanentError
from common.model.process_model import ProcessModel, ReferenceModel
from common.model.quality import Quality
from common.model.submission import Submission
from common.model.workflow import Workflow
from common.process_tree.notation import tree_of
from common.process_tree.structure import tree_of_workflow
from functions.analysis.on_workflow_parsed import react as analyse
from functions.api.options import OptimizeBody
from functions.input.on_workflow_submitted import react as read_in
from functions.input.on_workflow_submitted import validate
from functions.output.dossier.reference_blocks import reference_blocks
from tests.fakes import in_memory_ports
from tests.paths import ROOT, SHARED_DATA, needs_shared_data
from tests.unit.bpmn_fixture import written
from tests.unit.dossier_fixture import results

MEANT = {"name": "As agreed", "steps": ["Enter", "Check", "Approve", "Pay"]}
TRACES = (*[("Enter", "Check", "Approve", "Pay")] * 30, *[("Enter", "check ", "Pay")] * 10)
METADATA = Metadata(
    event_id=UUID(int=1), session_id=UUID(int=2), workflow_id="w", owner="o" + "0" * 20,
    correlation_id=UUID(int=2),
)  # fmt: skip


def csv(traces=TRACES) -> bytes:
    """A log in which case n begins on day n, with a step per hour."""
    rows = ["case,activity,time"]
    for number, trace in enumerate(traces):
        day = f"2026-{1 + number // 28:02}-{1 + number % 28:02}"
        rows += [f"{number},{step.strip()},{day}T{8 + at:02}:00:00Z"
                 for at, step in enumerate(trace)]  # fmt: skip
    return "\n".join(rows).replace("check", "Check").encode()


def read(ports: Ports, model: object, log: bytes | None = None) -> WorkflowParsed:
    file = ports.artifacts.put("log.csv", csv() if log is None else log)
    given = Submission(file=file, filename="log.csv", reference_model=model)
    document = ports.artifacts.put("submission.json", given.to_json())
    [answer] = read_in(
        WorkflowSubmitted(metadata=METADATA, submission=document, entry="api"), ports
    )
    assert isinstance(answer, WorkflowParsed)
    return answer


def analysed(ports: Ports, event: WorkflowParsed) -> tuple[Facts, Assessment]:
    files = {p.name: p.read_bytes() for p in (ROOT / "framework_knowledge").glob("*.json")}
    [answer] = analyse(event, ports, lambda: files)
    assert isinstance(answer, WorkflowAnalyzed)
    get = ports.artifacts.get
    return Facts.from_json(get(answer.facts)), Assessment.from_json(get(answer.assessment))


def test_the_log_is_aligned_with_the_model_that_was_submitted_and_not_only_the_discovered_one():
    ports = in_memory_ports()
    facts, assessment = analysed(ports, read(ports, MEANT))
    found = facts.reference_conformance

    assert (found.model, found.model_name, found.cases) == ("submitted", "As agreed", 40)
    [only] = found.deviations
    assert (only.kind, only.cases) == ("skipped", 10)
    # 30 cases fit; of the others 1 of 3 + 4 moves is missing.
    assert found.fitness.value == pytest.approx((30 + 10 * (1 - 1 / 7)) / 40)
    assert "submitted model 'As agreed'" in found.fitness.origin
    assert facts.conformance.model == "discovered"
    assert "discovered from the log" in facts.conformance.fitness.origin
    [finding] = [f for f in assessment.findings if f.rule == "operating-model-conformance"]
    assert finding.evidence[0].value == pytest.approx(0.25)
    assert "25% of the cases" in finding.statement
    assert "'Approve' is missing (10 cases)" in finding.statement


def test_the_report_says_which_model_it_is():
    ports = in_memory_ports()
    event = read(ports, MEANT)
    facts, _ = analysed(ports, event)
    workflow = Workflow.from_json(ports.artifacts.get(event.workflow))
    shown = reference_blocks(replace(results(), facts=facts, workflow=workflow))

    assert "submitted model “As agreed”: fitness 0.964, 75" in shown[0].text
    assert "Approve is missing where the model expects it" in shown[1].items[0]
    assert shown[2].caption == "Deviations from the submitted model"


def test_without_a_submitted_model_nothing_is_said_of_one():
    ports = in_memory_ports()
    facts, assessment = analysed(ports, read(ports, None))

    assert facts.reference_conformance is None
    assert "reference_conformance" not in facts.not_known
    assert all(f.rule != "operating-model-conformance" for f in assessment.findings)
    assert reference_blocks(replace(results(), facts=facts)) == []


def test_a_bpmn_model_is_read_as_any_other():
    ports = in_memory_ports()
    model = written(
        '<process id="p"><startEvent id="s"/><task id="t1" name="Enter"/>'
        '<task id="t2" name="CHECK"/><exclusiveGateway id="g"/><task id="t3" name="Approve"/>'
        '<exclusiveGateway id="h"/><task id="t4" name="Pay"/><endEvent id="e"/>'
        + "".join(
            f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>'
            for n, (a, b) in enumerate(
                [("s", "t1"), ("t1", "t2"), ("t2", "g"), ("g", "t3"), ("g", "h"), ("t3", "h"),
                 ("h", "t4"), ("t4", "e")]
            )
        )
        + "</process>"
    )  # fmt: skip
    event = read(ports, model if isinstance(model, str) else model.decode())
    found = ReferenceModel.from_json(ports.artifacts.get(event.reference_model))
    facts, _ = analysed(ports, event)

    assert found.tree == "->('Enter', 'CHECK', X(tau, 'Approve'), 'Pay')"
    assert facts.reference_conformance.fitness.value == 1


def test_what_only_one_of_the_two_knows_is_named():
    ports = in_memory_ports()
    model = {"name": "m", "steps": ["Enter", "Check", "Sign", "Pay"]}
    event = read(ports, model)
    found = ReferenceModel.from_json(ports.artifacts.get(event.reference_model))
    facts, _ = analysed(ports, event)

    assert (found.only_in_model, found.only_in_log) == (("Sign",), ("Approve",))
    assert facts.reference_conformance.only_in_model == ("Sign",)
    assert {(d.activity, d.kind, d.cases) for d in facts.reference_conformance.deviations} >= {
        ("Sign", "skipped", 40)
    }


CROSSED = {
    "name": "crossed",
    "steps": [
        {"name": "Enter", "next": [{"to": "Check", "probability": 0.5},
                                   {"to": "Approve", "probability": 0.5}]},
        {"name": "Check", "next": [{"to": "Approve", "probability": 0.5},
                                   {"to": "Pay", "probability": 0.5}]},
        {"name": "Approve", "next": [{"to": "end", "probability": 0.5},
                                     {"to": "Check", "probability": 0.5}]},
        {"name": "Pay", "next": "end"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (CROSSED, "not made of blocks: ways part and meet across each other"),
        ({"name": "other", "steps": ["Bake", "Sell"]}, "none of its activities has the name"),
    ],
)
def test_why_a_model_cannot_be_compared_is_said_everywhere(model, reason):
    ports = in_memory_ports()
    event = read(ports, model)
    told = Quality.from_json(ports.artifacts.get(event.quality)).warnings
    facts, _ = analysed(ports, event)
    [block] = reference_blocks(replace(results(), facts=facts))

    assert [w.code for w in told if reason in w.message] == ["reference_model_not_compared"]
    assert facts.reference_conformance is None
    assert reason in facts.not_known["reference_conformance"]
    assert reason in block.text


def test_a_log_as_the_model_is_refused():
    with pytest.raises(PermanentError) as refused:
        read(in_memory_ports(), csv().decode())
    assert refused.value.problem.type.endswith("reference-model-is-a-log")


def test_a_model_beside_a_description_is_not_used_and_that_is_said():
    told = {"workflow_data": MEANT, "reference_model": MEANT}
    codes = {each["code"] for each in validate(told)["quality"]["warnings"]}

    assert "reference_model_unused" in codes


def test_the_api_hands_the_model_on():
    body = OptimizeBody(workflow_data="1. Enter\n2. Pay", reference_model=MEANT)

    assert body.submission().reference_model == MEANT


def test_the_command_reads_the_model_from_a_file(tmp_path: Path):
    given: list[object] = []

    @click.command()
    @submission
    def run(options: dict[str, object]) -> None:
        given.append(options["reference_model"])

    steps, bpmn = tmp_path / "m.json", tmp_path / "m.bpmn"
    steps.write_text('{"name": "other", "steps": ["Bake", "Sell"]}')
    bpmn.write_text("<definitions/>")
    for file in (steps, bpmn):
        assert CliRunner().invoke(run, ["--model", str(file)]).exit_code == 0
    assert given == [{"name": "other", "steps": ["Bake", "Sell"]}, "<definitions/>"]


@needs_shared_data
@pytest.mark.parametrize("name", ["DomesticDeclarations", "RequestForPayment"])
def test_a_discovered_model_as_the_reference_fits_exactly_as_it_did(name):
    ports = in_memory_ports()
    body = (SHARED_DATA / "bpic2020" / f"{name}.xes.gz").read_bytes()
    event = read(ports, None, body)
    model = ProcessModel.from_json(ports.artifacts.get(event.model))
    names = {each.name: each.id for each in model.workflow.activities}

    assert sorted(tree_of_workflow(model.workflow).labels()) == sorted(
        tree_of(model.tree, names).labels()
    )
    bpmn = ports.artifacts.get(event.model_bpmn).decode()
    again, _ = analysed(ports, read(ports, bpmn, body))
    assert again.reference_conformance.fitness.value == pytest.approx(
        again.conformance.fitness.value, abs=1e-12
    )
