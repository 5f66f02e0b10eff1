"""Processes and sub-processes: nodes, flows, lanes, data and artifacts."""

from collections.abc import Iterator
from typing import Literal

from common.bpmn.xml_tree import XmlElement
from common.language import say
from functions.input.bpmn.markers import event_definitions, loop
from functions.input.bpmn.model import (
    Artifacts,
    Association,
    DataAssociation,
    DataElement,
    FlowNode,
    Group,
    Lane,
    Process,
    Scope,
    SequenceFlow,
    TextAnnotation,
)
from functions.input.bpmn.parts import boolean, common, inner_text, optional_boolean
from functions.input.bpmn.references import References
from functions.input.bpmn.refusal import shown
from functions.input.bpmn.vocabulary import DATA, EVENTS, FLOW_NODES, IN_SCOPES, SUB_PROCESSES

ASSOCIATIONS: dict[str, Literal["input", "output"]] = {
    "dataInputAssociation": "input",
    "dataOutputAssociation": "output",
}

Listed = dict[tuple[str, str], str]


def read_process(element: XmlElement, references: References) -> Process:
    """Return a process, or a choreography seen as one."""
    return Process(
        **common(element, references),
        scope=_scope(element, references),
        is_executable=optional_boolean(element, "isExecutable"),
        process_type=element.get("processType") or "None",
    )


def _scope(container: XmlElement, references: References) -> Scope:
    children = list(references.model_children(container))
    for child in children:
        if child.local not in FLOW_NODES | DATA.keys() | IN_SCOPES:
            references.warnings.add(
                "unknown_element",
                say("Elements that BPMN 2.0 does not have here were kept, but not understood."),
                say("line {line}: {tag}", line=child.line, tag=shown(child.tag)),
            )
    listed = _listed_flows(children, references)
    flows = (child for child in children if child.local == "sequenceFlow")
    return Scope(
        nodes=tuple(_node(c, references) for c in children if c.local in FLOW_NODES),
        flows=tuple(_flow(flow, listed, references) for flow in flows),
        lanes=tuple(_lanes(container, references)),
        data=tuple(_data(c, references) for c in _data_elements(children, references)),
        artifacts=artifacts(container, references),
    )


def _data_elements(children: list[XmlElement], references: References) -> Iterator[XmlElement]:
    for child in children:
        if child.local in DATA:
            yield child
        elif child.local == "ioSpecification":
            yield from (c for c in references.model_children(child) if c.local in DATA)


def _node(element: XmlElement, references: References) -> FlowNode:
    local = element.local
    default = element.get("default")
    attached = element.get("attachedToRef")
    if local == "boundaryEvent":
        interrupts = boolean(element, "cancelActivity", True)
    else:
        interrupts = boolean(element, "isInterrupting", True)
    return FlowNode(
        **common(element, references),
        kind=local,
        default_flow=references.resolve(default, "default", element),
        loop=loop(element, references),
        is_for_compensation=boolean(element, "isForCompensation", False),
        called_element=references.loosely(element.get("calledElement")),
        instantiates=boolean(element, "instantiate", False),
        event_definitions=event_definitions(element, references) if local in EVENTS else (),
        attached_to=references.resolve(attached, "attachedToRef", element),
        interrupts=interrupts,
        triggered_by_event=boolean(element, "triggeredByEvent", False),
        scope=_scope(element, references) if local in SUB_PROCESSES else None,
        data=tuple(_data_associations(element, references)),
    )


def _listed_flows(children: list[XmlElement], references: References) -> Listed:
    """Return the nodes by the flows that they list as theirs, where the flows lack an end."""
    flows = [child for child in children if child.local == "sequenceFlow"]
    if all(flow.get("sourceRef") and flow.get("targetRef") for flow in flows):
        return {}
    return {
        (child.local, child.text.strip()): references.id_of(node)
        for node in children
        if node.local in FLOW_NODES
        for child in node.elements()
        if child.local in ("incoming", "outgoing")
    }


