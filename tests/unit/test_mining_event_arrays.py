"""functions/analysis/mining/event_arrays.py"""

import io
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from common.model.problem import PermanentError
from common.model.workflow import Activity, Role, Workflow
from functions.analysis.mining import event_arrays as module
from functions.analysis.mining.event_arrays import event_arrays

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
AT = pl.Datetime("us", "UTC")
WORKFLOW = Workflow(
    name="Claims",
    activities=(Activity(id="check", name="Check it"), Activity(id="pay", name="Pay")),
    flows=(),
    roles=(Role(id="clerks", name="Clerk"),),
)


def hours(number: float) -> datetime:
    return MONDAY + timedelta(hours=number)


def log(*rows) -> pl.DataFrame:
    schema = {
        "case_id": pl.String,
        "activity": pl.String,
        "start_at": AT,
        "complete_at": AT,
        "resource": pl.String,
        "role": pl.String,
        "event:enabled_time": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


TWO_CASES = log(
    ("b", "Check it", hours(0), hours(1), "Ann", "Clerk", "2026-01-04T23:00:00+00:00"),
    ("b", "Pay", None, hours(3), None, "Boss", "never"),
    ("a", "Check it", hours(1), hours(2), "Bob", None, None),
)


def arrays(body: bytes) -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(body), allow_pickle=False) as found:
        return {name: found[name] for name in found.files}


def test_names_are_the_ids_of_the_workflow_and_unknown_is_known_to_be_unknown():
    found = arrays(event_arrays(TWO_CASES, WORKFLOW))

    assert bytes(found["names"]) == (
        b'{"activities": ["check", "pay"], "resources": ["Ann", "Bob"], '
        b'"roles": ["Boss", "clerks"]}'
    )
    assert found["activity"].tolist() == [0, 1, 0]
    assert found["resource"].tolist() == [0, -1, 1]
    assert found["role"].tolist() == [1, 0, -1]
    assert found["case"].tolist() == [0, 0, 1]


def test_times_are_seconds_in_utc_and_nan_where_nobody_knows():
    found = arrays(event_arrays(TWO_CASES, WORKFLOW))
    begin = MONDAY.timestamp()

    assert (found["end_s"] - begin).tolist() == [3600, 10800, 7200]
    np.testing.assert_array_equal(found["start_s"] - begin, [0, np.nan, 3600])
    np.testing.assert_array_equal(found["enabled_s"] - begin, [-3600, np.nan, np.nan])


def test_an_attribute_that_is_no_time_enables_nothing():
    numbers = TWO_CASES.with_columns(pl.lit(7).alias("event:enabled_time"))

    assert np.isnan(arrays(event_arrays(numbers, WORKFLOW))["enabled_s"]).all()


def test_rows_in_any_order_keep_their_attributes():
    found = arrays(event_arrays(TWO_CASES[[1, 2, 0]], WORKFLOW))

    known = np.flatnonzero(np.isfinite(found["enabled_s"]))
    assert found["end_s"][known].tolist() == [MONDAY.timestamp() + 3600]


def test_what_a_log_does_not_tell_has_no_column():
    bare = TWO_CASES.select("case_id", "activity", pl.lit(None).alias("start_at"), "complete_at")

    assert set(arrays(event_arrays(bare, WORKFLOW))) == {"case", "activity", "end_s", "names"}


def test_of_a_large_log_the_latest_whole_cases_are_given(monkeypatch):
    monkeypatch.setattr(module, "MOST_EVENTS", 2)
    monkeypatch.setattr(module, "SLICE", 1)

    found = arrays(event_arrays(TWO_CASES, WORKFLOW))

    assert found["end_s"].tolist() == [MONDAY.timestamp() + 7200]


def test_the_same_log_is_the_same_bytes_read_lazily_or_not():
    assert event_arrays(TWO_CASES, WORKFLOW) == event_arrays(TWO_CASES.lazy(), WORKFLOW)


def test_a_log_without_events_is_refused():
    with pytest.raises(PermanentError):
        event_arrays(log(), WORKFLOW)
