"""Rare steps of a process map put together, with exact counts: a quotient of the graph."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from functions.output.pictures.gateways import MapGateway
from functions.output.pictures.process_map import MapFlow, MapNode

Node = MapNode | MapGateway
Words = Callable[[float, float | None], tuple[str, ...]]


@dataclass
class _Sum:
    weight: float = 0.0
    timed: float = 0.0  # of the weight, where the mean is known
    hours: float = 0.0


def aggregated(
    nodes: Sequence[Node],
    flows: Sequence[MapFlow],
    rare: Collection[str],
    rest: MapNode,
    words: Words,
) -> tuple[list[Node], list[MapFlow]]:
    """Return the map with ``rest`` in the place of the rare nodes.

    A flow of the new map counts all flows that it stands for; its mean is theirs by weight.
    Flows among the rare ones become a loop. ``words`` makes a label of a weight and a mean.
    """
    if not rare:
        return list(nodes), list(flows)
    sums: dict[tuple[str, str], _Sum] = {}
    for flow in flows:
        source, target = (rest.id if end in rare else end for end in (flow.source, flow.target))
        total = sums.setdefault((source, target), _Sum())
        total.weight += flow.weight
        if flow.mean_h is not None:
            total.timed += flow.weight
            total.hours += flow.weight * flow.mean_h
    return [*(n for n in nodes if n.id not in rare), rest], list(_flows(sums, words))


def _flows(sums: dict[tuple[str, str], _Sum], words: Words) -> Iterator[MapFlow]:
    for (source, target), total in sums.items():
        mean_h = total.hours / total.timed if total.timed else None
        yield MapFlow(source, target, total.weight, words(total.weight, mean_h), mean_h)
