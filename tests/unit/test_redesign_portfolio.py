"""functions/optimization/redesign/portfolio.py and trial.py"""

from functools import cache

import numpy as np
import pytest

from common.model.assessment import Evidence, Finding, Place
from common.model.figure import Provenance
from common.model.submission import AnalysisType, Request
from common.model.workflow import Activity, Flow, Workflow
from functions.analysis.mining.event_arrays import event_arrays
from functions.optimization.redesign.portfolio import recommend
from functions.optimization.search.effects import effects, verdict
from tests.paths import needs_shared_data
from tests.unit.calibration_fixture import (
    CLAIM_ROLES,
    NOTHING_FOUND,
    claims,
    events_of_cases,
    facts_of,
    stated,
    stated_facts_of,
    travel,
    workflow_of,
)
from tests.unit.test_mining_real_logs import measured, read_xes

QUICK = Request(analysis_type=AnalysisType.QUICK)


def portfolio_of_claims(request=QUICK, assessment=NOTHING_FOUND, time_box_s=30.0):
    return portfolio_of(claims(cases=200), CLAIM_ROLES, request, assessment, time_box_s)


@cache
def quick_portfolio():
    """The portfolio that most tests look at; what is made anew is compared with it."""
    return portfolio_of_claims()


def portfolio_of(cases, roles=None, request=QUICK, assessment=NOTHING_FOUND, time_box_s=30.0):
    facts, events = facts_of(cases, roles), events_of_cases(cases, roles)
    return recommend(workflow_of(facts), facts, assessment, request, time_box_s, events)


def portfolio_of_travel(request=QUICK, *, workflow=None, **fields):
    workflow = workflow or travel()
    facts = stated_facts_of(workflow, **fields)
    return recommend(workflow, facts, NOTHING_FOUND, request, 30.0)


def finding(identifier, remedies, where=None):
    return Finding(
        id=identifier, rule="r", framework="lean", principle="Waiting", severity="high",
        statement="Slow.", where=where or Place(), confidence=1, remedies=remedies,
        evidence=(Evidence(metric="m", provenance=Provenance.MEASURED),),
    )  # fmt: skip


def effect(effects, metric):
    return next(each for each in effects if each.metric == metric)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not():
    first, again = (made().to_json() for made in (quick_portfolio, portfolio_of_claims))
    other = portfolio_of_claims(QUICK.model_copy(update={"seed": 2})).to_json()

    assert first == again
    assert first != other


def test_queues_are_simulated_alike_too():
    workflow = travel(headcounts={"director": 1})
    first, again = (
        portfolio_of_travel(workflow=workflow, cases_per_week=stated(60.0, "per_week")).to_json()
        for _ in range(2)
    )

    assert first == again


def test_a_measured_process_gets_a_twin_that_may_be_relied_on():
    portfolio = portfolio_of_claims(Request())

    assert not portfolio.twin.indicative
    assert portfolio.twin.reason == "The as-is simulation reproduces all 6 observed metrics."
    assert portfolio.twin.replications == 30
    assert portfolio.quality_score == 1.0


def test_a_quick_assessment_or_a_short_time_box_simulates_less():
    assert quick_portfolio().twin.replications == 20
    assert portfolio_of_claims(Request(), time_box_s=10.0).twin.replications == 20


def test_every_claim_rests_on_a_paired_interval():
    portfolio = quick_portfolio()

    assert len(portfolio.redesigns) >= 3
    for redesign in portfolio.redesigns:
        cycle = effect(redesign.effects, "cycle_time_mean_h")
        assert cycle.difference.mean == pytest.approx(cycle.to_be.mean - cycle.as_is.mean)
        assert cycle.relative == pytest.approx(cycle.difference.mean / cycle.as_is.mean)
        assert (redesign.verdict == "beneficial") == (cycle.difference.high < 0)
    assert any("Bonferroni" in note for note in portfolio.notes)


def test_the_recommended_are_beneficial_and_simulated_together():
    portfolio = quick_portfolio()
    tried = {redesign.id: redesign for redesign in portfolio.redesigns}

    alone = [
        effect(tried[each].effects, "cycle_time_mean_h").difference.mean
        for each in portfolio.recommended
    ]
    joint = effect(portfolio.joint, "cycle_time_mean_h").difference.mean

    assert len(alone) >= 2
    assert all(tried[each].verdict == "beneficial" for each in portfolio.recommended)
    assert joint < min(alone)  # more than any alone
    assert joint > sum(alone)  # less than their sum: they work on the same hours


def test_hours_saved_are_the_joint_saving_of_all_cases():
    portfolio = quick_portfolio()
    joint = effect(portfolio.joint, "cycle_time_mean_h").difference

    assert portfolio.hours_saved_per_year.provenance is Provenance.INFERRED
    assert portfolio.hours_saved_per_year.value == pytest.approx(-joint.mean * 20 * 52)
    assert portfolio.hours_saved_per_year.low < portfolio.hours_saved_per_year.value


def test_what_an_unfavourable_assumption_would_leave_is_said():
    [check] = [r for r in quick_portfolio().redesigns if r.operator == "add_control"]

    assert check.risks[0].startswith("With every assumption at its unfavourable end")


