"""Look for the best sets of changes: from each good set on to all that differ by one change."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from functions.optimization.search.effects import GOAL, Metrics
from functions.optimization.search.experiments import Experiments, Sample
from functions.optimization.search.front import OBJECTIVES, Point, coarse, grain, layers, ranked
from functions.optimization.search.plan import Plan
from functions.optimization.search.pool import AS_IS, Changes
from functions.optimization.search.racing import race
from functions.optimization.simulation.comparison import Floats, paired_difference

PAIRS_SHARE = 0.3  # of what may be spent: all pairs of changes, which may help only together
BEYOND_DOUBT = 0.99
PARENTS, BATCH = 4, 4  # sets whose neighbours are foreseen, sets that race at a time; per width


@dataclass
class Explored:
    """All sets that were simulated to choose by, with what they showed, and the way to more."""

    experiments: Experiments
    sample: Sample
    plan: Plan
    as_is: Metrics
    shown: dict[Changes, Metrics] = field(default_factory=dict)
    values: dict[tuple[Changes, int], Floats] = field(default_factory=dict)  # by replications
    tried: set[Changes] = field(default_factory=set)  # those that could not be run among them

    def __post_init__(self) -> None:
        self.objectives = tuple(name for name in OBJECTIVES if name in self.as_is)
        self.grains = grain(self.as_is, self.objectives)
        self.shown[AS_IS] = self.as_is
        self.tried.add(AS_IS)

    def value(self, changes: Changes) -> Floats:
        """Return the simulated objectives of a set.

        Sets were run more or less long: each is measured by its difference to the process as it
        is in the same replications. What is not known after a change counts as unchanged.
        """
        metrics = self.shown[changes]
        key = changes, metrics[GOAL].size
        if key not in self.values:
            self.values[key] = self._value(metrics)
        return self.values[key]

    def _value(self, metrics: Metrics) -> Floats:
        size, known = metrics[GOAL].size, self.as_is | metrics
        changes = [known[name][:size] - self.as_is[name][:size] for name in self.objectives]
        return np.array(
            [
                float(self.as_is[name].mean()) + float(change.mean())
                for name, change in zip(self.objectives, changes, strict=True)
            ]
        )

    def point(self, changes: Changes, value: Floats) -> Point:
        """Return what counts of a set: its objectives, in grains, and the people it adds."""
        return coarse((*value.tolist(), self.experiments.pool.heads(changes)), self.grains)

    def points(self) -> dict[Changes, Point]:
        """Return the points of all sets that were simulated."""
        return {changes: self.point(changes, self.value(changes)) for changes in self.shown}

    def order(self, shown: dict[Changes, Metrics]) -> list[Changes]:
        """Return sets, best first: by the goal, less what they take, and for a varied front."""
        return self.in_turns({changes: self._value(shown[changes]) for changes in shown})

    def in_turns(self, values: dict[Changes, Floats]) -> list[Changes]:
        """Return sets by what they show or are expected to, as ``order``."""
        pool = self.experiments.pool
        taken = {each: values[each][0] * pool.worth.hour + pool.price(each) for each in values}
        goal = sorted(values, key=lambda changes: (taken[changes], changes))
        varied = ranked({changes: self.point(changes, values[changes]) for changes in values})
        turns = [each for pair in zip(goal, varied, strict=True) for each in pair]
        return list(dict.fromkeys(turns))

    def net(self, changes: Changes) -> float:
        """Return what a set is worth less what it takes, in the replications that it had."""
        found, pool = self.shown[changes], self.experiments.pool
        before = {name: values[: found[GOAL].size] for name, values in self.as_is.items()}
        return pool.worth.of(before, found) - pool.price(changes)

    def try_(self, sets: Iterable[Changes], keep: int, at_least: int = 0) -> None:
        """Let the first of these sets race that were not tried yet, as many as can be paid for."""
        new = [each for each in dict.fromkeys(sets) if each not in self.tried]
        racing = new[: max(at_least, self.affordable)]
        self.tried.update(racing)
        self.shown |= race(
            self.experiments, self.sample, racing, self.plan.rounds, self.order, keep
        )

    @property
    def affordable(self) -> int:
        """How many sets may still enter a race."""
        per_set = float(self.as_is["events_per_case"].mean()) * self.experiments.laboratory.cases
        replications = 2 * self.plan.rounds[0]  # a race takes about twice its first round
        left = self.plan.choosing - self.experiments.spent
        return max(0, int(left / (per_set * replications + self.experiments.preparing)))

    @property
    def useful(self) -> tuple[str, ...]:
        """Changes that can be simulated and do not harm the goal alone without another use."""
        alone = [each for each in self.experiments.pool.ids if (each,) in self.shown]
        return tuple(each for each in alone if not self._harms((each,)))

    def _harms(self, changes: Changes) -> bool:
        metrics = self.shown[changes]
        before = self.as_is[GOAL][: metrics[GOAL].size]
        slower = paired_difference(before, metrics[GOAL], BEYOND_DOUBT)[1] > 0
        here, as_is = self.point(changes, self.value(changes)), self.point(AS_IS, self.value(AS_IS))
        return slower and all(a >= b for a, b in zip(here[1:], as_is[1:], strict=True))

    def neighbours(self, changes: Changes) -> list[Changes]:
        """Return the sets with one change more, less, or with another value."""
        pool = self.experiments.pool
        more = [pool.with_(changes, each) for each in self.useful]
        less = [tuple(c for c in changes if c != each) for each in changes if len(changes) > 1]
        return sorted({*less, *(each for each in more if each is not None)})

    def promising(self, children: dict[Changes, Floats]) -> list[Changes]:
        """Return the sets that nothing simulated is expected to dominate, by what is foreseen."""
        points = {child: self.point(child, value) for child, value in children.items()}
        best = {each for each in layers(self.points() | points)[0] if each in children}
        return self.in_turns({each: children[each] for each in sorted(best)})

    def children(self, parents: Iterable[Changes]) -> dict[Changes, Floats]:
        """Return the untried neighbours of sets, and what is foreseen of each."""
        foreseen: dict[Changes, Floats] = {}
        for parent in parents:
            for child in self.neighbours(parent):
                if child not in self.tried and child not in foreseen:
                    foreseen[child] = self.foreseen(parent, child)
        return foreseen

    def foreseen(self, parent: Changes, child: Changes) -> Floats:
        """Return what a set will show if changes act as alone and as in the pairs simulated."""
        value, rest = self.value(parent), [each for each in parent if each in child]
        for each in parent:
            if each not in child:
                value = value - self._marginal(each, rest)
        for each in child:
            if each not in parent:
                value = value + self._marginal(each, rest)
        return value

    def _marginal(self, each: str, others: list[str]) -> Floats:
        as_is = self.value(AS_IS)
        found = self.value((each,)) - as_is
        for other in others:
            pair = (min(each, other), max(each, other))
            if pair in self.shown and (other,) in self.shown:
                found = found + (
                    self.value(pair) - self.value((each,)) - self.value((other,)) + as_is
                )
        return found


def looked_at(experiments: Experiments, sample: Sample, plan: Plan) -> Explored:
    """Return the process as it is alone, nothing tried yet; raises ``CannotRunError``."""
    return Explored(experiments, sample, plan, experiments.of(AS_IS, sample, plan.rounds[-1]))


def explore(experiments: Experiments, sample: Sample, plan: Plan) -> Explored:
    """Try every change alone, pairs, and then sets around the best ones found so far.

    Raises ``CannotRunError`` where the process as it is cannot be simulated. The search ends
    where no untried neighbour of the best sets promises anything and the plan's patience is at its
    end, or where its activities are used up.
    """
    explored = looked_at(experiments, sample, plan)
    alone = [(each,) for each in experiments.pool.ids]
    explored.try_(alone, plan.width, at_least=len(alone))
    _try_pairs(explored)
    patience = plan.patience
    while explored.affordable:
        best = explored.order(explored.shown)[: PARENTS * plan.width]
        children = explored.children(best)
        promising = explored.promising(children)
        if not promising and patience:
            patience, promising = patience - 1, explored.in_turns(children)
        if not promising:
            break
        explored.try_(promising[: BATCH * plan.width], plan.width)
    return explored


def _try_pairs(explored: Explored) -> None:
    pool, useful = explored.experiments.pool, explored.useful
    pairs: list[Changes] = [pair for pair in combinations(useful, 2) if pool.compatible(*pair)]
    most = int(PAIRS_SHARE * explored.affordable)
    if len(pairs) > most:
        foreseen = {pair: explored.foreseen(pair[:1], pair) for pair in pairs}
        pairs = explored.in_turns(foreseen)[:most]
    explored.try_(pairs, explored.plan.width)
