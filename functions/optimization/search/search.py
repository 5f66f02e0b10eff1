"""The whole search: explore, look for what is hidden, choose, and prove with fresh replications."""

from dataclasses import dataclass

from functions.optimization.search.choosing import chosen, in_order, spared
from functions.optimization.search.effects import Verdict
from functions.optimization.search.experiments import Experiments, samples
from functions.optimization.search.exploring import Explored, explore, looked_at
from functions.optimization.search.hidden import try_hidden
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
        pools = self.explored.experiments.pool, self.proof.experiments.pool
        alone = {pool.made((each,)): each for pool in pools for each in pool.ids}
        return {
            alone[made]: refused[sample, made] for sample, made in sorted(refused) if made in alone
        }


def search(laboratory: Laboratory, pool: Pool, plan: Plan, seed: int) -> Found:
    """Return the best set of changes and a verdict on each change; deterministic for a seed.

    Chosen is with what nobody knows at its unfavourable end; what is then spared with the values
    that are planned is not worth it beside the others. Proved is with those. Within
    ``resuming`` it goes on where an interrupted one was. Raises ``CannotRunError`` where the
    process as it is cannot be simulated.
    """
    journal = open_journal()
    journal.begin(repr((laboratory, plan, seed, pool.model, pool.ids)))
    choice, fresh = samples(seed)
    explored = explore(Experiments(laboratory, pool.careful(), journal), choice, plan)
    try_hidden(explored, explored.order(explored.shown)[0])
    best = chosen(explored)
    planned = explored.experiments.going_on(pool)
    as_planned = looked_at(planned, choice, plan)
    order = in_order(as_planned, spared(as_planned, best))
    tried = sorted({each for each in pool.ids if pool.origin[each] == each} | set(order))
    claims = 1 + len(tried) + 2 * len(order)  # all together; alone; beside those before, and all
    proving = proof(planned, fresh, plan.proof)
    judged = verdicts(proving, tried, order, claims)
    order = proven(proving, order, judged, claims)
    return Found(explored, proving, order, judged, claims)
