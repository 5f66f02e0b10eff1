"""BPMN 2.0 to the canonical workflow: functions/input/reading/bpmn_*.py"""

import gzip

import pytest

from common.model.figure import Provenance
from common.model.routing import visits
from common.model.submission import Submission
from functions.input.reading.bpmn_timers import duration_h
from functions.input.reading.submission import read
from tests.unit.bpmn_fixture import SIMPLE, written
from tests.unit.bpmn_submission import (
    codes,
    flow,
    process,
    reading,
    share,
    submitted,
    tasks,
    ways,
    workflow,
)


def test_a_sequence_of_tasks_becomes_activities_in_order():
    found = submitted(written(SIMPLE), "order_handling.bpmn.xml")

    assert [activity.name for activity in found.workflow.activities] == ["Check"]
    assert ways(found.workflow) == {("start", "check"), ("check", "end")}
    assert found.workflow.name == "order handling"
    assert found.quality.format == "BPMN 2.0"
    assert found.quality.source == "structured"


@pytest.mark.parametrize("filename", ["model.bpmn", "model.xml", "model", "model.bpmn.gz"])
def test_the_content_tells_that_a_file_is_bpmn(filename):
    body = written(SIMPLE)
    sent = gzip.compress(body) if filename.endswith(".gz") else body

    assert len(submitted(sent, filename).workflow.activities) == 1


def test_a_model_may_be_sent_inline():
    text = written(SIMPLE).decode()

    assert len(read(Submission(workflow_data=text), None).workflow.activities) == 1
    assert len(read(Submission(workflow_data={"bpmn": text}), None).workflow.activities) == 1


def test_figures_may_stand_beside_a_model():
    data = {"bpmn": written(SIMPLE).decode(), "name": "Orders", "weekly_volume": 30,
            "kpis": {"cycle_time_days": 7}}  # fmt: skip
    found = read(Submission(workflow_data=data), None).workflow

    assert found.name == "Orders"
    assert found.figures["cases_per_week"].value == 30
    assert found.figures["cycle_time_h"].value == 168


def test_gateways_and_their_conditions_are_kept():
    found = workflow(
        tasks("A B C") + '<exclusiveGateway id="x" name="Complete?"/>',
        "s>A A>x x>B:yes x>C:no B>e C>e",
    )

    assert [(g.id, g.kind, g.name) for g in found.gateways] == [
        ("complete_exclusive", "exclusive", "Complete?")
    ]
    assert {f.condition for f in found.flows if f.source == "complete_exclusive"} == {"yes", "no"}
    assert share(found, "complete_exclusive", "b") is None


def test_a_gateway_that_neither_divides_nor_joins_is_left_out():
    found = workflow(tasks("A") + '<parallelGateway id="x"/>', "s>x x>A A>e")

    assert found.gateways == ()
    assert ways(found) == {("start", "a"), ("a", "end")}


def test_events_that_wait_for_nothing_take_no_step():
    found = workflow(
        tasks("A B")
        + '<intermediateThrowEvent id="t" name="Tell"><messageEventDefinition/>'
        + "</intermediateThrowEvent>",
        "s>A A>t t>B B>e",
    )

    assert [activity.id for activity in found.activities] == ["a", "b"]
    assert ("a", "b") in ways(found)


def test_a_timer_is_a_wait_of_its_stated_duration():
    found = workflow(
        tasks("A")
        + '<intermediateCatchEvent id="t" name="Two days"><timerEventDefinition>'
        + "<timeDuration>P2DT12H</timeDuration></timerEventDefinition></intermediateCatchEvent>",
        "s>t t>A A>e",
    )
    wait = found.activity("two_days")

    assert (wait.kind, wait.role, wait.processing_h) == ("wait", None, None)
    assert wait.waiting_h.value == 60
    assert wait.waiting_h.provenance is Provenance.STATED
    assert "P2DT12H" in wait.waiting_h.origin
    assert (wait.waiting.family, wait.waiting.mean_h) == ("fixed", 60)


@pytest.mark.parametrize(
    ("written_", "hours"),
    [("PT90M", 1.5), ("P1W", 168), ("P1M", 730.5), ("P1Y", 8766), ("R3/PT10M", 1 / 6),
     ("PT0.5S", 0.5 / 3600), ("P", None), ("PT", None), ("${days}", None), ("2026-01-01", None),
     ("P999999999Y", None)],
)  # fmt: skip
def test_durations_are_those_of_iso_8601(written_, hours):
    assert duration_h(written_) == (None if hours is None else pytest.approx(hours))


