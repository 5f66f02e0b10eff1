"""What a node of a BPMN model is called that has no name of its own."""

from common.language import term

UNNAMED = {
    "task": "Unnamed task",
    "userTask": "Unnamed user task",
    "manualTask": "Unnamed manual task",
    "serviceTask": "Unnamed service task",
    "sendTask": "Unnamed send task",
    "receiveTask": "Unnamed receive task",
    "scriptTask": "Unnamed script task",
    "businessRuleTask": "Unnamed business rule task",
    "callActivity": "Unnamed call",
    "subProcess": "Unnamed sub-process",
    "adHocSubProcess": "Unnamed ad hoc sub process",
    "transaction": "Unnamed transaction",
}
WAITS = {
    "timer": "Wait for timer",
    "message": "Wait for message",
    "signal": "Wait for signal",
    "conditional": "Wait for conditional",
    "multiple": "Wait for multiple",
}
EVENTS = {
    "timer": "timer event",
    "message": "message event",
    "signal": "signal event",
    "conditional": "conditional event",
    "error": "error event",
    "escalation": "escalation event",
    "cancel": "cancel event",
    "compensate": "compensate event",
    "multiple": "one of several events",
}


def unnamed_step(kind: str) -> str:
    """Return a name for a step from its kind in the model."""
    return term(UNNAMED.get(kind, "Unnamed step"))


def unnamed_wait(trigger: str) -> str:
    """Return a name for a wait from what ends it."""
    return term(WAITS.get(trigger, "Wait for message"))


def unnamed_event(trigger: str) -> str:
    """Return a name for an event from what triggers it."""
    return term(EVENTS.get(trigger, "event"))
