"""functions/analysis/mining: what holds for every log."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.workflow import Activity, Workflow
from functions.analysis.mining.durations import distribution_of, strata_h
from functions.analysis.mining.facts import measured_facts

AT = pl.Datetime("us", "UTC")
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
NAMES = ("Submit", "Check", "Reject", "Approve")
WORKFLOW = Workflow(name="w", activities=tuple(Activity(id=n, name=n) for n in NAMES), flows=())

events = st.tuples(
    st.sampled_from(NAMES),
    st.integers(0, 200),
    st.integers(0, 5) | st.none(),
    st.sampled_from(["Clerk", "Head", None]),
)
cases = st.lists(st.lists(events, min_size=1, max_size=6), min_size=1, max_size=8)


def log_of(logged: list, order: list[int] | None = None) -> pl.DataFrame:
    rows = []
    for number in order or range(len(logged)):
        for name, hour, worked_h, role in logged[number]:
            end = MONDAY + timedelta(hours=hour)
            begin = None if worked_h is None else end - timedelta(hours=worked_h)
            rows.append((f"case {number}", name, begin, end, role))
    schema = {"case_id": pl.String, "activity": pl.String, "start_at": AT, "complete_at": AT}
    return pl.DataFrame(rows, schema=schema | {"role": pl.String}, orient="row")


@settings(max_examples=15, deadline=None)
@given(cases)
def test_the_parts_add_up_to_the_whole(logged):
    facts = measured_facts(log_of(logged), WORKFLOW)
    between = [each for each in facts.transitions if each.elapsed]

    assert sum(each.cases for each in facts.variants) == facts.cases == len(logged)
    assert sum(each.executions for each in facts.activities) == facts.events
    assert sum(t.count for t in facts.transitions if t.source == "start") == facts.cases
    assert sum(t.count for t in facts.transitions if t.target == "end") == facts.cases
    assert sum(t.count for t in between) == facts.events - facts.cases
    assert sum(h.count for h in facts.handoffs) <= facts.events - facts.cases
    assert sum(a.repeated for a in facts.activities) == facts.rework.events
    assert facts.returns.cases <= facts.rejections.cases
    assert facts.returns.events <= facts.rejections.events


@settings(max_examples=15, deadline=None)
@given(cases)
def test_what_enters_an_activity_leaves_it(logged):
    facts = measured_facts(log_of(logged), WORKFLOW)

    for each in facts.activities:
        entering = sum(t.count for t in facts.transitions if t.target == each.activity)
        leaving = sum(t.count for t in facts.transitions if t.source == each.activity)
        assert entering == leaving == each.executions


@settings(max_examples=15, deadline=None)
@given(cases)
def test_transitions_fill_the_time_between_first_and_last_completion(logged):
    facts = measured_facts(log_of(logged), WORKFLOW)
    hours = [[hour for _, hour, _, _ in case] for case in logged]
    between = sum(max(case) - min(case) for case in hours)

    assert sum(t.total_h or 0 for t in facts.transitions) == pytest.approx(between)
    assert facts.cycle_time.mean_h * facts.cases >= between - 1e-6


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_the_order_of_cases_does_not_matter(data):
    logged = data.draw(cases)
    order = data.draw(st.permutations(range(len(logged))))

    shuffled = measured_facts(log_of(logged, order), WORKFLOW)
    assert shuffled.to_json() == measured_facts(log_of(logged), WORKFLOW).to_json()


@settings(max_examples=15, deadline=None)
@given(cases)
def test_shares_are_shares_and_quantiles_are_ordered(logged):
    facts = measured_facts(log_of(logged), WORKFLOW)
    cycle = facts.cycle_time

    assert cycle.min_h <= cycle.median_h <= cycle.p90_h <= cycle.p95_h <= cycle.max_h
    assert all(0 <= f.value <= 1 + 1e-9 for f in facts.figures.values() if f.unit == "share")
    clean = facts.figures["first_pass_yield"].value
    assert clean <= 1 - max(facts.rework.share, facts.returns.share) + 1e-9


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=900))
def test_strata_keep_the_mean_and_stay_within_the_sample(sample):
    series = pl.Series(sample, dtype=pl.Int64)
    strata, whole = strata_h(series), distribution_of(series)

    assert len(strata) == min(200, len(sample))
    assert sum(strata) / len(strata) == pytest.approx(whole.mean_h, abs=1e-6)
    assert whole.min_h - 1e-6 <= strata[0] <= strata[-1] <= whole.max_h + 1e-6