def test_messages_waited_for_are_asked_about():
    found = reading(
        tasks("A") + '<receiveTask id="r" name="Answer"/>'
        '<intermediateCatchEvent id="m"><messageEventDefinition/></intermediateCatchEvent>',
        "s>A A>r r>m m>e",
    )

    assert [a.name for a in found.workflow.activities if a.kind == "wait"] == [
        "Answer", "Wait for message",
    ]  # fmt: skip
    [question] = [q for q in found.quality.questions if q.about == "waiting_h of events"]
    assert "'Answer', 'Wait for message'" in question.text


def test_several_flows_out_of_a_task_are_taken_together():
    found = reading(tasks("A B C"), "s>A A>B A>C B>e C>e")

    assert [gateway.kind for gateway in found.workflow.gateways] == ["parallel"]
    assert visits(found.workflow)["b"] == visits(found.workflow)["c"] == 1
    assert "implicit_split" in codes(found)


def test_conditional_flows_out_of_a_task_are_taken_as_their_conditions_hold():
    found = workflow(tasks("A B C"), "s>A A>B:?dear A>C B>e C>e")
    [gateway] = found.gateways

    assert gateway.kind == "inclusive"
    assert share(found, gateway.id, "c").value == 1
    assert share(found, gateway.id, "b") is None


def test_a_condition_and_a_default_flow_exclude_each_other():
    found = workflow(
        '<task id="A" name="A" default="f2"/>' + tasks("B C"), "s>A A>B:?dear A>C B>e C>e"
    )

    assert [gateway.kind for gateway in found.gateways] == ["exclusive"]


def test_several_start_events_are_alternatives():
    found = workflow(tasks("A B") + '<startEvent id="s2"/>', "s>A s2>B A>e B>e")

    assert found.gateways == ()
    assert visits(found)["a"] == 0.5


def test_without_a_start_event_everything_that_nothing_leads_to_begins():
    body = written(f'<process id="p">{tasks("A B C")}{flow(0, "A>C")}{flow(1, "B>C")}</process>')
    found = submitted(body)

    assert visits(found.workflow)["a"] == visits(found.workflow)["b"] == 1
    assert {"no_start", "no_end"} <= codes(found)


def test_a_sub_process_is_entered_and_left_at_its_parts():
    inner = (
        '<subProcess id="sub" name="Sub"><startEvent id="s2"/>' + tasks("B C")
        + '<endEvent id="e2"/>' + flow(10, "s2>B") + flow(11, "B>C") + flow(12, "C>e2")
        + "</subProcess>"
    )  # fmt: skip
    found = workflow(tasks("A") + inner, "s>A A>sub sub>e")

    assert [activity.id for activity in found.activities] == ["a", "b", "c"]
    assert ways(found) == {("start", "a"), ("a", "b"), ("b", "c"), ("c", "end")}


def test_branches_inside_a_sub_process_are_joined_at_its_end():
    inner = (
        '<subProcess id="sub"><parallelGateway id="g"/>' + tasks("B C")
        + flow(10, "g>B") + flow(11, "g>C") + "</subProcess>"
    )  # fmt: skip
    found = workflow(tasks("D") + inner, "s>sub sub>D D>e")

    assert visits(found) == pytest.approx(visits(found) | {"b": 1, "c": 1, "d": 1, "end": 1})


def test_an_empty_sub_process_and_a_call_are_steps():
    found = workflow(
        '<subProcess id="sub" name="Sub"/><callActivity id="c" name="Call" calledElement="q"/>',
        "s>sub sub>c c>e",
    )

    assert [activity.name for activity in found.activities] == ["Sub", "Call"]
    assert found.activity("call").notes == "Calls the process 'q'."


def test_an_interrupting_event_is_another_way_out_and_says_that_its_share_is_assumed():
    found = reading(
        tasks("A B C") + '<boundaryEvent id="b" name="Too late" attachedToRef="A">'
        "<timerEventDefinition/></boundaryEvent>",
        "s>A A>B B>e b>C C>e",
    )
    gateway = "a_interrupted_exclusive"

    assert share(found.workflow, gateway, "c").provenance is Provenance.ASSUMED
    assert share(found.workflow, gateway, "c").value == 0.05
    assert share(found.workflow, gateway, "b").value == pytest.approx(0.95)
    assert {f.condition for f in found.workflow.flows if f.target == "c"} == {"Too late"}
    assert "timer_without_time" in codes(found)


