"""BPMN 2.0 written back without loss."""

from common.bpmn.xml_writer import write_xml
from functions.input.bpmn.model import BpmnDocument


def write_bpmn(document: BpmnDocument) -> bytes:
    """Return the model as UTF-8 XML: every element, attribute, text, comment and their order."""
    return write_xml(document.xml)
