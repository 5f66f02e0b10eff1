"""functions/analysis/frameworks: what holds for every log."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.assessment import Assessment, Severity
from common.model.facts import Facts
from common.model.quality import Quality
from common.model.workflow import Activity, Workflow
from functions.analysis.frameworks.assess import assess
from functions.analysis.frameworks.knowledge import load
from functions.analysis.mining.facts import measured_facts
from tests.paths import ROOT

KNOWLEDGE = load({p.name: p.read_bytes() for p in (ROOT / "framework_knowledge").glob("*.json")})
QUALITY = Quality(source="event_log", format="CSV", completeness=1, parts=())
NAMES = ("Submit by customer", "Check", "Reject", "Approve", "Approve again", "Pay")
WORKFLOW = Workflow(name="w", activities=tuple(Activity(id=n, name=n) for n in NAMES), flows=())
AT = pl.Datetime("us", "UTC")
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)

events = st.tuples(
    st.sampled_from(NAMES),
    st.integers(0, 900),
    st.integers(0, 9) | st.none(),
    st.sampled_from(["Clerk", "Head", "Finance", "Customer", "UNKNOWN", None]),
)
cases = st.lists(st.lists(events, min_size=1, max_size=6), min_size=1, max_size=8)


def judged(logged: list) -> tuple[Facts, Assessment]:
    rows = []
    for number, case in enumerate(logged * 8):
        for name, hour, worked_h, role in case:
            end = MONDAY + timedelta(hours=hour)
            begin = None if worked_h is None else end - timedelta(hours=worked_h)
            rows.append((f"case {number}", name, begin, end, role))
    schema = {"case_id": pl.String, "activity": pl.String, "start_at": AT, "complete_at": AT}
    log = pl.DataFrame(rows, schema=schema | {"role": pl.String}, orient="row")
    facts = measured_facts(log, WORKFLOW)
    return facts, assess(facts, WORKFLOW, QUALITY, KNOWLEDGE, {})


@settings(max_examples=25, deadline=None)
@given(cases)
def test_every_assessment_is_within_its_bounds_and_its_findings_are_distinct(logged):
    facts, assessment = judged(logged)
    findings = assessment.findings

    assert Assessment.from_json(assessment.to_json()) == assessment
    assert len({each.id for each in findings}) == len(findings)
    assert all(each.statement.endswith(".") and "{" not in each.statement for each in findings)
    assert 0 <= assessment.optimization_potential <= 1
    if all(each.severity is Severity.LOW for each in findings):
        assert assessment.optimization_potential == 0
    if facts.cycle_time.max_h == 0:
        assert assessment.optimization_potential == 0


@settings(max_examples=25, deadline=None)
@given(cases)
def test_no_more_time_is_at_stake_than_cases_take(logged):
    facts, assessment = judged(logged)
    if facts.cases_per_week is None:
        return
    year_h = facts.cycle_time.mean_h * facts.cases_per_week.value * 52
    for finding in assessment.findings:
        if finding.time_at_stake_h_per_year is not None:
            at_stake = finding.time_at_stake_h_per_year.value
            assert at_stake <= year_h or at_stake == pytest.approx(year_h), finding.rule