def test_an_event_that_does_not_interrupt_runs_beside_its_step():
    found = workflow(
        tasks("A B") + '<boundaryEvent id="b" cancelActivity="false" attachedToRef="A">'
        "<messageEventDefinition/></boundaryEvent>",
        "s>A A>e b>B B>e",
    )

    assert [gateway.kind for gateway in found.gateways] == ["inclusive"]
    assert visits(found)["a"] == 1
    assert visits(found)["b"] == pytest.approx(0.05)


def test_an_error_goes_on_where_it_is_caught():
    inner = (
        '<subProcess id="sub"><startEvent id="s2"/><exclusiveGateway id="x"/>' + tasks("B")
        + '<endEvent id="bad"><errorEventDefinition/></endEvent><endEvent id="good"/>'
        + flow(10, "s2>B") + flow(11, "B>x") + flow(12, "x>bad") + flow(13, "x>good")
        + '</subProcess><boundaryEvent id="b" attachedToRef="sub"><errorEventDefinition/>'
        + "</boundaryEvent>"
    )  # fmt: skip
    found = workflow(tasks("C D") + inner, "s>sub sub>C b>D C>e D>e")

    assert visits(found)["c"] == visits(found)["d"] == 0.5
    assert not any(f.probability and f.probability.value == 0.05 for f in found.flows)


def test_compensation_and_event_sub_processes_are_left_out_by_name():
    found = reading(
        tasks("A")
        + '<boundaryEvent id="b" attachedToRef="A"><compensateEventDefinition/></boundaryEvent>'
        + '<task id="undo" name="Undo" isForCompensation="true"/>'
        + '<association id="as" sourceRef="b" targetRef="undo"/>'
        + '<subProcess id="ev" name="On cancel" triggeredByEvent="true"><task id="t"/>'
        + "</subProcess>",
        "s>A A>e",
    )

    assert [activity.id for activity in found.workflow.activities] == ["a"]
    samples = {w.code: w.sample for w in found.quality.warnings}
    assert samples["compensation_left_out"] == ("Undo",)
    assert samples["event_subprocess_left_out"] == ("On cancel",)


def test_a_step_that_no_start_leads_to_is_left_out_by_name():
    found = reading(tasks("A B"), "s>A A>e B>A")

    assert [activity.id for activity in found.workflow.activities] == ["a"]
    assert [w.sample for w in found.quality.warnings if w.code == "unreachable_step"] == [("B",)]


def test_two_ends_of_a_gateway_become_one_way_that_names_both():
    found = workflow(
        tasks("A") + '<exclusiveGateway id="x" name="ok"/><endEvent id="e2" name="Refused"/>',
        "s>A A>x x>e:yes x>e2",
    )

    [end] = [flow for flow in found.flows if flow.target == "end"]
    assert end.condition == "yes; Refused"


def test_lanes_are_roles_and_waits_have_none():
    lanes = (
        '<laneSet id="ls"><lane id="l1" name="Clerk"><flowNodeRef>A</flowNodeRef>'
        '<flowNodeRef>r</flowNodeRef></lane><lane id="l2"><flowNodeRef>B</flowNodeRef></lane>'
        "</laneSet>"
    )
    found = workflow(lanes + tasks("A B") + '<receiveTask id="r"/>', "s>A A>B B>r r>e")

    assert [(role.id, role.name) for role in found.roles] == [("clerk", "Clerk")]
    assert [activity.role for activity in found.activities] == ["clerk", None, None]


def test_a_pool_is_a_role_unless_it_only_names_the_process():
    pool = '<collaboration id="c"><participant id="x" name="Bank" processRef="p"/></collaboration>'
    body = process(tasks("A"), "s>A A>e")
    named = process(tasks("A"), "s>A A>e", name="Bank")

    assert submitted(written(pool, body)).workflow.activities[0].role == "bank"
    assert submitted(written(pool, named)).workflow.activities[0].role is None


