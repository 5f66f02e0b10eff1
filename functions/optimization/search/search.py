"""The whole search: explore, choose, and prove with fresh replications."""

from dataclasses import dataclass

from functions.optimization.search.choosing import chosen, in_order
from functions.optimization.search.effects import Verdict
from functions.optimization.search.experiments import Experiments, samples
from functions.optimization.search.exploring import Explored, explore
from functions.optimization.search.journal import open_journal
from functions.optimization.search.laboratory import Laboratory
from functions.optimization.search.plan import Plan
from functions.optimization.search.pool import Changes, Pool
from functions.optimization.search.proving import Proof, proof, proven, verdicts


@dataclass(frozen=True)
class Found:
    """What a search found: ``order`` are the recommended changes as they should be rolled out."""

    explored: Explored
    proof: Proof
    order: tuple[str, ...]
    verdicts: dict[str, Verdict]
    claims: int

    @property
    def recommended(self) -> Changes:
        """The recommended changes as a set."""
        return tuple(sorted(self.order))

    def verdict(self, identifier: str) -> Verdict:
        """Return the verdict on a change; one that is only part of the front gets its own here."""
        if identifier not in self.verdicts:
            return verdicts(self.proof, [identifier], (), self.claims)[identifier]
        return self.verdicts[identifier]

    def not_run(self) -> dict[str, str]:
        """Return why changes could not be simulated, by their ids."""
        refused = self.explored.experiments.journal.refused
        pool = self.explored.experiments.pool
        return {
            changes[0]: refused[sample, changes]
            for sample, changes in sorted(refused)
            if len(changes) == 1 and changes[0] in pool.ids
        }


def search(laboratory: Laboratory, pool: Pool, plan: Plan, seed: int) -> Found:
    """Return the best set of changes and a verdict on each change; deterministic for a seed.

    Within ``resuming`` it goes on where an interrupted one was. Raises ``CannotRunError`` where
    the process as it is cannot be simulated.
    """
    journal = open_journal()
    journal.begin(repr((laboratory, plan, seed, pool.model, pool.ids)))
    experiments = Experiments(laboratory, pool, journal)
    choice, fresh = samples(seed)
    explored = explore(experiments, choice, plan)
    order = in_order(explored, chosen(explored))
    tried = sorted({each for each in pool.ids if pool.origin[each] == each} | set(order))
    claims = len(tried) + 1
    proving = proof(experiments, fresh, plan.proof)
    order = proven(proving, order, claims)
    return Found(explored, proving, order, verdicts(proving, tried, order, claims), claims)
