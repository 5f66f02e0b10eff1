"""BPMN 2.0 written back without loss."""

from functions.input.bpmn.model import BpmnDocument
from functions.input.bpmn.xml_writer import write_xml


def write_bpmn(document: BpmnDocument) -> bytes:
    """Return the model as UTF-8 XML: every element, attribute, text, comment and their order."""
    return write_xml(document.xml)
