"""Look for the best sets of changes: from each good set on to all that differ by one change."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from functions.optimization.search.effects import GOAL, Metrics, gain
from functions.optimization.search.experiments import Experiments, Sample
from functions.optimization.search.front import OBJECTIVES, Point, coarse, grain, point, ranked
from functions.optimization.search.plan import Plan
from functions.optimization.search.pool import AS_IS, Changes
from functions.optimization.search.racing import race
from functions.optimization.simulation.comparison import paired_difference

HEADS = "added_headcount"
PAIRS_SHARE = 0.3  # of what may be spent: all pairs of changes, which may help only together
BEYOND_DOUBT = 0.99


@dataclass
class Explored:
    """All sets that were simulated to choose by, with what they showed, and the way to more."""

    experiments: Experiments
    sample: Sample
    plan: Plan
    as_is: Metrics
    shown: dict[Changes, Metrics] = field(default_factory=dict)

    def heads(self, changes: Changes) -> float:
        """Return how many people a set adds."""
        return heads(self.experiments, changes)

    @property
    def objectives(self) -> tuple[str, ...]:
        """The simulated objectives that are known of this process."""
        return tuple(name for name in OBJECTIVES if name in self.as_is)

    def point(self, changes: Changes, metrics: Metrics) -> Point:
        """Return a set's objectives, its people and its number of changes.

        Sets were run more or less long: each is measured by its difference to the process as it
        is in the same replications.
        """
        size = metrics[GOAL].size
        corrected = {
            name: self.as_is[name].mean() + metrics[name] - self.as_is[name][:size]
            if name in metrics
            else self.as_is[name]  # not known after the change
            for name in self.objectives
        }
        further = (self.heads(changes), float(len(changes)))
        return coarse(
            point(corrected, self.objectives, further), grain(self.as_is, self.objectives)
        )

    def order(self, shown: dict[Changes, Metrics]) -> list[Changes]:
        """Return sets, best first: by the goal and for a varied front in turns."""
        goal = sorted(shown, key=lambda changes: (-self.gain(changes, shown[changes]), changes))
        varied = ranked({changes: self.point(changes, shown[changes]) for changes in shown})
        turns = [each for pair in zip(goal, varied, strict=True) for each in pair]
        return list(dict.fromkeys(turns))

    def gain(self, changes: Changes, metrics: Metrics | None = None) -> float:
        """Return by how much a set lowers the goal, in the replications that it had."""
        found = self.shown[changes] if metrics is None else metrics
        return gain({GOAL: self.as_is[GOAL][: found[GOAL].size]}, found)

    def try_(self, sets: Iterable[Changes], keep: int, at_least: int = 0) -> None:
        """Let the sets race that were not tried yet: the most promising that can be paid for."""
        new = {each for each in sets if each not in self.shown}
        most = max(at_least, self.affordable)
        promising = sorted(new, key=lambda each: (-self._promise(each), each))
        self.race(sorted(promising[:most]), keep)

    def race(self, sets: list[Changes], keep: int) -> None:
        """Let all of these sets race."""
        found = race(self.experiments, self.sample, sets, self.plan.rounds, self.order, keep)
        self.shown |= found

    def _promise(self, changes: Changes) -> float:
        """Return what the changes of a set bring alone, summed: only to rank what to try."""
        return float(sum(self.gain((each,)) for each in changes if (each,) in self.shown))

    @property
    def affordable(self) -> int:
        """How many sets may still enter a race."""
        per_set = float(self.as_is["events_per_case"].mean()) * self.experiments.laboratory.cases
        replications = 2 * self.plan.rounds[0]  # a race takes about twice its first round
        left = self.plan.choosing - self.experiments.spent
        return max(0, int(left / (per_set * replications)))

    @property
    def useful(self) -> tuple[str, ...]:
        """Changes that can be simulated and do not harm alone beyond doubt."""
        return tuple(
            identifier
            for identifier in self.experiments.pool.ids
            if (identifier,) in self.shown and not self._harms(self.shown[(identifier,)])
        )

    def _harms(self, metrics: Metrics) -> bool:
        before = self.as_is[GOAL][: metrics[GOAL].size]
        return paired_difference(before, metrics[GOAL], BEYOND_DOUBT)[1] > 0

    def neighbours(self, changes: Changes) -> list[Changes]:
        """Return the sets with one change more, less, or with another value."""
        pool = self.experiments.pool
        more = [pool.with_(changes, each) for each in self.useful]
        less = [tuple(c for c in changes if c != each) for each in changes if len(changes) > 1]
        return sorted({*less, *(each for each in more if each is not None)})


def explore(experiments: Experiments, sample: Sample, plan: Plan) -> Explored:
    """Try every change alone, pairs, and then sets around the best ones found so far.

    Raises ``CannotRunError`` where the process as it is cannot be simulated. The search ends
    where the best sets have no untried neighbour, or where the plan's activities are used up.
    """
    as_is = experiments.of(AS_IS, sample, plan.rounds[-1])
    explored = Explored(experiments, sample, plan, as_is)
    explored.shown[AS_IS] = as_is
    explored.race([(each,) for each in experiments.pool.ids], plan.width)
    _try_pairs(explored)
    done: set[Changes] = set()
    while explored.affordable:
        best = explored.order(explored.shown)[: 2 * plan.width]
        next_ = [changes for changes in best if changes not in done][: plan.width]
        if not next_:
            break
        done.update(next_)
        explored.try_((each for one in next_ for each in explored.neighbours(one)), plan.width)
    return explored


def _try_pairs(explored: Explored) -> None:
    pool, useful = explored.experiments.pool, explored.useful
    pairs = [pair for pair in combinations(useful, 2) if pool.compatible(*pair)]
    pairs.sort(key=lambda pair: (-sum(explored.gain((each,)) for each in pair), pair))
    explored.try_(pairs[: int(PAIRS_SHARE * explored.affordable)], explored.plan.width)


def heads(experiments: Experiments, changes: Changes) -> float:
    """Return how many people the changes of a set add, as their parameters say."""
    parameters = (experiments.pool.proposals[each].parameters for each in changes)
    return float(sum(found[HEADS].value for found in parameters if HEADS in found))
