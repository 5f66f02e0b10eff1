"""The ways that cases take through the process.

Source: van der Aalst, Process Mining, 2nd ed. (2016), ch. 5: a trace variant is the sequence
of activities of a case.

What depends on the sequence alone (rework, rejections, …) is computed once per variant, and
counted for each of its cases.
"""

from dataclasses import dataclass

import polars as pl

from common.model.facts import Variant
from functions.analysis.mining.coding import CODE
from functions.analysis.mining.durations import by_group, distribution
from functions.analysis.mining.steps import Steps

LISTED = 50


@dataclass(frozen=True)
class Variants:
    """``frame`` has a row per variant, most frequent first, ties by sequence: ``cases, events``.

    ``events`` has a row per event of each variant: ``variant, position, activity`` and ``cases``.
    ``of_case`` gives each case its variant, which is the place in ``frame``.
    """

    frame: pl.DataFrame
    events: pl.DataFrame
    of_case: pl.Series

    def per_case(self, per_variant: pl.Series) -> pl.Series:
        """Return a value of each variant for each of its cases."""
        return per_variant.gather(self.of_case)


def variants(steps: Steps) -> Variants:
    """Return the distinct sequences of activities, and which case took which."""
    keys = _hashes(steps)
    groups = _grouped(keys)
    if not _same_sequences(steps, groups):
        groups = _grouped(_texts(steps))
    return _sorted(steps, groups)


def _grouped(keys: pl.Series) -> pl.DataFrame:
    """Return one row per case: a variant's number and the first case that took it."""
    return (
        keys.alias("key")
        .to_frame()
        .with_row_index("case")
        .select("case", first=pl.col("case").first().over("key"))
    )


def _hashes(steps: Steps) -> pl.Series:
    """Return one number per case: the sum of hashes of each activity at its place, modulo 2^64."""
    place = pl.lit(steps.positions) * len(steps.activities) + pl.col("activity")
    until = place.hash(seed=7).cum_sum().gather(pl.lit(steps.last_rows))
    return steps.events.select(key=until - until.shift(1, fill_value=0)).to_series()


def _same_sequences(steps: Steps, groups: pl.DataFrame) -> bool:
    """Tell whether every case has the sequence of the first case with the same key."""
    first_rows = steps.first_rows.cast(pl.Int64)
    lengths = steps.last_rows.cast(pl.Int64) - first_rows
    if (lengths != lengths.gather(groups["first"])).any():
        return False
    twin = pl.lit(first_rows.gather(groups["first"])).gather(pl.col("case")) + steps.positions
    same = pl.col("activity") == pl.col("activity").gather(twin)
    return bool(steps.events.select(same.all()).item())


def _texts(steps: Steps) -> pl.Series:
    """Return one text per case, which only the same sequence gives: slower than hashes."""
    return (
        steps.events.lazy()
        .group_by("case")
        .agg(pl.col("activity").cast(pl.String).str.join(","))
        .sort("case")
        .collect()["activity"]
    )


def _sorted(steps: Steps, groups: pl.DataFrame) -> Variants:
    counts = groups.group_by("first").agg(pl.len().cast(pl.Int64).alias("cases"))
    lengths = (steps.last_rows - steps.first_rows + 1).cast(pl.Int64)
    counts = counts.with_columns(
        events=lengths.gather(counts["first"]),
        from_row=steps.first_rows.cast(pl.Int64).gather(counts["first"]),
    )
    counts = counts.with_columns(key=_sort_keys(steps, counts)).sort(
        ["cases", "key"], descending=[True, False]
    )
    ranks = counts.select("first", variant=pl.int_range(pl.len(), dtype=CODE))
    of_case = groups.join(ranks, on="first", how="left", maintain_order="left")["variant"]
    frame = counts.select("cases", "events", "from_row")
    return Variants(frame.drop("from_row"), _events(steps, frame), of_case)


def _sort_keys(steps: Steps, counts: pl.DataFrame) -> pl.Series:
    """Return a text per variant that sorts like its sequence of activities."""
    base = 10 ** len(str(len(steps.activities)))  # codes of the same width
    codes = (pl.col("activity").cast(pl.UInt64) + base).cast(pl.String)
    keys = _events(steps, counts).group_by("variant").agg(codes.str.join("")).sort("variant")
    return keys["activity"]


def _events(steps: Steps, counts: pl.DataFrame) -> pl.DataFrame:
    rows = (
        counts.select("cases", "events", "from_row", variant=pl.int_range(pl.len(), dtype=CODE))
        .with_columns(position=pl.int_ranges("events"))
        .explode("position")
    )
    activity = steps.events["activity"].gather(rows["from_row"] + rows["position"])
    return rows.select("variant", "position", "cases").with_columns(activity=activity)


def listed(
    steps: Steps, ways: Variants, cases: pl.DataFrame, limit: int = LISTED
) -> tuple[Variant, ...]:
    """Return the 50 most frequent variants."""
    total = cases.height
    timed = cases.select("cycle_us").with_columns(variant=ways.of_case)
    times = by_group(timed.filter(pl.col("variant") < limit), ["variant"], "cycle_us")
    top = ways.events.filter(pl.col("variant") < limit)
    sequences = top.group_by("variant", maintain_order=True).agg("activity")["activity"]
    return tuple(
        Variant(
            activities=tuple(steps.activities[code] for code in sequences[row["variant"]]),
            cases=row["n"],
            share=row["n"] / total,
            cycle_time=distribution(row),
        )
        for row in times.drop("sample").sort("variant").iter_rows(named=True)
    )


def covering(ways: Variants, share: float) -> int:
    """Return the number of most frequent variants that together hold ``share`` of the cases."""
    cases = ways.frame["cases"]
    return int((cases.cum_sum() / cases.sum() < share).sum()) + 1
