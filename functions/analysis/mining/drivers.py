"""Which attributes of cases go with slow or rejected ones.

Every value of an attribute, or quarter of a number, with enough cases is compared with all other
cases: cycle times by the Mann-Whitney test with Cliff's delta as the effect, rejections by the
difference of the shares. What is reported is significant after Benjamini-Hochberg over all
comparisons and at least a small effect (Romano et al. (2006): 0.147). It is no proof of a cause:
attributes that come along with each other are named.
"""

import math
from typing import NamedTuple

import polars as pl

from common.model.measurements import Driver
from functions.analysis.mining.case_attributes import case_attributes
from functions.analysis.mining.durations import US_PER_HOUR
from functions.analysis.mining.statistics import benjamini_hochberg, normal_p
from functions.analysis.mining.steps import Steps

FEWEST_CASES, FEWEST_SHARE = 30, 0.01
MOST_VALUES = 20
SIGNIFICANT, SMALL_DELTA, SMALL_DIFFERENCE = 0.01, 0.147, 0.05
TOGETHER = 0.8  # correlation of two values from which on one may stand for the other
LISTED = 30


class _Compared(NamedTuple):
    outcome: str
    attribute: str
    value: str
    cases: int
    effect: float
    p: float


def drivers(
    log: pl.LazyFrame, steps: Steps, cases: pl.DataFrame, rejected: pl.Series
) -> tuple[Driver, ...]:
    """Return the values that go with slow or rejected cases, strongest first."""
    values = case_attributes(log, steps)
    if not values.columns:
        return ()
    cycle_us = cases["cycle_us"]
    frame = values.with_columns(
        rank=cycle_us.rank("average"), rejected=rejected.cast(pl.Int64), cycle_us=cycle_us
    )
    ties = cycle_us.value_counts()["count"].cast(pl.Float64)
    tied = float((ties**3 - ties).sum())
    compared = [one for name in values.columns for one in _of_attribute(frame, name, tied)]
    adjusted = benjamini_hochberg([one.p for one in compared])
    kept = [
        (one, p)
        for one, p in zip(compared, adjusted, strict=True)
        if p < SIGNIFICANT and abs(one.effect) >= _small(one.outcome)
    ]
    kept.sort(key=lambda pair: (-abs(pair[0].effect), pair[0].outcome, *pair[0][1:3]))
    chosen = kept[:LISTED]
    together = _together(frame, [one for one, _ in chosen])
    return tuple(_driver(frame, one, p, together[one[1:3]]) for one, p in chosen)


def _small(outcome: str) -> float:
    return SMALL_DELTA if outcome == "cycle_time" else SMALL_DIFFERENCE


def _of_attribute(frame: pl.DataFrame, name: str, tied: float) -> list[_Compared]:
    n = frame.height
    least = max(FEWEST_CASES, math.ceil(FEWEST_SHARE * n))
    grouped = (
        frame.drop_nulls(name)
        .group_by(pl.col(name).alias("value"))
        .agg(pl.len().alias("cases"), pl.col("rank", "rejected").sum())
        .filter((pl.col("cases") >= least) & (pl.col("cases") <= n - least))
        .sort(["cases", "value"], descending=[True, False])
        .head(MOST_VALUES)
    )
    all_rejected = int(frame["rejected"].sum())
    found = []
    for value, cases, rank, rejected in grouped.rows():
        delta, p = _mann_whitney(rank, cases, n, tied)
        found.append(_Compared("cycle_time", name, value, cases, delta, p))
        difference, p = _two_shares(rejected, cases, all_rejected - rejected, n - cases)
        found.append(_Compared("rejection", name, value, cases, difference, p))
    return found


def _mann_whitney(rank_sum: float, cases: int, n: int, tied: float) -> tuple[float, float]:
    """Return Cliff's delta and the p-value (normal approximation, corrected for ties)."""
    others = n - cases
    u = rank_sum - cases * (cases + 1) / 2
    delta = 2 * u / (cases * others) - 1
    variance = cases * others / 12 * (n + 1 - tied / (n * (n - 1)))
    if variance <= 0:
        return 0.0, 1.0
    return delta, normal_p((u - cases * others / 2) / math.sqrt(variance))


def _two_shares(hits: int, cases: int, other_hits: int, others: int) -> tuple[float, float]:
    difference = hits / cases - other_hits / others
    pooled = (hits + other_hits) / (cases + others)
    variance = pooled * (1 - pooled) * (1 / cases + 1 / others)
    return difference, normal_p(difference / math.sqrt(variance)) if variance > 0 else 1.0


def _together(
    frame: pl.DataFrame, chosen: list[_Compared]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return for each value the other attributes one of whose values nearly always comes along."""
    keys = sorted({(one.attribute, one.value) for one in chosen})
    flags = frame.select(
        (pl.col(name) == value).fill_null(False).cast(pl.Float64).alias(str(number))
        for number, (name, value) in enumerate(keys)
    )
    pairs = [
        (one, other)
        for one in range(len(keys))
        for other in range(one + 1, len(keys))
        if keys[one][0] != keys[other][0]
    ]
    found: dict[tuple[str, str], set[str]] = {key: set() for key in keys}
    if pairs:
        correlations = flags.select(
            pl.corr(str(one), str(other)).alias(f"{one},{other}") for one, other in pairs
        ).row(0)
        for (one, other), correlation in zip(pairs, correlations, strict=True):
            if correlation is not None and abs(correlation) >= TOGETHER:
                found[keys[one]].add(keys[other][0])
                found[keys[other]].add(keys[one][0])
    return {key: tuple(sorted(names)) for key, names in found.items()}


def _driver(frame: pl.DataFrame, one: _Compared, p: float, together: tuple[str, ...]) -> Driver:
    has = (frame[one.attribute] == one.value).fill_null(False)
    sides = [_typical(frame.filter(each), one.outcome) for each in (has, ~has)]
    return Driver.model_validate(
        {
            "outcome": one.outcome,
            "attribute": one.attribute,
            "value": one.value,
            "cases": one.cases,
            "effect": one.effect,
            "with_value": sides[0],
            "without_value": sides[1],
            "adjusted_p": p,
            "confounded_with": together,
        }
    )


def _typical(part: pl.DataFrame, outcome: str) -> float:
    if outcome == "cycle_time":
        return float(part["cycle_us"].median()) / US_PER_HOUR  # type: ignore[arg-type]
    return float(part["rejected"].mean())  # type: ignore[arg-type]
