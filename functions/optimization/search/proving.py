"""Measure what was chosen with fresh replications, so that no claim profits from the choosing."""

from collections.abc import Iterable
from dataclasses import dataclass

from common.model.portfolio import FrontPoint, Interval, RolloutStep
from functions.optimization.search.effects import (
    GOAL,
    Metrics,
    Verdict,
    effects,
    interval,
    verdict,
)
from functions.optimization.search.experiments import Experiments, Sample
from functions.optimization.search.exploring import Explored
from functions.optimization.search.front import OBJECTIVES, coarse, grain, layers, point, ranked
from functions.optimization.search.laboratory import BUSIEST
from functions.optimization.search.pool import AS_IS, HEADS, Changes, Pool
from functions.optimization.simulation.comparison import mean_interval
from functions.optimization.simulation.engine.diagnosis import CannotRunError

ONE_OFF_COST = "one_off_cost"  # objective
FRONT = 12  # points that a reader can tell apart


@dataclass(frozen=True)
class Proof:
    """Fresh replications of the process as it is and of sets of changes."""

    experiments: Experiments
    sample: Sample
    replications: int
    as_is: Metrics

    def of(self, changes: Changes) -> Metrics | None:
        """Return what a set of changes shows; ``None`` where it cannot be simulated."""
        try:
            return self.experiments.of(changes, self.sample, self.replications)
        except CannotRunError:
            return None


def proof(experiments: Experiments, sample: Sample, replications: int) -> Proof:
    """Begin with the process as it is; raises ``CannotRunError``."""
    as_is = experiments.of(AS_IS, sample, replications)
    return Proof(experiments, sample, replications, as_is)


def proven(
    proof: Proof, order: tuple[str, ...], found: dict[str, Verdict], claims: int
) -> tuple[str, ...]:
    """Return the chosen changes that are proved if all of these together hold it too, else none.

    ``found``: the verdict on each; ``claims``: how many are given from these replications, this
    one included.
    """
    kept = tuple(each for each in order if found.get(each) == "beneficial")
    joint = proof.of(tuple(sorted(kept))) if kept else None
    if joint is None or verdict(proof.as_is, joint, claims) != "beneficial":
        return ()
    return kept


def rollout(proof: Proof, order: tuple[str, ...]) -> tuple[RolloutStep, ...]:
    """Return what each change adds to those before it; ends where that cannot be simulated."""
    steps: list[RolloutStep] = []
    before = proof.as_is
    for number, each in enumerate(order):
        after = proof.of(tuple(sorted(order[: number + 1])))
        if after is None:
            break
        steps.append(RolloutStep(redesign=each, marginal=effects(before, after)))
        before = after
    return tuple(steps)


def verdicts(
    proof: Proof, tried: Iterable[str], order: tuple[str, ...], claims: int
) -> dict[str, Verdict]:
    """Return the verdict on each change alone; one of the chosen may prove itself beside others.

    That is beside those rolled out before it, or by what is missed without it: some help only
    together.
    """
    found: dict[str, Verdict] = {}
    for each in tried:
        alone = proof.of((each,))
        if alone is not None:
            found[each] = verdict(proof.as_is, alone, claims)
    before: Metrics | None = proof.as_is
    for number, each in enumerate(order):
        after = proof.of(tuple(sorted(order[: number + 1])))
        if before is not None and after is not None and found.get(each) != "beneficial":
            found[each] = verdict(before, after, claims)
        before = after
    for each in order:
        if found.get(each) != "beneficial" and _missed(proof, order, each, claims):
            found[each] = "beneficial"
    return found


def _missed(proof: Proof, order: tuple[str, ...], each: str, claims: int) -> bool:
    """Whether all chosen changes are better with one of them than without it."""
    without = proof.of(tuple(sorted(other for other in order if other != each)))
    together = proof.of(tuple(sorted(order)))
    if without is None or together is None:
        return False
    return verdict(without, together, claims) == "beneficial"


def front(
    proof: Proof, explored: Explored, recommended: Changes, possible: int = FRONT
) -> tuple[FrontPoint, ...]:
    """Return the sets that no other tried one dominates, by what fresh replications say of them.

    Objectives are those that are simulated, the people added, what it costs once, the number of
    changes and both shares of flexibility. What differs by less than half a percent of the value
    as it is, or of all cases, counts as equal.
    """
    pool = proof.experiments.pool
    points = {
        each: (*one, float(len(each)), *explored.experiments.pool.inflexible(each))
        for each, one in explored.points().items()
    }
    first = ranked({each: points[each] for each in layers(points)[0]})[:possible]
    sets = {AS_IS, recommended, *first, *more_flexible(pool, recommended)}
    measured = {each: shown for each in sorted(sets) if (shown := proof.of(each)) is not None}
    names = tuple(name for name in OBJECTIVES if name in proof.as_is)
    grains = grain(proof.as_is, names)
    fresh = {}
    for each, shown in measured.items():
        known = (pool.heads(each), pool.one_off(each), float(len(each)))
        further = (*known, *pool.inflexible(each))
        fresh[each] = coarse(point(proof.as_is | shown, names, further), grains)
    best = layers(fresh)[0]
    best.sort(key=lambda each: (float(measured[each][GOAL].mean()), each))
    return tuple(
        FrontPoint(
            redesigns=each,
            objectives=_objectives(proof, each, measured[each], names),
            recommended=each == recommended and each != AS_IS,
        )
        for each in best
    )


def more_flexible(pool: Pool, recommended: Changes) -> list[Changes]:
    """Return the recommended set without what loses steps, and with the widest fast lane.

    The search does not look for flexibility: these are what it costs to have it.
    """
    found = []
    keeping = tuple(each for each in recommended if pool.proposals[each].loses is None)
    if keeping != recommended:
        found.append(keeping)
    lanes = [each for each in pool.ids if pool.proposals[each].lane is not None]
    sets = [made for each in lanes if recommended and (made := pool.with_(recommended, each))]
    now = pool.inflexible(recommended)
    wider = [made for made in sets if pool.inflexible(made) < now]
    if wider:
        found.append(min(wider, key=lambda made: (pool.inflexible(made), made)))
    return found


def _objectives(
    proof: Proof, changes: Changes, shown: Metrics, names: tuple[str, ...]
) -> dict[str, Interval]:
    told = (*names, BUSIEST)  # no objective: where cases wait at the door, people idle
    found = {name: interval(mean_interval(shown[name])) for name in told if name in shown}
    pool = proof.experiments.pool
    if (flexible := pool.flexible(changes)) is not None:
        found |= {name: _certain(value) for name, value in flexible.shares.items()}
    found[HEADS] = _certain(pool.heads(changes))
    if pool.worth.day is not None:
        found[ONE_OFF_COST] = _certain(pool.one_off(changes))
    return found


def _certain(value: float) -> Interval:
    return Interval(mean=value, low=value, high=value)
