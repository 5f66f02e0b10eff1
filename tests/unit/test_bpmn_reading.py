"""functions/input/bpmn/reader.py: each construct of BPMN 2.0, and what vendors make of it."""

import pytest

from common.bpmn.bounds import Bounds
from common.bpmn.namespaces import MODEL
from functions.input.bpmn.model import EventDefinition, Loop
from functions.input.bpmn.reader import read_bpmn
from functions.input.bpmn.vocabulary import GATEWAYS, TASKS
from tests.unit.bpmn_fixture import SIMPLE, codes, node, process, read, written


@pytest.mark.parametrize("kind", sorted(TASKS))
def test_reads_every_kind_of_task(kind):
    found = node(f'<{kind} id="a" name="Do it"/>')
    assert (found.kind, found.id, found.name, found.category) == (kind, "a", "Do it", "activity")


@pytest.mark.parametrize("kind", sorted(GATEWAYS))
def test_reads_every_kind_of_gateway_with_its_default_flow(kind):
    inner = f'<{kind} id="g" default="f"/><task id="a"/>'
    found = node(inner, '<sequenceFlow id="f" sourceRef="g" targetRef="a"/>')
    assert (found.kind, found.default_flow, found.category) == (kind, "f", "gateway")


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("startEvent", "signal"),
        ("intermediateCatchEvent", "conditional"),
        ("intermediateThrowEvent", "escalation"),
        ("endEvent", "terminate"),
        ("endEvent", "error"),
        ("endEvent", "cancel"),
        ("intermediateThrowEvent", "compensate"),
    ],
)
def test_reads_events_by_what_triggers_them(event, kind):
    found = node(f'<{event} id="x"><{kind}EventDefinition id="d1"/></{event}>')
    assert (found.kind, found.trigger, found.category) == (event, kind, "event")


def test_an_event_without_definition_has_no_trigger_and_with_two_has_multiple():
    assert node('<startEvent id="x"/>').trigger == "none"
    two = "<messageEventDefinition/><signalEventDefinition/>"
    assert node(f'<startEvent id="x">{two}</startEvent>').trigger == "multiple"


@pytest.mark.parametrize(
    ("element", "timer"),
    [("timeDate", "date"), ("timeDuration", "duration"), ("timeCycle", "cycle")],
)
def test_reads_a_timer_with_its_expression(element, timer):
    inner = f"<timerEventDefinition><{element}> PT4H </{element}></timerEventDefinition>"
    found = node(f'<intermediateCatchEvent id="x">{inner}</intermediateCatchEvent>')
    assert found.event_definitions == (EventDefinition("timer", timer=timer, expression="PT4H"),)


def test_a_message_event_names_its_message():
    event = '<startEvent id="x"><messageEventDefinition messageRef="tns:m"/></startEvent>'
    found = read('<message id="m" name="Order"/>', f'<process id="p">{event}</process>')
    definition = found.processes[0].scope.nodes[0].event_definitions[0]
    assert (definition.reference, definition.name) == ("m", "Order")
    assert [(e.kind, e.name) for e in found.root_elements] == [("message", "Order")]


def test_an_error_keeps_its_code():
    found = read('<error id="x" name="Broken" errorCode="E1"/>', SIMPLE)
    assert found.root_elements[0].code == "E1"


def test_an_event_may_refer_to_a_shared_definition():
    event = '<startEvent id="x"><eventDefinitionRef>t</eventDefinitionRef></startEvent>'
    shared = '<timerEventDefinition id="t"><timeDate>2030-01-01</timeDate></timerEventDefinition>'
    found = read(shared, f'<process id="p">{event}</process>').processes[0].scope.nodes[0]
    assert found.event_definitions[0].expression == "2030-01-01"


def test_a_boundary_event_knows_its_host_and_whether_it_interrupts():
    inner = '<task id="a"/><boundaryEvent id="b1" attachedToRef="a"/>'
    inner += '<boundaryEvent id="b2" attachedToRef="a" cancelActivity="false"/>'
    _, first, second = process(inner).scope.nodes
    assert (first.attached_to, first.interrupts) == ("a", True)
    assert (second.attached_to, second.interrupts) == ("a", False)


