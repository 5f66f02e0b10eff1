"""A clean log, into which tests plant oddities, and what is warned of."""

from datetime import UTC, datetime, timedelta
from random import Random

import polars as pl

from functions.input.reading.log_quality import log_quality

INSTANT = pl.Datetime("us", "UTC")
FIRST = datetime(2026, 1, 5, 8, tzinfo=UTC)
STEPS = ("Submit request", "Check request", "Approve request", "Pay invoice")
CASES = 400
Rows = list[dict]


def clean_rows(cases: int = CASES) -> Rows:
    """Cases of four steps, each done by one of five people at some time of a working day."""
    random = Random(7)  # noqa: S311
    rows = []
    for case in range(cases):
        at = FIRST + timedelta(days=case * 250 / cases)
        for step in STEPS:
            at += timedelta(hours=random.uniform(2, 40))
            taken = timedelta(minutes=random.uniform(5, 50))
            rows.append(row(case, step, at, taken, f"Person {random.randrange(5)}"))
    return rows


def row(case, step, at, taken=timedelta(minutes=10), resource="Person 1", **more) -> dict:
    at = at.replace(microsecond=0)
    return {
        "case_id": f"c{case}", "activity": step, "start_at": at - taken, "complete_at": at,
        "resource": resource, **more,
    }  # fmt: skip


def log_of(rows: Rows) -> pl.DataFrame:
    """The canonical log of these rows: by case, then by time."""
    log = pl.DataFrame(rows, schema_overrides={"start_at": INSTANT, "complete_at": INSTANT})
    log = log.with_row_index("row").with_columns(first=pl.col("row").min().over("case_id"))
    return log.sort("first", "complete_at", maintain_order=True).drop("first", "row")


def quality(rows: Rows, *warnings):
    return log_quality(log_of(rows), "CSV", warnings)


def told(rows: Rows, *warnings) -> dict:
    return {one.code: one for one in quality(rows, *warnings).warnings}


def of_case(rows: Rows, case: int) -> Rows:
    return [one for one in rows if one["case_id"] == f"c{case}"]


def moved(one: dict, **by: float) -> dict:
    shift = timedelta(**by)
    return one | {name: one[name] + shift for name in ("start_at", "complete_at")}
