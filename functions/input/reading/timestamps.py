"""Text columns to instants in UTC, all rows at once.

ISO 8601 with or without zone, the same with a blank instead of ``T``, day-first and month-first
dates, and Unix times in seconds or milliseconds. Whatever is none of these becomes null.
"""

from dataclasses import dataclass

import polars as pl

from functions.input.scanning import instants as scanning

INSTANT = pl.Datetime("us", "UTC")
TIME = (
    r"(?:[T ]+(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})"
    r"(?::(?<second>[0-9]{2})(?:[.,](?<fraction>[0-9]{1,9}))?)?"
    r"\s*(?<half>[AaPp][Mm])?)?\s*(?<zone>Z|z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?$"
)
YEAR_FIRST = r"^(?<year>[0-9]{4})[-/.](?<month>[0-9]{1,2})[-/.](?<day>[0-9]{1,2})" + TIME
YEAR_LAST = r"^(?<one>[0-9]{1,2})[-/.](?<two>[0-9]{1,2})[-/.](?<year>[0-9]{4})" + TIME
# What machines write: complete, with a zone, and within what both ways below read alike.
REGULAR = (
    r"^[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?(?:Z|[+-][01][0-9]:[0-5][0-9])$"
)
UNIX = r"^[0-9]{10}(?:[0-9]{3})?$"


@dataclass(frozen=True)
class Instants:
    """The instants of one column, and what had to be supposed to read them."""

    values: pl.Series
    without_zone: int  # values without a zone, read as UTC
    zones: int  # different offsets seen
    order: str | None  # "day first" or "month first" where the year comes last
    ambiguous: bool  # no value tells day and month apart


def instants(text: pl.Series) -> Instants:
    """Return the column as UTC instants; what cannot be read is null."""
    text = text.cast(pl.String)
    quick = _scanned if scanning.COMPILED else _regular
    return quick(text) or _any(text)


def _scanned(text: pl.Series) -> Instants | None:
    """The instants of a column that the compiled scanner can read throughout; else None."""
    found = regular_instants(text.fill_null("").str.join("\0").item().encode())
    return found if found is not None and len(found.values) == len(text) else None


def regular_instants(text: bytes) -> Instants | None:
    """Return the instants of values parted by NULs; None if some are not written regularly."""
    found = scanning.Instants(text)
    if not found.regular:
        return None
    packed = pl.Series([bytes(found.packed)], dtype=pl.Binary)
    shape = pl.Array(pl.Int64, len(found.packed) // 8)
    values = packed.bin.reinterpret(dtype=shape, endianness="little").explode()
    if found.missing:
        values = values.set(values == found.nothing, None)
    return Instants(
        values.cast(INSTANT), found.without_zone, len(found.zones), order=None, ambiguous=False
    )


def _regular(text: pl.Series) -> Instants | None:
    """The instants of a column that is regular throughout, several times faster; else None."""
    if not text.drop_nulls().str.contains(REGULAR).all():
        return None
    instant = text.str.replace("Z", "+00:00", literal=True).str.to_datetime(
        "%Y-%m-%dT%H:%M:%S%.f%z", time_unit="us", time_zone="UTC", strict=False
    )
    if instant.null_count() > text.null_count():  # 30 February
        return None
    table = pl.DataFrame({"text": text})
    zone = pl.when(pl.col("text").str.ends_with("Z")).then(pl.lit("Z"))
    zones = table.select(zone.otherwise(pl.col("text").str.tail(6)).alias("zone"))["zone"]
    # A missing value has no zone either; it is not counted as one without.
    return Instants(instant, 0, zones.drop_nulls().n_unique(), None, False)


def _any(text: pl.Series) -> Instants:
    trimmed = pl.DataFrame({"text": text.str.strip_chars()})
    iso = trimmed.select(pl.col("text").str.extract_groups(YEAR_FIRST)).unnest("text")
    found = _assembled(iso)
    order, ambiguous = None, False
    zones = iso["zone"].filter(found.is_not_null())
    if found.null_count() > text.null_count():
        late = trimmed.select(pl.col("text").str.extract_groups(YEAR_LAST)).unnest("text")
        if late["year"].null_count() < len(late):
            order, ambiguous = _order(late)
            names = ("day", "month") if order == "day first" else ("month", "day")
            found_late = _assembled(late.rename({"one": names[0], "two": names[1]}))
            zones = pl.concat([zones, late["zone"].filter(found_late.is_not_null())])
            found = found.fill_null(found_late) if len(found) else found
        found = found.fill_null(_unix(trimmed))
    return Instants(
        values=found,
        without_zone=zones.null_count(),
        zones=zones.drop_nulls().n_unique(),
        order=order,
        ambiguous=ambiguous,
    )


def _order(late: pl.DataFrame) -> tuple[str, bool]:
    """Day first, unless some value can only be month first."""
    one, two = (late[name].cast(pl.Int64, strict=False) for name in ("one", "two"))
    if (two > 12).any() and not (one > 12).any():
        return "month first", False
    return "day first", not (one > 12).any()


def _assembled(parts: pl.DataFrame) -> pl.Series:
    """Instants from the matched parts; impossible dates and times become null."""
    half = pl.col("half").str.to_lowercase()
    hour = pl.col("hour").fill_null("0").cast(pl.Int64)
    hour = (
        pl.when(half.is_null())
        .then(hour)
        .when(~hour.is_between(1, 12))
        .then(None)
        .otherwise(hour % 12 + pl.when(half == "pm").then(12).otherwise(0))
    )
    text = pl.format(
        "{}-{}-{}T{}:{}:{}",
        "year",
        pl.col("month").str.zfill(2),
        pl.col("day").str.zfill(2),
        hour.cast(pl.String).str.zfill(2),
        pl.col("minute").fill_null("00"),
        pl.col("second").fill_null("00"),
    )
    naive = text.str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False)
    fraction = (pl.col("fraction").fill_null("0") + "000000").str.slice(0, 6).cast(pl.Int64)
    instant = naive + pl.duration(microseconds=fraction) - _offset()
    return parts.select(instant.dt.replace_time_zone("UTC").alias("instant"))["instant"]


def _offset() -> pl.Expr:
    zone = pl.col("zone").fill_null("Z")
    digits = zone.str.replace_all(r"[^0-9]", "").str.pad_end(4, "0")
    hours = digits.str.slice(0, 2).cast(pl.Int64, strict=False).fill_null(0)
    minutes = digits.str.slice(2, 2).cast(pl.Int64, strict=False).fill_null(0)
    sign = pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    return pl.duration(minutes=sign * (hours * 60 + minutes))


def _unix(trimmed: pl.DataFrame) -> pl.Series:
    number = pl.col("text").cast(pl.Int64, strict=False)
    milliseconds = (
        pl.when(pl.col("text").str.len_bytes() == 13).then(number).otherwise(number * 1000)
    )
    known = pl.when(pl.col("text").str.contains(UNIX)).then(milliseconds)
    return trimmed.select((known * 1000).cast(INSTANT).alias("instant"))["instant"]
