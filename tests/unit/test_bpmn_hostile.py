"""functions/input/bpmn: hostile and broken input is refused with its place, never otherwise."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.bpmn.xml_tree import XmlDocument, XmlElement
from common.bpmn.xml_writer import write_xml
from common.model.problem import PermanentError
from functions.input.bpmn import xml_reader
from functions.input.bpmn.graph import flow_graph
from functions.input.bpmn.qbp import embedded_parameters
from functions.input.bpmn.reader import read_bpmn
from functions.input.bpmn.vocabulary import IN_SCOPES, NEED_IDS
from functions.input.bpmn.writer import write_bpmn
from tests.unit.bpmn_fixture import NAMESPACES, SIMPLE, codes, read, refused, written

RICH = written(
    '<collaboration id="c"><participant id="x" processRef="p"/></collaboration>',
    '<process id="p"><laneSet id="l"><lane id="l1"><flowNodeRef>a</flowNodeRef></lane></laneSet>',
    '<startEvent id="s"><timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition>'
    '</startEvent><subProcess id="u"><task id="a" default="f1"><standardLoopCharacteristics/>'
    '</task></subProcess><boundaryEvent id="b" attachedToRef="u"/><!-- c --><endEvent id="e"/>',
    '<sequenceFlow id="f1" sourceRef="s" targetRef="u"><conditionExpression><![CDATA[a>1]]>'
    '</conditionExpression></sequenceFlow><sequenceFlow id="f2" sourceRef="u" targetRef="e"/>'
    "</process>",
)


def nested(depth: int) -> bytes:
    opening = "".join(f'<subProcess id="s{level}">' for level in range(depth))
    return written(f'<process id="p">{opening}{"</subProcess>" * depth}</process>')


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "malformed-xml"),
        (b"\xef\xbb\xbf \n", "malformed-xml"),
        (b"\x00\x00\x00", "malformed-xml"),
        (b"not xml", "malformed-xml"),
        (b'{"steps": []}', "malformed-xml"),
        (b"PK\x03\x04rest", "not-bpmn"),
        (b"<Package xmlns='http://www.wfmc.org/2009/XPDL2.2'/>", "not-bpmn"),
        (b"<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'/>", "not-bpmn"),
        (b"<definitions/>", "not-bpmn"),
        (b"<html/>", "not-bpmn"),
        (b"<a b='1' b='2'/>", "malformed-xml"),
        (written(SIMPLE)[:200], "malformed-xml"),
        (written(SIMPLE) + b"<more/>", "malformed-xml"),
        (written(SIMPLE).replace(b"Check", b"Ch\x00ck"), "malformed-xml"),
        (written(SIMPLE).replace(b"Check", b"Pr\xfcfen"), "malformed-xml"),
        (written(SIMPLE).replace(b"UTF-8", b"utf-7"), "malformed-xml"),
        (written(SIMPLE).replace(b"UTF-8", b"no-such"), "malformed-xml"),
        (written(SIMPLE).replace(b"UTF-8", b"rot13"), "malformed-xml"),
        (
            written(SIMPLE).replace(b"UTF-8", b"shift_jis").replace(b"Check", b"\x81"),
            "malformed-xml",
        ),
        (written(SIMPLE.replace("Check", "&nosuch;")), "malformed-xml"),
        (nested(200), "malformed-xml"),
    ],
)
def test_what_is_not_bpmn_is_refused_with_a_cure(body, kind):
    problem = refused(body)
    assert problem.type.endswith("/" + kind)
    assert problem.detail.rstrip(".").split()[0] in ("Line", "There", "It")
    assert "xport" in problem.detail


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE d [<!ENTITY a "b">]>',
        '<!DOCTYPE d SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "http://localhost/">]>',
        "<!DOCTYPE definitions>",
    ],
)
def test_document_types_are_refused_wherever_they_point(declaration):
    body = written(SIMPLE).replace(b"<definitions", declaration.encode() + b"<definitions")
    problem = refused(body)
    assert problem.type.endswith("/forbidden-xml")
    assert problem.errors[0].pointer == "line 2"


def test_the_place_of_a_fault_is_named():
    body = written(SIMPLE).replace(b"<task", b"\n\n<task <")
    assert refused(body).errors[0].pointer == "line 4"


def test_a_file_that_is_too_large_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setattr(xml_reader, "MAX_BYTES", 100)
    assert refused(written(SIMPLE)).type.endswith("/file-too-large")


@pytest.mark.parametrize(("bound", "value"), [("MAX_ELEMENTS", 5), ("MAX_ATTRIBUTES", 4)])
def test_elements_and_attributes_are_bounded(monkeypatch, bound, value):
    monkeypatch.setattr(xml_reader, bound, value)
    assert "more than" in refused(written(SIMPLE)).detail


def test_nesting_within_the_bound_is_read_and_seen_as_a_graph():
    document = read_bpmn(nested(90))
    assert len(list(document.processes[0].nodes())) == 90
    assert len(flow_graph(document, "p", "flattened").nodes) == 90 + 89
    assert read_bpmn(write_bpmn(document)) == document


def test_scripts_in_names_stay_text():
    name = "&lt;script&gt;alert(1)&lt;/script&gt;"
    document = read(f'<process id="p"><task id="a" name="{name}"/></process>')
    assert next(document.processes[0].nodes()).name == "<script>alert(1)</script>"
    assert b"<script" not in write_bpmn(document)


def test_a_name_of_ten_thousand_letters_is_kept_and_shortened_in_messages():
    name = "x" * 10_000
    document = read(f'<process id="p"><task id="a" name="{name}" default="{name}"/></process>')
    assert next(document.processes[0].nodes()).name == name
    assert len(document.warnings[0].sample[0]) < 200


def test_a_thousand_equal_ids_are_told_apart():
    tasks = '<task id="a"/>' * 1000
    document = read(f'<process id="p">{tasks}</process>')
    assert len({n.id for n in document.processes[0].nodes()}) == 1000
    assert codes(document) == {"duplicate_id": 999}


def test_lanes_flows_and_hosts_that_refer_to_themselves_do_no_harm():
    inner = (
        '<process id="p"><subProcess id="u" default="u"><boundaryEvent id="b" attachedToRef="b"/>'
        '<sequenceFlow id="f" sourceRef="f" targetRef="f"/><sequenceFlow id="g" sourceRef="u" '
        'targetRef="u"/></subProcess></process>'
    )
    document = read(
        '<collaboration id="c"><participant id="c" processRef="c"/></collaboration>', inner
    )
    assert {n.id for n in flow_graph(document, None, "flattened").nodes} == {"u", "b", "u#end"}


TOKENS = [
    *(b"<task id='a'/>", b"</process>", b"<definitions>", b"<!--", b"<![CDATA[", b"]]>", b"&#0;"),
    *(b"xmlns='' ", b"<!DOCTYPE a>", b"\x00", b"\xff\xfe", b"id='a' ", b"<?xml?>", b"&amp;", b'"'),
    *(b"utf-16", b"sourceRef", b"a:", b"subProcess", b"<lane>", b"1e999", b"\xed\xa0\x80"),
]
edits = st.lists(
    st.tuples(
        st.integers(0, len(RICH)),
        st.integers(0, 40),
        st.sampled_from(TOKENS) | st.binary(max_size=4),
    ),
    max_size=4,
)


@settings(max_examples=200, deadline=None)
@given(edits)
def test_mutated_documents_are_read_or_refused(changes):
    body = RICH
    for at, length, token in changes:
        body = body[:at] + token + body[at + length :]
    try:
        document = read_bpmn(body)
    except PermanentError as error:
        assert error.problem.detail
        return
    back = write_bpmn(document)
    assert read_bpmn(back) == document
    for view in ("kept", "flattened"):
        graph = flow_graph(document, None, view)
        ids = {node.id for node in graph.nodes}
        assert all(edge.source in ids and edge.target in ids for edge in graph.edges)


WORDS = st.sampled_from(["a", "b", "c", "a:b", "", "true", "x\n", "1e999", "-1", "FIXED", "#end"])
KEYS = st.sampled_from(
    [
        *("id", "name", "sourceRef", "targetRef", "default", "attachedToRef", "processRef"),
        *("bpmnElement", "x", "y", "width", "height", "triggeredByEvent", "isForCompensation"),
        *("messageRef", "elementId", "type", "mean", "arg1", "probability", "xmlns", "instantiate"),
    ]
)
TAGS = st.sampled_from(
    [
        *sorted(NEED_IDS | IN_SCOPES),
        *("flowNodeRef", "childLaneSet", "conditionExpression", "linkEventDefinition"),
        *("compensateEventDefinition", "timerEventDefinition", "timeDate", "sourceRef", "text"),
        *("bpmndi:BPMNDiagram", "bpmndi:BPMNPlane", "bpmndi:BPMNShape", "dc:Bounds", "definitions"),
        *("qbp:processSimulationInfo", "qbp:elements", "qbp:element", "qbp:durationDistribution"),
    ]
)


def element(children: st.SearchStrategy) -> st.SearchStrategy[XmlElement]:
    attributes = st.dictionaries(KEYS, WORDS, max_size=4).map(lambda d: tuple(d.items()))
    return st.builds(XmlElement, TAGS, st.just(""), attributes, children)


elements = st.recursive(
    element(WORDS.filter(bool).map(lambda word: (word,)) | st.just(())),
    lambda inner: element(st.lists(inner, max_size=6).map(tuple)),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(elements, max_size=3))
def test_any_arrangement_of_elements_is_read_and_drawn_as_a_graph(inner):
    pairs = (part.split("=") for part in NAMESPACES.replace('"', "").split())
    scope = XmlElement("process", "", (("id", "p"),), tuple(inner))
    root = XmlElement("definitions", "", tuple((k, v) for k, v in pairs), (scope, *inner))
    document = read_bpmn(write_xml(XmlDocument(root)))
    assert document.processes[0].id == "p"
    identities = [n.id for p in document.processes for n in p.nodes()]
    assert len(set(identities)) == len(identities)
    for view in ("kept", "flattened"):
        graph = flow_graph(document, None, view)
        ids = {node.id for node in graph.nodes}
        assert set(identities) <= ids
        assert all(edge.source in ids and edge.target in ids for edge in graph.edges)
    embedded_parameters(document)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body):
    try:
        read_bpmn(body)
    except PermanentError as error:
        assert error.problem.status == 422
