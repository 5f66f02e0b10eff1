"""Precision by escaping edges: how much of what the model allows was seen.

Sources: Muñoz-Gama and Carmona, *A Fresh Look at Precision in Process Conformance* (2010);
Adriansyah et al., *Measuring Precision of Modeled Behavior* (2015), for beginnings that the model
does not allow: they stand where their optimal alignments, all of them, lead.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from common.process_tree.automaton import Automaton

MAX_STATES = 200  # followed per beginning, the cheapest first
Costs = dict[int, int]  # state -> cheapest alignment of a beginning that leads to it


@dataclass(slots=True)
class _Beginning:
    """What cases did that began alike."""

    weight: int = 0  # cases that went on
    limit: int = 0  # no alignment that costs more is of interest
    nexts: dict[str, "_Beginning"] = field(default_factory=dict)


def precision(
    automaton: Automaton,
    variants: Mapping[tuple[str, ...], int],
    costs: Mapping[tuple[str, ...], int],
) -> float | None:
    """Return the share of what the model allows after each beginning that some case did next.

    Each beginning weighs as much as cases went on from it. ``costs`` are those of the variants'
    optimal alignments. None where no case has an event that the model could expect.
    """
    root = _Beginning()
    for variant, count in variants.items():
        _add(root, variant, count, costs[variant])
    allowed = seen = 0
    pending = [(root, _with_model_moves(automaton, {0: 0}, root.limit))]
    while pending:
        beginning, reached = pending.pop()
        enabled = automaton.enabled(_cheapest(reached))
        done = sum(
            1 << automaton.number.get(name, len(automaton.number)) for name in beginning.nexts
        )
        allowed += beginning.weight * enabled.bit_count()
        seen += beginning.weight * (enabled & done).bit_count()
        for name, following in beginning.nexts.items():
            if following.nexts:
                after = _after(automaton, reached, name, following.limit)
                pending.append((following, after))
    return seen / allowed if allowed else None


def _add(root: _Beginning, variant: tuple[str, ...], count: int, cost: int) -> None:
    beginning = root
    beginning.limit = max(beginning.limit, cost)
    for name in variant:
        beginning.weight += count
        beginning = beginning.nexts.setdefault(name, _Beginning())
        beginning.limit = max(beginning.limit, cost)


def _cheapest(reached: Costs) -> list[int]:
    best = min(reached.values())
    return [state for state, cost in reached.items() if cost == best]


def _after(automaton: Automaton, reached: Costs, name: str, limit: int) -> Costs:
    label = automaton.number.get(name, -1)
    after: Costs = {}
    for state, cost in reached.items():
        if cost < after.get(state, limit):  # the event alone
            after[state] = cost + 1
        for done, to in automaton.moves(state):
            if done == label and cost <= after.get(to, limit):
                after[to] = cost
    return _with_model_moves(automaton, after, limit)


def _with_model_moves(automaton: Automaton, reached: Costs, limit: int) -> Costs:
    """Add what the model can reach alone, cheapest first, as long as that may be optimal."""
    layers: list[list[int]] = [[] for _ in range(limit + 1)]
    for state, cost in reached.items():
        layers[cost].append(state)
    found: Costs = {}
    for cost, layer in enumerate(layers):
        for state in sorted(layer):
            if state not in found and len(found) < MAX_STATES:
                found[state] = cost
                if cost < limit:
                    layers[cost + 1] += [to for _, to in automaton.moves(state) if to not in found]
    return found
