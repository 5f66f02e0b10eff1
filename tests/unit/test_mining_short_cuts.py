"""functions/analysis/mining: its short cuts give what the plain way gives."""

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.workflow import Activity, Workflow
from functions.analysis.mining import variants as variants_module
from functions.analysis.mining.coding import case_codes, coded
from functions.analysis.mining.directly_follows import directly_follows
from functions.analysis.mining.durations import by_group, distribution_of, sum_h
from functions.analysis.mining.rework import repeated_cases
from functions.analysis.mining.steps import Steps, steps
from functions.analysis.mining.variants import Variants, variants

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
WORKFLOW = Workflow(name="w", activities=(Activity(id="A", name="A"),), flows=())

rows = st.lists(
    st.tuples(st.sampled_from("xyz"), st.sampled_from("ABC"), st.integers(0, 9)),
    min_size=1,
    max_size=30,
)


def log_of(logged: list) -> pl.DataFrame:
    filled = [(case, name, MONDAY + timedelta(hours=hour)) for case, name, hour in logged]
    schema = {"case_id": pl.String, "activity": pl.String}
    return pl.DataFrame(
        filled, schema=schema | {"complete_at": pl.Datetime("us", "UTC")}, orient="row"
    )


def traces(logged: list) -> dict[str, list]:
    """The plain way: each case's events by completion, ties in file order."""
    found: dict[str, list] = {}
    for case, name, hour in logged:
        found.setdefault(case, []).append((hour, name))
    return {case: sorted(events, key=lambda each: each[0]) for case, events in found.items()}


def sequences(ordered: Steps, ways: Variants) -> Counter:
    by_variant = ways.events.group_by("variant", maintain_order=True).agg("activity")
    names = [tuple(ordered.activities[code] for code in each) for each in by_variant["activity"]]
    return Counter(dict(zip(names, ways.frame["cases"], strict=True)))


@settings(max_examples=60, deadline=None)
@given(rows)
def test_rows_in_any_order_give_the_sequences_counts_and_times_of_the_plain_way(logged):
    ordered = steps(log_of(logged), WORKFLOW)
    plain = traces(logged)

    expected = Counter(tuple(name for _, name in events) for events in plain.values())
    assert sequences(ordered, variants(ordered)) == expected
    pairs: dict[tuple, list] = {}
    for events in plain.values():
        for (begin, source), (end, target) in itertools.pairwise(events):
            pairs.setdefault((source, target), []).append(end - begin)
    found = {
        (ordered.activities[row["source"]], ordered.activities[row["target"]]): (
            row["n"], row["sum_us"] / 3.6e9, row["min"] / 3.6e9, row["max"] / 3.6e9,
        )
        for row in directly_follows(ordered).iter_rows(named=True)
    }  # fmt: skip
    assert found == {
        pair: (len(hours), sum(hours), min(hours), max(hours)) for pair, hours in pairs.items()
    }


@settings(max_examples=40, deadline=None)
@given(rows)
def test_counts_the_cases_that_repeat_an_activity(logged):
    ordered = steps(log_of(logged), WORKFLOW)
    plain: Counter = Counter()
    for events in traces(logged).values():
        counts = Counter(name for _, name in events)
        plain.update(name for name, times in counts.items() if times > 1)

    assert repeated_cases(ordered, variants(ordered)) == dict(plain)


def test_tells_sequences_apart_whose_hashes_collide(monkeypatch):
    logged = [("x", "A", 0), ("x", "B", 1), ("y", "B", 0), ("y", "A", 1), ("z", "C", 0)]
    same_for_all = pl.Series("key", [1, 1, 1], dtype=pl.UInt64)
    monkeypatch.setattr(variants_module, "_hashes", lambda _: same_for_all)
    ordered = steps(log_of(logged), WORKFLOW)

    assert sequences(ordered, variants(ordered)) == {("A", "B"): 1, ("B", "A"): 1, ("C",): 1}


def test_gives_two_names_of_one_id_the_same_code():
    codes, ids = coded(pl.Series(["b", "Bee", None, "a"]), {"Bee": "b"})

    assert ids == ("a", "b")
    assert codes.to_list() == [1, 1, None, 0]


@given(st.lists(st.sampled_from(["1", "2", "11", ""]), min_size=1))
def test_gives_the_rows_of_a_case_one_code_whether_or_not_they_stand_together(ids):
    codes, together = case_codes(pl.Series(ids))

    assert len(set(zip(ids, codes, strict=True))) == len(set(ids)) == codes.n_unique()
    assert sorted(codes.unique()) == list(range(len(set(ids))))
    runs = 1 + sum(one != other for one, other in itertools.pairwise(ids))
    assert together == (runs == len(set(ids)))


def test_adds_up_more_microseconds_than_64_bits_hold():
    century_us = 100 * 365 * 24 * 3_600_000_000
    sample = pl.Series([century_us] * 10_000)

    assert sum_h(sample) == 10_000 * 100 * 365 * 24
    assert distribution_of(sample).mean_h == 100 * 365 * 24


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 10**13)), min_size=1))
def test_quantiles_are_those_of_linear_interpolation(sample):
    frame = pl.DataFrame(sample, schema={"group": pl.Int64, "value_us": pl.Int64}, orient="row")
    for row in by_group(frame, ["group"], "value_us").iter_rows(named=True):
        group = frame.filter(pl.col("group") == row["group"])["value_us"]
        for name, share in (("median", 0.5), ("p90", 0.9), ("p95", 0.95)):
            assert row[name] == pytest.approx(group.quantile(share, "linear"), abs=1e-2)
        assert row["sum_us"] == group.sum()