def test_sub_processes_nest():
    inner = (
        '<subProcess id="s1"><transaction id="s2"><adHocSubProcess id="s3"><task id="a"/>'
        "</adHocSubProcess></transaction></subProcess>"
    )
    found = process(inner, '<subProcess id="e1" triggeredByEvent="true"/>')
    assert [n.id for n in found.nodes()] == ["s1", "e1", "s2", "s3", "a"]
    assert [path for path, _ in found.scope.walk()][3] == ("s1", "s2", "s3")
    assert [n.triggered_by_event for n in found.scope.nodes] == [False, True]


def test_flows_keep_conditions_and_names():
    flow = (
        '<sequenceFlow id="f" name="dear" sourceRef="a" targetRef="b">'
        '<conditionExpression language="feel"> amount > 100 </conditionExpression></sequenceFlow>'
    )
    found = process('<task id="a"/><task id="b"/>', flow).scope.flows[0]
    assert (found.source, found.target, found.name) == ("a", "b", "dear")
    assert (found.condition, found.language) == ("amount > 100", "feel")


@pytest.mark.parametrize(
    ("element", "marker"),
    [
        (
            '<standardLoopCharacteristics testBefore="true" loopMaximum="3">'
            "<loopCondition>again</loopCondition></standardLoopCharacteristics>",
            Loop("standard", condition="again", maximum="3", test_before=True),
        ),
        (
            "<multiInstanceLoopCharacteristics><loopCardinality>5</loopCardinality>"
            "</multiInstanceLoopCharacteristics>",
            Loop("parallel", cardinality="5"),
        ),
        ('<multiInstanceLoopCharacteristics isSequential="true"/>', Loop("sequential")),
    ],
)
def test_reads_loop_markers(element, marker):
    assert node(f'<task id="a">{element}</task>').loop == marker


def test_lanes_nest_and_know_their_nodes():
    lanes = (
        '<laneSet id="ls"><lane id="l1" name="Sales"><flowNodeRef>a</flowNodeRef><childLaneSet>'
        '<lane id="l2" name="Clerk"><flowNodeRef> b </flowNodeRef></lane></childLaneSet></lane>'
        "</laneSet>"
    )
    (outer,) = process('<task id="a"/><task id="b"/>', lanes).scope.lanes
    assert (outer.name, outer.nodes) == ("Sales", ("a",))
    assert [(lane.name, lane.nodes) for lane in outer.lanes] == [("Clerk", ("b",))]


def test_reads_pools_black_boxes_and_messages():
    found = read(
        '<collaboration id="c"><participant id="x" name="Us" processRef="p"/>'
        '<participant id="y" name="Customer"/>'
        '<messageFlow id="m" name="order" sourceRef="y" targetRef="s"/></collaboration>',
        SIMPLE,
        '<process id="q"/>',
    )
    (pools,) = found.collaborations
    assert [(pool.name, pool.process) for pool in pools.participants] == [
        ("Us", "p"),
        ("Customer", None),
    ]
    assert [(m.source, m.target, m.name) for m in pools.message_flows] == [("y", "s", "order")]
    assert [p.id for p in found.processes] == ["p", "q"]


def test_reads_data_and_its_associations():
    task = (
        '<task id="a"><dataInputAssociation id="i"><sourceRef>r</sourceRef><targetRef>a</targetRef>'
        '</dataInputAssociation><dataOutputAssociation id="o"><targetRef>k</targetRef>'
        "</dataOutputAssociation></task>"
    )
    inner = (
        '<dataObject id="o1" isCollection="true"/><dataObjectReference id="r" name="Form" '
        'dataObjectRef="o1"><dataState name="signed"/></dataObjectReference>'
        '<dataStoreReference id="k" dataStoreRef="st"/>'
    )
    found = read('<dataStore id="st"/>', f'<process id="p">{task}{inner}</process>')
    scope = found.processes[0].scope
    assert [(d.kind, d.reference) for d in scope.data] == [
        ("dataObject", None),
        ("dataObjectReference", "o1"),
        ("dataStoreReference", "st"),
    ]
    assert (scope.data[0].is_collection, scope.data[1].state) == (True, "signed")
    read_, write = scope.nodes[0].data
    assert (read_.direction, read_.node, read_.sources, read_.target) == ("input", "a", ("r",), "a")
    assert (write.direction, write.sources, write.target) == ("output", (), "k")
    assert codes(found) == {}


