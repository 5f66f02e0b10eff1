"""Distributions of durations. Columns named ``*_us`` hold microseconds as integers.

Sums stay integers until the end, so that results do not depend on the order of the rows.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from common.model.facts import Distribution

US_PER_HOUR = 3_600_000_000
STRATA = 200


def elapsed_us(end: str, begin: str) -> pl.Expr:
    """Return the expression for the time from column ``begin`` to column ``end``."""
    return (pl.col(end) - pl.col(begin)).dt.total_microseconds()


def summary(column: str) -> list[pl.Expr]:
    """Return the aggregations that ``distribution`` reads; nulls do not count.

    Quantiles by linear interpolation, numpy's default (type 7 of Hyndman and Fan, 1996).
    """
    sample = pl.col(column).drop_nulls().sort()
    return [
        sample.len().alias(f"{column}_n"),
        sample.sum().alias(f"{column}_sum"),
        sample.std(ddof=0).alias(f"{column}_std"),
        sample.min().alias(f"{column}_min"),
        sample.median().alias(f"{column}_median"),
        sample.quantile(0.90, "linear").alias(f"{column}_p90"),
        sample.quantile(0.95, "linear").alias(f"{column}_p95"),
        sample.max().alias(f"{column}_max"),
    ]


def distribution(row: Mapping[str, Any], column: str) -> Distribution | None:
    """Return the distribution that ``summary(column)`` left in ``row``; None where it is empty."""
    n = row[f"{column}_n"]
    if not n:
        return None

    def hours(part: str) -> float:
        return float(row[f"{column}_{part}"]) / US_PER_HOUR

    return Distribution(
        n=n,
        mean_h=hours("sum") / n,
        std_h=hours("std"),
        min_h=hours("min"),
        median_h=hours("median"),
        p90_h=hours("p90"),
        p95_h=hours("p95"),
        max_h=hours("max"),
    )


def distribution_of(sample_us: pl.Series) -> Distribution | None:
    """Return the distribution of one sample in microseconds; None where it is empty."""
    frame = sample_us.alias("sample_us").to_frame()
    return distribution(frame.select(summary("sample_us")).row(0, named=True), "sample_us")


def strata_h(sample_us: pl.Series) -> tuple[float, ...]:
    """Return ascending means of up to 200 equally frequent strata of the sample, in hours.

    Each stratum holds exactly the same probability: a value on the border of two strata counts
    in both by its parts. So the mean of the strata is the mean of the sample.
    """
    ordered = sample_us.drop_nulls().sort().cast(pl.Float64) / US_PER_HOUR
    n = len(ordered)
    if n <= STRATA:
        return tuple(ordered.to_list())
    border = pl.int_range(STRATA + 1, eager=True).cast(pl.Float64) * n / STRATA
    whole = border.floor().cast(pl.UInt32)
    below = pl.concat([pl.Series([0.0]), ordered.alias("").cum_sum()])
    last_value = ordered.gather(whole.clip(upper_bound=n - 1))
    integral = below.gather(whole) + (border - whole) * last_value
    means = integral.diff().drop_nulls() * STRATA / n
    return tuple(means.sort().to_list())
