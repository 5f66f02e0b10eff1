"""BPMN 2.0 (OMG formal/2011-01-03, ISO/IEC 19510) from bytes, vendors' quirks tolerated."""

from common.bpmn.namespaces import FOREIGN, MODEL, is_model_variant
from common.bpmn.xml_tree import XmlDocument, XmlElement
from common.language import say
from common.model.problem import PermanentError, ProblemPart
from functions.input.bpmn.diagrams import read_diagrams
from functions.input.bpmn.model import (
    BpmnDocument,
    Collaboration,
    MessageFlow,
    Participant,
    RootElement,
)
from functions.input.bpmn.parts import common
from functions.input.bpmn.references import References
from functions.input.bpmn.refusal import Warnings, refused, shown
from functions.input.bpmn.scopes import artifacts, read_process
from functions.input.bpmn.vocabulary import COLLABORATIONS, PROCESSES, ROOT_ELEMENTS
from functions.input.bpmn.xml_reader import CURE, read_xml

ZIP = b"PK\x03\x04"


def read_bpmn(body: bytes) -> BpmnDocument:
    """Return a BPMN 2.0 model: the XML as it was, and its parts.

    Raises:
        PermanentError: no BPMN 2.0 XML, or unsafe XML; names the place and what to do.
    """
    if body.startswith(ZIP):
        detail = "It is a zip archive or a tool's own format. Export the model as BPMN 2.0 XML."
        raise refused("not-bpmn", "The file is not a BPMN model", detail)
    document = read_xml(body)
    warnings = Warnings()
    definitions = _definitions(document, warnings)
    references = References(definitions, warnings)
    top = list(references.model_children(definitions))
    processes = tuple(read_process(c, references) for c in top if c.local in PROCESSES)
    collaborations = tuple(_collaboration(c, references) for c in top if c.local in COLLABORATIONS)
    if not processes and not collaborations:
        place = f"line {definitions.line}: {shown(definitions.tag)}"
        warnings.add("no_process", say("The model has no process and no pool."), place)
    return BpmnDocument(
        xml=document,
        id=definitions.get("id"),
        name=definitions.get("name"),
        exporter=_exporter(definitions),
        processes=processes,
        collaborations=collaborations,
        root_elements=tuple(_root_element(c, references) for c in top if c.local in ROOT_ELEMENTS),
        diagrams=read_diagrams(definitions, references),
        warnings=warnings.all(),
    )


def _definitions(document: XmlDocument, warnings: Warnings) -> XmlElement:
    """Return the outermost ``definitions`` that is BPMN; some tools wrap it."""
    candidates = [e for e in document.root.walk() if e.local == "definitions"]
    found = next((e for e in candidates if _is_bpmn(e)), None)
    if found is None:
        raise _not_bpmn(document.root)
    if document.encoding_note:
        warnings.add("wrong_encoding", document.encoding_note, "line 1")
    for prefix, line in document.unbound:
        text = say("Prefixes are used without being declared; their usual meaning was taken.")
        warnings.add(
            "undeclared_prefix", text, say("line {line}: {prefix}", line=line, prefix=shown(prefix))
        )
    if found.namespace != MODEL:
        place = say("line {line}: '{namespace}'", line=found.line, namespace=shown(found.namespace))
        text = say("Namespaces are not those of BPMN 2.0; elements were matched by name.")
        warnings.add("unknown_namespace", text, place)
    if found is not document.root:
        text = say("The model stands inside another element; what is around it was kept.")
        place = say("line {line}: in {tag}", line=found.line, tag=shown(document.root.tag))
        warnings.add("wrapped_definitions", text, place)
    return found


def _is_bpmn(definitions: XmlElement) -> bool:
    namespace = definitions.namespace
    if namespace == MODEL or is_model_variant(namespace):
        return True
    # without any namespace, a DMN or WSDL file looks alike: its content tells
    return not namespace and any(
        child.local in ("process", "collaboration", "choreography")
        for child in definitions.elements()
    )


def _not_bpmn(root: XmlElement) -> PermanentError:
    known = FOREIGN.get(root.local.lower())
    what = f"It is {known}." if known else f"It begins with <{shown(root.tag)}>"
    if not known:
        what += f" of '{shown(root.namespace)}'" if root.namespace else ", without a namespace"
        what += "; a BPMN model begins with <definitions> of its own."
    part = ProblemPart(detail=f"<{shown(root.tag)}> found", pointer=f"line {root.line}")
    return refused("not-bpmn", "The file is not a BPMN 2.0 model", f"{what} {CURE}", part)


def _exporter(definitions: XmlElement) -> str | None:
    named = (definitions.get("exporter"), definitions.get("exporterVersion"))
    return " ".join(part for part in named if part) or None


def _collaboration(element: XmlElement, references: References) -> Collaboration:
    children = list(references.model_children(element))
    return Collaboration(
        **common(element, references),
        kind=element.local,
        participants=tuple(
            _participant(c, references) for c in children if c.local == "participant"
        ),
        message_flows=tuple(
            _message_flow(c, references) for c in children if c.local == "messageFlow"
        ),
        artifacts=artifacts(element, references),
    )


def _participant(element: XmlElement, references: References) -> Participant:
    process = references.resolve(element.get("processRef"), "processRef", element)
    return Participant(**common(element, references), process=process)


def _message_flow(element: XmlElement, references: References) -> MessageFlow:
    return MessageFlow(
        **common(element, references),
        source=references.resolve(element.get("sourceRef"), "sourceRef", element),
        target=references.resolve(element.get("targetRef"), "targetRef", element),
        message=references.resolve(element.get("messageRef"), "messageRef", element),
    )


def _root_element(element: XmlElement, references: References) -> RootElement:
    code = element.get("errorCode") or element.get("escalationCode")
    return RootElement(**common(element, references), kind=element.local, code=code)