def test_reads_annotations_groups_and_associations():
    inner = (
        '<task id="a"/><textAnnotation id="t"><text>Why?</text></textAnnotation>'
        '<group id="g" categoryValueRef="v"/>'
        '<association id="x" sourceRef="a" targetRef="t" associationDirection="One"/>'
    )
    category = '<category id="k"><categoryValue id="v" value="Finance"/></category>'
    found = read(category, f'<process id="p">{inner}</process>').processes[0].scope.artifacts
    assert [a.text for a in found.annotations] == ["Why?"]
    assert [g.name for g in found.groups] == ["Finance"]
    assert [(a.source, a.target, a.direction) for a in found.associations] == [("a", "t", "One")]


def test_reads_where_things_are_drawn():
    diagram = (
        '<bpmndi:BPMNDiagram name="One"><bpmndi:BPMNPlane bpmnElement="p">'
        '<bpmndi:BPMNShape bpmnElement="a" isExpanded="false"><dc:Bounds x="1" y="2" width="3.5" '
        'height="4"/><bpmndi:BPMNLabel><dc:Bounds x="5" y="6" width="7" height="8"/>'
        "</bpmndi:BPMNLabel></bpmndi:BPMNShape>"
        '<bpmndi:BPMNEdge bpmnElement="f1"><di:waypoint x="1" y="2"/><di:waypoint x="3" y="4"/>'
        "</bpmndi:BPMNEdge></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )
    (found,) = read_bpmn(written(SIMPLE, diagram=diagram)).diagrams
    (shape,), (edge,) = found.shapes, found.edges
    assert (found.name, found.element, shape.element) == ("One", "p", "a")
    assert (shape.bounds, shape.label) == (Bounds(1, 2, 3.5, 4), Bounds(5, 6, 7, 8))
    assert (shape.is_expanded, shape.is_horizontal) == (False, None)
    assert (edge.element, edge.waypoints) == ("f1", ((1, 2), (3, 4)))


def test_documentation_and_extensions_are_at_hand():
    inner = "<documentation>Twice</documentation><extensionElements><z xmlns='urn:z'/>"
    found = node(f'<task id="a">{inner}</extensionElements></task>')
    assert found.documentation == ("Twice",)
    assert [(e.local, e.namespace) for e in found.extensions] == [("z", "urn:z")]


def test_any_prefix_will_do():
    body = (
        f'<x:definitions xmlns:x="{MODEL}"><x:process id="p"><x:task id="a"/></x:process>'
        "</x:definitions>"
    )
    assert [n.id for n in read_bpmn(body.encode()).processes[0].nodes()] == ["a"]


def test_a_missing_diagram_is_only_a_warning():
    assert codes(read_bpmn(written(SIMPLE, diagram=""))) == {"missing_diagram": 1}


@pytest.mark.parametrize(
    "namespace",
    [
        "http://schema.omg.org/spec/BPMN/2.0",
        "http://www.omg.org/spec/BPMN/20100524/Model",
        "http://www.omg.org/spec/bpmn/2010/MODEL",
        "",
    ],
)
def test_matches_by_name_when_the_namespace_is_another(namespace):
    body = written(SIMPLE).decode().replace(MODEL, namespace)
    found = read_bpmn(body.encode())
    assert [n.id for n in found.processes[0].nodes()] == ["s", "a", "e"]
    assert codes(found) == {"unknown_namespace": 1}


def test_matches_misspelt_diagram_namespaces_with_a_warning():
    diagram = (
        '<b:BPMNDiagram xmlns:b="http://www.omg.org/spec/BPMN/2010/DI"><b:BPMNPlane>'
        '<b:BPMNShape bpmnElement="a"><b:Bounds x="1" y="2" width="3" height="4"/></b:BPMNShape>'
        "</b:BPMNPlane></b:BPMNDiagram>"
    )
    found = read_bpmn(written(SIMPLE, diagram=diagram))
    assert found.diagrams[0].shapes[0].bounds == Bounds(1, 2, 3, 4)
    assert codes(found) == {"unknown_namespace": 4}


def test_takes_an_undeclared_prefix_for_what_it_usually_means():
    inner = '<bpmn:process id="p"><bpmn:task id="a"/></bpmn:process>'
    found = read_bpmn(f"<bpmn:definitions>{inner}</bpmn:definitions>".encode())
    assert [n.id for n in found.processes[0].nodes()] == ["a"]
    assert codes(found)["undeclared_prefix"] == 1


def test_finds_definitions_that_are_wrapped():
    inner = written(SIMPLE).decode().partition("\n")[2]
    found = read_bpmn(f"<export><model>{inner}</model></export>".encode())
    assert len(found.processes) == 1
    assert codes(found) == {"wrapped_definitions": 1}


def test_makes_up_missing_ids_without_meeting_given_ones():
    found = read('<process id="p"><task/><task id="task_1"/><task name="x"/></process>')
    assert [n.id for n in found.processes[0].nodes()] == ["task_2", "task_1", "task_3"]
    assert codes(found) == {"missing_id": 2}


def test_the_first_of_two_equal_ids_keeps_it():
    found = read('<process id="p"><task id="a"/><task id="a"/></process>')
    assert [n.id for n in found.processes[0].nodes()] == ["a", "a_1"]
    assert codes(found) == {"duplicate_id": 1}


def test_dangling_references_are_named_with_their_place():
    found = read(
        '<process id="p"><task id="a" default="z"/>\n'
        '<sequenceFlow id="f" sourceRef="a" targetRef="nowhere"/></process>'
    )
    (warning,) = found.warnings
    assert (warning.code, warning.count) == ("dangling_reference", 2)
    assert warning.sample[1] == "line 3: targetRef 'nowhere' of sequenceFlow 'f'"


def test_takes_the_ends_of_a_flow_from_its_nodes_where_it_has_none():
    found = read(
        '<process id="p"><task id="a"><outgoing>f</outgoing></task><task id="b"><incoming>f'
        '</incoming></task><sequenceFlow id="f"/><sequenceFlow id="g" sourceRef="a"/></process>'
    )
    first, second = found.processes[0].scope.flows
    assert (first.source, first.target) == ("a", "b")
    assert (second.source, second.target) == ("a", None)
    assert codes(found) == {"recovered_reference": 2, "open_flow": 1}


def test_elements_that_the_standard_does_not_have_are_named():
    assert codes(read('<process id="p"><tasks id="a"/></process>')) == {"unknown_element": 1}


def test_a_model_without_process_is_read_with_a_warning():
    assert codes(read('<message id="m"/>')) == {"no_process": 1}


def test_coordinates_that_are_no_numbers_are_absent():
    diagram = (
        '<bpmndi:BPMNDiagram><bpmndi:BPMNPlane><bpmndi:BPMNShape bpmnElement="a"><dc:Bounds x="NaN"'
        ' y="2" width="3" height="4"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    )
    found = read_bpmn(written(SIMPLE, diagram=diagram))
    assert found.diagrams[0].shapes[0].bounds is None
    assert codes(found) == {"bad_coordinates": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_reads_the_encodings_that_tools_write(encoding):
    body = written('<process id="p"><task id="a" name="Prüfen"/></process>').decode()
    declared = encoding.removesuffix("-sig")
    encoded = body.replace("UTF-8", declared).encode(encoding)
    assert next(read_bpmn(encoded).processes[0].nodes()).name == "Prüfen"


def test_reads_encodings_of_several_bytes():
    body = written('<process id="p"><task id="a" name="确认"/></process>').decode()
    encoded = body.replace("UTF-8", "GB2312").encode("gb2312")
    assert next(read_bpmn(encoded).processes[0].nodes()).name == "确认"


def test_reads_utf_8_that_calls_itself_utf_16_with_a_warning():
    body = written('<process id="p"><task id="a" name="Prüfen"/></process>')
    found = read_bpmn(body.replace(b"UTF-8", b"utf-16"))
    assert next(found.processes[0].nodes()).name == "Prüfen"
    assert codes(found) == {"wrong_encoding": 1}


def test_blanks_before_the_declaration_do_no_harm():
    assert codes(read_bpmn(b"\n  " + written(SIMPLE))) == {}