def test_a_redesign_answers_findings_at_its_place_that_ask_for_it():
    flow = ("approve by team", "approve by head")
    assessment = NOTHING_FOUND.model_copy(
        update={
            "findings": (
                finding("anywhere", ("H10",)),
                finding("there", ("H20",), Place(flow=flow)),
                finding("elsewhere", ("H10",), Place(activity="transfer money")),
                finding("of the role", ("H10",), Place(role="head")),
                finding("of another role", ("H10",), Place(role="bank")),
                finding("other remedy", ("H25",)),
            )
        }
    )

    redesigns = portfolio_of_claims(assessment=assessment).redesigns

    place = "approve by team+approve by head"
    [parallel] = [r for r in redesigns if r.id == f"parallelise:{place}"]
    assert parallel.answers == ("anywhere", "there", "of the role")


def test_a_stated_workflow_is_indicative_and_lists_its_assumptions():
    portfolio = portfolio_of_travel()

    assert portfolio.twin.indicative
    assert "stated, not measured" in portfolio.twin.reason
    assert "coefficient_of_variation" in portfolio.twin.assumptions
    assert effect(portfolio.redesigns[0].effects, "cost_per_case").unit == "money"
    assert portfolio.quality_score == 0.5
    assert portfolio.hours_saved_per_year is None  # nobody said how many cases there are


def test_a_contradicted_cycle_time_is_named_as_the_reason():
    portfolio = portfolio_of_travel(stated_cycle_time=stated(1000.0))

    [check] = portfolio.twin.checks
    assert not check.passed
    assert "mean cycle time: simulated 6.3 days, observed 41.7 days" in portfolio.twin.reason


def test_without_times_nothing_is_simulated_and_it_is_said_what_is_needed():
    untimed = dict.fromkeys(("submit", "check", "approve", "book"), (None, None))

    portfolio = portfolio_of_travel(workflow=travel(**untimed))

    assert (portfolio.twin, portfolio.redesigns, portfolio.joint) == (None, (), ())
    assert "how long a case takes" in portfolio.notes[0]


def test_a_workflow_that_cannot_end_is_reported_with_the_place():
    workflow = Workflow(
        name="loop",
        activities=(Activity(id="ask", name="Ask", processing_h=stated(1.0)),),
        flows=(Flow(source="start", target="ask"), Flow(source="ask", target="ask")),
    )

    portfolio = portfolio_of_travel(workflow=workflow)

    assert portfolio.twin is None
    assert "No way leads to the end from: ask." in portfolio.notes[0]


def test_a_log_whose_events_were_not_kept_is_not_simulated():
    facts = facts_of(claims(cases=40), CLAIM_ROLES)

    portfolio = recommend(workflow_of(facts), facts, NOTHING_FOUND, QUICK, 30.0)

    assert portfolio.twin is None
    assert "submit the log again" in portfolio.notes[0]


def test_a_process_with_nothing_to_change_says_so():
    portfolio = portfolio_of([[("send", 0.0), ("arrive", 40.0)]] * 50)

    assert portfolio.redesigns == ()
    assert portfolio.hours_saved_per_year is None
    assert any("No redesign" in note for note in portfolio.notes)


def test_a_redesign_that_does_nothing_is_listed_as_such():
    # The wait for the second approval is over before the first one's: little to gain, no loss.
    workflow = travel(rejection=0, check=(1.0, 48.0), approve=(0.0, 0.0))

    portfolio = portfolio_of_travel(workflow=workflow)

    [parallel] = [r for r in portfolio.redesigns if r.id == "parallelise:check+approve"]
    assert parallel.verdict == "no_effect"
    assert parallel.id not in portfolio.recommended
    assert any(
        note.startswith("Tried without a proved effect") and parallel.title in note
        for note in portfolio.notes
    )


def test_verdicts_allow_for_the_number_of_trials():
    noise = np.random.default_rng(2).normal(0, 1, 20)
    as_is = {"cycle_time_mean_h": np.full(20, 100.0)}
    slightly = {"cycle_time_mean_h": 100 + noise - noise.mean() - 0.55}

    assert verdict(as_is, slightly, trials=1) == "beneficial"
    assert verdict(as_is, slightly, trials=20) == "no_effect"
    assert verdict(slightly, as_is, trials=1) == "harmful"
    assert verdict(as_is, as_is, trials=1) == "no_effect"


def test_an_effect_on_nothing_has_no_relative_size():
    zero, one = ({"rework_share": np.full(3, value)} for value in (0.0, 1.0))

    [found] = effects(zero, one)

    assert found.relative is None
    assert found.difference.mean == 1.0


@needs_shared_data
def test_a_real_log_gets_several_redesigns_from_a_twin_that_holds():
    facts = measured("RequestForPayment")
    workflow = workflow_of(facts)
    events = event_arrays(read_xes("RequestForPayment"), workflow)

    portfolio = recommend(workflow, facts, NOTHING_FOUND, Request(), 30.0, events)

    assert not portfolio.twin.indicative
    assert len({redesign.operator for redesign in portfolio.redesigns}) >= 3
    assert len(portfolio.recommended) >= 3
    assert effect(portfolio.joint, "cycle_time_mean_h").difference.high < 0
    assert effect(portfolio.joint, "rejection_share").difference.high < 0
