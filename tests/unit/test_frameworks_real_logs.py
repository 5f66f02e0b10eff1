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
def test_payment_is_the_constraint_and_holds_the_published_time(name):
    true = json.loads((SHARED_DATA / "bpic2020" / "facts.json").read_bytes())["logs"][name]
    facts, _ = judged(name)
    [constraint] = findings(name, "constraints-longest-queue")
    years = (facts.last_at - facts.first_at).total_seconds() / 3600 / 8766

    assert constraint.where == Place(flow=("Request Payment", "Payment Handled"))
    hours = constraint.time_at_stake_h_per_year.value * years
    assert round(hours / 24, 1) == true["top_transitions"][0]["total_days"]


def test_the_journey_is_not_a_bottleneck():
    outside = findings("PrepaidTravelCost", "lean-waiting-outside")
    inside = findings("PrepaidTravelCost", "lean-waiting-transition")

    assert {each.where.flow[1] for each in outside} == {"Request For Payment SUBMITTED by EMPLOYEE"}
    assert {each.severity for each in outside} == {Severity.LOW}
    assert not any("SUBMITTED by EMPLOYEE" in each.where.flow[1] for each in inside)


def test_names_the_rejecting_role():
    [step, *_] = findings("DomesticDeclarations", "lean-defects-rejecting-step")
    [back] = findings("DomesticDeclarations", "lean-defects-rejection")

    assert step.where.activity == "Declaration REJECTED by ADMINISTRATION"
    assert 0.05 < step.evidence[0].value < 936 / 10357  # some of the 936 ended their case
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
