"""Metrics on facts that are written down here, so that each number can be checked by hand."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from common.model.facts import ActivityFacts, Distribution, Facts, Transition
from common.model.figure import Provenance
from common.model.measurements import (
    CauseShare,
    ChangePoint,
    Decision,
    Driver,
    FlowFacts,
    Period,
    PingPong,
    Rework,
    RoleFacts,
    TimeParts,
    Timetable,
    WaitingCauses,
    WorkingTime,
)
from common.model.staffing import Calendar, Shift
from common.model.workflow import Activity, Role, Workflow
from functions.analysis.frameworks import metrics_causes as causes
from functions.analysis.frameworks import metrics_load as load
from functions.analysis.frameworks import metrics_loops as loops
from functions.analysis.frameworks import metrics_time as time
from functions.analysis.frameworks.subject import Subject
from functions.analysis.mining.calendars import on_few_days

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
OFFICE = Calendar(
    id="office",
    shifts=tuple(Shift(weekday=day, begins_s=8 * 3600, ends_s=17 * 3600) for day in range(5)),
)


def spread(mean_h: float, n: int = 100) -> Distribution:
    return Distribution(n=n, mean_h=mean_h, std_h=0, min_h=mean_h, median_h=mean_h, p90_h=mean_h,
                        p95_h=mean_h, max_h=mean_h)  # fmt: skip


def subject(**fields) -> Subject:
    names = ("Check", "Ask", "Pay")
    workflow = Workflow(
        name="w",
        activities=tuple(Activity(id=n.lower(), name=n) for n in names),
        flows=(),
        roles=(Role(id="desk", name="Desk"), Role(id="front", name="Front")),
    )
    known = {"source": "event_log", "provenance": Provenance.MEASURED, "activity_count": 3,
             "cases": 100, "cycle_time": spread(100)}  # fmt: skip
    return Subject(Facts(**(known | fields)), workflow)


def waiting(hours: dict[str, float], working_h: float | None) -> Subject:
    """One activity for which each of 100 cases waits 40 h, of these ``working_h`` in hours."""
    in_hours = None if working_h is None else spread(working_h)
    check = ActivityFacts(activity="check", name="Check", executions=100, cases=100, repeated=0,
                          waiting=spread(40), roles={"desk": 100},
                          waiting_working=in_hours)  # fmt: skip
    share = CauseShare(activity="check", hours=hours, shares={})
    working = WorkingTime(calendar=OFFICE, provenance=Provenance.INFERRED, origin="o",
                          event_share=1, cycle_time=spread(25))  # fmt: skip
    return subject(
        activities=(check,),
        working_time=None if working_h is None else working,
        waiting_causes=WaitingCauses(whole=share, by_activity=(share,), origin="o"),
    )


HOURS = {"contention": 3000.0, "unavailability": 1000.0, "batching": 0.0, "extraneous": 0.0}


def test_divides_the_wait_in_working_time_by_its_causes():
    known = waiting(HOURS, working_h=10)
    [queue] = causes.contention_share(known)
    [absence] = causes.unavailability_share(known)

    assert queue.value == pytest.approx(10 * 0.75 / 25)
    assert absence.value == pytest.approx(10 * 0.25 / 25)
    assert queue.at_stake_h + absence.at_stake_h == pytest.approx(40)
    assert queue.words["clock"] == "working time (calendar inferred from the log)"
    assert list(causes.batching_share(known)) == []


def test_counts_by_the_wall_clock_where_no_calendar_is_known():
    [queue] = causes.contention_share(waiting(HOURS, working_h=None))

    assert queue.value == pytest.approx(30 / 100)
    assert queue.words["clock"] == "wall-clock time"


def test_names_the_hours_of_a_timetable_and_the_time_until_them():
    runs = Timetable(activity="pay", weekly_hours=(15, 87), share=0.95, expected_share=0.1)
    before = Transition(source="check", target="pay", count=100, elapsed=spread(60), total_h=6000)
    other = Transition(source="ask", target="check", count=100, elapsed=spread(20), total_h=2000)
    [told] = causes.timetable_share(subject(timetables=(runs,), transitions=(before, other)))

    assert told.value == pytest.approx(0.75)
    assert told.at_stake_h == pytest.approx(60)
    assert told.words["at"] == "Mon 15-16 h, Thu 15-16 h"


def flow(open_cases: list[float], arrivals: list[int], median_h: float = 24) -> Subject:
    periods = tuple(
        Period(
            begins_at=MONDAY + timedelta(weeks=week),
            arrivals=number,
            completions=number,
            open_cases=there,
            cycle_median_h=median_h,
        )
        for week, (there, number) in enumerate(zip(open_cases, arrivals, strict=True))
    )
    return subject(
        flow=FlowFacts(
            period_h=168,
            periods=periods,
            arrivals_per_week=10,
            completions_per_week=10,
            open_cases_mean=10,
        )
    )


def test_a_backlog_grows_in_weeks_of_arrivals():
    [grown] = load.backlog_growth_weeks(flow([10.0 * week for week in range(20)], [10] * 20))

    assert grown.value == pytest.approx(9.5)  # weeks 5 to 9 have 7 weeks open, 15 to 18 16.5
    assert grown.words["early"] == "70"


def test_more_cases_or_fewer_make_no_backlog_of_their_own():
    more = [10] * 10 + [20] * 10
    [busier] = load.backlog_growth_weeks(flow([float(each) for each in more], more))
    [idler] = load.backlog_growth_weeks(flow([10.0] * 20, [10] * 10 + [5] * 10))

    assert busier.value == pytest.approx(0)
    assert idler.value == pytest.approx(0)


def test_a_log_that_is_still_filling_shows_no_backlog():
    filling = flow([10.0 * week for week in range(20)], [10] * 20, median_h=168 * 5)

    assert list(load.backlog_growth_weeks(filling)) == []


def role(name: str, utilisation: float | None) -> RoleFacts:
    return RoleFacts(role=name, resources=2, executions=100, cases=100, utilisation=utilisation)


def test_tells_how_unevenly_work_is_spread():
    roles = (role("desk", 0.95), role("front", 0.15), role("customer", 0.99), role("x", None))
    [gap] = load.utilisation_gap(subject(roles=roles))

    assert gap.value == pytest.approx(0.8)
    assert gap.where.role == "desk"
    assert (gap.words["other"], gap.words["people"]) == ("Front", "2 people")
    assert [each.where.role for each in load.role_utilisation(subject(roles=roles))] == [
        "desk", "front",
    ]  # fmt: skip


def test_only_getting_slower_is_a_change_to_tell():
    def changed(before: float, after: float) -> Subject:
        change = ChangePoint(figure="cycle_time", at=MONDAY, before=before, after=after, p_value=0)
        return subject(changes=(change,))

    [slower] = load.cycle_time_change(changed(40, 60))
    assert slower.value == pytest.approx(1.5)
    assert "2026-01-05" in slower.words["at"]
    assert list(load.cycle_time_change(changed(60, 40))) == []


def test_a_way_there_and_back_that_repeats_nothing_is_no_ping_pong():
    pair = PingPong(role="desk", other_role="front", count=100, cases=100)
    check = ActivityFacts(activity="check", name="Check", executions=150, cases=100, repeated=50,
                          roles={"desk": 150})  # fmt: skip
    again = Rework(activity="check", self_loops=0, short_loops=40, long_loops=0, cases=30,
                   approval=False)  # fmt: skip

    assert list(loops.ping_pong_share(subject(ping_pong=(pair,), activities=(check,)))) == []
    [found] = loops.ping_pong_share(
        subject(ping_pong=(pair,), activities=(check,), reworked=(again,))
    )
    assert found.value == pytest.approx(0.3)


def decision(**fields) -> Decision:
    known = {"name": "credit", "accepting": ("ok",), "rejecting": ("no",), "decided": 90,
             "rejected": 30, "sent_back": 3, "knocked_out": 27, "mean_before_h": 80}  # fmt: skip
    return Decision(**(known | fields))


def test_a_decision_that_ends_cases_is_late_by_the_time_before_it():
    [late] = loops.knock_out_lateness(subject(decisions=(decision(),)))
    [ended] = loops.knocked_out_share(subject(decisions=(decision(),)))

    assert late.value == pytest.approx(0.8)
    assert late.at_stake_h == pytest.approx(80 * 27 / 100)
    assert ended.value == pytest.approx(0.3)
    for no_decision in ({"accepting": ()}, {"knocked_out": 0}, {"decided": 29}):
        facts = subject(decisions=(decision(**no_decision),))
        assert list(loops.knock_out_lateness(facts)) == []


def test_the_clearest_kind_of_slow_cases_is_told_with_what_comes_along():
    def driver(effect: float, value: str) -> Driver:
        return Driver(outcome="cycle_time", attribute="amount", value=value, cases=40,
                      effect=effect, with_value=150, without_value=50, adjusted_p=0.001,
                      confounded_with=("region",))  # fmt: skip

    known = subject(drivers=(driver(0.4, "small"), driver(0.6, "large"), driver(-0.9, "none")))
    [slow] = loops.slow_type_effect(known)

    assert slow.words["kind"] == "amount = large"
    assert "region" in slow.words["along"]
    assert slow.at_stake_h == pytest.approx(100 * 0.4)
    assert list(loops.rejected_type_excess(known)) == []


def test_what_most_cases_are_is_no_kind_of_cases():
    most = Driver(outcome="cycle_time", attribute="project", value="503", cases=94, effect=0.8,
                  adjusted_p=0.001, with_value=600, without_value=200)  # fmt: skip

    assert list(loops.slow_type_effect(subject(drivers=(most,)))) == []


def test_work_is_compared_with_the_time_inside_not_with_a_journey():
    parts = TimeParts(processing_h=2, waiting_h=6, external_h=92)
    known = subject(has_start_times=True, time_parts=parts)
    [inside] = time.process_cycle_efficiency(known)

    assert inside.value == pytest.approx(0.25)
    assert inside.at_stake_h == pytest.approx(6)


def days(weekdays: tuple[int, ...], weeks: int = 10) -> pl.Series:
    at = [
        MONDAY + timedelta(weeks=week, days=day, hours=8 + hour)
        for week in range(weeks)
        for day in weekdays
        for hour in range(8)
    ]
    return pl.Series(at, dtype=pl.Datetime("us", "UTC")).dt.epoch("us")


def test_who_is_seen_on_one_weekday_is_there_on_that_day_only():
    found = on_few_days(days((1,)), OFFICE)

    assert [shift.weekday for shift in found.shifts] == [1]
    assert on_few_days(days((0, 1, 2)), OFFICE) is None  # most days
    assert on_few_days(days((1,), weeks=3), OFFICE) is None  # too short to say
