"""The attributes of cases, as texts that group them."""

from itertools import pairwise

import polars as pl

from common.language import say
from common.model import log_columns as columns
from common.numerals import exact
from functions.analysis.mining.steps import Steps

MOST_ATTRIBUTES = 40
NUMERIC_FROM = 13  # distinct numbers; fewer are names, such as a class
QUARTERS = (0.25, 0.5, 0.75)
MOST_DISTINCT_SHARE = 0.5  # of the cases: what differs in most of them is an id
PROBE = 10_000  # events
LONGEST = 80  # characters of a value
_DERIVED = {"variant", "variant-index", "variant index"}  # what other miners left there


def case_attributes(log: pl.LazyFrame, steps: Steps) -> pl.DataFrame:
    """Return one row per case and one text column per attribute; numbers as their quarter.

    Taken are attributes of the case, and of events where all events of each case agree. Left out
    is what has one value, or another in most cases, and the variant that another tool wrote.
    """
    first = steps.first_rows if steps.rows is None else steps.rows.gather(steps.first_rows)
    found: dict[str, pl.Series] = {}
    for name in log.collect_schema().names():
        short = _short(name)
        if short is None or short.casefold() in _DERIVED or short in found:
            continue
        column = log.select(name).collect().to_series()  # one at a time: a log may be large
        if name.startswith(columns.EVENT_PREFIX) and not _agrees(column, steps):
            continue
        values = _grouping(column.gather(first))
        if values is not None:
            found[short] = values.alias(short)
        if len(found) == MOST_ATTRIBUTES:
            break
    return pl.DataFrame(list(found.values()))


def _short(name: str) -> str | None:
    for prefix in (columns.CASE_PREFIX, columns.EVENT_PREFIX):
        if name.startswith(prefix):
            return name.removeprefix(prefix).removeprefix("(case)_")[:LONGEST] or None
    return None


def _agrees(values: pl.Series, steps: Steps) -> bool:
    """Tell whether all events of each case have one value; a few cases are tried first."""
    ordered = values if steps.rows is None else values.gather(steps.rows)
    case = steps.events["case"]
    for count in (PROBE, len(ordered)):
        frame = pl.DataFrame([case.head(count), ordered.head(count).alias("value")])
        changed = pl.col("value").ne_missing(pl.col("value").shift(1))
        same_case = pl.col("case") == pl.col("case").shift(1)
        if frame.select((changed & same_case).any()).item():
            return False
    return True


def _grouping(values: pl.Series) -> pl.Series | None:
    if not (values.dtype.is_numeric() or values.dtype in (pl.String, pl.Boolean)):
        return None
    numbers = values.cast(pl.Float64, strict=False)
    known = values.len() - values.null_count()
    distinct = values.drop_nulls().n_unique()
    if distinct < 2:
        return None
    if distinct >= NUMERIC_FROM and numbers.is_finite().sum() >= 0.95 * known:
        return _quarters(numbers.set(~numbers.is_finite().fill_null(False), None))
    if distinct > MOST_DISTINCT_SHARE * len(values):
        return None
    return values.cast(pl.String).str.slice(0, LONGEST)


def _quarters(numbers: pl.Series) -> pl.Series | None:
    """Return the quarter of each number; None where there are not at least two."""
    known = numbers.drop_nulls().sort().to_list()
    if len(set(known)) == numbers.len() and all(each.is_integer() for each in known):
        return None  # an id
    high = known[-1]
    quantiles = {known[round(each * (len(known) - 1))] for each in QUARTERS}
    borders = sorted(each for each in quantiles if each < high)
    edges = [known[0], *borders, high]
    labels = [say("{begin} to {end}", begin=exact(edges[0]), end=exact(edges[1]))]
    labels += [
        say("above {begin} to {end}", begin=exact(begin), end=exact(end))
        for begin, end in pairwise(edges[1:])
    ]
    if not borders or len(set(labels)) != len(labels):
        return None
    quarter = pl.Series(borders).search_sorted(numbers.fill_null(high), side="left")
    return pl.Series(labels).gather(quarter).set(numbers.is_null(), None)
