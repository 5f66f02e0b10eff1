"""The ways that cases take through the process.

Source: van der Aalst, Process Mining, 2nd ed. (2016), ch. 5: a trace variant is the sequence
of activities of a case.
"""

import polars as pl

from common.model.facts import Variant
from functions.analysis.mining.durations import distribution, summary

LISTED = 50


def variants(steps: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Return one row per variant, most frequent first, ties by sequence.

    Columns: ``activities`` (list), ``n`` and the summary of ``cycle_us``.
    """
    names = steps["activity"].unique().sort()
    width = len(str(len(names)))  # equal widths make the key sort like the sequence
    codes = {name: str(number).zfill(width) for number, name in enumerate(names)}
    sequences = (
        steps.with_columns(code=pl.col("activity").replace_strict(codes))
        .group_by("case_id", maintain_order=True)
        .agg(key=pl.col("code").str.join(""), activities=pl.col("activity"))
    )
    return (
        sequences.join(cases, on="case_id")
        .group_by("key")
        .agg(pl.col("activities").first(), pl.len().alias("n"), *summary("cycle_us"))
        .sort(["n", "key"], descending=[True, False])
    )


def listed(frame: pl.DataFrame) -> tuple[Variant, ...]:
    """Return the 50 most frequent variants."""
    total = frame["n"].sum()
    return tuple(
        Variant(
            activities=tuple(row["activities"]),
            cases=row["n"],
            share=row["n"] / total,
            cycle_time=distribution(row, "cycle_us"),
        )
        for row in frame.head(LISTED).iter_rows(named=True)
    )


def covering(frame: pl.DataFrame, share: float) -> int:
    """Return the number of most frequent variants that together hold ``share`` of the cases."""
    held = frame["n"].cum_sum() / frame["n"].sum()
    return int((held < share).sum()) + 1
