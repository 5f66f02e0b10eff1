"""Begin two consecutive activities together where the log shows that order is not needed (H10)."""

from common.model.assessment import Place
from functions.optimization.redesign.graph import consecutive, side_by_side
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Values
from functions.optimization.simulation.engine.model import Model

REVERSED = 0.05  # share of the other order from which on the order is not needed
MIN_EXECUTIONS = 0.1  # per case
MOST = 2

Pair = tuple[str, str]


def parallel_pairs(process: Process) -> list[Proposal]:
    """Return pairs by different people that need no order, largest possible saving first.

    Evidence: both orders are in the log, or both check the same thing. What is done only after
    some outcome of the first is no pair: that would need to look ahead.
    """
    pairs = {pair for pair in _linked(process) if _independent(process, pair)}
    ranked = sorted(pairs, key=lambda pair: (-_saving_h(process, pair), pair))
    return [_candidate(process, pair) for pair in ranked[:MOST]]


def _linked(process: Process) -> set[Pair]:
    """Return the pairs of which the second follows every execution of the first at some place."""
    found = set()
    for one, first in process.shown.items():
        for two in process.next(process.out[one][0].target):
            second = process.shown.get(two)
            if second and consecutive(process.twin.model, process.shown, one, two):
                found.add((first, second))
    return {pair for pair in found if process.executions(pair[1]) >= MIN_EXECUTIONS}


def _independent(process: Process, pair: Pair) -> bool:
    apart = not process.performers(pair[0]) & process.performers(pair[1])
    decides = process.rejecting & set(pair)
    evidence = all(map(process.checks, pair)) or reversed_share(process, pair) >= REVERSED
    return apart and not decides and evidence


def reversed_share(process: Process, pair: Pair) -> float:
    """Return how often the second is directly before the first, of all times they are next.

    Doing one of them again shows no freedom of order: that many are not counted.
    """
    counts = {(t.source, t.target): t.count for t in process.facts.transitions}
    there, back = counts.get(pair, 0), counts.get((pair[1], pair[0]), 0)
    again = sum(each.repeated for each in process.facts.activities if each.activity in pair)
    return max(back - again, 0) / (there + back) if back else 0.0


def _saving_h(process: Process, pair: Pair) -> float:
    return min(process.per_case_h(each, "waiting", "processing", "pause") for each in pair)


def _candidate(process: Process, pair: Pair) -> Proposal:
    first, second = (process.name(each) for each in pair)

    def change(model: Model, _: Values) -> Model:
        for one in process.nodes(pair[0]):
            for two in process.nodes(pair[1]):
                model = side_by_side(model, process.shown, one, two)
        return model

    other = from_twin(
        reversed_share(process, pair), "share", "How often the log has the other order."
    )
    return Proposal(
        operator="parallelise",
        heuristic="H10",
        place=f"{pair[0]}+{pair[1]}",
        title=f"Run {first} and {second} in parallel",
        description=(
            f"{second} starts together with {first} instead of after it; the case goes on when "
            "both are done."
        ),
        where=Place(flow=pair),
        steps=frozenset(pair),
        edit=change,
        parameters={"other_order_share": other},
        risks=("It must be confirmed that the second does not need the first one's result.",),
    )
