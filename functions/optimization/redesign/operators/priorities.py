"""Take waiting work in another order: the oldest case first, or the shortest work first."""

from dataclasses import replace

from common.language import say, term
from common.model.assessment import Place
from functions.optimization.redesign.process import Process, from_twin
from functions.optimization.redesign.proposal import Proposal, Values
from functions.optimization.redesign.transitions import mean
from functions.optimization.simulation.engine.model import Discipline, Model

MIN_QUEUE = 0.01  # of the mean cycle time, waited for people who are busy
WAYS: tuple[tuple[Discipline, str, str], ...] = (
    ("oldest_case", "The oldest case first", "the case that began first is taken first"),
    ("shortest", "The shortest work first", "the work that takes least time is taken first"),
)


def priorities(process: Process) -> list[Proposal]:
    """Return both rules where cases wait for busy people for 1% of the cycle time or more."""
    queue_h = mean(process.outcome.process["waiting_for_people_h"])
    if queue_h < MIN_QUEUE * process.cycle_h:
        return []
    return [_candidate(queue_h, *way) for way in WAYS]


def _candidate(queue_h: float, rule: Discipline, title: str, text: str) -> Proposal:
    def change(model: Model, _: Values) -> Model:
        return replace(model, discipline=rule)

    waited = from_twin(queue_h, "h", say("Waiting for busy people per case, as it is."))
    risks = (say("Long work can wait for ever longer."),) if rule == "shortest" else ()
    return Proposal(
        operator="prioritise",
        heuristic=None,
        place=rule,
        title=term(title),
        description=say(
            "Of what waits for the same people, {rule}, instead of what came first.",
            rule=term(text),
        ),
        where=Place(),
        steps=frozenset(),
        edit=change,
        parameters={"queue_h": waited},
        risks=(say("People must be able to see which case that is."), *risks),
    )
