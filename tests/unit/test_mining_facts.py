"""functions/analysis/mining on logs small enough to compute by hand."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from common.model.facts import Facts
from common.model.problem import PermanentError
from common.model.workflow import Activity, Role, Workflow
from functions.analysis.mining.facts import measured_facts
from functions.analysis.mining.words import (
    says_approval,
    says_rejection,
    waits_for_outside,
)

AT = pl.Datetime("us", "UTC")
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)

# case, activity, hour of start (or None), hour of completion, role
CLAIMS = (
    ("c1", "Submit", None, 0, "Clerk"),
    ("c1", "Check", None, 4, "Clerk"),
    ("c1", "Pay", None, 10, "Finance"),
    ("c2", "Submit", None, 2, "Clerk"),
    ("c2", "Check", None, 4, "Clerk"),
    ("c2", "Reject claim", None, 5, "Finance"),
    ("c2", "Submit", None, 25, "Clerk"),
    ("c2", "Check", None, 26, "Clerk"),
    ("c2", "Pay", None, 32, "Finance"),
    ("c3", "Submit", None, 168, "Clerk"),
    ("c3", "Check", None, 168, "Clerk"),
    ("c3", "Pay", None, 168, "Finance"),
)


def at(hour: float | None) -> datetime | None:
    return None if hour is None else MONDAY + timedelta(hours=hour)


def log_of(*rows: tuple) -> pl.DataFrame:
    filled = [(case, name, at(begin), at(end), role) for case, name, begin, end, role in rows]
    schema = {"case_id": pl.String, "activity": pl.String, "start_at": AT, "complete_at": AT}
    return pl.DataFrame(filled, schema=schema | {"role": pl.String}, orient="row")


def workflow_of(*names: str) -> Workflow:
    return Workflow(
        name="Claims", activities=tuple(Activity(id=n, name=n) for n in names), flows=()
    )


def facts_of(*rows: tuple) -> Facts:
    return measured_facts(log_of(*rows), workflow_of(*dict.fromkeys(row[1] for row in rows)))


def test_measures_cycle_time_from_the_first_to_the_last_completion():
    cycle = facts_of(*CLAIMS).cycle_time

    assert (cycle.n, cycle.min_h, cycle.median_h, cycle.max_h) == (3, 0, 10, 30)
    assert cycle.mean_h == pytest.approx(40 / 3)
    assert cycle.p90_h == pytest.approx(26)  # 10 + 0.8 * 20


def test_measures_cycle_time_from_the_first_start_where_starts_are_known():
    facts = facts_of(("c1", "A", 1, 3, None), ("c1", "B", 5, 9, None))

    assert facts.has_start_times
    assert facts.cycle_time.mean_h == 8


def test_separates_processing_from_waiting_where_starts_are_known():
    facts = facts_of(
        ("c1", "A", 0, 3, None),
        ("c1", "B", 5, 9, None),
        ("c2", "A", 0, 1, None),
        ("c2", "B", 0.5, 2, None),
    )
    b = {each.activity: each for each in facts.activities}["B"]

    assert b.processing.mean_h == pytest.approx(2.75)
    assert (b.waiting.min_h, b.waiting.max_h) == (0, 2)  # an overlap is no negative wait


def test_knows_no_processing_and_no_waiting_without_start_times():
    facts = facts_of(*CLAIMS)

    assert not facts.has_start_times
    assert all(each.processing is None and each.waiting is None for each in facts.activities)
    assert all(each.processing_strata_h == () for each in facts.activities)


def test_lists_variants_by_frequency():
    facts = facts_of(*CLAIMS)

    assert facts.variant_count == 2
    assert [(each.cases, len(each.activities)) for each in facts.variants] == [(2, 3), (1, 6)]
    assert facts.variants[0].activities == ("Submit", "Check", "Pay")
    assert facts.variants[0].cycle_time.mean_h == 5


def test_breaks_ties_between_variants_by_their_sequence():
    facts = facts_of(
        ("1", "B", None, 0, None), ("2", "A", None, 0, None), ("2", "B", None, 1, None),
        ("3", "A", None, 0, None),
    )  # fmt: skip

    assert [each.activities for each in facts.variants] == [("A",), ("A", "B"), ("B",)]


def test_keeps_the_order_of_the_file_where_completions_are_equal():
    facts = facts_of(
        ("c", "Z", None, 1, None), ("c", "A", None, 1, None), ("c", "M", None, 0, None)
    )

    assert facts.variants[0].activities == ("M", "Z", "A")


def test_measures_transitions_from_completion_to_completion():
    facts = facts_of(*CLAIMS)
    found = {(each.source, each.target): each for each in facts.transitions}

    check = found["Submit", "Check"]
    assert (check.count, check.total_h, check.elapsed.median_h) == (4, 7, 1.5)
    assert check.total_share == pytest.approx(7 / 40)
    assert check.elapsed_strata_h == (0, 1, 2, 4)
    assert facts.transitions[0].target == "Submit"  # 20 h, the largest total
    assert (found["start", "Submit"].count, found["start", "Submit"].elapsed) == (3, None)
    assert (found["Pay", "end"].count, found["Pay", "end"].total_h) == (3, None)


def test_gives_a_transition_of_many_occurrences_200_strata_with_the_same_mean():
    rows = []
    for case in range(501):
        rows += [(str(case), "A", None, 0, None), (str(case), "B", None, case, None)]
    [between] = [each for each in facts_of(*rows).transitions if each.elapsed]

    assert len(between.elapsed_strata_h) == 200
    assert sum(between.elapsed_strata_h) / 200 == pytest.approx(250)
    assert between.elapsed_strata_h[0] == pytest.approx((0 + 1 + 0.505 * 2) / 2.505)


def test_counts_a_case_once_however_often_it_is_rejected():
    facts = facts_of(
        ("c1", "A", None, 0, None), ("c1", "Reject", None, 1, None),
        ("c1", "A", None, 2, None), ("c1", "Reject", None, 3, None), ("c2", "A", None, 0, None),
    )  # fmt: skip

    assert facts.rejections.cases == 1
    assert facts.rejections.share == 0.5
    assert facts.rejections.events == 2
    assert facts.rejections.by_activity == {"Reject": 2}


def test_tells_a_case_sent_back_from_a_case_turned_down():
    facts = facts_of(
        ("back", "Ask", None, 0, None), ("back", "Reject", None, 1, None),
        ("back", "Ask", None, 2, None), ("back", "Pay", None, 3, None),
        ("down", "Ask", None, 0, None), ("down", "Refuse", None, 5, None),
        ("down", "Reject", None, 6, None),
        ("both", "Ask", None, 0, None), ("both", "Reject", None, 1, None),
        ("both", "Ask", None, 2, None), ("both", "Reject", None, 3, None),
    )  # fmt: skip

    assert (facts.rejections.cases, facts.rejections.events) == (3, 5)
    assert (facts.returns.cases, facts.returns.by_activity) == (2, {"Reject": 2})
    assert facts.returns.cycle_time_without.mean_h == 6
    assert facts.figures["turned_down_share"].value == pytest.approx(2 / 3)
    assert facts.figures["turned_down_event_share"].value == pytest.approx(7 / 11)
    assert facts.figures["turned_down_h"].value == 9
    assert facts.figures["first_pass_yield"].value == pytest.approx(1 / 3)
    assert facts.figures["wasted_event_share"].value == pytest.approx(4 / 11)


def test_compares_cycle_time_with_and_without_rejection():
    rejections = facts_of(*CLAIMS).rejections

    assert rejections.cycle_time_with.mean_h == 30
    assert rejections.cycle_time_without.mean_h == 5


def test_counts_repetitions_beyond_the_first_as_rework():
    facts = facts_of(*CLAIMS)

    assert (facts.rework.cases, facts.rework.events) == (1, 2)
    assert facts.rework.by_activity == {"Check": 1, "Submit": 1}
    assert facts.figures["first_pass_yield"].value == pytest.approx(2 / 3)
    assert facts.figures["wasted_event_share"].value == pytest.approx(3 / 12)


def test_says_how_late_rejections_come():
    figures = facts_of(*CLAIMS).figures

    assert figures["time_before_rejection_h"].value == 3
    assert figures["time_before_rejection_share"].value == pytest.approx(0.1)
    assert figures["events_before_rejection_share"].value == pytest.approx(0.5)


def test_counts_changes_of_role_as_hand_offs():
    facts = facts_of(*CLAIMS)

    assert facts.handoffs_per_case == pytest.approx(5 / 3)
    assert [(h.source_role, h.target_role, h.count) for h in facts.handoffs] == [
        ("Clerk", "Finance", 4),
        ("Finance", "Clerk", 1),
    ]
    assert facts.handoffs[1].elapsed.mean_h == 20


def test_knows_no_hand_offs_without_roles():
    rows = [(case, name, begin, end, None) for case, name, begin, end, _ in CLAIMS]

    assert facts_of(*rows).handoffs_per_case is None
    assert facts_of(*rows).handoffs == ()


def test_reads_a_log_that_has_no_column_for_roles():
    log = log_of(*CLAIMS).drop("role")

    assert measured_facts(log, workflow_of("Submit")).handoffs_per_case is None


def test_counts_levels_of_approval_by_role():
    facts = facts_of(
        ("c1", "Approve", None, 0, "Clerk"), ("c1", "Approve", None, 1, "Head"),
        ("c1", "Approve", None, 4, "Head"), ("c1", "Approve finally", None, 9, "Director"),
        ("c2", "Approve", None, 0, "Clerk"), ("c3", "Pay", None, 0, "Clerk"),
    )  # fmt: skip

    assert facts.figures["approval_levels"].value == 2  # three and one
    assert facts.figures["many_approvals_share"].value == pytest.approx(1 / 3)
    assert facts.figures["later_approvals_h"].value == 5


def test_uses_the_ids_of_the_workflow():
    workflow = Workflow(
        name="Claims",
        activities=(Activity(id="a1", name="Submit"), Activity(id="a2", name="Check")),
        flows=(),
        roles=(Role(id="r1", name="Clerk"),),
    )
    facts = measured_facts(log_of(*CLAIMS), workflow)

    assert {"a1", "a2", "Pay"} < {each.activity for each in facts.activities}
    assert facts.handoffs[0].source_role == "r1"
    assert facts.activities[0].roles == {"r1": 4}


def test_counts_cases_per_week_of_the_span_of_the_log():
    assert facts_of(*CLAIMS).cases_per_week.value == pytest.approx(3)
    assert facts_of(("c", "A", None, 1, None)).cases_per_week is None


def test_refuses_an_empty_log():
    with pytest.raises(PermanentError, match="No event"):
        measured_facts(log_of(), workflow_of("A"))


@pytest.mark.parametrize(
    "name",
    [
        "Declaration REJECTED by MISSING", "Refuse loan", "decline_offer", "Access denied",
        "Sent back to requester", "Return application back to applicant", "claimRejected",
    ],
)  # fmt: skip
def test_sees_that_a_name_says_rejection(name):
    assert says_rejection(name)


@pytest.mark.parametrize("name", ["Project approved", "Book return flight", "File tax return"])
def test_sees_no_rejection_where_there_is_none(name):
    assert not says_rejection(name)


def test_tells_approvals_and_submissions_from_outside_by_name():
    assert says_approval("Permit FINAL_APPROVED by SUPERVISOR")
    assert not says_approval("Approval rejected")
    assert waits_for_outside("Declaration SUBMITTED by EMPLOYEE", None)
    assert waits_for_outside("Submit form", "Applicant")
    assert waits_for_outside("End trip", None)
    assert waits_for_outside("Receive goods", "Warehouse")
    assert not waits_for_outside("Check received goods", "Warehouse")
    assert not waits_for_outside("Submit form", "Back office")
    assert not waits_for_outside("Declaration APPROVED by EMPLOYEE", None)
