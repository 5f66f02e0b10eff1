"""functions/input/bpmn/writer.py: nothing is lost."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.bpmn.xml_tree import XmlDocument, XmlElement
from common.bpmn.xml_writer import write_xml
from functions.input.bpmn.model import Lane
from functions.input.bpmn.reader import read_bpmn
from functions.input.bpmn.vocabulary import FLOW_NODES
from functions.input.bpmn.writer import write_bpmn
from functions.input.bpmn.xml_reader import read_xml
from tests.paths import SHARED_DATA, needs_shared_data
from tests.unit.bpmn_fixture import SIMPLE, written

MODELS = sorted((SHARED_DATA / "bpmn-miwg").glob("*.bpmn"))
MODELS += sorted((SHARED_DATA / "scenarios").glob("*/model.bpmn"))
names = st.text("abcXYZ", min_size=1, max_size=5)
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8) | st.sampled_from(
    ["\t", "\n", "\r\n", '"', "'", "<&>", "]]>", " a "]
)
attributes = st.dictionaries(names, texts, max_size=3).map(lambda d: tuple(d.items()))
trees = st.recursive(
    st.builds(XmlElement, names, st.just(""), attributes),
    lambda inner: st.builds(
        XmlElement,
        names,
        st.just(""),
        attributes,
        st.tuples(texts.filter(bool), inner) | st.tuples(inner, inner, texts.filter(bool)),
    ),
    max_leaves=8,
)


def lanes(listed: tuple[Lane, ...]) -> Iterator[Lane]:
    for lane in listed:
        yield lane
        yield from lanes(lane.lanes)


def tags(body: bytes) -> list[ElementTree.Element]:
    """What the standard library reads, which shares no code with ours."""
    return list(ElementTree.fromstring(body).iter())  # noqa: S314 - our own data


def facts(body: bytes) -> tuple[Counter, Counter, Counter]:
    elements = tags(body)
    return (
        Counter(element.tag for element in elements),
        Counter((element.tag, *pair) for element in elements for pair in element.items()),
        Counter((element.tag, element.text, element.tail) for element in elements),
    )


@needs_shared_data
@pytest.mark.parametrize("path", MODELS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_reference_models_are_written_back_without_loss(path: Path):
    body = path.read_bytes()
    document = read_bpmn(body)
    back = write_bpmn(document)
    assert facts(back) == facts(body)
    assert ElementTree.canonicalize(back, with_comments=True) == ElementTree.canonicalize(
        body, with_comments=True
    )
    assert read_bpmn(back) == document
    assert write_bpmn(read_bpmn(back)) == back


@needs_shared_data
def test_every_element_of_the_reference_models_has_its_part():
    bodies = [path.read_bytes() for path in MODELS]
    counted = Counter(e.tag.rpartition("}")[2] for body in bodies for e in tags(body))
    documents = [read_bpmn(body) for body in bodies]
    processes = [process for document in documents for process in document.processes]
    scopes = [scope for process in processes for _, scope in process.scope.walk()]
    drawn = [diagram for document in documents for diagram in document.diagrams]
    pools = [c for document in documents for c in document.collaborations]
    nodes = Counter(node.kind for process in processes for node in process.nodes())
    assert nodes == {kind: counted[kind] for kind in FLOW_NODES if counted[kind]}
    found = {
        "process": len(processes),
        "sequenceFlow": sum(len(scope.flows) for scope in scopes),
        "lane": sum(1 for scope in scopes for _ in lanes(scope.lanes)),
        "flowNodeRef": sum(len(lane.nodes) for s in scopes for lane in lanes(s.lanes)),
        "dataObjectReference": sum(d.kind == "dataObjectReference" for s in scopes for d in s.data),
        "participant": sum(len(c.participants) for c in pools),
        "messageFlow": sum(len(c.message_flows) for c in pools),
        "BPMNShape": sum(len(d.shapes) for d in drawn),
        "BPMNEdge": sum(len(d.edges) for d in drawn),
        "waypoint": sum(len(e.waypoints) for d in drawn for e in d.edges),
        "timerEventDefinition": sum(
            e.kind == "timer" for p in processes for n in p.nodes() for e in n.event_definitions
        ),
    }
    assert found == {name: counted[name] for name in found}
    conditions = [
        text
        for body in bodies
        for e in tags(body)
        if e.tag.endswith("}conditionExpression") and (text := (e.text or "").strip())
    ]
    assert [f.condition for s in scopes for f in s.flows if f.condition] == conditions
    assert [w for d in documents for w in d.warnings] == []


def test_comments_sections_instructions_and_blanks_are_kept():
    inner = (
        '<?tool a="b"?><!-- why --><process id="p"><documentation><![CDATA[a < b]]> &#13;&amp;'
        '</documentation>\n  <task id="a" name="two&#10;lines&#9;&quot;x&quot;"/></process>'
    )
    body = b"<!-- first -->\n" + written(inner).partition(b"\n")[2] + b"<!-- last -->"
    document = read_bpmn(body)
    back = write_bpmn(document)
    assert read_bpmn(back) == document
    for kept in (b"<![CDATA[a < b]]> &#13;&amp;", b"two&#10;lines&#9;", b'<?tool a="b"?>'):
        assert kept in back
    assert back.index(b"<!-- first -->") < back.index(b"<!-- why -->") < back.index(b"last")


def test_prefixes_stay_because_values_rest_on_them():
    inner = '<x:task xmlns:x="urn:x" y="x:tTask"/>'
    assert inner.encode() in write_bpmn(read_bpmn(written(SIMPLE, inner)))


def test_elements_around_the_model_are_kept():
    body = written(SIMPLE).partition(b"\n")[2]
    assert b'<box a="1">' in write_bpmn(read_bpmn(b'<box a="1">' + body + b"</box>"))


def test_standalone_is_kept_and_the_encoding_becomes_utf_8():
    body = written(SIMPLE).replace(b'"UTF-8"', b'"ISO-8859-1" standalone="yes"')
    first = write_bpmn(read_bpmn(body)).partition(b"\n")[0]
    assert first == b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


@settings(max_examples=150, deadline=None)
@given(trees)
def test_every_tree_comes_back_equal(tree: XmlElement):
    document = XmlDocument(tree)
    body = write_xml(document)
    assert read_xml(body) == document
    assert [e.tag for e in tags(body)] == [e.tag for e in tree.walk()]
