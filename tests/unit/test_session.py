"""common/model/session.py"""

from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from common.model.problem import problem
from common.model.session import STAGES, Attempt, AttemptStatus, Status, summarise
from tests.events import NOON

SESSION = UUID(int=1)
BROKEN = problem("internal-error", "Failed", "It failed.", status=500)


def attempt(stage: str, status: str, minute: int = 0, *, final: bool = False, quality=None):
    return Attempt(
        session_id=SESSION,
        stage=stage,
        event_id=UUID(int=2),
        receive_count=1,
        status=AttemptStatus(status),
        started_at=NOON + timedelta(minutes=minute),
        quality_score=quality,
        problem=BROKEN if status == "failed" else None,
        final=final,
    )


def test_a_session_without_attempts_is_queued():
    summary = summarise([])

    assert summary.status is Status.QUEUED
    assert summary.progress_percentage == 0


def test_a_session_is_as_far_as_its_stages_have_succeeded():
    summary = summarise([attempt("input", "succeeded"), attempt("analysis", "started", 1)])

    assert summary.status is Status.PROCESSING
    assert summary.current_stage == "analysis"
    assert summary.progress_percentage == 25


def test_between_two_stages_the_next_one_is_the_current_one():
    assert summarise([attempt("input", "succeeded")]).current_stage == "analysis"


def test_all_four_stages_make_a_completed_session_with_the_lowest_quality():
    summary = summarise(
        [
            attempt(stage, "succeeded", minute, quality=0.9 - minute / 10)
            for minute, stage in enumerate(STAGES)
        ]
    )
    assert summary.status is Status.COMPLETED
    assert summary.progress_percentage == 100
    assert summary.quality_score == 0.9 - 3 / 10


def test_a_failure_that_is_tried_again_does_not_fail_the_session():
    assert summarise([attempt("input", "failed")]).status is Status.PROCESSING


def test_a_final_failure_fails_the_session_and_says_why():
    summary = summarise([attempt("input", "failed"), attempt("input", "failed", 1, final=True)])

    assert summary.status is Status.FAILED
    assert summary.error == BROKEN
    assert summary.stages["input"].attempts == 2


def test_a_redrive_resumes_a_failed_session():
    tries = [attempt("input", "failed", final=True), attempt("input", "started", 1)]
    assert summarise(tries).status is Status.PROCESSING

    resumed = summarise([*tries, attempt("input", "succeeded", 2)])
    assert resumed.error is None
    assert resumed.current_stage == "analysis"


def test_a_late_failure_of_a_duplicate_does_not_undo_a_success():
    summary = summarise([attempt("input", "succeeded"), attempt("input", "failed", 1, final=True)])

    assert summary.status is Status.PROCESSING


def test_a_cancelled_session_stays_cancelled_unless_it_was_already_complete():
    done = [attempt(stage, "succeeded") for stage in STAGES]

    assert summarise(done[:2], cancelled=True).status is Status.CANCELLED
    assert summarise(done, cancelled=True).status is Status.COMPLETED


attempts = st.lists(
    st.builds(
        attempt,
        st.sampled_from(STAGES),
        st.sampled_from(["started", "succeeded", "failed"]),
        st.integers(0, 600),
        final=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda tried: tried.started_at,
)


@given(attempts, st.randoms())
def test_the_order_in_which_stream_records_arrive_does_not_matter(tries, random):
    shuffled = tries.copy()
    random.shuffle(shuffled)

    assert summarise(shuffled) == summarise(tries)
