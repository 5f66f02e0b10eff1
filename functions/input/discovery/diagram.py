"""The drawing of a process model as BPMN 2.0."""

from common.bpmn.bounds import Bounds
from common.bpmn.composed import DrawnFlow, DrawnNode, composed
from common.bpmn.lettering import shortened
from common.language import say
from common.model.process_model import ProcessModel
from common.numerals import exact, grouped, share
from functions.input.discovery.drawing import Box, Connection, Drawing, Node

ELEMENTS = {
    "start": ("startEvent", "Event"),
    "end": ("endEvent", "Event"),
    "activity": ("task", "Activity"),
    "exclusive": ("exclusiveGateway", "Gateway"),
    "parallel": ("parallelGateway", "Gateway"),
}


def bpmn(model: ProcessModel, drawing: Drawing) -> bytes:
    """Return the file; shares stand on the flows, counts in their documentation."""
    ids = {node.id: f"{ELEMENTS[node.kind][1]}_{node.id}" for node in drawing.nodes}
    notes = {
        one.gateway: say(
            "Repeated {value} times on average: {origin}.",
            value=grouped(one.mean_repeats.value, 2),
            origin=one.mean_repeats.origin,
        )
        for one in model.repetitions
    }
    names = {activity.id: activity.name for activity in model.workflow.activities}
    nodes = [_node(node, ids, names.get(node.id, ""), notes) for node in drawing.nodes]
    flows = [_flow(at, one, ids) for at, one in enumerate(drawing.connections, 1)]
    return composed(model.workflow.name, _about(model), nodes, flows)


def _node(node: Node, ids: dict[str, str], name: str, notes: dict[str, str]) -> DrawnNode:
    short = shortened(name)
    note = notes.get(node.id, "") if short == name else name
    return DrawnNode(ELEMENTS[node.kind][0], ids[node.id], _bounds(node.box), short, note)


def _flow(number: int, one: Connection, ids: dict[str, str]) -> DrawnFlow:
    return DrawnFlow(
        id=f"Flow_{number}",
        source=ids[one.source],
        target=ids[one.target],
        waypoints=one.points,
        name=one.label,
        label=None if one.label_box is None else _bounds(one.label_box),
        documentation=say("{count} times", count=grouped(one.count)),
    )


def _about(model: ProcessModel) -> str:
    precision = (
        ""
        if model.precision is None
        else say(", precision {value}", value=grouped(model.precision.value, 3))
    )
    text = say(
        "Discovered from an event log: fitness {value}{precision}, noise threshold "
        "{noise_threshold}, mined from the most frequent variants with {case_share} of "
        "the cases.",
        value=grouped(model.fitness.value, 3),
        precision=precision,
        noise_threshold=exact(model.noise_threshold),
        case_share=share(model.case_share),
    )
    if model.left_out:
        text += say(
            " Too rare to be shown: {shortened}.",
            shortened=", ".join(map(shortened, model.left_out[:20])),
        )
    return text


def _bounds(box: Box) -> Bounds:
    return Bounds(box.x, box.y, box.width, box.height)
