"""functions/input/bpmn/graph.py: what follows what."""

import pytest

from functions.input.bpmn.graph import FlowGraph, flow_graph
from functions.input.bpmn.reader import read_bpmn
from tests.paths import SHARED_DATA, needs_shared_data
from tests.unit.bpmn_fixture import SIMPLE, read


def flow(source: str, target: str, more: str = "") -> str:
    return (
        f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}" {more}/>'
    )


def graph(*inner: str, view: str = "kept") -> FlowGraph:
    return flow_graph(read(f'<process id="p">{"".join(inner)}</process>'), None, view)


def pairs(found: FlowGraph, kind: str = "sequence") -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in found.edges if edge.kind == kind}


def warned(found: FlowGraph) -> dict[str, int | None]:
    return {warning.code: warning.count for warning in found.warnings}


SUB = (
    '<startEvent id="s"/><subProcess id="u" name="Unit"><startEvent id="us"/><task id="a"/>'
    f'<endEvent id="ue"/>{flow("us", "a")}{flow("a", "ue")}</subProcess><task id="b"/>'
    f'<endEvent id="e"/>{flow("s", "u")}{flow("u", "b")}{flow("b", "e")}'
)


def test_nodes_and_edges_stand_in_the_order_of_the_file():
    found = flow_graph(read(SIMPLE), "p")
    assert [(n.id, n.kind, n.name) for n in found.nodes] == [
        ("s", "startEvent", None),
        ("a", "task", "Check"),
        ("e", "endEvent", None),
    ]
    assert [(e.id, e.source, e.target) for e in found.edges] == [("f1", "s", "a"), ("f2", "a", "e")]
    assert found.node("a").process == "p"
    assert warned(found) == {}


def test_an_edge_knows_its_condition_and_whether_it_is_the_default():
    condition = "<conditionExpression>x &gt; 1</conditionExpression>"
    found = graph(
        '<exclusiveGateway id="g" default="g-b"/><task id="a"/><task id="b"/>',
        f'<sequenceFlow id="g-a" name="big" sourceRef="g" targetRef="a">{condition}</sequenceFlow>',
        flow("g", "b"),
    )
    first, second = found.edges
    assert (first.name, first.condition, first.is_default) == ("big", "x > 1", False)
    assert (second.condition, second.is_default) == (None, True)


def test_nodes_know_pool_and_innermost_lane_and_those_in_sub_processes_inherit_it():
    document = read(
        '<collaboration id="c"><participant id="x" name="Us" processRef="p"/></collaboration>',
        f'<process id="p"><laneSet id="l"><lane id="l1" name="Sales"><flowNodeRef>u</flowNodeRef>'
        "<flowNodeRef>b</flowNodeRef><childLaneSet id='i'><lane id='l2' name='Clerk'>"
        f"<flowNodeRef>b</flowNodeRef></lane></childLaneSet></lane></laneSet>{SUB}</process>",
    )
    lanes = {node.id: node.lane for node in flow_graph(document).nodes}
    assert (lanes["u"], lanes["a"], lanes["b"], lanes["s"]) == ("Sales", "Sales", "Clerk", None)
    assert {node.pool for node in flow_graph(document).nodes} == {"Us"}


def test_a_kept_sub_process_stands_beside_what_it_holds():
    found = graph(SUB)
    assert pairs(found) == {("s", "u"), ("u", "b"), ("b", "e"), ("us", "a"), ("a", "ue")}
    assert [n.path for n in found.nodes if n.id in ("u", "a")] == [(), ("u",)]
    assert warned(found) == {}


def test_a_flattened_sub_process_is_entered_and_left():
    found = graph(SUB, view="flattened")
    inner = {("u", "us"), ("us", "a"), ("a", "ue"), ("ue", "u#end")}
    assert pairs(found) == {("s", "u"), ("u#end", "b"), ("b", "e")} | inner
    end = found.node("u#end")
    assert (end.kind, end.name, end.path) == ("subProcessEnd", "Unit", ())


def test_sub_processes_of_several_processes_flatten_each_for_itself():
    document = read(
        '<process id="p"><subProcess id="u"><task id="a"/></subProcess></process>'
        '<process id="q"><subProcess id="v"><task id="b"/></subProcess></process>'
    )
    found = pairs(flow_graph(document, None, "flattened"))
    assert found == {("u", "a"), ("a", "u#end"), ("v", "b"), ("b", "v#end")}


def test_nested_sub_processes_flatten_through_each_other():
    inner = '<subProcess id="u1"><subProcess id="u2"><task id="a"/></subProcess></subProcess>'
    found = graph(inner, view="flattened")
    assert pairs(found) == {("u1", "u2"), ("u2", "a"), ("a", "u2#end"), ("u2#end", "u1#end")}


def test_a_collapsed_sub_process_stays_a_node():
    inner = f'<startEvent id="s"/><subProcess id="u"/>{flow("s", "u")}'
    assert [n.id for n in graph(inner, view="flattened").nodes] == ["s", "u"]


