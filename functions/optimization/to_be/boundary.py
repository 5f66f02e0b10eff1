"""Time limits as timers on the boundary of their tasks."""

from collections.abc import Mapping, Sequence
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
    for activity in workflow.activities:
        name, limit = activity.id, activity.time_limit
        if limit is None:
            continue
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


def led_from_events(
    flows: Sequence[DrawnFlow],
    workflow: Workflow,
    events: Mapping[tuple[str, str], DrawnNode],
    places: Layout,
    ids: Mapping[str, str],
) -> list[DrawnFlow]:
    """Return the flows, those of late cases as they leave the timers.

    A timer that leads where its task leads anyway gets a flow of its own.
    """
    apart = {(name, limit.to) for name, limit in workflow.late_ways().items()}
    ends = [(flow.source, flow.target) for flow in workflow.flows]
    led = [
        replace(flow, source=events[end].id, waypoints=[_foot(events[end]), *flow.waypoints[1:]])
        if end in apart
        else flow
        for end, flow in zip(ends, flows, strict=True)
    ]
    for (name, to), event in events.items():
        if (name, to) not in apart:
            target = places.nodes[to]
            below = (target.x + target.width / 2, target.y + target.height)
            led.append(DrawnFlow(f"{event.id}_flow", event.id, ids[to], [_foot(event), below]))
    return led


def _foot(event: DrawnNode) -> tuple[float, float]:
    box = event.bounds
    return (box.x + box.width / 2, box.y + box.height)


def duration(hours: float) -> str:
    """Return hours in ISO 8601, to the second."""
    seconds = max(0, round(hours * HOUR_S))
    days, rest = divmod(seconds, 24 * HOUR_S)
    parts = [(rest // HOUR_S, "H"), (rest % HOUR_S // 60, "M"), (rest % 60, "S")]
    time = "".join(f"{number}{unit}" for number, unit in parts if number)
    date = f"{days}D" if days else ""
    return f"P{date}T{time}" if time else f"P{date or 'T0S'}"
