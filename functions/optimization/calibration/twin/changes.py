"""Whether the latest cases of a log are nearer to those that follow than chance makes them.

Cases near in time are alike (the same backlog, the same week), so single cases cannot be compared
as if independent. Blocks of cases are: how far each is from what follows, by rank, is tested by
Student's t for two samples, with fewer degrees of freedom where neighbouring blocks are alike
(lag-1 correlation r: n (1 - r) / (1 + r) blocks count; Bayley and Hammersley, 1946).
"""

from functools import cache

import numpy as np

from functions.optimization.calibration.twin.distances import (
    earth_movers_distance,
    padded_sequences,
)
from functions.optimization.calibration.twin.event_table import EventTable, Floats, Ints
from functions.optimization.simulation.student import t_quantile

BLOCKS = 24  # of cases: an eighth of them is three
LEVEL = 0.05  # probability of finding a change where there is none, over all that is tried


def nearer_parts(early: EventTable, late: EventTable, parts: tuple[int, ...]) -> tuple[int, ...]:
    """Return of which parts (2: the latest half …) of the early cases it is beyond chance.

    That is by the order of activities or by the times, each at its share of the level.
    """
    block = np.arange(early.cases) * BLOCKS // early.cases
    ranks = [_ranks(_by_order(early, late, block)), _ranks(_by_times(early, late, block))]
    level = LEVEL / (len(parts) * len(ranks)) if parts else LEVEL
    return tuple(
        part for part in parts if any(_lower(each, BLOCKS // part, level) for each in ranks)
    )


def _by_order(early: EventTable, late: EventTable, block: Ints) -> Floats:
    """Return the share of 3-grams of each block that are others than in the late cases."""
    codes, case = _three_grams(early)
    others, _ = _three_grams(late)
    kinds, numbers = np.unique(np.concatenate((codes, others)), return_inverse=True)
    mine = np.zeros((BLOCKS, kinds.size))
    np.add.at(mine, (block[case], numbers[: codes.size]), 1.0)
    theirs = np.bincount(numbers[codes.size :], minlength=kinds.size)
    mine /= mine.sum(axis=1, keepdims=True)
    return np.asarray(np.abs(mine - theirs / theirs.sum()).sum(axis=1) / 2)


def _by_times(early: EventTable, late: EventTable, block: Ints) -> Floats:
    """Return the distance of each block's elapsed times in cases from the late ones."""
    mine, theirs = (t.end_s - t.arrivals_s()[t.case] for t in (early, late))
    of_block = block[early.case]
    return np.array([earth_movers_distance(mine[of_block == b], theirs) for b in range(BLOCKS)])


def _three_grams(table: EventTable) -> tuple[Ints, Ints]:
    """Return the 3-grams of all cases, ends included, and the case of each."""
    first = table.first_of_case
    codes = padded_sequences(table.activity + 1, first, 2)
    cases = padded_sequences(table.case + 1, first, 2)
    base = len(table.activities) + 1
    grams = (codes[:-2] * base + codes[1:-1]) * base + codes[2:]
    owner = np.maximum(np.maximum(cases[:-2], cases[1:-1]), cases[2:]) - 1
    return grams, owner


def _ranks(values: Floats) -> Floats:
    """Return ranks from 0 on; equals share their mean rank, whichever came first."""
    _, number, count = np.unique(values.round(12), return_inverse=True, return_counts=True)
    last = np.cumsum(count) - 1.0
    return np.asarray((last - (count - 1) / 2)[number])


def _lower(ranks: Floats, latest: int, level: float) -> bool:
    """Whether the ranks of the latest blocks are lower than those before beyond chance."""
    before, after = ranks[:-latest], ranks[-latest:]
    alike = _alike(ranks)
    inflation = (1 + alike) / (1 - alike)
    spread = _spread(before) + _spread(after)
    variance = spread / (ranks.size - 2) * inflation * (1 / latest + 1 / before.size)
    degrees = max(1, int(ranks.size / inflation) - 2)
    gap = float(after.mean() - before.mean())
    return gap < -_quantile(1 - level, degrees) * float(np.sqrt(variance))


def _alike(ranks: Floats) -> float:
    """Return how neighbouring blocks correlate beside a change, wherever in the log it was."""
    sums = [_spread(ranks[:at]) + _spread(ranks[at:]) for at in range(1, ranks.size)]
    at = 1 + int(np.argmin(sums))
    rest = np.concatenate((ranks[:at] - ranks[:at].mean(), ranks[at:] - ranks[at:].mean()))
    spread = float(rest @ rest)
    return max(0.0, float(rest[1:] @ rest[:-1]) / spread) if spread > 0 else 0.0


def _spread(values: Floats) -> float:
    return float(((values - values.mean()) ** 2).sum())


@cache
def _quantile(probability: float, degrees: int) -> float:
    return t_quantile(probability, degrees)
