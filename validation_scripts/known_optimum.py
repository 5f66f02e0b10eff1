"""Is the recommended set the best one? On processes where every set can be simulated for long.

python -m validation_scripts.known_optimum [processes]
"""

import sys
from time import process_time

from common.model.submission import AnalysisType
from functions.optimization.search.effects import WORTHWHILE
from functions.optimization.search.laboratory import Luck, ModelLaboratory
from functions.optimization.search.plan import Plan, cases_of, plan_of
from functions.optimization.search.pool import AS_IS, Changes, Pool
from functions.optimization.search.search import search
from validation_scripts.generated_redesigns import (
    Generated,
    all_sets,
    first_look,
    process,
    relieved_together,
    true_hours,
    with_effect,
)

PROCESSES, HOPELESS, TOGETHER = 72, 12, 12
TRUTH, TRUE_CASES = Luck(seed=977, first=0, count=10), 1_000
ENOUGH = 0.95  # of the best gain


def recommended(pool: Pool, plan: Plan, seed: int) -> Changes:
    """Return what the search recommends."""
    cases = cases_of(plan, len(pool.ids), first_look(pool.model))
    laboratory = ModelLaboratory(cases.lead, cases.measured, cases.tail)
    return search(laboratory, pool, plan, seed).recommended


def reached(generated: Generated, plan: Plan, seed: int) -> tuple[float, float, Changes, Changes]:
    """Return the share of the best gain that is reached, that gain, and both sets.

    What has no effect by construction only brings other luck: among many sets the luckiest would
    be taken for the best, so sets are compared without it.
    """
    pool = Pool(generated.model, generated.proposals)
    sets = [each for each in all_sets(pool) if each == with_effect(each)]
    hours = true_hours(pool, sets, TRUTH, TRUE_CASES)
    best = min(hours, key=lambda each: (hours[each], each))
    chosen = recommended(pool, plan, seed)
    gain = hours[AS_IS] - hours[best]
    relative = gain / hours[AS_IS]
    share = (hours[AS_IS] - hours[with_effect(chosen)]) / gain if gain > 0 else 1.0
    return share, relative, chosen, best


def reached_together(seed: int, plan: Plan) -> float:
    """Return the share of the gain that is reached where three changes help only together."""
    generated, helping = relieved_together(seed)
    pool = Pool(generated.model, generated.proposals)
    chosen = recommended(pool, plan, seed)
    hours = true_hours(pool, [AS_IS, helping, chosen], TRUTH, TRUE_CASES)
    share = (hours[AS_IS] - hours[chosen]) / (hours[AS_IS] - hours[helping])
    print(f"{seed:3}  three together: reached {share:7.1%}  {'; '.join(chosen) or 'leave'}")
    return share


def main() -> None:
    """Print one line per process and the shares that reach the bar."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PROCESSES
    plan = plan_of(AnalysisType.COMPREHENSIVE, 60)  # a fifth of what is usual
    shares, left, begun = [], [], process_time()
    for seed in range(count):
        hopeless = seed % (PROCESSES // HOPELESS) == 0
        generated = process(seed, hopeless=hopeless)
        share, relative, chosen, best = reached(generated, plan, seed)
        if hopeless or relative < WORTHWHILE:  # by construction, or less than any project is worth
            left.append(chosen == AS_IS)
        else:
            shares.append(share)
        print(
            f"{seed:3}  best gain {relative:6.1%}  reached {share:7.1%}  "
            f"{'; '.join(chosen) or 'leave'}   | best: {'; '.join(best) or 'leave'}",
            flush=True,
        )
    three = [reached_together(seed, plan) for seed in range(min(count, TOGETHER))]
    enough = sum(share >= ENOUGH for share in shares)
    print(f"{enough} of {len(shares)} with something to gain reach {ENOUGH:.0%} of the best gain")
    found = sum(share >= ENOUGH for share in three)
    print(f"{found} of {len(three)} with three changes that help only together reach that too")
    print(f"{sum(left)} of {len(left)} with nothing to gain are left as they are")
    print(f"{process_time() - begun:.0f} s of processor time, the long runs of all sets included")


if __name__ == "__main__":
    main()