def test_an_error_end_leads_to_the_boundary_and_not_on():
    inner = (
        '<subProcess id="u"><endEvent id="x"><errorEventDefinition/></endEvent></subProcess>'
        '<boundaryEvent id="b" attachedToRef="u"><errorEventDefinition/></boundaryEvent>'
    )
    found = graph(inner, view="flattened")
    assert pairs(found) == {("u", "x")}
    assert pairs(found, "boundary") == {("u", "b")}


def test_event_sub_processes_start_while_what_is_around_them_runs():
    inner = (
        '<subProcess id="u"><task id="a"/><subProcess id="v" triggeredByEvent="true">'
        '<startEvent id="vs"/></subProcess></subProcess>'
        '<subProcess id="w" triggeredByEvent="true"><startEvent id="ws"/></subProcess>'
    )
    found = graph(inner, view="flattened")
    assert pairs(found, "boundary") == {("u", "v")}
    assert {("v", "vs"), ("vs", "v#end"), ("v#end", "u#end"), ("a", "u#end")} <= pairs(found)
    assert "unreachable_node" not in warned(found)


def test_links_join_the_pieces_of_a_flow():
    inner = (
        '<startEvent id="s"/><intermediateThrowEvent id="t"><linkEventDefinition name="L"/>'
        '</intermediateThrowEvent><intermediateCatchEvent id="c"><linkEventDefinition name="L"/>'
        f'</intermediateCatchEvent><endEvent id="e"/>{flow("s", "t")}{flow("c", "e")}'
    )
    found = graph(inner)
    assert pairs(found) == {("s", "t"), ("t", "c"), ("c", "e")}
    assert warned(found) == {}


def test_compensation_leads_to_its_handler():
    inner = (
        '<task id="a"/><boundaryEvent id="b" attachedToRef="a"><compensateEventDefinition/>'
        '</boundaryEvent><task id="h" isForCompensation="true"/>'
        '<association id="x" sourceRef="b" targetRef="h"/>'
    )
    assert pairs(graph(inner), "boundary") == {("a", "b"), ("b", "h")}


def test_messages_and_black_boxes_are_in_the_graph_of_the_whole_file():
    pools = (
        '<collaboration id="c"><participant id="x" processRef="p"/>'
        '<participant id="y" name="Shop"/>'
        '<messageFlow id="m1" name="order" sourceRef="a" targetRef="y"/>'
        '<messageFlow id="m2" sourceRef="gone" targetRef="a"/></collaboration>'
    )
    document = read(pools, SIMPLE)
    found = flow_graph(document)
    assert [(e.id, e.source, e.target) for e in found.edges if e.kind == "message"] == [
        ("m1", "a", "y")
    ]
    assert found.node("y").kind == "participant"
    assert pairs(flow_graph(document, "p"), "message") == set()


def test_one_process_of_several_can_be_chosen():
    document = read(SIMPLE, '<process id="q"><task id="z"/></process>')
    assert [n.id for n in flow_graph(document, "q").nodes] == ["z"]
    assert len(flow_graph(document).nodes) == 4
    with pytest.raises(KeyError):
        flow_graph(document, "r")
    with pytest.raises(KeyError):
        flow_graph(document, "q").node("a")


def test_names_what_no_start_reaches():
    inner = f'<startEvent id="s"/><task id="a"/><task id="lost"/><endEvent id="e"/>{flow("s", "a")}'
    found = graph(inner, flow("a", "e"), flow("lost", "e"))
    (warning,) = found.warnings
    assert (warning.code, warning.count) == ("unreachable_node", 1)
    assert warning.sample == ("task 'lost'",)


def test_without_events_what_nothing_leads_to_is_the_start():
    found = graph('<task id="a"/><task id="b"/>', flow("a", "b"))
    assert warned(found) == {"no_start": 1, "no_end": 1}


def test_a_circle_without_a_way_in_is_unreachable():
    found = graph('<task id="a"/><task id="b"/>', flow("a", "b"), flow("b", "a"))
    assert warned(found) == {"no_start": 1, "no_end": 1, "unreachable_node": 2}


def test_a_receive_task_can_start_a_process():
    inner = f'<receiveTask id="r" instantiate="true"/><endEvent id="e"/>{flow("r", "e")}'
    assert warned(graph(inner)) == {}


def test_flows_to_nowhere_are_no_edges():
    assert graph('<task id="a"/>', flow("a", "nowhere")).edges == ()


@needs_shared_data
@pytest.mark.parametrize("view", ["kept", "flattened"])
def test_reference_models_are_graphs_without_gaps(view):
    for path in sorted((SHARED_DATA / "bpmn-miwg").glob("*.bpmn")):
        document = read_bpmn(path.read_bytes())
        found = flow_graph(document, None, view)
        ids = [node.id for node in found.nodes]
        assert len(set(ids)) == len(ids)
        assert all(edge.source in ids and edge.target in ids for edge in found.edges)
        assert found.warnings == (), path.name
        flows = sum(len(s.flows) for p in document.processes for _, s in p.scope.walk())
        drawn = {edge.id for edge in found.edges if edge.kind == "sequence"}
        assert len(drawn) >= flows
