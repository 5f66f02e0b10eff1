"""Flows of a process without a log, as the map draws them: gateways where ways part or join."""

from dataclasses import replace

from common.language import say
from common.model.figure import Figure, Provenance
from common.model.routing import merged_weights, visits
from common.model.workflow import START, Flow, Gateway, Workflow
from functions.output.dossier import figures
from functions.output.pictures.gateways import MapGateway
from functions.output.pictures.process_map import MapFlow
from functions.output.pictures.svg import shortened


def map_gateways(workflow: Workflow) -> list[MapGateway]:
    """Return the gateways that are drawn: those that only lead several ways together are not."""
    merges = _merges(workflow)
    return [
        MapGateway(gateway.id, gateway.kind, gateway.name or "")
        for gateway in workflow.gateways
        if gateway.id not in merges
    ]


def map_flows(workflow: Workflow) -> list[MapFlow]:
    """Return the flows, as wide as cases are expected to take them.

    A label gives what is known of how often a way is taken, never what was shared out.
    """
    merges = _merges(workflow)
    waits = {a.id: a.waiting_h or a.elapsed_h for a in workflow.activities}
    kinds = {gateway.id: gateway.kind for gateway in workflow.gateways}
    expected = visits(workflow) if workflow.gateways else None
    weights = merged_weights(workflow)
    found: dict[tuple[str, str], MapFlow] = {}
    for flow in workflow.flows:
        if flow.source in merges:
            continue
        target = _through(flow.target, merges)
        if target is None:
            continue
        drawn = _drawn(flow, target, kinds.get(flow.source), waits.get(target))
        if expected is not None:
            share = weights.get(flow.source, {}).get(flow.target, 0.0)
            arrived = 1.0 if flow.source == START else expected.get(flow.source, 0.0)
            drawn = MapFlow(flow.source, target, arrived * share, drawn.words, drawn.mean_h)
        before = found.get((flow.source, target))
        if before is not None:  # two ways to the same place
            drawn = replace(before, weight=before.weight + drawn.weight)
        found[flow.source, target] = drawn
    return list(found.values())


def _merges(workflow: Workflow) -> dict[str, str]:
    """Return where the exclusive gateways with a single way out lead."""
    leaving: dict[str, set[str]] = {}
    for flow in workflow.flows:
        leaving.setdefault(flow.source, set()).add(flow.target)

    def merges(gateway: Gateway) -> bool:
        return gateway.kind == "exclusive" and len(leaving.get(gateway.id, ())) == 1

    return {g.id: next(iter(leaving[g.id])) for g in workflow.gateways if merges(g)}


def _through(target: str, merges: dict[str, str]) -> str | None:
    """Return where a way leads on to; None where it only circles among gateways."""
    passed = set()
    while target in merges:
        if target in passed:
            return None
        passed.add(target)
        target = merges[target]
    return target


def _drawn(flow: Flow, target: str, kind: str | None, wait: Figure | None) -> MapFlow:
    weight = 1.0
    words: tuple[str, ...] = ()
    if flow.count is not None:
        weight = max(flow.count.value, 0.0)
        words = (figures.count(weight),)
    elif flow.probability is not None:
        weight = max(flow.probability.value, 0.0)
        text = figures.share(weight)
        if flow.probability.provenance is Provenance.ASSUMED:
            text = say("{share} assumed", share=text)
        words = () if weight == 1 else (text,)
    if kind is not None and flow.condition:
        words = (*words, shortened(flow.condition, 24))
    return MapFlow(flow.source, target, weight, words, wait.value if wait else None)
