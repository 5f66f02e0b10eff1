"""Sets of changes that a model proposes, from the catalogue of what can be simulated.

A model chooses ids and values, never an effect. Every set is simulated against the process as it is
with common random numbers and judged like any other, corrected for how many were proposed. They are
listed apart: what is recommended, and every number of it, is the same without them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel, Field

from common.model.assessment import Place
from common.model.language_model import LanguageModel, Question
from common.model.portfolio import Redesign
from common.prompting.prompts import prompt
from functions.optimization.redesign.proposal import Proposal
from functions.optimization.search.effects import Metrics, effects, verdict
from functions.optimization.search.pool import Pool
from functions.optimization.simulation.engine.diagnosis import CannotRunError
from functions.optimization.simulation.engine.model import Model

PROMPTS = Path(__file__).parent.parent / "prompts"
TASK = "optimization.redesigns"
MOST = 5  # sets that are simulated
MOST_OFFERED = 80  # changes that a model is shown

Allowed = Callable[[Proposal], bool]  # whether the guards let a change through
Simulate = Callable[[Model], Metrics]


class Chosen(BaseModel):
    """A value that is to be tried."""

    name: str
    value: float


class ProposedChange(BaseModel):
    """A change of the catalogue."""

    id: str
    values: list[Chosen] = Field(default_factory=list, max_length=8)


class ProposedSet(BaseModel):
    """Changes that are to be simulated together."""

    changes: list[ProposedChange] = Field(min_length=1, max_length=3)


class Proposed(BaseModel):
    """What is to be simulated."""

    proposed: list[ProposedSet] = Field(max_length=10)


class _RefusedError(ValueError):
    """Why a set is not simulated, as words to count by."""


def proposed(
    model: LanguageModel,
    offered: Sequence[Proposal],
    told: dict[str, str],
    allowed: Allowed,
    as_is: Model,
    simulate: Simulate,
) -> tuple[Redesign, ...]:
    """Return the sets that a model proposed and that could be simulated.

    Args:
        offered: The catalogue: every change whose preconditions the process meets.
        told: ``findings`` and ``recommended`` in words.
        simulate: Raises ``CannotRunError``.
    """
    if not offered:
        return ()
    ours = prompt(PROMPTS, "redesigns")
    material = {**told, "catalogue": "\n".join(map(_line, offered[:MOST_OFFERED]))}
    answer = model.ask(Question(TASK, ours.instructions, material, Proposed, ours.examples))
    if answer is None:
        return ()
    dropped: Counter[str] = Counter()
    sets = list(_sets(answer, {each.id: each for each in offered}, allowed, dropped))
    made = _simulated(sets, as_is, simulate, dropped)
    model.judged(TASK, len(made), dropped)
    return tuple(made)


def _line(proposal: Proposal) -> str:
    values = [
        f"{name}: {', '.join(f'{value:g}' for value in values)}"
        for name, values in sorted(proposal.choices.items())
    ]
    return " | ".join([proposal.id, proposal.title, *values])


def _sets(
    answer: Proposed, offered: dict[str, Proposal], allowed: Allowed, dropped: Counter[str]
) -> Iterable[tuple[Proposal, ...]]:
    seen: set[tuple[str, ...]] = set()
    for one in answer.proposed:
        try:
            changes = tuple(_change(change, offered, allowed) for change in one.changes)
        except _RefusedError as error:
            dropped[str(error)] += 1
            continue
        key = tuple(sorted(f"{c.id} {sorted(c.values.items())}" for c in changes))
        if key in seen or len({c.id for c in changes}) < len(changes):
            dropped["proposed twice"] += 1
        elif len(seen) >= MOST:
            dropped["more than are simulated"] += 1
        else:
            seen.add(key)
            yield changes


def _change(change: ProposedChange, offered: dict[str, Proposal], allowed: Allowed) -> Proposal:
    proposal = offered.get(change.id)
    if proposal is None:
        raise _RefusedError("change that is not in the catalogue")
    for chosen in change.values:
        if chosen.name not in proposal.choices:
            raise _RefusedError("parameter that nobody may choose")
        if chosen.value not in proposal.choices[chosen.name]:
            raise _RefusedError("value that is not in the catalogue")
        proposal = proposal.with_value(chosen.name, chosen.value)
    if not allowed(proposal):
        raise _RefusedError("stopped by a guard")
    return proposal


def _simulated(
    sets: Sequence[tuple[Proposal, ...]], as_is: Model, simulate: Simulate, dropped: Counter[str]
) -> list[Redesign]:
    if not sets:
        return []
    before, made = simulate(as_is), []
    for number, changes in enumerate(sets, start=1):
        try:
            pool = Pool(as_is, changes)
            after = simulate(pool.model_of(tuple(sorted(change.id for change in changes))))
        except CannotRunError:
            dropped["cannot be simulated"] += 1
            continue
        made.append(_redesign(number, changes, before, after, len(sets)))
    return made


def _redesign(
    number: int, changes: Sequence[Proposal], before: Metrics, after: Metrics, sets: int
) -> Redesign:
    alone = changes[0] if len(changes) == 1 else None
    return Redesign(
        id=f"model:{number}",
        operator="+".join(change.operator for change in changes),
        heuristic=alone.heuristic if alone else None,
        title=" + ".join(change.title for change in changes),
        description=" ".join(change.description for change in changes),
        where=alone.where if alone else Place(),
        parameters={n: f for change in changes for n, f in change.parameters.items()},
        effects=effects(before, after),
        verdict=verdict(before, after, sets),
        risks=tuple(dict.fromkeys(risk for change in changes for risk in change.risks)),
    )
