"""Workflows as BPMN 2.0, drawn; what differs has a colour and a note."""

import re
from collections import Counter
from collections.abc import Sequence

from common.bpmn.bounds import Bounds
from common.bpmn.composed import Colours, DrawnFlow, DrawnNode, DrawnNote, composed
from common.bpmn.lettering import LINE_HEIGHT, shortened, text_width, wrapped
from common.bpmn.sizes import EVENT, GATEWAY, task_size
from common.language import say
from common.model.portfolio import Difference, ToBe
from common.model.workflow import END, START, Activity, Flow, Workflow
from functions.optimization.to_be.boundary import late_events, led_from_events
from functions.optimization.to_be.draft import node_ids, with_choices_shown
from functions.optimization.to_be.layout import BORDER, Layout, Size, laid_out

COLOURS = {  # those of bpmn.io's palette
    "added": Colours("#43A047", "#C8E6C9"),
    "changed": Colours("#FB8C00", "#FFE0B2"),
    "moved": Colours("#1E88E5", "#BBDEFB"),
    "removed": Colours("#E53935", "#FFCDD2"),
}
STRONGEST = ("added", "moved", "changed", "removed")
GATEWAYS = {
    "exclusive": "exclusiveGateway",
    "parallel": "parallelGateway",
    "inclusive": "inclusiveGateway",
    "event_based": "eventBasedGateway",
}
NOTE_WIDTH, NOTE_GAP = 160.0, 12.0
MOST_NODES, MOST_FLOWS = 200, 600  # more would be no picture
UNFIT = re.compile(r"[^A-Za-z0-9_.-]")


def to_be_bpmn(process: ToBe) -> bytes | None:
    """Return the process with all recommended changes; ``None`` where it is too large to draw."""
    text = say(
        "The process with all recommended changes. Green is added, orange changed, blue moved; "
        "red notes tell what is left out."
    )
    return _if_not_too_large(process.workflow, text, process.differences)


def as_is_bpmn(workflow: Workflow) -> bytes | None:
    """Return the process as it is; ``None`` where it is too large to draw."""
    return _if_not_too_large(with_choices_shown(workflow), say("The process as it is."), ())


def _if_not_too_large(
    workflow: Workflow, text: str, differences: Sequence[Difference]
) -> bytes | None:
    nodes = len(workflow.activities) + len(workflow.gateways)
    if nodes > MOST_NODES or len(workflow.flows) > MOST_FLOWS:
        return None
    return drawn(workflow, text, differences)


def drawn(workflow: Workflow, documentation: str, differences: Sequence[Difference] = ()) -> bytes:
    """Return the BPMN file; a workflow whose activities have at most one way out each."""
    sizes = _sizes(workflow)
    edges = [(flow.source, flow.target) for flow in workflow.flows]
    labels = _labels(workflow)
    widths = [text_width(label) + 8 if label else 0.0 for label in labels]
    places = laid_out(START, sizes, edges, widths)
    texts = _texts(workflow, differences)
    boxes = _note_boxes(texts, places)
    if boxes:
        places = laid_out(START, sizes, edges, widths, max(b.y + b.height for b in boxes))
    ids = _ids(workflow)
    colours = _colours(workflow, differences)
    late = late_events(workflow, ids, places)
    nodes = [
        DrawnNode("startEvent", ids[START], places.nodes[START]),
        *(_task(a, workflow, ids, places, colours) for a in workflow.activities),
        *late.values(),
        *(
            DrawnNode(
                GATEWAYS[gateway.kind],
                ids[gateway.id],
                places.nodes[gateway.id],
                shortened(gateway.name or ""),
                colours=colours.get(gateway.id),
                label=_label_below(places.nodes[gateway.id], gateway.name),
            )
            for gateway in workflow.gateways
        ),
        DrawnNode("endEvent", ids[END], places.nodes[END]),
    ]
    flows = [_flow(n, flow, ids, places, labels[n]) for n, flow in enumerate(workflow.flows)]
    flows = led_from_events(flows, workflow, late, places, ids)
    notes = [
        _note(number, about, kind, text, box, ids, places)
        for number, ((about, kind, text), box) in enumerate(zip(texts, boxes, strict=True), 1)
    ]
    return composed(workflow.name, documentation, nodes, flows, notes)


def _sizes(workflow: Workflow) -> dict[str, Size]:
    return {
        START: (EVENT, EVENT),
        **{activity.id: task_size(activity.name) for activity in workflow.activities},
        **{gateway.id: (GATEWAY, GATEWAY) for gateway in workflow.gateways},
        END: (EVENT, EVENT),
    }