def test_data_notes_and_markers_of_a_step_are_told():
    found = reading(
        '<dataObjectReference id="do" name="Form" dataObjectRef="d"/><dataObject id="d"/>'
        '<dataStoreReference id="ds" name="ERP"/>'
        '<task id="A" name="A"><documentation>&lt;b&gt;Look closely.&lt;/b&gt;</documentation>'
        '<dataInputAssociation id="i"><sourceRef>do</sourceRef></dataInputAssociation>'
        '<dataOutputAssociation id="o"><targetRef>ds</targetRef></dataOutputAssociation>'
        "<multiInstanceLoopCharacteristics><loopCardinality>5</loopCardinality>"
        "</multiInstanceLoopCharacteristics></task>" + tasks("B"),
        "s>A A>B B>e",
    )
    step = found.workflow.activity("a")

    assert step.notes == "Look closely. Reads: Form. Done for each of 5 items, at once."
    assert step.systems == ("ERP",)
    assert step.instances.number.value == 5
    assert "multi_instance_once" not in codes(found)


def test_loop_markers_that_an_exporter_puts_on_every_task_say_nothing():
    marked = "".join(
        f'<task id="{n}" name="{n}"><standardLoopCharacteristics/></task>' for n in "AB"
    )
    found = reading(marked, "s>A A>B B>e")

    assert "loop_once" not in codes(found)
    assert found.workflow.activities[0].notes is None


def test_the_process_with_most_steps_is_read_and_the_others_are_named():
    other = (
        '<process id="q" name="Supplier"><startEvent id="qs"/><task id="qt" name="Deliver"/>'
        + flow(90, "qs>qt") + "</process>"
    )  # fmt: skip
    pools = (
        '<collaboration id="c"><participant id="x" name="Buyer" processRef="p"/>'
        '<participant id="y" name="Supplier" processRef="q"/>'
        '<messageFlow id="m" sourceRef="qt" targetRef="r"/></collaboration>'
    )
    main = process(tasks("A B") + '<receiveTask id="r" name="Goods"/>', "s>A A>r r>B B>e")
    body = written(pools, other, main)
    found = submitted(body)

    assert found.workflow.name == "Buyer"
    assert found.workflow.activity("goods").notes == "Waits for 'Supplier', outside this process."
    [left] = [w for w in found.quality.warnings if w.code == "processes_left_out"]
    assert left.sample == ("Supplier (1 steps)",)

    wanted = read(Submission(workflow_data={"bpmn": body.decode(), "process": "supplier"}), None)
    assert [activity.name for activity in wanted.workflow.activities] == ["Deliver"]


def test_a_called_process_is_not_the_main_one():
    callee = f'<process id="q">{tasks("X Y Z")}{flow(90, "X>Y")}{flow(91, "Y>Z")}</process>'
    caller = process(tasks("A") + '<callActivity id="c" calledElement="q"/>', "s>A A>c c>e")

    found = submitted(written(callee, caller)).workflow

    assert [activity.name for activity in found.activities] == ["A", "Unnamed call"]


def test_steps_of_the_same_name_are_told_apart():
    found = workflow(
        '<task id="a" name="Check"/><task id="b" name="Check"/><task id="c"/>', "s>a a>b b>c c>e"
    )

    assert [a.name for a in found.activities] == ["Check", "Check (2)", "Unnamed task"]


def test_a_start_timer_that_recurs_gives_the_volume():
    body = process(tasks("A"), "s>A A>e").replace(
        '<startEvent id="s"/>',
        '<startEvent id="s" name="Daily"><timerEventDefinition><timeCycle>R/P1D</timeCycle>'
        "</timerEventDefinition></startEvent>",
    )

    assert submitted(written(body)).workflow.figures["cases_per_week"].value == 7


def test_a_model_without_times_is_asked_for_what_a_simulation_needs():
    found = reading(
        tasks("Register Pay") + '<exclusiveGateway id="x" name="In order?"/>',
        "s>Register Register>x x>Pay:yes x>e:no Pay>e",
    ).quality
    asked = {question.about: question.text for question in found.questions}

    assert "Register and Pay" in asked["processing_h"]
    assert asked["ways on from in_order_exclusive"] == (
        "How often is each way taken at 'In order?': 'yes', 'no'?"
    )
    assert "How many cases" in asked["cases_per_week"]
    parts = {part.name: part.score for part in found.parts}
    assert parts["processing times"] == 0
    assert parts["order"] == pytest.approx(3 / 5)
