"""How the nodes of a scope hang together beyond the drawn sequence flows."""

from collections.abc import Iterator

from functions.input.bpmn.model import Association, FlowNode, Scope

ABORTING = frozenset({"error", "cancel"})  # an end that does not lead to what follows


def entries(scope: Scope, kind: str) -> list[FlowNode]:
    """Return the nodes with which the scope starts.

    Its start events; without any, and in an ad-hoc sub-process, what no flow leads to
    (BPMN 2.0, 13.4.2).
    """
    starts = [n for n in scope.nodes if n.kind == "startEvent" or n.instantiates]
    if starts and kind != "adHocSubProcess":
        return starts
    targets = {flow.target for flow in scope.flows}
    targets |= {target for _, _, target in links(scope)}
    return [n for n in scope.nodes if _in_order(n) and n.id not in targets]


def ends(scope: Scope) -> list[FlowNode]:
    """Return the nodes after which the scope is left for what follows it."""
    sources = {flow.source for flow in scope.flows}
    sources |= {source for _, source, _ in links(scope)}
    return [
        node
        for node in scope.nodes
        if node.id not in sources
        and not node.is_for_compensation
        and not (node.kind == "boundaryEvent" and node.trigger == "compensate")
        and not (node.triggered_by_event and not _interrupts(node))
        and not (node.kind == "endEvent" and node.trigger in ABORTING)
    ]


def triggered(scope: Scope) -> list[FlowNode]:
    """Return the event sub-processes: they start whenever their event occurs."""
    return [node for node in scope.nodes if node.triggered_by_event]


def links(scope: Scope) -> Iterator[tuple[str, str, str]]:
    """Yield name, source and target of link events: a flow drawn in two pieces."""
    targets: dict[str, str] = {}
    for node in scope.nodes:
        for name in _link_names(node, "intermediateCatchEvent"):
            targets.setdefault(name, node.id)
    for node in scope.nodes:
        for name in _link_names(node, "intermediateThrowEvent"):
            if name in targets:
                yield name, node.id, targets[name]


def compensations(scope: Scope) -> Iterator[Association]:
    """Yield the associations from compensation events to the activities that undo."""
    handlers = {node.id for node in scope.nodes if node.is_for_compensation}
    events = {node.id for node in scope.nodes if node.kind == "boundaryEvent"}
    for association in scope.artifacts.associations:
        if association.source in events and association.target in handlers:
            yield association


def _link_names(node: FlowNode, kind: str) -> Iterator[str]:
    if node.kind == kind:
        for definition in node.event_definitions:
            if definition.kind == "link" and definition.name:
                yield definition.name


def _in_order(node: FlowNode) -> bool:
    return not (node.kind == "boundaryEvent" or node.is_for_compensation or node.triggered_by_event)


def _interrupts(sub_process: FlowNode) -> bool:
    inner = sub_process.scope.nodes if sub_process.scope else ()
    return any(node.kind == "startEvent" and node.interrupts for node in inner)
