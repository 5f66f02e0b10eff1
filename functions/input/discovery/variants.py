"""The distinct sequences of activities in a log, with their number of cases."""

import polars as pl

from common.model.log_columns import ACTIVITY, CASE_ID

MAX_ACTIVITIES = 60
MAX_VARIANTS = 500
MAX_LENGTH = 300  # events of one variant
MAX_EVENTS = 10_000  # of the variants together

Variants = dict[tuple[str, ...], int]


def variants(log: pl.DataFrame) -> Variants:
    """Return the variants of a canonical log, the most frequent first, ties by name."""
    names = log[ACTIVITY].unique().sort()
    code = log[ACTIVITY].replace_strict(
        names, pl.int_range(len(names), eager=True), return_dtype=pl.UInt32
    )
    cases = log.select(CASE_ID, code=code).group_by(CASE_ID).agg(pl.col("code"))
    text = pl.col("code").cast(pl.List(pl.String)).list.join(" ")
    counts = cases.select(text).group_by("code").len()
    known = names.to_list()
    found = {
        tuple(known[int(at)] for at in codes.split(" ")): count for codes, count in counts.rows()
    }
    return ranked(found)


def ranked(found: Variants) -> Variants:
    """Return the variants with the most frequent first, ties by name."""
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def most_frequent(found: Variants, case_share: float) -> Variants:
    """Return the most frequent variants that have at least a share of the cases; all for 1.

    ``found`` must be ranked.
    """
    wanted, reached = case_share * sum(found.values()), 0
    kept: Variants = {}
    for variant, count in found.items():
        if reached >= wanted:
            break
        kept[variant] = count
        reached += count
    return kept


def limited(found: Variants) -> Variants:
    """Return as many of the most frequent variants as can be mined and aligned in seconds.

    A variant is left out if it is too long or would bring in too many activities, and all are
    that would bring in too many events. ``found`` must be ranked.
    """
    activities = set[str]()
    events = 0
    kept: Variants = {}
    for variant, count in found.items():
        if len(variant) > MAX_LENGTH or len(activities.union(variant)) > MAX_ACTIVITIES:
            continue
        activities.update(variant)
        events += len(variant)
        if events > MAX_EVENTS or len(kept) == MAX_VARIANTS:
            break
        kept[variant] = count
    return kept
