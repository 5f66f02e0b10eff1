"""The namespaces of BPMN 2.0 (OMG formal/2011-01-03), and how files miss them."""

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
QBP = "http://www.qbp-simulator.com/Schema201212"

# for a prefix that a file uses without declaring it
CONVENTIONAL_PREFIXES = {
    "bpmn": MODEL,
    "bpmn2": MODEL,
    "semantic": MODEL,
    "model": MODEL,
    "bpmndi": BPMNDI,
    "dc": DC,
    "omgdc": DC,
    "di": DI,
    "omgdi": DI,
    "qbp": QBP,
    "xml": "http://www.w3.org/XML/1998/namespace",
}

# other documents that people submit, by their first element
FOREIGN = {
    "package": "an XPDL package",
    "pnml": "a Petri net (PNML)",
    "log": "an XES event log",
    "html": "a web page",
    "mxfile": "a draw.io drawing",
    "mxgraphmodel": "a draw.io drawing",
    "xmi": "a UML model (XMI)",
    "bpmndiagram": "a BPMN 1.x diagram",
    "svg": "a picture (SVG)",
    "ocel": "an OCEL event log",
    "log:ocel": "an OCEL event log",
}


def is_model_variant(namespace: str) -> bool:
    """Tell whether the namespace of ``definitions`` means BPMN, though it is not the standard's.

    Drafts (``http://schema.omg.org/spec/BPMN/2.0``), other years and misspelt ones are met.
    """
    return "bpmn" in namespace.lower()
