"""What mining measures beside activities and their order, for the travel declarations."""

from datetime import UTC, date, datetime, timedelta

from common.model.facts import Facts
from common.model.figure import Provenance
from common.model.measurements import (
    BatchFacts,
    CauseShare,
    ChangePoint,
    Decision,
    Distribution,
    Driver,
    ExternalWait,
    FlowFacts,
    Period,
    PingPong,
    ResourceFacts,
    Rework,
    RoleFacts,
    Season,
    TimeParts,
    Timetable,
    WaitingCauses,
    WorkingTime,
)
from common.model.staffing import Calendar, Shift

MONDAY = datetime(2017, 1, 9, tzinfo=UTC)
SUBMIT, PAY = "Declaration submitted", "Payment handled"
NO_CHECK, CORRECT = "Declaration rejected by administration", "Declaration corrected"
CALENDAR = Calendar(
    id="discovered",
    shifts=tuple(Shift(weekday=day, begins_s=9 * 3600, ends_s=17 * 3600) for day in range(5)),
    holidays=(date(2017, 4, 17), date(2017, 12, 25)),
)


def measured(facts: Facts) -> Facts:
    """Return the facts with one of everything that the report tells of."""
    assert facts.cycle_time is not None
    return facts.model_copy(
        update={
            "working_time": working_time(),
            "time_parts": time_parts(facts.cycle_time.mean_h),
            "waiting_causes": waiting_causes(),
            "flow": flow(),
            "changes": (
                ChangePoint(
                    figure="arrivals",
                    at=datetime(2018, 1, 8, tzinfo=UTC),
                    before=8.0,
                    after=16.5,
                    p_value=1e-9,
                ),
            ),
            "seasons": (
                Season(
                    by="weekday",
                    arrivals_index=(1.6, 1.4, 1.4, 1.3, 1.3, 0.0, 0.0),
                    cycle_median_h=(70.0, 70.0, 70.0, 70.0, 70.0, None, None),
                    arrivals_p_value=0.0002,
                ),
            ),
            "timetables": (
                Timetable(
                    activity=PAY, weekly_hours=(15, 16, 87, 88), share=0.985, expected_share=0.03
                ),
            ),
            "batches": (
                BatchFacts(
                    activity=PAY,
                    kind="sequential",
                    batches=40,
                    executions=900,
                    share=0.95,
                    mean_size=22.5,
                    mean_wait_h=68.6,
                ),
            ),
            "external_waits": (
                ExternalWait(
                    source=NO_CHECK,
                    target=CORRECT,
                    waits_for="outside party",
                    reason="'Declaration corrected' is the turn of somebody outside",
                    total_h=10_000.0,
                    total_share=0.04,
                ),
            ),
            "reworked": (
                Rework(
                    activity=SUBMIT,
                    self_loops=0,
                    short_loops=6,
                    long_loops=119,
                    cases=125,
                    approval=False,
                ),
            ),
            "ping_pong": (
                PingPong(role="Employee", other_role="Administration", count=60, cases=58),
            ),
            "decisions": decisions(),
            "resources": resources(),
            "roles": (
                RoleFacts(role="Employee", resources=12, executions=1_100, cases=970),
                RoleFacts(role="Finance", resources=1, executions=947, cases=947, utilisation=0.91),
            ),
            "drivers": drivers(),
            "not_known": {"conformance": "no model was discovered"},
        }
    )


def working_time() -> WorkingTime:
    cycle_time = Distribution(
        n=970, mean_h=82.0, std_h=40.0, min_h=1.0, median_h=70.0, p90_h=150.0, p95_h=190.0,
        max_h=400.0,
    )  # fmt: skip
    return WorkingTime(
        calendar=CALENDAR,
        provenance=Provenance.INFERRED,
        origin="hours of the week with at least a quarter of the events of a usual working hour",
        event_share=0.97,
        cycle_time=cycle_time,
    )


def time_parts(total_h: float) -> TimeParts:
    return TimeParts(
        processing_h=0.1 * total_h,
        waiting_h=0.6 * total_h,
        external_h=0.3 * total_h,
        processing_working_h=12.0,
        waiting_working_h=50.0,
        external_working_h=20.0,
    )


def waiting_causes() -> WaitingCauses:
    whole = CauseShare(
        hours={
            "batching": 600.0, "contention": 200.0, "prioritisation": 0.0, "unavailability": 150.0,
            "extraneous": 50.0,
        },
        shares={
            "batching": 0.6, "contention": 0.2, "prioritisation": 0.0, "unavailability": 0.15,
            "extraneous": 0.05,
        },
    )  # fmt: skip
    before = CauseShare(
        activity=PAY,
        hours={"batching": 450.0, "contention": 150.0},
        shares={"batching": 0.75, "contention": 0.25},
    )
    return WaitingCauses(
        whole=whole, by_activity=(before,), origin="each wait from enablement to start"
    )


def flow(weeks: int = 100) -> FlowFacts:
    periods = tuple(
        Period(
            begins_at=MONDAY + timedelta(weeks=week),
            arrivals=8 + week % 5 if week < 52 else 16 + week % 5,
            completions=7 + week % 6 if week < 52 else 15 + week % 6,
            open_cases=20.0 if week < 52 else 41.5,
        )
        for week in range(weeks)
    )
    return FlowFacts(
        period_h=168.0,
        periods=periods,
        arrivals_per_week=9.4,
        completions_per_week=9.3,
        open_cases_mean=30.5,
        littles_law_ratio=1.02,
    )


def decisions() -> tuple[Decision, ...]:
    return (
        Decision(
            name="declaration by administration",
            accepting=("Declaration checked by administration",),
            rejecting=(NO_CHECK,),
            decided=985,
            rejected=78,
            rejected_share=78 / 985,
            sent_back=60,
            knocked_out=18,
            mean_before_h=41.0,
        ),
        Decision(
            name="declaration by missing",
            accepting=(),
            rejecting=(CORRECT,),
            decided=9,
            rejected=9,
            sent_back=9,
            knocked_out=0,
            mean_before_h=400.0,
        ),
    )


def resources() -> tuple[ResourceFacts, ...]:
    first, last = MONDAY, MONDAY + timedelta(weeks=99)
    return (
        ResourceFacts(
            resource="Clerk 7", roles=("Finance",), executions=947, activities=1, cases=947,
            first_at=first, last_at=last, busy_h=3_600.0, available_h=3_956.0, utilisation=0.91,
            multitasking_share=0.0,
        ),
        ResourceFacts(
            resource="Clerk 2", roles=("Administration",), executions=500, activities=2, cases=480,
            first_at=first, last_at=last, busy_h=1_600.0, available_h=4_000.0, utilisation=0.4,
        ),
    )  # fmt: skip


def drivers() -> tuple[Driver, ...]:
    return (
        Driver(
            outcome="cycle_time",
            attribute="amount_eur",
            value="above 87.1019 to 3292.54",
            cases=242,
            effect=0.3,
            with_value=432.0,
            without_value=288.0,
            adjusted_p=1e-12,
        ),
        Driver(
            outcome="rejection",
            attribute="department",
            value="Sales",
            cases=120,
            effect=0.11,
            with_value=0.25,
            without_value=0.14,
            adjusted_p=0.004,
            confounded_with=("manager",),
        ),
    )
