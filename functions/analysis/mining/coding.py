"""Names as small whole numbers, so that mining compares and groups numbers, not text."""

from collections.abc import Mapping

import polars as pl

CODE = pl.UInt32


def coded(names: pl.Series, ids: Mapping[str, str]) -> tuple[pl.Series, tuple[str, ...]]:
    """Return each name as a code, and the ids in the order of their codes; nulls stay null.

    ``ids`` gives names their ids; a name that it does not hold is its own id. Codes are dense and
    ascend with the id, so ordering by code is ordering by id, whatever the order of the rows.
    """
    present = names.unique().drop_nulls().sort()
    as_ids = [ids.get(name, name) for name in present]
    ordered = tuple(sorted(set(as_ids)))
    codes = names.cast(pl.Enum(present)).to_physical().cast(CODE)
    if as_ids != list(ordered):
        number = {each: code for code, each in enumerate(ordered)}
        codes = pl.Series([number[each] for each in as_ids], dtype=CODE).gather(codes)
    return codes.alias(names.name), ordered


def case_codes(case_ids: pl.Series) -> tuple[pl.Series, bool]:
    """Return each row's case as a code, and whether the rows of every case stand together."""
    runs = case_ids.rle_id()
    heads = case_ids.filter(starts_of(runs))
    if _distinct(heads):
        return runs.cast(CODE), True
    distinct = heads.unique().sort()
    numbers = pl.DataFrame({"case": distinct, "code": pl.int_range(len(distinct), eager=True)})
    joined = case_ids.alias("case").to_frame().join(numbers, on="case", how="left")
    return joined["code"].cast(CODE), False


def starts_of(codes: pl.Series) -> pl.Series:
    """Return true at each row whose code differs from the one before it."""
    return (
        codes.to_frame("code")
        .select(pl.col("code").ne_missing(pl.col("code").shift(1)))
        .to_series()
    )


def _distinct(names: pl.Series) -> bool:
    """Tell whether no name occurs twice; different hashes mean different names."""
    return names.hash().n_unique() == len(names) or names.n_unique() == len(names)
