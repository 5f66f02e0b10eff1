"""The process with the recommended changes, drawn over the process as it is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from common.language import say, term
from common.model.portfolio import Difference, ToBe
from common.model.workflow import END, START, Activity, Workflow
from functions.output.dossier.content import Picture
from functions.output.dossier.results import Results
from functions.output.dossier.stated_flows import map_flows, map_gateways
from functions.output.pictures.gateways import MapGateway
from functions.output.pictures.process_map import Change, MapFlow, MapNode, View, process_map
from functions.output.pictures.svg import shortened

KINDS = {"added": "+ added", "removed": "− removed", "changed": "≠ changed", "moved": "↕ moved"}
DESCRIPTION = 3000  # characters
GHOST = 0.02  # weight of a flow that is no more, beside the heaviest one


@dataclass(frozen=True)
class _Marks:
    """What is different at an element: the kind that weighs most, and numbers of the changes."""

    change: Change
    numbers: tuple[str, ...]


def to_be_picture(results: Results) -> Picture | None:
    """Return the process to be, with what differs from the process as it is; None without one."""
    to_be = results.portfolio.to_be
    if to_be is None:
        return None
    title = say("The process with the recommended changes")
    told = "; ".join(
        f"{_number(results, d)} {term(KINDS[d.kind])}: {d.text}" for d in to_be.differences
    )
    description = shortened(told, DESCRIPTION) or title
    nodes, flows = _drawn(results, to_be)
    drawn = process_map(
        nodes,
        flows,
        (START, END),
        View(key="to-be", coverage=1.0),
        title=title,
        description=description,
    )
    caption = say(
        "Numbers are those of the changes. Green boxes are new, blue ones changed or moved, dashed "
        "red ones dropped."
    )
    return Picture(drawn.svg, title, description, caption, wide=True)


def _drawn(results: Results, to_be: ToBe) -> tuple[list[MapNode | MapGateway], list[MapFlow]]:
    """Return the process to be, and what is dropped of the process as it is, as a ghost."""
    marks = _marks(results, to_be)
    removed = {e for e, mark in marks.items() if mark.change == "removed"}
    now = {a.id for a in to_be.workflow.activities}
    ghosts = [a for a in results.workflow.activities if a.id in removed and a.id not in now]
    flows = _flows(to_be.workflow, marks)
    used = {end for f in flows for end in (f.source, f.target)}
    nodes: list[MapNode | MapGateway] = [
        _node(to_be.workflow, a, marks) for a in to_be.workflow.activities
    ]
    nodes += [_node(results.workflow, a, marks) for a in ghosts]
    nodes += [_gateway(g, marks) for g in map_gateways(to_be.workflow) if g.id in used]
    return nodes, [*flows, *_ghost_flows(results, {a.id for a in ghosts}, used, flows)]


def _marks(results: Results, to_be: ToBe) -> dict[str, _Marks]:
    """Return the marks by element; what changes a role changes the steps that it does."""
    found: dict[str, _Marks] = {}
    for difference in to_be.differences:
        for element in _elements(to_be.workflow, difference):
            before = found.get(element)
            numbers = {_number(results, difference), *(before.numbers if before else ())}
            kind = difference.kind if before is None else min(before.change, difference.kind)
            found[element] = _Marks(kind, tuple(sorted(numbers)))
    return found


def _elements(workflow: Workflow, difference: Difference) -> Iterator[str]:
    roles = {role.id for role in workflow.roles}
    if difference.element not in roles:
        yield difference.element
        return
    for activity in workflow.activities:
        if activity.role == difference.element:
            yield activity.id


def _node(workflow: Workflow, activity: Activity, marks: dict[str, _Marks]) -> MapNode:
    names = {role.id: role.name for role in workflow.roles}
    mark = marks.get(activity.id)
    small = shortened(names.get(activity.role or "", ""), 80)
    node = MapNode(activity.id, activity.name, (small,), waits=activity.kind == "wait")
    if mark is None:
        return node
    badge = ", ".join(mark.numbers)
    small_words = (term(KINDS[mark.change]), small)
    return replace(node, small=small_words, change=mark.change, badge=badge)


def _gateway(gateway: MapGateway, marks: dict[str, _Marks]) -> MapGateway:
    mark = marks.get(gateway.id)
    return replace(gateway, change=mark.change) if mark else gateway


def _flows(workflow: Workflow, marks: dict[str, _Marks]) -> list[MapFlow]:
    found = []
    for flow in map_flows(workflow):
        mark = marks.get(f"{flow.source}->{flow.target}")
        found.append(replace(flow, change=mark.change if mark else None, mean_h=None))
    return found


def _ghost_flows(
    results: Results, ghosts: set[str], used: set[str], flows: list[MapFlow]
) -> Iterator[MapFlow]:
    """Yield the flows of the process as it is that tie the dropped steps to the others."""
    known = ghosts | used | {START, END}
    weight = GHOST * max((f.weight for f in flows), default=1.0)
    for flow in map_flows(results.workflow):
        ends = {flow.source, flow.target}
        if ends & ghosts and ends <= known:
            yield MapFlow(flow.source, flow.target, weight, change="removed")


def _number(results: Results, difference: Difference) -> str:
    order = results.portfolio.recommended
    return str(order.index(difference.redesign) + 1) if difference.redesign in order else "–"
