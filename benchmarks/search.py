"""How many candidates a second are verified on the loan scenario, on one core.

Verified: simulated in 10 replications with the luck of the process as it is, 200 cases each, of
which the first 50 are not measured, and given the 95% interval of the paired difference in mean
cycle time. Compiling the model, its soundness and its load are part of it.

python -m benchmarks.search [candidates]
"""

import sys
from itertools import combinations
from statistics import median
from time import process_time

from benchmarks.simulation_scenarios import scenario
from functions.optimization.search.effects import GOAL
from functions.optimization.search.experiments import Experiments, samples
from functions.optimization.search.exploring import Explored
from functions.optimization.search.laboratory import ModelLaboratory
from functions.optimization.search.plan import Plan
from functions.optimization.search.pool import AS_IS, Changes, Pool
from functions.optimization.search.racing import race
from functions.optimization.simulation.comparison import paired_difference
from validation_scripts.generated_redesigns import faster, hire

LOAN = ModelLaboratory(lead=50, measured=150)
PROOF = ModelLaboratory(lead=100, measured=400)
REPLICATIONS, ROUNDS, PARTS = 10, (5, 10, 20), 5


def loan() -> tuple[Pool, list[Changes]]:
    """Return one more of every person, every step a fifth faster, and all pairs of these."""
    model = scenario("loan_origination")
    changes = [hire(r.id) for r in model.resources]
    changes += [faster(a.id, 0.8) for a in model.activities if a.performers]
    pool = Pool(model, changes)
    pairs = [tuple(sorted(pair)) for pair in combinations(pool.ids, 2)]
    return pool, [*((each,) for each in pool.ids), *pairs]


def verified(
    pool: Pool, candidates: list[Changes], laboratory: ModelLaboratory, size: int
) -> float:
    """Return candidates per second of processor time."""
    experiments, (choice, _) = Experiments(laboratory, pool), samples(1)
    as_is = experiments.of(AS_IS, choice, size)
    begun = process_time()
    for each in candidates:
        paired_difference(as_is[GOAL], experiments.of(each, choice, size)[GOAL])
    return len(candidates) / (process_time() - begun)


def raced(pool: Pool, candidates: list[Changes]) -> float:
    """Return candidates per second of a race of which the best are measured 20 times."""
    experiments, (choice, _) = Experiments(LOAN, pool), samples(1)
    plan = Plan(ROUNDS, 6, 30, 1e9)
    as_is = experiments.of(AS_IS, choice, ROUNDS[-1])
    explored = Explored(experiments, choice, plan, as_is)
    begun = process_time()
    race(experiments, choice, candidates, ROUNDS, explored.order, 6)
    return len(candidates) / (process_time() - begun)


def main() -> None:
    """Print medians over parts of the candidates."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    pool, candidates = loan()
    for each in candidates:
        pool.model_of(each)
    parts = [candidates[:count][k::PARTS] for k in range(PARTS)]
    for name, laboratory, size in (
        ("10 x 150 measured cases", LOAN, REPLICATIONS),
        ("30 x 400, as behind claims", PROOF, 30),
    ):
        speeds = [verified(pool, part, laboratory, size) for part in parts]
        print(f"{name}: {median(speeds):.1f} candidates/s ({min(speeds):.1f}-{max(speeds):.1f})")
    print(f"in a race of {count}, {ROUNDS} replications: {raced(pool, candidates[:count]):.1f}/s")


if __name__ == "__main__":
    main()
