"""functions/input/on_workflow_submitted.py"""

import io
import json
from types import SimpleNamespace
from uuid import UUID

import polars as pl
import pytest

from common.events import Metadata, WorkflowParsed, WorkflowSubmitted
from common.model.problem import PermanentError
from common.model.process_model import ProcessModel
from common.model.quality import Quality
from common.model.submission import Submission
from common.model.workflow import Workflow
from functions.input.bpmn.reader import read_bpmn
from functions.input.on_workflow_submitted import handler, react, validate
from tests.fakes import in_memory_ports
from tests.unit.bpmn_fixture import written

CSV = b"case,activity,time\n1,A,2026-01-01T08:00:00Z\n1,B,2026-01-01T09:00:00Z\n"


def submitted(ports, submission: bytes) -> WorkflowSubmitted:
    return WorkflowSubmitted(
        metadata=Metadata(
            event_id=UUID(int=1),
            session_id=UUID(int=2),
            workflow_id="w",
            owner="o" + "0" * 20,
            correlation_id=UUID(int=2),
        ),
        submission=ports.artifacts.put("submission.json", submission),
        entry="api",
    )


def parsed(ports, submission: Submission) -> WorkflowParsed:
    [answer] = react(submitted(ports, submission.to_json()), ports)
    assert isinstance(answer, WorkflowParsed)
    return answer


def test_publishes_the_workflow_its_quality_and_the_log_of_a_file():
    ports = in_memory_ports()
    file = ports.artifacts.put("intake.csv", CSV)

    answer = parsed(ports, Submission(file=file, filename="requests.csv"))

    log = pl.read_parquet(io.BytesIO(ports.artifacts.get(answer.log)))
    workflow = Workflow.from_json(ports.artifacts.get(answer.workflow))
    quality = Quality.from_json(ports.artifacts.get(answer.quality))
    assert list(log["activity"]) == ["A", "B"]
    assert [activity.name for activity in workflow.activities] == ["A", "B"]
    assert workflow.name == "requests"
    assert answer.quality_score == quality.completeness


def test_events_after_the_submission_are_told():
    ports = in_memory_ports()
    later = CSV + b"2,A,2199-01-01T08:00:00Z\n"
    file = ports.artifacts.put("intake.csv", later)

    answer = parsed(ports, Submission(file=file, filename="requests.csv"))

    told = Quality.from_json(ports.artifacts.get(answer.quality)).warnings
    assert [one.sample for one in told if one.code == "future_events"] == [("2199-01-01 08:00",)]


def test_a_described_workflow_has_no_log():
    ports = in_memory_ports()

    answer = parsed(ports, Submission(workflow_data={"steps": ["Submit", "Approve"]}))

    assert answer.log is None
    assert Quality.from_json(ports.artifacts.get(answer.quality)).source == "structured"


def test_the_same_submission_gives_the_same_artifacts():
    first, second = in_memory_ports(), in_memory_ports()
    for ports in (first, second):
        file = ports.artifacts.put("intake.csv", CSV)
        parsed(ports, Submission(file=file))

    assert first.artifacts.bodies == second.artifacts.bodies


@pytest.mark.parametrize("body", [b"{}", b"no json", b'{"workflow_data": "x", "file": 3}'])
def test_a_submission_that_is_none_is_a_permanent_error(body):
    ports = in_memory_ports()

    with pytest.raises(PermanentError):
        list(react(submitted(ports, body), ports))


def test_validate_reports_quality_and_outline_without_storing():
    report = validate({"workflow_data": {"steps": ["Submit request", "Manager approval"]}})

    assert json.loads(json.dumps(report)) == report
    assert report["workflow"]["activities"] == ["Submit request", "Manager approval"]
    assert report["workflow"]["roles"] == ["Manager"]
    assert report["workflow"]["flows"][0] == ["start", "submit_request"]
    assert 0 < report["quality"]["completeness"] < 1


def test_validate_names_the_place_of_a_fault():
    with pytest.raises(PermanentError) as error:
        validate({"workflow_data": {"steps": [{"name": "A", "duration": -1}]}})

    assert error.value.problem.errors[0].pointer == "/workflow_data/steps/0/duration"


def invoked(event: dict) -> dict:
    context = SimpleNamespace(
        function_name="input",
        memory_limit_in_mb=512,
        invoked_function_arn="arn:aws:lambda:us-east-1:000000000000:function:input",
        aws_request_id="1",
    )
    return handler(event, context)


def test_answers_a_direct_invocation_with_the_report_or_the_problem():
    good = invoked({"action": "validate", "submission": {"workflow_data": ["A", "B"]}})
    bad = invoked({"action": "validate", "submission": {"workflow_data": []}})
    none = invoked({"action": "validate"})

    assert good["valid"] and good["workflow"]["activities"] == ["A", "B"]
    assert not bad["valid"] and bad["problem"]["type"].endswith("/missing-steps")
    assert not none["valid"] and none["problem"]["type"].endswith("/invalid-submission")


def test_validating_a_model_outlines_its_gateways():
    model = written(
        '<process id="p"><startEvent id="s"/><exclusiveGateway id="x" name="ok?"/>'
        '<task id="a" name="Check"/><endEvent id="e"/>'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="x"/>'
        '<sequenceFlow id="f2" sourceRef="x" targetRef="a"/>'
        '<sequenceFlow id="f3" sourceRef="x" targetRef="e"/>'
        '<sequenceFlow id="f4" sourceRef="a" targetRef="e"/></process>'
    )

    report = validate({"workflow_data": {"bpmn": model.decode()}})

    assert report["workflow"]["gateways"] == [["ok_exclusive", "exclusive"]]
    assert ["start", "ok_exclusive"] in report["workflow"]["flows"]
    assert report["quality"]["format"] == "BPMN 2.0"


def test_a_log_comes_with_its_process_model_and_the_drawing():
    ports = in_memory_ports()
    file = ports.artifacts.put("intake.csv", CSV)

    answer = parsed(ports, Submission(file=file, filename="requests.csv"))

    model = ProcessModel.from_json(ports.artifacts.get(answer.model))
    drawing = read_bpmn(ports.artifacts.get(answer.model_bpmn))
    assert model.tree == "->('A', 'B')"
    assert (model.fitness.value, model.precision.value) == (1.0, 1.0)
    tasks = [node.name for node in drawing.processes[0].nodes() if node.kind == "task"]
    assert tasks == ["A", "B"]


def test_without_a_log_there_is_no_process_model():
    answer = parsed(in_memory_ports(), Submission(workflow_data="Check the request. Pay it."))

    assert (answer.model, answer.model_bpmn) == (None, None)


def test_a_log_that_no_model_can_show_says_so_in_its_quality():
    ports = in_memory_ports()
    rows = "".join(f"1,A,2026-01-01T08:{at // 60:02}:{at % 60:02}Z\n" for at in range(301))
    file = ports.artifacts.put("intake.csv", b"case,activity,time\n" + rows.encode())

    answer = parsed(ports, Submission(file=file, filename="requests.csv"))

    quality = Quality.from_json(ports.artifacts.get(answer.quality))
    assert answer.model is None
    assert "no_process_model" in {told.code for told in quality.warnings}
