"""Are claims honest? Null experiments, and how often intervals hold the effect of long runs.

python -m validation_scripts.honesty [experiments] [coverage | null]
"""

import sys
from collections import defaultdict
from dataclasses import replace
from time import process_time

from common.model.portfolio import Effect
from common.model.submission import AnalysisType
from functions.optimization.search.effects import GOAL, effects
from functions.optimization.search.experiments import Experiments, samples
from functions.optimization.search.laboratory import Luck, ModelLaboratory
from functions.optimization.search.plan import Plan, cases_of, plan_of
from functions.optimization.search.pool import AS_IS, Changes, Pool
from functions.optimization.search.proving import proof
from functions.optimization.search.search import Found, search
from validation_scripts.generated_redesigns import (
    Generated,
    first_look,
    process,
    relabelled,
    true_hours,
)

EXPERIMENTS, SYSTEMS = 200, 8
EXACT = 1e-6
SEARCHED = 5  # every so many experiments of coverage
LONG = Luck(seed=4_242, first=0, count=60)
LONG_CASES = 3_000
Truth = dict[Changes, float]


def found(generated: Generated, plan: Plan, seed: int) -> Found:
    """Search once."""
    pool = Pool(generated.model, generated.proposals)
    cases = cases_of(plan, len(pool.ids), first_look(pool.model))
    return search(ModelLaboratory(cases.lead, cases.measured, cases.tail), pool, plan, seed)


def null_claims(plan: Plan, experiments: int) -> tuple[int, int, int]:
    """Return experiments with a false benefit, with a false recommendation, and false verdicts."""
    benefits = recommendations = verdicts = 0
    for seed in range(experiments):
        made = process(10_000 + seed)
        steps = [activity.id for activity in made.model.activities]
        null = replace(made, proposals=tuple(relabelled(step) for step in steps))
        result = found(null, plan, seed)
        false = [v for v in result.verdicts.values() if v != "no_effect"]
        benefits += "beneficial" in false
        recommendations += bool(result.order)
        verdicts += bool(false)
        if seed % 20 == 19:
            print(f"{seed + 1} null experiments: {benefits} claimed", flush=True)
    return benefits, recommendations, verdicts


def coverage(plan: Plan, experiments: int) -> dict[str, list[bool]]:
    """Return whether 95% intervals hold the truth, of single changes and of recommended sets.

    Every experiment proves each change alone; every fifth begins with a search.
    """
    held: dict[str, list[bool]] = defaultdict(list)
    for number in range(SYSTEMS):
        generated = process(20_000 + number)
        pool = Pool(generated.model, generated.proposals)
        truth: Truth = true_hours(pool, [AS_IS, *((each,) for each in pool.ids)], LONG, LONG_CASES)
        cases = cases_of(plan, len(pool.ids), first_look(pool.model))
        laboratory = ModelLaboratory(cases.lead, cases.measured, cases.tail)
        for seed in range(experiments // SYSTEMS):
            fresh = samples(1_000 * number + seed)[1]
            shown = proof(Experiments(laboratory, pool), fresh, plan.proof)
            for each in pool.ids:
                alone = shown.of((each,))
                if alone is not None and (each,) in truth:
                    true = truth[(each,)] - truth[AS_IS]
                    held["single changes"].append(_holds(effects(shown.as_is, alone), true))
            if seed % SEARCHED == 0:
                _recommended(found(generated, plan, 1_000 * number + seed), truth, held)
        shares = {name: f"{sum(all_) / len(all_):.1%}" for name, all_ in held.items()}
        print(f"system {number}, {cases}: so far {shares}", flush=True)
    return held


def _recommended(result: Found, truth: Truth, held: dict[str, list[bool]]) -> None:
    together = result.recommended
    if together and together not in truth:
        truth |= true_hours(result.proof.experiments.pool, [together], LONG, LONG_CASES)
    joint = result.proof.of(together)
    if together and joint is not None:
        true = truth[together] - truth[AS_IS]
        held["recommended sets"].append(_holds(effects(result.proof.as_is, joint), true))
        held["the same by the replications that chose"].append(_by_choice(result, true))


def _holds(found: tuple[Effect, ...], truth: float) -> bool:
    (goal,) = (each for each in found if each.metric == GOAL)
    least = EXACT * goal.as_is.mean  # an effect may be the same in every replication
    return goal.difference.low - least <= truth <= goal.difference.high + least


def _by_choice(result: Found, truth: float) -> bool:
    """Whether the interval that does not mend the selection would hold the truth."""
    explored, size = result.explored, result.explored.plan.rounds[-1]
    chosen = explored.experiments.of(result.recommended, explored.sample, size)
    return _holds(effects({GOAL: explored.as_is[GOAL]}, {GOAL: chosen[GOAL]}), truth)


def main() -> None:
    """Print both tables, or the one that is asked for."""
    experiments = int(sys.argv[1]) if len(sys.argv) > 1 else EXPERIMENTS
    plan = plan_of(AnalysisType.COMPREHENSIVE, 300)
    begun = process_time()
    if "null" not in sys.argv[2:]:
        _tell_coverage(coverage(plan, experiments))
    if "coverage" not in sys.argv[2:]:
        _tell_claims(plan, experiments)
    print(f"{process_time() - begun:.0f} s of processor time")


def _tell_coverage(held: dict[str, list[bool]]) -> None:
    for name, all_ in held.items():
        print(f"95% intervals of {name}: {sum(all_) / len(all_):.1%} of {len(all_)} hold the truth")


def _tell_claims(plan: Plan, experiments: int) -> None:
    benefits, recommendations, verdicts = null_claims(plan, experiments)
    print(f"{experiments} experiments in which no change has any effect:")
    print(f"  with a claimed benefit {benefits} ({benefits / experiments:.1%})")
    print(f"  with a recommendation {recommendations} ({recommendations / experiments:.1%})")
    print(f"  with any verdict but 'no effect' {verdicts} ({verdicts / experiments:.1%})")


if __name__ == "__main__":
    main()
