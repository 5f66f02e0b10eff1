"""Time limits as timers on the boundary of their tasks."""

from collections.abc import Mapping
from dataclasses import replace

from common.bpmn.bounds import Bounds
from common.bpmn.composed import DrawnBoundary, DrawnFlow, DrawnNode
from common.bpmn.lettering import LINE_HEIGHT, shortened, text_width
from common.bpmn.sizes import EVENT
from common.model.workflow import Workflow
from functions.optimization.to_be.layout import Layout

HOUR_S = 3600


def late_events(
    workflow: Workflow, ids: Mapping[str, str], places: Layout
) -> dict[tuple[str, str], DrawnNode]:
    """Return the timers, by the ends of the flow that they lead to; they are named as it is."""
    words = {(flow.source, flow.target): flow.condition or "" for flow in workflow.flows}
    taken = set(ids.values())
    found = {}
    for name, limit in workflow.late_ways().items():
        host = places.nodes[name]
        x, y = host.x + host.width - EVENT, host.y + host.height - EVENT / 2
        text = shortened(words.get((name, limit.to), ""))
        identity = f"{ids[name]}_late"
        while identity in taken:
            identity += "_"
        taken.add(identity)
        found[name, limit.to] = DrawnNode(
            "boundaryEvent",
            identity,
            Bounds(x, y, EVENT, EVENT),
            text,
            label=Bounds(x + EVENT, y + EVENT, text_width(text) + 4, LINE_HEIGHT) if text else None,
            boundary=DrawnBoundary(ids[name], duration(limit.after_h.value), limit.breaks_off),
        )
    return found


def led_from(event: DrawnNode | None, flow: DrawnFlow) -> DrawnFlow:
    """Return the flow as it leaves a timer; unchanged without one."""
    if event is None:
        return flow
    box = event.bounds
    begins = (box.x + box.width / 2, box.y + box.height)
    return replace(flow, source=event.id, waypoints=[begins, *list(flow.waypoints)[1:]])


def duration(hours: float) -> str:
    """Return hours in ISO 8601, to the second."""
    seconds = max(0, round(hours * HOUR_S))
    days, rest = divmod(seconds, 24 * HOUR_S)
    parts = [(rest // HOUR_S, "H"), (rest % HOUR_S // 60, "M"), (rest % 60, "S")]
    time = "".join(f"{number}{unit}" for number, unit in parts if number)
    date = f"{days}D" if days else ""
    return f"P{date}T{time}" if time else f"P{date or 'T0S'}"
