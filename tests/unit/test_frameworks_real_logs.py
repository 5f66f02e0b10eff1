"""functions/analysis/frameworks on the logs of the BPI Challenge 2020"""

import json
from functools import cache

import pytest

from common.model.assessment import Assessment, Place, Severity
from common.model.facts import Facts
from common.model.quality import Quality
from common.model.workflow import Activity, Workflow
from functions.analysis.frameworks.assess import assess
from functions.analysis.frameworks.knowledge import load
from tests.paths import ROOT, SHARED_DATA, needs_shared_data
from tests.unit.test_mining_real_logs import measured

pytestmark = needs_shared_data
PAYMENT = ("Request Payment", "Payment Handled")


@cache
def judged(name: str) -> tuple[Facts, Assessment]:
    facts = measured(name)
    ids = [each.activity for each in facts.activities]
    activities = tuple(Activity(id=each, name=each) for each in ids)
    workflow = Workflow(name=name, activities=activities, flows=())
    files = {p.name: p.read_bytes() for p in (ROOT / "framework_knowledge").glob("*.json")}
    quality = Quality(source="event_log", format="XES", completeness=1, parts=())
    return facts, assess(facts, workflow, quality, load(files), {})


def findings(name: str, rule: str) -> list:
    return [each for each in judged(name)[1].findings if each.rule == rule]


@pytest.mark.parametrize("name", ["DomesticDeclarations", "RequestForPayment"])
def test_payment_runs_are_the_constraint_and_the_published_time_is_between_them(name):
    true = json.loads((SHARED_DATA / "bpic2020" / "facts.json").read_bytes())["logs"][name]
    facts, assessment = judged(name)
    [runs] = findings(name, "lean-inventory-timetable")
    [whole] = [t for t in facts.transitions if (t.source, t.target) == PAYMENT]

    assert assessment.findings[0] == runs
    assert runs.where == Place(activity="Payment Handled")
    assert "Mon 15-16 h" in runs.statement
    assert {"lean-waiting-transition", "constraints-longest-queue"} == {v.rule for v in runs.views}
    assert runs.remedies[0] == "H06"
    assert round(whole.total_h / 24, 1) == true["top_transitions"][0]["total_days"]
    years = (facts.last_at - facts.first_at).total_seconds() / 3600 / 8766
    assert runs.time_at_stake_h_per_year.value * years == pytest.approx(whole.total_h, rel=0.005)


@pytest.mark.parametrize("name", ["DomesticDeclarations", "PrepaidTravelCost", "RequestForPayment"])
def test_no_cause_is_told_twice_and_the_list_is_short(name):
    found = judged(name)[1].findings

    assert len(found) <= 12
    assert len({(each.rule, each.where.model_dump_json()) for each in found}) == len(found)
    told = [v.rule for each in found for v in each.views]
    assert set(told).isdisjoint({"lean-inventory-timetable", "lean-defects-rejection"})


def test_the_journey_is_not_a_bottleneck():
    outside = findings("PrepaidTravelCost", "lean-waiting-outside")
    inside = findings("PrepaidTravelCost", "lean-waiting-transition")

    assert {each.where.flow[1] for each in outside} == {"Request For Payment SUBMITTED by EMPLOYEE"}
    assert {each.severity for each in outside} == {Severity.LOW}
    assert not any("SUBMITTED by EMPLOYEE" in each.where.flow[1] for each in inside)


def test_names_the_rejecting_role():
    [back] = findings("DomesticDeclarations", "lean-defects-rejection")
    [step] = [each for each in back.views if each.rule == "lean-defects-rejecting-step"]
    [often] = [each for each in back.evidence if each.metric == "rejecting_step_share"]

    assert step.statement.startswith("'Declaration REJECTED by ADMINISTRATION'")
    assert 0.05 < often.value < 936 / 10357  # some of the 936 ended their case
    assert "1,278 are rejected at all" in back.statement


@pytest.mark.parametrize("name", ["DomesticDeclarations", "PrepaidTravelCost", "RequestForPayment"])
def test_every_finding_has_its_number_and_a_remedy(name):
    _, assessment = judged(name)

    assert 1 < assessment.inefficiency_score < 10
    assert 0 < assessment.optimization_potential < 1
    assert all(part.known for part in assessment.parts)
    for each in assessment.findings:
        assert each.remedies
        assert each.evidence[0].value is not None
        assert any(digit in each.statement for digit in "123456789")
