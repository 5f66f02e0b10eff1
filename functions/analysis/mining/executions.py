"""What resources did and when, for logs with start times and resources."""

import polars as pl

from functions.analysis.mining.steps import Steps


def executions(steps: Steps) -> pl.DataFrame:
    """Return ``case, activity, resource, enabled_us, start_us, complete_us`` by resource and start.

    An activity is enabled when the last one before it in the case was completed; the first of a
    case, when it starts. Executions without a start or a resource are left out.
    """
    events = steps.events.select(
        "case",
        "activity",
        "resource",
        "start_us",
        "complete_us",
        previous_us=pl.when(pl.col("case") == pl.col("case").shift(1)).then(
            pl.col("complete_us").shift(1)
        ),
    )
    completions = events.select("case", "complete_us", last_us="complete_us").set_sorted("case")
    known = events.drop_nulls(["resource", "start_us"]).with_columns(
        start_us=pl.min_horizontal("start_us", "complete_us")
    )
    # Overlapping activities: the last completion before the start is not that of the row before.
    before = known.sort("case", "start_us").join_asof(
        completions,
        left_on="start_us",
        right_on="complete_us",
        by="case",
        strategy="backward",
        check_sortedness=False,
    )
    instant = pl.col("start_us") == pl.col("complete_us")  # would find its own completion
    enabled = (
        pl.when(instant).then("previous_us").otherwise("last_us").fill_null(pl.col("start_us"))
    )
    return (
        before.select("case", "activity", "resource", "start_us", "complete_us", enabled_us=enabled)
        .sort("resource", "start_us", "complete_us", "activity", "enabled_us")
        .with_row_index("row")
    )