def _ids(workflow: Workflow) -> dict[str, str]:
    """Return ids that XML allows, each its own."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    named = [(START, "Event"), (END, "Event")]
    named += [(activity.id, "Activity") for activity in workflow.activities]
    named += [(gateway.id, "Gateway") for gateway in workflow.gateways]
    for node, kind in named:
        wanted = f"{kind}_{UNFIT.sub('_', node)}"
        number, made = 1, wanted
        while made in taken:
            number += 1
            made = f"{wanted}_{number}"
        taken.add(made)
        found[node] = made
    return found


def _task(
    activity: Activity,
    workflow: Workflow,
    ids: dict[str, str],
    places: Layout,
    colours: dict[str, Colours],
) -> DrawnNode:
    short = shortened(activity.name)
    role = next((r.name for r in workflow.roles if r.id == activity.role), None)
    parts = [] if short == activity.name else [activity.name]
    if role is not None:
        parts.append(say("Role: {role}.", role=role))
    return DrawnNode(
        "receiveTask" if activity.kind == "wait" else "task",
        ids[activity.id],
        places.nodes[activity.id],
        short,
        " ".join(parts),
        colours.get(activity.id),
        instances=round(activity.instances.number.value) if activity.instances else None,
        in_turn=activity.instances is not None and activity.instances.order == "sequential",
    )


def _labels(workflow: Workflow) -> list[str]:
    """Return condition and share of each flow that is one of several."""
    late = {(name, limit.to) for name, limit in workflow.late_ways().items()}
    in_time = [(flow.source, flow.target) not in late for flow in workflow.flows]
    ways = Counter(flow.source for flow, kept in zip(workflow.flows, in_time, strict=True) if kept)
    return [
        _label(flow) if kept and ways[flow.source] > 1 else ""
        for flow, kept in zip(workflow.flows, in_time, strict=True)
    ]


def _label(flow: Flow) -> str:
    parts = [shortened(flow.condition)] if flow.condition else []
    if flow.probability is not None:
        parts.append(f"{flow.probability.value:.0%}")
    return ", ".join(parts)


def _flow(number: int, flow: Flow, ids: dict[str, str], places: Layout, label: str) -> DrawnFlow:
    x, y = places.labels[number]
    box = Bounds(x + 2, y - LINE_HEIGHT - 2, text_width(label) + 4, LINE_HEIGHT)
    return DrawnFlow(
        id=f"Flow_{number + 1}",
        source=ids[flow.source],
        target=ids[flow.target],
        waypoints=places.ways[number],
        name=label,
        label=box if label else None,
    )


def _label_below(box: Bounds, name: str | None) -> Bounds | None:
    if not name:
        return None
    width = text_width(shortened(name)) + 4
    middle = box.x + box.width / 2
    return Bounds(middle - width / 2, box.y + box.height + 2, width, LINE_HEIGHT)


def _colours(workflow: Workflow, differences: Sequence[Difference]) -> dict[str, Colours]:
    """Return the colour of each element; the strongest kind of difference counts."""
    kinds: dict[str, str] = {}
    for each in differences:
        kinds[each.element] = min(
            kinds.get(each.element, each.kind), each.kind, key=STRONGEST.index
        )
    nodes = node_ids(workflow)
    return {element: COLOURS[kind] for element, kind in kinds.items() if element in nodes}


Text = tuple[str | None, str, str]  # the node it is about, kind of difference, text


def _texts(workflow: Workflow, differences: Sequence[Difference]) -> list[Text]:
    """Return one note per redesign, at the first activity that it adds, moves or changes.

    What is left out, and what has no place in the drawing, has a note without a node.
    """
    activities = {activity.id for activity in workflow.activities}
    nodes = node_ids(workflow)
    first_of = {a.role: a.id for a in reversed(workflow.activities) if a.role is not None}
    by_redesign: dict[str, list[Difference]] = {}
    for each in differences:
        by_redesign.setdefault(each.redesign, []).append(each)
    found: list[Text] = []
    for all_of_it in by_redesign.values():
        drawn_at = [each for each in all_of_it if each.element in nodes]
        best = min(drawn_at or all_of_it, key=lambda each: each.element not in activities)
        about = best.element if best.element in nodes else first_of.get(best.element)
        found.append((about, best.kind, best.text))
    return found


def _note_boxes(texts: Sequence[Text], places: Layout) -> list[Bounds]:
    """Return where notes stand: above their nodes, none over another."""
    boxes: list[Bounds] = []
    for about, _, text in texts:
        lines = sum(len(wrapped(line)) for line in text.split("\n"))
        height = lines * LINE_HEIGHT + 10
        x = BORDER
        if about is not None:
            node = places.nodes[about]
            x = max(BORDER, node.x + node.width / 2 - NOTE_WIDTH / 2)
        y = BORDER
        for box in sorted(boxes, key=lambda box: box.y):
            beside = box.x + box.width + NOTE_GAP <= x or x + NOTE_WIDTH + NOTE_GAP <= box.x
            if not beside and y < box.y + box.height + NOTE_GAP and box.y < y + height + NOTE_GAP:
                y = box.y + box.height + NOTE_GAP
        boxes.append(Bounds(x, y, NOTE_WIDTH, height))
    return boxes


def _note(
    number: int,
    about: str | None,
    kind: str,
    text: str,
    box: Bounds,
    ids: dict[str, str],
    places: Layout,
) -> DrawnNote:
    way: list[tuple[float, float]] = []
    if about is not None:
        node = places.nodes[about]
        way = [(node.x + node.width / 2, node.y), (box.x + box.width / 2, box.y + box.height)]
    return DrawnNote(
        id=f"Note_{number}",
        text=text,
        bounds=box,
        about=None if about is None else ids[about],
        waypoints=way,
        colours=COLOURS[kind],
    )
