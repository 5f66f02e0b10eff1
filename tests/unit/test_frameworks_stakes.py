"""functions/analysis/frameworks/stakes.py"""

import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.language import speaking
from common.model.assessment import Assessment, Finding
from common.model.figure import Figure, Provenance
from common.model.quality import Quality
from common.model.workflow import Activity, Flow, Role, Workflow
from functions.analysis.frameworks.assess import assess
from functions.analysis.frameworks.knowledge import load
from functions.analysis.frameworks.stakes import cost_per_case
from functions.analysis.frameworks.subject import Subject
from functions.analysis.mining.facts import measured_facts
from functions.analysis.mining.stated import stated_facts
from tests.paths import ROOT

KNOWLEDGE = load({p.name: p.read_bytes() for p in (ROOT / "framework_knowledge").glob("*.json")})
QUALITY = Quality(source="text", format="text", completeness=0.9, parts=())
WEEKS = 52.0
shares = st.floats(0, 1)


def said(value: float, unit: str = "h", provenance: Provenance = Provenance.STATED) -> Figure:
    return Figure(value=value, unit=unit, provenance=provenance, origin="said so")


def one_line(**figures: Figure) -> Workflow:
    """Three steps of which nothing is known but figures of the whole."""
    names = ("Submit", "Approve by manager", "Pay")
    flows = tuple(
        Flow(source=source, target=target)
        for source, target in zip(("start", *names), (*names, "end"), strict=True)
    )
    steps = tuple(Activity(id=name, name=name) for name in names)
    return Workflow(name="travel", activities=steps, flows=flows, figures=figures)


def paid(**rates: Figure) -> Workflow:
    """Two steps of 2 h and 1 h by roles with these costs per hour."""
    return Workflow(
        name="paid",
        activities=(
            Activity(id="a", name="Enter", role="clerk", processing_h=said(2)),
            Activity(id="b", name="Decide", role="head", processing_h=said(1)),
        ),
        flows=(Flow(source="start", target="a"), Flow(source="a", target="b"),
               Flow(source="b", target="end")),
        roles=tuple(Role(id=r, name=r, cost_per_h=rates.get(r)) for r in ("clerk", "head")),
        figures={"rejection_share": said(0.2, "share"), "cases_per_week": said(10, "per_week"),
                 "cycle_time_h": said(100)},
    )  # fmt: skip


def judged(workflow: Workflow) -> Assessment:
    return assess(stated_facts(workflow), workflow, QUALITY, KNOWLEDGE, {})


def finding(assessment: Assessment, rule: str) -> Finding:
    return next(each for each in assessment.findings if each.rule == rule)


def test_a_stated_cycle_time_and_rejection_rate_put_time_at_stake():
    told = one_line(
        cycle_time_h=said(168), rejection_share=said(0.15, "share"),
        cases_per_week=said(20, "per_week"),
    )  # fmt: skip
    assessment = judged(told)
    at_stake = finding(assessment, "lean-defects-rejection").time_at_stake_h_per_year

    assert at_stake.value == pytest.approx(0.15 * 168 * 20 * WEEKS)
    assert at_stake.provenance is Provenance.INFERRED
    assert "in vain or once more" in at_stake.origin
    assert assessment.optimization_potential == pytest.approx(0.15)
    assert "Stated figures count" in assessment.potential_formula


def test_without_a_volume_nothing_is_said_per_year_but_the_share_is_known():
    assessment = judged(one_line(cycle_time_h=said(168), rejection_share=said(0.15, "share")))

    assert finding(assessment, "lean-defects-rejection").time_at_stake_h_per_year is None
    assert assessment.optimization_potential == pytest.approx(0.15)


def test_levels_of_approval_take_an_equal_part_where_no_step_has_a_time():
    told = one_line(
        cycle_time_h=said(120), approval_levels=said(4, "count"), cases_per_week=said(1, "per_week")
    )
    layers = finding(judged(told), "operating-model-approval-layers")

    # Submit, four levels, Pay: three of the six parts are levels after the first.
    assert layers.time_at_stake_h_per_year.value == pytest.approx(120 * 3 / 6 * WEEKS)


