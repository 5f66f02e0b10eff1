"""Small BPMN documents for the tests."""

import pytest

from common.bpmn.namespaces import BPMNDI, DC, DI, MODEL, QBP
from common.model.problem import PermanentError, Problem
from functions.input.bpmn.model import BpmnDocument, FlowNode, Process
from functions.input.bpmn.reader import read_bpmn

NAMESPACES = (
    f'xmlns="{MODEL}" xmlns:bpmndi="{BPMNDI}" xmlns:dc="{DC}" xmlns:di="{DI}" xmlns:qbp="{QBP}"'
)
DIAGRAM = "<bpmndi:BPMNDiagram><bpmndi:BPMNPlane/></bpmndi:BPMNDiagram>"
SIMPLE = (
    '<process id="p"><startEvent id="s"/><task id="a" name="Check"/><endEvent id="e"/>'
    '<sequenceFlow id="f1" sourceRef="s" targetRef="a"/>'
    '<sequenceFlow id="f2" sourceRef="a" targetRef="e"/></process>'
)


def written(*inner: str, diagram: str = DIAGRAM) -> bytes:
    """A document with these elements in its definitions."""
    body = f'<definitions id="d" {NAMESPACES}>{"".join(inner)}{diagram}</definitions>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'.encode()


def read(*inner: str) -> BpmnDocument:
    return read_bpmn(written(*inner))


def process(*inner: str) -> Process:
    """The one process with these elements."""
    return read(f'<process id="p">{"".join(inner)}</process>').processes[0]


def node(element: str, *beside: str) -> FlowNode:
    """The first node of a process with this element."""
    return process(element, *beside).scope.nodes[0]


def codes(document: BpmnDocument) -> dict[str, int | None]:
    return {warning.code: warning.count for warning in document.warnings}


def refused(body: bytes) -> Problem:
    with pytest.raises(PermanentError) as error:
        read_bpmn(body)
    return error.value.problem