def _flow(element: XmlElement, listed: Listed, references: References) -> SequenceFlow:
    condition = next(
        (c for c in references.model_children(element) if c.local == "conditionExpression"), None
    )
    return SequenceFlow(
        **common(element, references),
        source=_end(element, "sourceRef", listed, references),
        target=_end(element, "targetRef", listed, references),
        condition=(condition.text.strip() or None) if condition else None,
        language=condition.get("language") if condition else None,
    )


def _end(flow: XmlElement, role: str, listed: Listed, references: References) -> str | None:
    """Some exports leave the ends of a flow out; then the nodes list it as theirs."""
    written = flow.get(role)
    if written:
        return references.resolve(written, role, flow)
    own = references.id_of(flow)
    place = say(
        "line {line}: {role} of sequenceFlow '{own}'", line=flow.line, role=role, own=shown(own)
    )
    found = listed.get(("outgoing" if role == "sourceRef" else "incoming", own))
    if found is None:
        references.warnings.add("open_flow", say("Sequence flows lack an end."), place)
    else:
        text = say("Ends of sequence flows were taken from what the nodes list.")
        references.warnings.add("recovered_reference", text, place)
    return found


def _lanes(container: XmlElement, references: References) -> Iterator[Lane]:
    """Lanes stand in lane sets; some exports nest them directly."""
    for child in references.model_children(container):
        if child.local in ("laneSet", "childLaneSet"):
            yield from _lanes(child, references)
        elif child.local == "lane":
            listed = (
                references.resolve(ref.text, ref.local, child)
                for ref in references.model_children(child)
                if ref.local in ("flowNodeRef", "flowElementRef")
            )
            yield Lane(
                **common(child, references),
                nodes=tuple(node for node in listed if node),
                lanes=tuple(_lanes(child, references)),
            )


def _data(element: XmlElement, references: References) -> DataElement:
    state = next((c for c in references.model_children(element) if c.local == "dataState"), None)
    role = DATA[element.local]
    return DataElement(
        **common(element, references),
        kind=element.local,
        reference=references.resolve(element.get(role), role, element) if role else None,
        is_collection=boolean(element, "isCollection", False),
        state=state.get("name") if state else None,
    )


def _data_associations(node: XmlElement, references: References) -> Iterator[DataAssociation]:
    for child in references.model_children(node):
        if child.local in ASSOCIATIONS:
            sources = (
                references.resolve(source.text, "sourceRef", child)
                for source in references.model_children(child)
                if source.local == "sourceRef"
            )
            yield DataAssociation(
                **common(child, references),
                direction=ASSOCIATIONS[child.local],
                node=references.id_of(node),
                sources=tuple(source for source in sources if source),
                target=references.resolve(inner_text(child, "targetRef"), "targetRef", child),
            )


def artifacts(container: XmlElement, references: References) -> Artifacts:
    """Return the notes, frames and lines that stand in the container."""
    children = list(references.model_children(container))
    return Artifacts(
        tuple(
            TextAnnotation(**common(c, references), text=inner_text(c, "text") or "")
            for c in children
            if c.local == "textAnnotation"
        ),
        tuple(_group(c, references) for c in children if c.local == "group"),
        tuple(_association(c, references) for c in children if c.local == "association"),
    )


def _group(element: XmlElement, references: References) -> Group:
    found = common(element, references)
    reference = references.resolve(element.get("categoryValueRef"), "categoryValueRef", element)
    category = references.element(reference)
    if category is not None and found["name"] is None:
        found["name"] = category.get("value")
    return Group(**found)


def _association(element: XmlElement, references: References) -> Association:
    return Association(
        **common(element, references),
        source=references.resolve(element.get("sourceRef"), "sourceRef", element),
        target=references.resolve(element.get("targetRef"), "targetRef", element),
        direction=element.get("associationDirection") or "None",
    )
