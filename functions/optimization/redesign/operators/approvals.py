"""Let two people check a case at the same time instead of one after the other (H10)."""

from common.language import say
from common.model.assessment import Place
from functions.optimization.redesign.asking import asking
from functions.optimization.redesign.beside import begun_together
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Touches, Values
from functions.optimization.redesign.transitions import Pair
from functions.optimization.simulation.engine.model import Model

MIN_SHARE = 0.1  # of cases in which the two follow each other
MAX_REVERSED = 0.25  # of times that the two follow each other


def parallel_approvals(process: Process) -> list[Proposal]:
    """Return checks that follow other roles' steps, largest possible saving first.

    Only where nothing is known of who has done what: elsewhere ``parallel_pairs`` sees more.
    """
    if process.twin.kind == "resources":
        return []
    often = process.follows
    pairs = [pair for pair, times in often.items() if times >= MIN_SHARE]
    pairs = [pair for pair in pairs if _independent(process, often, pair)]

    def mean_h(step: str) -> float:
        return process.time_at_h(step) / max(process.executions(step), MIN_SHARE)

    saving = {pair: often[pair] * min(map(mean_h, pair)) for pair in pairs}
    ranked = sorted(pairs, key=lambda pair: (-saving[pair], pair))
    return [_candidate(process, pair, often[pair]) for pair in ranked]


def _independent(process: Process, often: dict[Pair, float], pair: Pair) -> bool:
    first, second = (process.role(step) for step in pair)
    decides = process.checks(pair[1]) or bool(asking(process, "H10"))
    different = None not in (first, second) and first != second
    backwards = often.get((pair[1], pair[0]), 0.0)
    in_order = backwards < MAX_REVERSED * often[pair]  # else they are concurrent already
    return decides and different and in_order


def _candidate(process: Process, pair: Pair, times: float) -> Proposal:
    first, second = (process.name(step) for step in pair)

    def edit(model: Model, _: Values) -> Model:
        for one in process.nodes(pair[0]):
            for two in process.nodes(pair[1]):
                model = begun_together(model, process.shown, one, two)
        return model

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
        edit=edit,
        touches=Touches(reorders=(pair,)),
        parameters={
            "sequence_share": from_twin(
                min(1.0, times),
                "share",
                say("How often per case the two follow each other today, from the routing."),
            )
        },
        risks=(
            say(
                "Where the first step refuses, the work of the second is wasted; its cost is not "
                "in the simulated figures."
            ),
        ),
    )
