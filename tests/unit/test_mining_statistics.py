"""functions/analysis/mining: tests of significance, change, seasons, timetables and drivers."""

import random
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.model.workflow import Activity, Role, Workflow
from functions.analysis.mining.drift import changes, seasons
from functions.analysis.mining.drivers import _mann_whitney
from functions.analysis.mining.facts import measured_facts
from functions.analysis.mining.statistics import (
    benjamini_hochberg,
    chi_square_p,
    normal_p,
    pettitt,
    ranks,
)

AT = pl.Datetime("us", "UTC")
MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
HOUR_US = 3_600_000_000
WORKFLOW = Workflow(name="w", activities=(Activity(id="A", name="A"),), flows=())


@pytest.mark.parametrize(
    ("statistic", "freedom", "p"), [(11.07, 5, 0.05), (16.81, 6, 0.01), (24.72, 11, 0.01)]
)
def test_knows_the_tables_of_the_chi_square_distribution(statistic, freedom, p):
    assert chi_square_p(statistic, freedom) == pytest.approx(p, rel=0.02)


def test_knows_the_tables_of_the_normal_distribution():
    assert normal_p(1.959964) == pytest.approx(0.05, abs=1e-6)
    assert normal_p(-2.575829) == pytest.approx(0.01, abs=1e-6)


def test_gives_equal_values_the_mean_of_their_ranks():
    assert ranks([3.0, 1.0, 3.0, 2.0]) == [3.5, 1.0, 3.5, 2.0]


def test_adjusts_p_values_for_their_number():
    adjusted = benjamini_hochberg([0.01, 0.04, 0.03, 0.005])  # worked by hand

    assert adjusted == pytest.approx([0.02, 0.04, 0.04, 0.02])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1), st.lists(st.integers(0, 9), min_size=1))
def test_cliff_s_delta_is_what_comparing_all_pairs_gives(with_value, others):
    values = pl.Series([*with_value, *others])
    rank = values.rank("average").head(len(with_value)).sum()
    delta, _ = _mann_whitney(rank, len(with_value), len(values), 0.0)
    pairs = [(one > other) - (one < other) for one in with_value for other in others]

    assert delta == pytest.approx(sum(pairs) / len(pairs))


def test_finds_where_a_series_shifts():
    place, p = pettitt([1, 2, 1, 2, 1, 2, 1, 2, 11, 12, 11, 12, 11, 12, 11, 12])

    assert (place, p < 0.01) == (8, True)


def cases_of(weeks: int, hours: callable, arrivals: callable, seed: int = 0) -> pl.DataFrame:
    random_ = random.Random(seed)  # noqa: S311 - no secret
    rows = []
    for week in range(weeks):
        for _ in range(arrivals(week)):
            begin = MONDAY + timedelta(weeks=week, hours=random_.uniform(0, 168))
            cycle = random_.expovariate(1 / hours(week))
            rows.append((round(begin.timestamp() * 1e6), round(cycle * HOUR_US)))
    frame = pl.DataFrame(rows, schema={"first_us": pl.Int64, "cycle_us": pl.Int64}, orient="row")
    return frame.with_columns(last_us=pl.col("first_us") + pl.col("cycle_us"))


def test_finds_a_planted_change_of_the_cycle_time_and_its_week():
    cases = cases_of(60, lambda week: 10 if week < 30 else 25, lambda _: 30)
    (change,) = changes(cases)

    assert change.figure == "cycle_time"
    assert abs(change.at - (MONDAY + timedelta(weeks=30))) <= timedelta(weeks=1)
    assert change.after > 2 * change.before


def test_finds_planted_changes_of_the_arrivals():
    cases = cases_of(90, lambda _: 10, lambda week: 30 if 30 <= week < 60 else 10)
    found = changes(cases)

    assert [each.figure for each in found] == ["arrivals", "arrivals"]
    assert [(each.before, each.after) for each in found] == [(10, 30), (30, 10)]


def test_finds_no_change_in_a_hundred_steady_processes():
    random_ = random.Random(1)  # noqa: S311 - no secret
    steady = [
        cases_of(40, lambda _: 10, lambda _: random_.randint(5, 15), seed) for seed in range(100)
    ]

    assert sum(len(changes(each)) for each in steady) <= 1


def test_finds_the_weekdays_and_months_on_which_more_begins():
    days = [MONDAY + timedelta(days=number) for number in range(2 * 366)]
    firsts = [
        day
        for day in days
        for _ in range((9 if day.weekday() == 0 else 3) * (1 + (day.month == 6)))
    ]
    frame = pl.DataFrame({"first_us": [round(day.timestamp() * 1e6) for day in firsts]})
    weekday, month = seasons(frame.with_columns(cycle_us=pl.lit(HOUR_US)), None)

    assert weekday.arrivals_index[0] == pytest.approx(3 * weekday.arrivals_index[1], rel=0.05)
    assert month.arrivals_index[5] == pytest.approx(2 * month.arrivals_index[6], rel=0.05)
    assert weekday.arrivals_p_value < 1e-9
    assert set(weekday.cycle_median_h) == {1.0}


def log_of(rows: list, columns: dict) -> pl.DataFrame:
    schema = {"case_id": pl.String, "activity": pl.String, "complete_at": AT}
    return pl.DataFrame(rows, schema=schema | columns, orient="row")


