"""Distributions of durations. Columns named ``*_us`` hold microseconds as integers.

Sums stay integers until the end, and samples are sorted before anything else is computed of them,
so that results do not depend on the order of the rows.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from common.model.facts import Distribution

US_PER_HOUR = 3_600_000_000
STRATA = 200


def by_group(frame: pl.DataFrame, groups: list[str], column: str) -> pl.DataFrame:
    """Return, for each group, what ``distribution`` reads, and the ``sample`` in ascending order.

    Nulls do not count; a group of nulls is left out. The order of the groups is undefined.
    Quantiles by linear interpolation, numpy's default (type 7 of Hyndman and Fan, 1996).
    """
    grouped = (
        frame.lazy()
        .select(*groups, column)
        .drop_nulls()
        .group_by(groups)
        .agg(pl.col(column).alias("sample"), pl.len().alias("n"))
        .with_columns(pl.col("sample").list.sort())
        .collect()
    )
    sample = pl.col("sample")
    return grouped.with_columns(
        sample.list.std(ddof=0).alias("std"),
        sample.list.first().alias("min"),
        _quantile(0.5).alias("median"),
        _quantile(0.90).alias("p90"),
        _quantile(0.95).alias("p95"),
        sample.list.last().alias("max"),
        _sums(grouped),
    )


def _sums(grouped: pl.DataFrame) -> pl.Series:
    """Return the exact sums, of which those of a very large log do not fit into 64 bits."""
    samples = grouped["sample"]
    longest, times = samples.list.last().max() or 0, grouped["n"].max() or 0
    if float(longest) * float(times) >= 2.0**62:  # type: ignore[arg-type]
        samples = samples.list.eval(pl.element().cast(pl.Int128))
    return samples.list.sum().cast(pl.Int128).alias("sum_us")


def _quantile(share: float) -> pl.Expr:
    place = (pl.col("n").cast(pl.Float64) - 1) * share
    below = pl.col("sample").list.get(place.floor().cast(pl.Int64))
    above = pl.col("sample").list.get(place.ceil().cast(pl.Int64))
    return below + (above - below) * (place - place.floor())


def distribution(row: Mapping[str, Any]) -> Distribution:
    """Return the distribution of one row of ``by_group``."""
    return Distribution(
        n=row["n"],
        mean_h=total_h(row) / row["n"],
        std_h=row["std"] / US_PER_HOUR,
        min_h=row["min"] / US_PER_HOUR,
        median_h=row["median"] / US_PER_HOUR,
        p90_h=row["p90"] / US_PER_HOUR,
        p95_h=row["p95"] / US_PER_HOUR,
        max_h=row["max"] / US_PER_HOUR,
    )


def total_h(row: Mapping[str, Any]) -> float:
    """Return the sum of one row of ``by_group`` in hours."""
    return float(row["sum_us"]) / US_PER_HOUR


def rows_of(grouped: pl.DataFrame) -> Iterator[tuple[dict[str, Any], pl.Series]]:
    """Yield each row of ``by_group`` without its sample, and the sample."""
    samples = grouped["sample"]
    for number, row in enumerate(grouped.drop("sample").iter_rows(named=True)):
        yield row, samples[number]


def distribution_of(sample_us: pl.Series) -> Distribution | None:
    """Return the distribution of one sample in microseconds; None where it is empty."""
    frame = pl.DataFrame([sample_us.alias("value_us")]).with_columns(one=0)
    grouped = by_group(frame, ["one"], "value_us")
    return distribution(grouped.row(0, named=True)) if grouped.height else None


def sum_h(sample_us: pl.Series) -> float:
    """Return the sum of microseconds in hours, 0 for an empty sample; nulls do not count."""
    return float(int(sample_us.cast(pl.Int128).sum())) / US_PER_HOUR


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
