"""functions/analysis/frameworks on small processes: what is found, and what is not."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from common.model.assessment import Assessment, Place, Severity
from common.model.figure import Provenance
from common.model.quality import Quality
from common.model.workflow import Activity, Workflow
from functions.analysis.frameworks.assess import assess
from functions.analysis.frameworks.knowledge import load
from functions.analysis.frameworks.metrics import METRICS, measured
from functions.analysis.frameworks.subject import Subject
from functions.analysis.mining.facts import measured_facts
from tests.paths import ROOT

KNOWLEDGE = load({p.name: p.read_bytes() for p in (ROOT / "framework_knowledge").glob("*.json")})
QUALITY = Quality(source="event_log", format="CSV", completeness=0.9, parts=())
AT = pl.Datetime("us", "UTC")
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)

# One step of every case: name, role, hours from the previous completion to the start, hours of work
Step = tuple[str, str | None, float, float]


def log_of(cases: list[list[Step]], *, starts: bool) -> pl.DataFrame:
    """A log of one new case per day."""
    rows = []
    for number, case in enumerate(cases):
        now = MONDAY + timedelta(days=number)
        for name, role, wait_h, work_h in case:
            begun = now + timedelta(hours=wait_h)
            now = begun + timedelta(hours=work_h)
            rows.append((f"c{number}", name, begun if starts else None, now, role))
    schema = {"case_id": pl.String, "activity": pl.String, "start_at": AT, "complete_at": AT}
    return pl.DataFrame(rows, schema=schema | {"role": pl.String}, orient="row")


def workflow_of(cases: list[list[Step]], **fields) -> Workflow:
    names = dict.fromkeys(step[0] for case in cases for step in case)
    activities = tuple(Activity(id=name, name=name) for name in names)
    return Workflow(name="Claims", activities=activities, flows=(), **fields)


def subject_of(cases: list[list[Step]], *, starts: bool = False, **fields) -> Subject:
    workflow = workflow_of(cases, **fields)
    return Subject(measured_facts(log_of(cases, starts=starts), workflow), workflow)


def judged(subject: Subject, **thresholds: float) -> Assessment:
    return assess(subject.facts, subject.workflow, QUALITY, KNOWLEDGE, thresholds)


def views(assessment: Assessment) -> dict[str, list]:
    rules: dict[str, list] = {}
    for finding in assessment.findings:
        for view in finding.views:
            rules.setdefault(view.rule, []).append((finding, view))
    return rules


def by_rule(assessment: Assessment) -> dict[str, list]:
    rules: dict[str, list] = {}
    for finding in assessment.findings:
        rules.setdefault(finding.rule, []).append(finding)
    return rules


SMOOTH = [("Submit", "Clerk", 0.0, 0.5), ("Check", "Clerk", 1.0, 1.0), ("Pay", "Finance", 1.0, 0.5)]
STUCK = [("Submit", "Clerk", 0.0, 0.5), ("Check", "Clerk", 96.0, 1.0), ("Pay", "Finance", 3.0, 0.5)]
BOUNCED = [
    ("Submit", "Clerk", 0.0, 0.5), ("Check", "Clerk", 40.0, 1.0), ("Reject", "Head", 30.0, 0.1),
    ("Submit", "Clerk", 5.0, 0.5), ("Check", "Clerk", 2.0, 1.0), ("Pay", "Finance", 1.0, 0.5),
]  # fmt: skip
TRAVEL = [
    ("Permit approved", "Head", 0.0, 0.1), ("Claim submitted by employee", "Employee", 500.0, 0.1),
    ("Paid", "Finance", 5.0, 0.1),
]  # fmt: skip


@pytest.mark.parametrize("starts", [True, False])
def test_finds_nothing_above_low_where_nothing_is_wrong(starts):
    assessment = judged(subject_of([SMOOTH] * 60, starts=starts))

    assert {each.severity for each in assessment.findings} <= {Severity.LOW}
    assert assessment.inefficiency_score < 2.5
    assert assessment.optimization_potential == 0


def test_names_the_transition_where_cases_rest():
    assessment = judged(subject_of([STUCK] * 60))
    [finding] = by_rule(assessment)["lean-waiting-transition"]

    assert finding.where == Place(flow=("Submit", "Check"))
    assert finding.severity is Severity.CRITICAL
    assert "Between 'Submit' and 'Check' (Clerk) cases take 4.0 days on average" in (
        finding.statement
    )
    assert "96.5% of all elapsed time, 60 times between 2026-01-05 and" in finding.statement
    assert "holds work as well as waiting" in finding.statement
    assert finding.evidence[0].value == pytest.approx(97 / 100.5)
    assert finding.evidence[0].sample == 60
    assert finding.evidence[0].provenance is Provenance.MEASURED


def test_puts_the_measured_hours_of_a_year_at_stake():
    subject = subject_of([STUCK] * 60)
    [finding] = by_rule(judged(subject))["lean-waiting-transition"]
    at_stake = finding.time_at_stake_h_per_year

    assert at_stake.provenance is Provenance.INFERRED
    years = (subject.facts.last_at - subject.facts.first_at).total_seconds() / 3600 / (52 * 168)
    assert at_stake.value == pytest.approx(60 * 97 / years)


def test_tells_waiting_from_work_where_starts_are_known():
    rules = by_rule(judged(subject_of([STUCK] * 60, starts=True)))
    [finding] = rules["lean-waiting-activity"]

    assert "lean-waiting-transition" not in rules
    assert finding.where == Place(activity="Check")
    assert "cases wait 4.0 days" in finding.statement
    assert "holds work" not in finding.statement
    assert finding.evidence[0].value == pytest.approx(96 / 101)
    [efficiency] = rules["lean-flow-efficiency"]
    assert efficiency.evidence[0].value == pytest.approx(2 / 101)


def test_trusts_a_time_that_holds_work_less_than_a_waiting_time():
    [mixed] = by_rule(judged(subject_of([STUCK] * 60)))["lean-waiting-transition"]
    [waiting] = by_rule(judged(subject_of([STUCK] * 60, starts=True)))["lean-waiting-activity"]

    assert mixed.confidence < waiting.confidence


def test_takes_the_longest_rest_for_the_constraint():
    [(finding, view)] = views(judged(subject_of([STUCK] * 60)))["constraints-longest-queue"]

    assert finding.rule == "lean-waiting-transition"
    assert finding.where == Place(flow=("Submit", "Check"))
    assert view.framework == "constraints"
    assert {each.metric for each in finding.evidence} > {"constraint_share"}


def test_does_not_call_a_journey_a_bottleneck():
    assessment = judged(subject_of([TRAVEL] * 60))
    rules = by_rule(assessment)
    [outside] = rules["lean-waiting-outside"]

    assert {"lean-waiting-transition", "constraints-longest-queue"}.isdisjoint(rules)
    assert outside.severity is Severity.LOW
    assert outside.time_at_stake_h_per_year is None
    assert "not a bottleneck of the process" in outside.statement
    assert assessment.optimization_potential == 0


def test_waiting_for_a_delivery_is_no_bottleneck_inside():
    bought = [("Order", "Buyer", 0.0, 1.0), ("Receive goods", "Warehouse", 200.0, 1.0),
              ("Pay", "Finance", 2.0, 1.0)]  # fmt: skip
    rules = by_rule(judged(subject_of([bought] * 40, starts=True)))

    assert {"lean-waiting-activity", "constraints-longest-queue",
            "operating-model-interface"}.isdisjoint(rules)  # fmt: skip
    [outside] = rules["lean-waiting-outside"]
    assert outside.where == Place(flow=("Order", "Receive goods"))
    assert "lean-flow-efficiency" not in rules  # 3 of the 5 hours inside are work


def test_says_what_rejection_costs_in_time():
    assessment = judged(subject_of([SMOOTH] * 45 + [BOUNCED] * 15))
    [finding] = by_rule(assessment)["lean-defects-rejection"]

    assert finding.severity is Severity.HIGH
    assert finding.affected_share == 0.25
    assert "25% of the cases" in finding.statement
    assert "15 of 60 cases" in finding.statement
    assert "most often at 'Reject' (15 times)" in finding.statement
    delay_h = 81.1 - 3.5
    origin = finding.time_at_stake_h_per_year.origin
    assert origin.startswith(f"{delay_h * 0.25:.2f} h of cycle time per case")


def test_a_decision_against_a_case_is_no_defect():
    refused = [("Submit", "Clerk", 0.0, 0.5), ("Check", "Clerk", 1.0, 1.0),
               ("Reject loan", "Clerk", 1.0, 0.1)]  # fmt: skip
    rules = by_rule(judged(subject_of([SMOOTH] * 30 + [refused] * 30)))
    [vain] = rules["lean-overproduction-turned-down"]

    assert {each for each in rules if each.startswith("lean-defects")} == set()
    assert "operating-model-first-pass-yield" not in rules
    assert vain.affected_share == 0.5
    assert "50% of all executed steps are done for the 50% of the cases" in vain.statement


def test_says_that_steps_stand_in_for_roles_that_are_not_known():
    approved = [(f"Approve {n}", None, 1.0, 0.1) for n in range(4)]
    [(_, layers)] = views(judged(subject_of([approved] * 40)))["operating-model-approval-layers"]

    assert "4 levels of approval, counted as different approving steps" in layers.statement


def test_cases_that_are_sent_back_and_so_repeat_steps_are_one_finding():
    assessment = judged(subject_of([SMOOTH] * 45 + [BOUNCED] * 15))
    [finding] = by_rule(assessment)["lean-defects-rejection"]

    assert [each.rule for each in finding.views] == [
        "lean-defects-rejecting-step", "lean-defects-rework",
        "operating-model-first-pass-yield", "operating-model-rolled-yield",
        "lean-perfection-sigma",
    ]  # fmt: skip
    assert set(by_rule(assessment)).isdisjoint(each.rule for each in finding.views)


def test_rework_in_more_cases_than_are_sent_back_is_a_finding_of_its_own():
    again = [SMOOTH[0], SMOOTH[1], SMOOTH[1], SMOOTH[2]]
    rules = by_rule(judged(subject_of([SMOOTH] * 30 + [BOUNCED] * 15 + [again] * 15)))

    assert len(rules["lean-defects-rejection"]) == len(rules["lean-defects-rework"]) == 1


def test_a_joined_finding_is_as_severe_as_the_severest_of_its_views():
    for finding in judged(subject_of([STUCK] * 45 + [BOUNCED] * 15)).findings:
        order = list(Severity)
        assert all(order.index(v.severity) <= order.index(finding.severity) for v in finding.views)


def test_finds_that_rejections_come_late():
    [finding] = by_rule(judged(subject_of([SMOOTH] * 45 + [BOUNCED] * 15)))["agile-late-feedback"]

    assert finding.severity is Severity.CRITICAL
    assert finding.evidence[0].value == pytest.approx(71.1 / 3.5)  # 3.5 h: cases without
    assert "25% of the cases are rejected" in finding.statement


def test_ranks_by_time_at_stake_then_severity_then_id():
    findings = judged(subject_of([STUCK] * 45 + [BOUNCED] * 15)).findings
    order = list(Severity)
    keys = [
        (
            -(each.time_at_stake_h_per_year.value if each.time_at_stake_h_per_year else 0),
            -order.index(each.severity),
            each.id,
        )
        for each in findings
    ]

    assert keys == sorted(keys)
    assert len({each.id for each in findings}) == len(findings)


def test_does_not_count_the_same_time_twice():
    assessment = judged(subject_of([STUCK] * 60))

    assert "lean-waiting-transition" in by_rule(assessment)
    assert "constraints-longest-queue" in views(assessment)
    assert assessment.optimization_potential == pytest.approx(97 / 100.5, abs=1e-4)


def test_scores_a_stuck_process_worse_than_a_smooth_one():
    smooth, stuck = ([case] * 60 for case in (SMOOTH, STUCK))

    assert (
        judged(subject_of(stuck)).inefficiency_score
        > judged(subject_of(smooth)).inefficiency_score + 1
    )


def test_obeys_configured_thresholds():
    subject = subject_of([SMOOTH] * 45 + [BOUNCED] * 15)
    lenient = {f"lean-defects-rejection.{each}": 0.9 for each in Severity}

    assert "lean-defects-rejection" in by_rule(judged(subject))
    assert "lean-defects-rejection" not in by_rule(judged(subject, **lenient))


def test_says_the_same_about_the_same_process():
    first, second = (judged(subject_of([STUCK] * 30 + [BOUNCED] * 9)) for _ in range(2))

    assert first.to_json() == second.to_json()


def test_survives_names_that_look_like_code():
    hostile = "{place.__class__} %s <script> ${x}"
    case = [("A", "{0}", 0.0, 0.1), (hostile, "{role}", 96.0, 0.1)]
    [finding] = by_rule(judged(subject_of([case] * 40)))["lean-waiting-transition"]

    assert f"'{hostile}' ({{role}})" in finding.statement


SUBJECTS = {
    "complete only": subject_of([STUCK] * 30 + [BOUNCED] * 9),
    "with starts": subject_of([STUCK] * 30 + [BOUNCED] * 9, starts=True),
    "with travel": subject_of([TRAVEL] * 30),
    "three roles": subject_of([BOUNCED] * 30),
    "one event": subject_of([SMOOTH[:1]]),
    "no time passes": subject_of([[("A", None, 0.0, 0.0), ("B", None, 0.0, 0.0)]] * 3),
}


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_observation_has_the_words_that_its_metric_promises(name):
    for metric, observations in measured(SUBJECTS[name]).items():
        for each in observations:
            if each.words:
                assert set(METRICS[metric].words) <= set(each.words), metric


@pytest.mark.parametrize("name", SUBJECTS)
def test_shares_are_between_zero_and_one_and_sentences_are_whole(name):
    assessment = judged(SUBJECTS[name])

    for each in (o for m, all_ in measured(SUBJECTS[name]).items() for o in all_
                 if METRICS[m].unit == "share"):  # fmt: skip
        assert each.value >= 0
    for finding in assessment.findings:
        assert finding.statement.endswith(".")
        assert "  " not in finding.statement
        assert SUBJECTS[name].period in finding.statement