def planted(cases: int, seed: int) -> pl.DataFrame:
    """Region 'North' takes twice as long, big amounts are rejected; the colour means nothing."""
    random_ = random.Random(seed)  # noqa: S311 - no secret
    rows = []
    for number in range(cases):
        region = random_.choice(["North", "South", "West"])
        amount, colour = random_.uniform(0, 1000), random_.choice(["red", "green", "blue"])
        begin = MONDAY + timedelta(hours=number)
        length = random_.expovariate(1 / (20 if region == "North" else 10))
        rejected = random_.random() < (0.5 if amount > 750 else 0.1)
        last = "Reject" if rejected else "Approve"
        about = (region, f"hub {region}", amount, colour, f"id {number}")
        rows += [
            (f"c{number}", "Submit", begin, *about),
            (f"c{number}", last, begin + timedelta(hours=length), *about),
        ]
    texts = {f"case:{name}": pl.String for name in ("region", "hub")}
    more = {"case:amount": pl.Float64, "event:colour": pl.String, "case:number": pl.String}
    return log_of(rows, texts | more)


def test_finds_the_attributes_that_were_planted_and_no_others():
    found = measured_facts(planted(2000, seed=1), WORKFLOW).drivers
    slow = {(each.attribute, each.value) for each in found if each.outcome == "cycle_time"}
    rejected = [each for each in found if each.outcome == "rejection"]

    assert {("region", "North"), ("hub", "hub North")} <= slow
    assert {name for name, _ in slow} == {"region", "hub"}
    assert {each.attribute for each in rejected} == {"amount"}
    assert rejected[0].value.startswith("above 7")
    assert rejected[0].with_value == pytest.approx(0.5, abs=0.05)
    assert rejected[0].without_value == pytest.approx(0.1, abs=0.05)
    north = next(each for each in found if each.value == "North")
    assert north.confounded_with == ("hub",)
    assert north.with_value > 1.5 * north.without_value


def test_finds_no_drivers_among_attributes_that_mean_nothing():
    random_ = random.Random(5)  # noqa: S311 - no secret
    names = [f"case:a{number}" for number in range(15)]
    rows = []
    for number in range(400):
        about = [random_.choice("pqrst") for _ in names]
        begin = MONDAY + timedelta(hours=number)
        rows.append((f"c{number}", "A", begin, *about))
        rows.append((f"c{number}", "B", begin + timedelta(hours=random_.random()), *about))

    assert measured_facts(log_of(rows, dict.fromkeys(names, pl.String)), WORKFLOW).drivers == ()


def test_finds_what_happens_at_few_hours_of_the_week_only():
    random_ = random.Random(3)  # noqa: S311 - no secret
    rows = []
    for number in range(300):
        begin = MONDAY + timedelta(hours=random_.uniform(0, 7 * 168))
        run = MONDAY + timedelta(days=3, hours=15) + timedelta(weeks=number % 8)
        rows.append((f"c{number}", "Order", begin))
        rows.append((f"c{number}", "Pay", run + timedelta(minutes=random_.uniform(0, 59))))
    (found,) = measured_facts(log_of(rows, {}), WORKFLOW).timetables

    assert (found.activity, found.weekly_hours, found.share) == ("Pay", (3 * 24 + 15,), 1)
    assert found.expected_share < 0.1


@pytest.mark.parametrize(
    ("activity", "role", "waits_for"),
    [
        ("Start trip", "Employee", "journey"),
        ("Receive goods", "Warehouse", "delivery"),
        ("Submit documents", "Applicant", "outside party"),
        ("Fill in the form", "Customer", "outside party"),
        ("Contract expires", "Sales", "date"),
        ("Approve budget", "Head", None),
    ],
)
def test_tells_waits_for_others_from_waits_inside(activity, role, waits_for):
    rows = [
        ("c", "Check", MONDAY, "Clerk"),
        ("c", activity, MONDAY + timedelta(days=20), role),
        ("c", "Close", MONDAY + timedelta(days=21), "Clerk"),
    ]
    workflow = Workflow(
        name="w",
        activities=tuple(Activity(id=name, name=name) for _, name, _, _ in rows),
        roles=(Role(id=role, name=role),),
        flows=(),
    )
    facts = measured_facts(log_of(rows, {"role": pl.String}), workflow)

    assert [each.waits_for for each in facts.external_waits] == ([waits_for] if waits_for else [])
    share = facts.figures["external_wait_share"]
    assert share.value == pytest.approx(20 / 21 if waits_for else 0)
    assert share.provenance == "inferred"


def test_keeps_lists_bounded_however_many_names_a_log_has():
    random_ = random.Random(9)  # noqa: S311 - no secret
    rows = []
    for number in range(3000):
        begin = MONDAY + timedelta(hours=number)
        who, name = f"P{random_.randrange(900)}", f"Approve {random_.randrange(120)}"
        rows.append((f"c{number}", name, begin, who, f"R{random_.randrange(90)}"))
        rows.append((f"c{number}", name, begin + timedelta(hours=1), who, "R"))
    facts = measured_facts(log_of(rows, {"resource": pl.String, "role": pl.String}), WORKFLOW)

    assert (len(facts.resources), len(facts.roles), len(facts.reworked)) == (50, 50, 50)
    assert len(facts.flow.periods) <= 121
