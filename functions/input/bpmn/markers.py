"""What stands on a node: event definitions, and markers for loops."""

from typing import Literal

from common.bpmn.xml_tree import XmlElement
from functions.input.bpmn.model import EventDefinition, Loop
from functions.input.bpmn.parts import boolean, inner_text
from functions.input.bpmn.references import References

REFERENCES = {
    "message": "messageRef",
    "signal": "signalRef",
    "error": "errorRef",
    "escalation": "escalationRef",
    "compensate": "activityRef",
}
TIMERS: dict[str, Literal["date", "duration", "cycle"]] = {
    "timeDate": "date",
    "timeDuration": "duration",
    "timeCycle": "cycle",
}
SUFFIX = "EventDefinition"


def event_definitions(event: XmlElement, references: References) -> tuple[EventDefinition, ...]:
    """Return the definitions in the event, and those it refers to."""
    found = []
    for child in references.model_children(event):
        if child.local.endswith(SUFFIX):
            found.append(_definition(child, references))
        elif child.local == "eventDefinitionRef":
            shared = references.element(references.resolve(child.text, "eventDefinitionRef", event))
            if shared is not None and shared.local.endswith(SUFFIX):
                found.append(_definition(shared, references))
    return tuple(found)


def _definition(element: XmlElement, references: References) -> EventDefinition:
    kind = element.local.removesuffix(SUFFIX)
    role = REFERENCES.get(kind)
    # as an attribute by the schema, as an element in some exports
    written = (element.get(role) or inner_text(element, role)) if role else None
    reference = references.resolve(written, role or "", element)
    target = references.element(reference)
    name = element.get("name") if kind == "link" else target.get("name") if target else None
    timer, expression = None, None
    for child in references.model_children(element):
        if kind == "timer" and child.local in TIMERS:
            timer, expression = TIMERS[child.local], child.text.strip() or None
        elif kind == "conditional" and child.local == "condition":
            expression = child.text.strip() or None
    return EventDefinition(kind, reference, name, timer, expression)


def loop(activity: XmlElement, references: References) -> Loop | None:
    """Return the loop or multi-instance marker of an activity."""
    for child in references.model_children(activity):
        if child.local == "standardLoopCharacteristics":
            return Loop(
                "standard",
                condition=inner_text(child, "loopCondition"),
                maximum=child.get("loopMaximum"),
                test_before=boolean(child, "testBefore", False),
            )
        if child.local == "multiInstanceLoopCharacteristics":
            return Loop(
                "sequential" if boolean(child, "isSequential", False) else "parallel",
                condition=inner_text(child, "completionCondition"),
                cardinality=inner_text(child, "loopCardinality"),
            )
    return None