def test_open_work_waits_by_littles_law_but_no_longer_than_the_cycle_time():
    weeks = {"open_cases": said(100, "count"), "cases_per_week": said(20, "per_week")}
    free = finding(judged(one_line(**weeks)), "lean-inventory-backlog")
    bounded = finding(judged(one_line(**weeks, cycle_time_h=said(200))), "lean-inventory-backlog")

    assert free.time_at_stake_h_per_year.value == pytest.approx(5 * 168 * 20 * WEEKS)
    assert bounded.time_at_stake_h_per_year.value == pytest.approx(200 * 20 * WEEKS)


def test_work_in_vain_costs_what_its_people_cost():
    rejected = finding(judged(paid(clerk=said(30, "money_per_h"), head=said(80, "money_per_h"))),
                       "lean-defects-rejection").cost_at_stake_per_year  # fmt: skip

    assert rejected.value == pytest.approx(0.2 * (2 * 30 + 80) * 10 * WEEKS)
    assert rejected.unit == "money_per_year"
    assert rejected.provenance is Provenance.INFERRED


def test_a_stated_cost_of_a_case_goes_before_what_its_steps_add_up_to():
    workflow = paid(clerk=said(30, "money_per_h"), head=said(80, "money_per_h"))
    figures = workflow.figures | {"cost_per_case": said(50, "money")}
    workflow = workflow.model_copy(update={"figures": figures})

    assert cost_per_case(Subject(stated_facts(workflow), workflow)).value == 50


def test_no_cost_is_made_up_where_the_work_of_a_step_is_not_known():
    told = one_line(rejection_share=said(0.15, "share"), cases_per_week=said(20, "per_week"))

    assert all(each.cost_at_stake_per_year is None for each in judged(told).findings)


def test_a_rate_that_is_not_stated_is_assumed_as_in_the_business_case_and_labelled():
    cost = finding(judged(paid(clerk=said(30, "money_per_h"))), "lean-defects-rejection")
    cost = cost.cost_at_stake_per_year
    rate = json.loads((ROOT / "framework_knowledge/efforts.json").read_bytes())["assumptions"][
        "rate_per_h"
    ]

    assert cost.provenance is Provenance.ASSUMED
    assert cost.value == pytest.approx(0.2 * (2 * 30 + rate["likely"]) * 10 * WEEKS)
    assert cost.high == pytest.approx(0.2 * (2 * 30 + rate["high"]) * 10 * WEEKS)
    assert "an hour is assumed to cost" in cost.origin


def test_no_euros_are_assumed_for_another_currency():
    francs = paid(clerk=said(30, "money_per_h")).model_copy(update={"currency": "CHF"})

    assert finding(judged(francs), "lean-defects-rejection").cost_at_stake_per_year is None


def test_what_rests_on_an_assumed_rate_is_assumed():
    rate = said(30, "money_per_h", Provenance.ASSUMED)
    rejected = finding(judged(paid(clerk=rate, head=rate)), "lean-defects-rejection")

    assert rejected.cost_at_stake_per_year.provenance is Provenance.ASSUMED


def test_waiting_costs_no_work():
    workflow = paid(clerk=said(30, "money_per_h"), head=said(80, "money_per_h"))
    slow = judged(workflow)

    assert finding(slow, "lean-flow-efficiency").time_at_stake_h_per_year is not None
    assert finding(slow, "lean-flow-efficiency").cost_at_stake_per_year is None


