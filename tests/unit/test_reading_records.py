"""functions/input/reading/records.py"""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.problem import PermanentError
from common.model.submission import Submission
from functions.input.reading.submission import read

EVENTS = [
    {"case_id": 1, "activity": "A", "timestamp": "2026-01-01T08:00:00Z", "amount": 5},
    {"case_id": 1, "activity": "B", "timestamp": "2026-01-01T09:00:00Z", "amount": 5},
    {"case_id": 2, "activity": "A", "timestamp": "2026-01-02T08:00:00Z", "amount": 7},
]


def reading(data, **more):
    return read(Submission(workflow_data=data, **more), None)


@pytest.mark.parametrize("data", [EVENTS, {"events": EVENTS}, {"workflow_data": EVENTS}])
def test_a_list_of_events_is_an_event_log(data):
    found = reading(data)

    assert found.quality.source == "event_log"
    assert found.log.row(1, named=True) == {
        "case_id": "1",
        "activity": "B",
        "start_at": None,
        "complete_at": datetime(2026, 1, 1, 9, tzinfo=UTC),
        "case:amount": 5,
    }


def test_fields_may_be_named_by_the_submitter():
    events = [{**event, "step done": event["activity"]} for event in EVENTS]

    found = reading(events, columns={"activity": "step done"})

    assert list(found.log["activity"]) == ["A", "B", "A"]


def test_an_element_that_is_no_event_is_named():
    with pytest.raises(PermanentError) as error:
        reading([*EVENTS, 7])

    assert error.value.problem.errors[0].pointer == "event 4"


VALUE = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from([*EVENTS[0], "x", "", "^x$"]), VALUE), max_size=5))
def test_any_events_give_a_reading_or_a_problem(records):
    try:
        found = reading([*EVENTS, *records])
    except PermanentError as error:
        assert error.problem.detail
    else:
        assert len(found.log) >= 3
