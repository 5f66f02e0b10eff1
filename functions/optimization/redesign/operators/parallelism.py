"""Begin two consecutive activities together where the log shows that order is not needed (H10)."""

from common.language import say
from common.model.assessment import Place
from functions.optimization.redesign.graph import consecutive, side_by_side
from functions.optimization.redesign.precedence import reversed_share
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Touches, Values
from functions.optimization.simulation.engine.model import Model

MIN_EXECUTIONS = 0.1  # per case

Pair = tuple[str, str]


def parallel_pairs(process: Process) -> list[Proposal]:
    """Return pairs by different people that follow each other, largest possible saving first.

    Whether the second needs the first one's result is for the guard of data precedence.
    """
    if process.twin.kind != "resources":  # it is not known who does it: parallel_approvals
        return []
    pairs = {pair for pair in _linked(process) if _by_others(process, pair)}
    ranked = sorted(pairs, key=lambda pair: (-_saving_h(process, pair), pair))
    return [_candidate(process, pair) for pair in ranked]


def _linked(process: Process) -> set[Pair]:
    """Return the pairs of which the second follows every execution of the first at some place."""
    found = set()
    for one, first in process.shown.items():
        for two in process.next(process.model.ways_out[one][0].target):
            second = process.shown.get(two)
            if second and consecutive(process.twin.model, process.shown, one, two):
                found.add((first, second))
    return {pair for pair in found if process.executions(pair[1]) >= MIN_EXECUTIONS}


def _by_others(process: Process, pair: Pair) -> bool:
    apart = not process.performers(pair[0]) & process.performers(pair[1])
    return apart and not process.rejecting & set(pair)


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
        reversed_share(process, pair), "share", say("How often the log has the other order.")
    )
    return Proposal(
        operator="parallelise",
        heuristic="H10",
        place=f"{pair[0]}+{pair[1]}",
        title=say("Run {first} and {second} in parallel", first=first, second=second),
        description=say(
            "{second} starts together with {first} instead of after it; the case goes on when both "
            "are done.",
            first=first,
            second=second,
        ),
        where=Place(flow=pair),
        steps=frozenset(pair),
        edit=change,
        parameters={"other_order_share": other},
        touches=Touches(reorders=(pair,)),
    )
