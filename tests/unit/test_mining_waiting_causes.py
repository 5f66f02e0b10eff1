"""functions/analysis/mining: batches and causes of waiting, on logs that are made to have them."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.staffing import Calendar, Shift
from common.model.workflow import Activity, Workflow
from functions.analysis.mining import waiting_causes
from functions.analysis.mining.facts import measured_facts
from functions.analysis.mining.waiting_causes import CAUSES
from tests.unit.test_mining_laws import log_of
from tests.unit.waiting_generator import CLOSES_H, OPENS_H, Station, generated

WORKFLOW = Workflow(name="w", activities=(Activity(id="A", name="A"),), flows=())
OFFICE = Calendar(
    id="office",
    shifts=tuple(
        Shift(weekday=day, begins_s=OPENS_H * 3600, ends_s=CLOSES_H * 3600) for day in range(5)
    ),
)
QUEUE = Station("Queue", 0.85)
URGENT = Station("Urgent", 0.85, urgent_share=0.3)
GATHER = Station("Gather", 0.1, batch_size=6)
DELAY = Station("Delay", 0.1, extraneous_h=4.0)
OFFICE_HOURS = Station("Office", 0.1, office_hours=True)
POINTS = 0.05


def mixture(seed: int) -> list[Station]:
    """Up to five stations with figures of their own, in any order."""
    random_ = random.Random(seed)  # noqa: S311 - no secret
    stations = [
        Station("Queue", random_.uniform(0.7, 0.92)),
        Station("Pool", random_.uniform(2.0, 2.7), people=3),
        Station("Urgent", random_.uniform(0.7, 0.92), urgent_share=random_.uniform(0.1, 0.5)),
        Station("Gather", 0.1, batch_size=random_.randint(3, 12)),
        Station("Daily", 0.05, daily_at_h=random_.choice([10.0, 15.0])),
        Station("Delay", random_.uniform(0.05, 0.15), extraneous_h=random_.uniform(2, 8)),
        Station("Office", 0.1, office_hours=True),
    ]
    return random_.sample(stations, random_.randint(1, 5))


@pytest.mark.parametrize(
    "stations",
    [[QUEUE], [URGENT], [GATHER], [DELAY], [OFFICE_HOURS], *map(mixture, range(8))],
    ids=lambda stations: "-".join(each.name for each in stations),
)
def test_finds_each_cause_within_five_points(stations):
    log, truth = generated(stations, cases=800, between_h=1.0, seed=1)
    causes = measured_facts(log, WORKFLOW).waiting_causes
    total = sum(truth.values())

    assert sum(causes.whole.hours.values()) == pytest.approx(total, rel=1e-6)
    for cause in CAUSES:
        assert causes.whole.shares[cause] == pytest.approx(truth.get(cause, 0) / total, abs=POINTS)


def test_takes_waits_evenly_where_there_are_too_many(monkeypatch):
    log, truth = generated([QUEUE, DELAY], cases=800, between_h=1.0, seed=1)
    monkeypatch.setattr(waiting_causes, "MOST_PAIRS", 2000)
    causes = measured_facts(log, WORKFLOW).waiting_causes
    total = sum(truth.values())

    assert "evenly taken" in causes.origin
    assert sum(causes.whole.hours.values()) == pytest.approx(total, rel=1e-6)
    for cause in CAUSES:
        assert causes.whole.shares[cause] == pytest.approx(truth.get(cause, 0) / total, abs=0.1)


def test_finds_batches_that_begin_by_the_clock():
    daily = Station("Daily", 0.05, daily_at_h=15.0)
    log, _ = generated([daily], cases=400, between_h=6.0, seed=1)
    facts = measured_facts(log, WORKFLOW)

    assert [each.activity for each in facts.batches] == ["Daily"]
    assert facts.waiting_causes.whole.shares["batching"] > 0.95  # cases alone in theirs included


def test_takes_stated_calendars_for_the_hours_in_which_nobody_is_there():
    log, truth = generated([OFFICE_HOURS], cases=60, between_h=1.0, seed=1)
    stated = WORKFLOW.model_copy(update={"calendars": (OFFICE,)})
    causes = measured_facts(log, stated).waiting_causes

    assert causes.whole.hours["unavailability"] == pytest.approx(truth["unavailability"], rel=1e-6)


def test_finds_batches_by_their_kind_and_size():
    log, _ = generated([QUEUE, GATHER], cases=600, between_h=1.0, seed=3)
    (batch,) = measured_facts(log, WORKFLOW).batches

    assert (batch.activity, batch.kind) == ("Gather", "sequential")
    assert (batch.batches, batch.mean_size, batch.share) == (100, 6, 1)


def test_does_not_call_a_queue_a_batch():
    log, _ = generated([QUEUE, URGENT], cases=600, between_h=1.0, seed=3)

    assert measured_facts(log, WORKFLOW).batches == ()


def test_leaves_out_waits_for_somebody_outside():
    log, _ = generated([DELAY], cases=200, between_h=1.0, seed=3)
    named = Workflow(name="w", activities=(Activity(id="Delay", name="Receive goods"),), flows=())

    facts = measured_facts(log, named)
    assert facts.waiting_causes is None
    assert [each.waits_for for each in facts.external_waits] == ["delivery"]


def test_says_what_start_times_are_needed_for():
    log, _ = generated([QUEUE], cases=50, between_h=1.0, seed=3)
    facts = measured_facts(log.drop("start_at"), WORKFLOW)

    assert facts.waiting_causes is None
    assert "start times" in facts.not_known["waiting_causes"]
    assert "start times" in facts.not_known["time_parts"]


events = st.tuples(
    st.sampled_from(["Submit", "Check", "Approve"]),
    st.integers(0, 200),
    st.integers(0, 5) | st.none(),
    st.sampled_from(["Clerk", "Head", None]),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(events, min_size=1, max_size=6), min_size=1, max_size=8))
def test_the_causes_of_any_log_add_up_to_its_waits(logged):
    log = log_of(logged).rename({"role": "resource"})
    causes = measured_facts(log, WORKFLOW).waiting_causes
    waited = 0
    for case in logged:
        ends = sorted(hour for _, hour, _, _ in case)
        for _, hour, worked, who in case:
            if worked and who:
                before = [end for end in ends if end <= hour - worked]
                waited += hour - worked - before[-1] if before else 0

    zero_length = any(worked == 0 for case in logged for _, _, worked, _ in case)
    if not zero_length:
        found = sum(causes.whole.hours.values()) if causes else 0
        assert found == pytest.approx(waited)
    if causes:
        assert all(share >= -1e-9 for share in causes.whole.shares.values())
        assert sum(causes.whole.shares.values()) == pytest.approx(1)
