"""Which rare ways a map leaves to words, because they would cross too many others."""

from collections.abc import Sequence

from functions.output.pictures.flows import Flow, Pair, is_connected

RARE = 0.05  # part of the heaviest flow up to which a way is rare


def untangled(
    flows: Sequence[Flow], crossed: Sequence[tuple[Pair, Pair]], ends: Pair, most: int
) -> tuple[Flow, ...]:
    """Return the flows without the rare ones that cross most for their weight.

    At most ``most`` crossings stay, more where only frequent ways are left, or ways without which
    a step would hang in the air.
    """
    kept = {flow.ends: flow for flow in flows}
    heaviest = max((flow.weight for flow in flows), default=0.0)
    open_pairs = list(crossed)
    needed: set[Pair] = set()
    while len(open_pairs) > most:
        counts: dict[Pair, int] = {}
        for pair in open_pairs:
            for one in pair:
                counts[one] = counts.get(one, 0) + 1
        rare = [p for p in counts if p not in needed and kept[p].weight <= RARE * heaviest]
        if not rare:
            break
        worst = max(rare, key=lambda p: (counts[p] / kept[p].weight, p))
        rest = [flow for flow in kept.values() if flow.ends != worst]
        if not is_connected(rest, ends, {end for flow in flows for end in flow.ends}):
            needed.add(worst)
            continue
        del kept[worst]
        open_pairs = [pair for pair in open_pairs if worst not in pair]
    return tuple(kept.values())