def test_repetitions_in_a_log_cost_their_share_of_the_work():
    rows = [
        (f"case {n}", name, f"2026-01-{5 + n % 20:02}T{hour:02}:00:00Z")
        for n in range(60)
        for hour, name in enumerate(("Enter", "Check", "Check", "Pay") if n % 2 else
                                    ("Enter", "Check", "Pay"), start=8)
    ]  # fmt: skip
    log = pl.DataFrame(rows, schema=["case_id", "activity", "at"], orient="row").select(
        "case_id", "activity", complete_at=pl.col("at").str.to_datetime(time_zone="UTC")
    )
    workflow = Workflow(
        name="w",
        activities=tuple(
            Activity(id=n, name=n, cost=said(10, "money", Provenance.MEASURED))
            for n in ("Enter", "Check", "Pay")
        ),
        flows=(),
    )
    facts = measured_facts(log, workflow)
    rework = finding(assess(facts, workflow, QUALITY, KNOWLEDGE, {}), "lean-defects-rework")
    yearly = facts.cases_per_week.value * WEEKS

    # 30 of 210 events are repetitions, and each event costs 10: 35 per case.
    assert rework.cost_at_stake_per_year.value == pytest.approx(30 / 210 * 35 * yearly)


def test_every_finding_says_what_type_it_is_and_ranks_by_what_is_at_stake():
    told = paid(clerk=said(30, "money_per_h"), head=said(80, "money_per_h"))
    findings = judged(told).findings
    hours = [f.time_at_stake_h_per_year.value if f.time_at_stake_h_per_year else 0
             for f in findings]  # fmt: skip

    assert len(findings) > 1
    assert all(each.type for each in findings)
    assert hours == sorted(hours, reverse=True)


@settings(max_examples=60, deadline=None)
@given(st.floats(1, 2000), shares, shares, shares, shares)
def test_more_rejected_or_reworked_cases_never_lower_the_potential(
    cycle_h, rejected, rework, more_rejected, more_rework
):
    def potential(rejection: float, again: float) -> float:
        return judged(
            one_line(
                cycle_time_h=said(cycle_h),
                rejection_share=said(rejection, "share"),
                rework_share=said(again, "share"),
            )
        ).optimization_potential

    worse = potential(max(rejected, more_rejected), max(rework, more_rework))
    assert potential(rejected, rework) <= worse <= 1


@settings(max_examples=60, deadline=None)
@given(st.floats(24, 2000), st.integers(1, 12), st.integers(1, 12))
def test_more_levels_of_approval_never_lower_the_potential(cycle_h, levels, more):
    def potential(count: int) -> float:
        told = one_line(cycle_time_h=said(cycle_h), approval_levels=said(count, "count"))
        return judged(told).optimization_potential

    assert potential(levels) <= potential(max(levels, more))


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 500), st.floats(0, 500))
def test_a_longer_wait_in_the_same_cycle_time_never_lowers_the_potential(wait_h, more_h):
    def potential(hours: float) -> float:
        plain = one_line(cycle_time_h=said(1500))
        steps = (*plain.activities[:2], plain.activities[2].model_copy(
            update={"waiting_h": said(hours)}))  # fmt: skip
        return judged(plain.model_copy(update={"activities": steps})).optimization_potential

    assert potential(wait_h) <= potential(max(wait_h, more_h))


def test_the_takt_says_whose_work_is_more_than_demand_leaves_time_for():
    workflow = paid()
    roles = (
        Role(id="clerk", name="Clerk", headcount=said(4, "count")),
        Role(id="head", name="Head", headcount=said(1, "count")),
    )
    figures = workflow.figures | {"cases_per_week": said(50, "per_week")}
    assessment = judged(workflow.model_copy(update={"roles": roles, "figures": figures}))
    rules = {each.rule: each for each in assessment.findings}
    takt = rules["lean-flow-takt"]

    # 40 h over 50 cases: a takt of 0.8 h. The head needs 1 h per case, each of four clerks 0.5 h.
    assert (takt.where.role, takt.evidence[0].value) == ("head", pytest.approx(1.25))
    assert takt.evidence[0].provenance is Provenance.ASSUMED
    assert "60 min per case and person, 125% of the takt of 48 min" in takt.statement


def test_findings_speak_the_language_of_the_reader():
    told = one_line(cycle_time_h=said(168), rejection_share=said(0.15, "share"))
    with speaking("de"):
        rejected = finding(judged(told), "lean-defects-rejection")

    assert rejected.statement == (
        "15 % der Fälle werden mindestens einmal zurückgegeben, laut Angaben."
    )
