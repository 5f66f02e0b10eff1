"""functions/input/reading/lifecycle.py"""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.input.reading.lifecycle import activity_instances

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
Row = tuple[str, str, str, str | None, int]
ROWS = st.lists(
    st.tuples(
        st.sampled_from("xy"),
        st.sampled_from("AB"),
        st.sampled_from(["start", "complete"]),
        st.sampled_from(["p", "q", None]),
        st.integers(0, 6),
    ),
    min_size=1,
    max_size=30,
)


def instances(rows: list[Row]) -> pl.DataFrame:
    table = {
        "case_id": [row[0] for row in rows],
        "activity": [row[1] for row in rows],
        "lifecycle": [row[2] for row in rows],
        "resource": pl.Series([row[3] for row in rows], dtype=pl.String),
        "complete_at": [FIRST + timedelta(hours=row[4]) for row in rows],
        "place": [f"line {number}" for number in range(len(rows))],
        "row": list(range(len(rows))),
    }
    events = pl.DataFrame(table).with_columns(
        pl.lit(None, pl.Datetime("us", "UTC")).alias("start_at")
    )
    return activity_instances(events)[0]


def paired_one_by_one(rows: list[Row]) -> list[tuple[int, int | None]]:
    """The same rule, slowly: (row of the completion, hour of its start)."""
    ordered = sorted(range(len(rows)), key=lambda at: (rows[at][4], rows[at][2] != "start", at))
    open_: list[int] = []
    found = []
    for at in ordered:
        case, activity, transition, who, _ = rows[at]
        if transition == "start":
            open_.append(at)
            continue
        fitting = [
            start
            for start in open_
            if rows[start][:2] == (case, activity)
            and (who is None or rows[start][3] in {who, None})
        ]
        if fitting:
            open_.remove(fitting[0])
        found.append((at, rows[fitting[0]][4] if fitting else None))
    return sorted(found)


@settings(max_examples=300, deadline=None)
@given(ROWS)
def test_pairs_like_the_rule_applied_one_by_one(rows):
    if not any(row[2] == "complete" for row in rows):
        rows = [*rows, ("x", "A", "complete", None, 6)]

    found = instances(rows)

    hours = [
        None if at is None else round((at - FIRST).total_seconds() / 3600)
        for at in found["start_at"]
    ]
    assert list(zip(found["row"], hours, strict=True)) == paired_one_by_one(rows)


def test_work_of_different_people_is_never_paired():
    starts: list[Row] = [("x", "A", "start", "p", 0)] * 20_000
    completes: list[Row] = [("x", "A", "complete", "q", 1)] * 20_000

    found = instances(starts + completes)

    assert found["start_at"].null_count() == len(found) == 20_000


@pytest.mark.parametrize("transition", ["start", "in progress"])
def test_a_log_without_completions_keeps_every_event(transition):
    found = instances([("x", "A", transition, None, 1), ("x", "B", transition, None, 2)])

    assert list(found["activity"]) == ["A", "B"]
