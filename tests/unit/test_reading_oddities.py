"""What log_quality warns of: planted oddities are counted, and a clean log is met with silence."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import polars as pl
import pytest

from functions.input.reading import odd_times
from functions.input.reading.document import Document
from functions.input.reading.event_logs import csv_reading, xes_reading
from functions.input.reading.log_quality import log_quality
from functions.input.reading.odd_times import future_events
from functions.input.reading.outcome import warning
from tests.paths import EXAMPLES, SHARED_DATA, needs_shared_data

INSTANT = pl.Datetime("us", "UTC")
FIRST = datetime(2026, 1, 5, 8, tzinfo=UTC)
STEPS = ("Submit request", "Check request", "Approve request", "Pay invoice")
CASES = 400
Rows = list[dict]


def clean_rows(cases: int = CASES) -> Rows:
    """Cases of four steps, each done by one of five people at some time of a working day."""
    random = Random(7)  # noqa: S311
    rows = []
    for case in range(cases):
        at = FIRST + timedelta(days=case * 250 / cases)
        for step in STEPS:
            at += timedelta(hours=random.uniform(2, 40))
            taken = timedelta(minutes=random.uniform(5, 50))
            rows.append(row(case, step, at, taken, f"Person {random.randrange(5)}"))
    return rows


def row(case, step, at, taken=timedelta(minutes=10), resource="Person 1", **more) -> dict:
    at = at.replace(microsecond=0)
    return {
        "case_id": f"c{case}", "activity": step, "start_at": at - taken, "complete_at": at,
        "resource": resource, **more,
    }  # fmt: skip


def log_of(rows: Rows) -> pl.DataFrame:
    """The canonical log of these rows: by case, then by time."""
    log = pl.DataFrame(rows, schema_overrides={"start_at": INSTANT, "complete_at": INSTANT})
    log = log.with_row_index("row").with_columns(first=pl.col("row").min().over("case_id"))
    return log.sort("first", "complete_at", maintain_order=True).drop("first", "row")


def quality(rows: Rows, *warnings):
    return log_quality(log_of(rows), "CSV", warnings)


def told(rows: Rows, *warnings) -> dict:
    return {one.code: one for one in quality(rows, *warnings).warnings}


def of_case(rows: Rows, case: int) -> Rows:
    return [one for one in rows if one["case_id"] == f"c{case}"]


def moved(one: dict, **by: float) -> dict:
    shift = timedelta(**by)
    return one | {name: one[name] + shift for name in ("start_at", "complete_at")}


def test_a_clean_log_is_met_with_silence():
    assert told(clean_rows()) == {}


def test_a_handful_of_events_is_too_few_to_tell():
    rows = [row(1, "auto_log", FIRST), row(1, "A", FIRST), row(2, "a", FIRST), row(2, "B", FIRST)]

    assert told(rows) == {}


def test_the_example_log_is_met_with_silence():
    path = EXAMPLES / "purchase_requests.csv.gz"

    found = csv_reading(Document(path.read_bytes(), path.name), None)

    assert found.quality.warnings == ()


def test_cases_that_stop_midway_are_incomplete_and_those_of_the_last_days_may_be_running():
    rows = clean_rows()
    stopped = {f"c{case}" for case in range(10, 17)}
    running = {f"c{case}" for case in range(CASES - 3, CASES)}
    rows = [
        one
        for one in rows
        if not (one["case_id"] in stopped and one["activity"] in STEPS[2:])
        and not (one["case_id"] in running and one["activity"] == "Pay invoice")
    ]

    found = told(rows)

    assert found["incomplete_cases"].count == 7
    assert found["incomplete_cases"].sample == ("Check request (7)",)
    assert found["running_cases"].count == 3
    assert set(found["running_cases"].sample) == {f"case {name}" for name in running}
    assert set(found) == {"incomplete_cases", "running_cases"}


def test_cases_whose_beginning_is_missing_are_counted():
    rows = [
        one
        for one in clean_rows()
        if not (one["case_id"] in {"c0", "c1", "c2"} and one["activity"] == "Submit request")
    ]

    found = told(rows)

    assert found["late_begins"].count == 3
    assert found["late_begins"].sample == ("Check request (3)",)


def test_an_id_that_begins_anew_long_after_its_end_stands_for_several_cases():
    rows = clean_rows()
    again = [moved(one, days=60) for case in (3, 9) for one in of_case(rows, case)]

    found = told(rows + again)

    assert found["reused_case_ids"].count == 2
    assert found["reused_case_ids"].sample == ("case c3", "case c9")


def test_a_long_pause_within_a_case_is_no_reuse_of_its_id():
    rows = [
        moved(one, days=60) if one["case_id"] == "c3" and one["activity"] in STEPS[2:] else one
        for one in clean_rows()
    ]

    assert "reused_case_ids" not in told(rows)


def test_cases_and_work_that_last_many_times_as_long_are_outliers():
    rows = clean_rows()
    for one in rows:
        if one["case_id"] in {"c5", "c6"} and one["activity"] == "Pay invoice":
            one["complete_at"] += timedelta(days=90)
            one["start_at"] += timedelta(days=90)
        if one["case_id"] == "c9" and one["activity"] == "Approve request":
            one["start_at"] -= timedelta(days=20)

    found = told(rows)

    assert found["outlier_cycle_times"].count == 2
    assert set(found["outlier_cycle_times"].sample) == {"case c5", "case c6"}
    assert found["outlier_processing_times"].count == 1
    assert found["outlier_processing_times"].sample == ("Approve request (1)",)


@pytest.mark.parametrize("hour", [0, 22])  # midnight in UTC, and in Amsterdam in summer
def test_an_activity_whose_times_are_dates_is_named(hour):
    rows = [
        one | {"complete_at": one["complete_at"].replace(hour=hour, minute=0, second=0)}
        | {"start_at": None}
        if one["activity"] == "Pay invoice" else one
        for one in clean_rows()
    ]  # fmt: skip

    found = told(rows)["date_only_timestamps"]

    assert (found.count, found.sample) == (CASES, (f"Pay invoice ({CASES})",))


def test_dates_of_summer_and_winter_are_one_midnight():
    rows = clean_rows()
    for one in rows:
        if one["activity"] == "Pay invoice":
            day = one["complete_at"].replace(hour=23, minute=0, second=0)
            one["complete_at"] = day - timedelta(hours=1) if 4 <= day.month <= 10 else day
            one["start_at"] = None

    assert told(rows)["date_only_timestamps"].count == CASES


def test_instants_that_ten_cases_share_are_batches():
    rows = clean_rows()
    night = FIRST + timedelta(days=300, hours=9, minutes=13, seconds=7)
    for one in rows:
        if one["activity"] == "Pay invoice" and int(one["case_id"][1:]) < 24:
            number = int(one["case_id"][1:]) // 12
            one["complete_at"] = night + timedelta(days=number)

    found = told(rows)["recorded_in_batches"]

    assert (found.count, found.sample) == (24, ("Pay invoice (24)",))


def test_nine_cases_at_one_instant_are_no_batch():
    rows = clean_rows()
    night = FIRST + timedelta(days=300, hours=9, minutes=13)
    for one in rows:
        if one["activity"] == "Pay invoice" and int(one["case_id"][1:]) < 9:
            one["complete_at"] = night

    assert "recorded_in_batches" not in told(rows)


def test_years_far_from_all_others_are_told():
    rows = clean_rows()
    rows[-1] = moved(rows[-1], days=36_525)
    rows[0] = moved(rows[0], days=-7_300)

    found = told(rows)["distant_dates"]

    assert found.count == 2
    assert {sample[:4] for sample in found.sample} == {"2006", "2126"}


def test_events_after_the_submission_lie_in_the_future():
    log = log_of(clean_rows())
    middle = log["complete_at"].sort()[-6]

    [found] = future_events(log, middle - timedelta(days=1))

    assert found.code == "future_events"
    assert found.count == 5
    assert future_events(log, log["complete_at"].max()) == []


NAIVE = warning("no_time_zone", "…", 1)


def test_local_times_in_the_hour_that_clocks_show_twice_are_unclear():
    rows = clean_rows()
    rows.append(row(900, "Submit request", datetime(2026, 10, 25, 2, 30, tzinfo=UTC)))
    rows.append(row(900, "Pay invoice", datetime(2026, 10, 25, 2, 50, tzinfo=UTC)))
    rows = [one for one in rows if not datetime(2026, 3, 29, 2, tzinfo=UTC) <= one["complete_at"]
            < datetime(2026, 3, 29, 3, tzinfo=UTC)]  # fmt: skip

    found = told(rows, NAIVE)["clock_changes"]

    assert "show twice (Europe)" in found.message
    assert (found.count, found.sample) == (2, ("2026-10-25 (2)",))
    assert "clock_changes" not in told(rows)  # with a zone nothing is unclear


def test_local_times_in_the_hour_that_clocks_skip_are_no_local_times():
    rows = clean_rows()
    for number in range(3):
        rows.append(row(900 + number, "Pay invoice", datetime(2026, 3, 8, 2, 10, tzinfo=UTC)))

    codes = [one for one in quality(rows, NAIVE).warnings if one.code == "clock_changes"]

    [found] = [one for one in codes if "North America" in one.message]
    assert "skip" in found.message
    assert found.count == 3


def at_the_office(zone_h: dict[bool, int]) -> Rows:
    """Work at ten past nine local time, give or take an hour, in two years."""
    random = Random(3)  # noqa: S311
    rows = []
    for number in range(1_400):
        day = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=number // 2)
        summer = (
            odd_times._sunday(day.year, 3, -1) <= day.date() < odd_times._sunday(day.year, 10, -1)
        )
        at = day + timedelta(hours=9.2 - zone_h[summer] + random.uniform(-1, 1))
        step = STEPS[number % 2 * 3]
        rows.append(row(number // 2, step, at + timedelta(hours=number % 2)))
    return rows


def test_work_that_moves_with_the_clocks_shows_that_times_are_not_local():
    found = told(at_the_office({True: 2, False: 1}))["clock_changes"]

    assert "clocks change in Europe" in found.message
    assert found.count == 4
    assert found.sample[0] == "2025-03-30"


def test_work_at_the_same_hour_all_year_shows_no_clock_change():
    assert "clock_changes" not in told(at_the_office({True: 1, False: 1}))


@pytest.mark.parametrize(
    ("year", "month", "number", "day"),
    [(2026, 3, -1, 29), (2026, 10, -1, 25), (2026, 3, 2, 8), (2026, 11, 1, 1), (2023, 12, -1, 31)],
)
def test_finds_the_sundays_on_which_clocks_change(year, month, number, day):
    assert odd_times._sunday(year, month, number) == date(year, month, day)


@pytest.mark.parametrize(
    "spelling",
    ["pay invoice", "Pay  invoice", "Pay_invoice", "Pay invioce", "Pay invoices", "Pay invoce"],
)
def test_spellings_of_one_activity_are_named_with_the_usual_one(spelling):
    rows = clean_rows()
    for one in rows:
        if one["activity"] == "Pay invoice" and int(one["case_id"][1:]) < 21:
            one["activity"] = spelling

    found = told(rows)["similar_activities"]

    assert (found.count, found.sample) == (21, (f"'{spelling}' and 'Pay invoice'",))


@pytest.mark.parametrize("other", ["Pay invoice 2", "Play invoice", "Pay invoice again"])
def test_names_that_mean_another_thing_are_not_alike(other):
    rows = clean_rows()
    for one in rows:
        if one["activity"] == "Pay invoice" and int(one["case_id"][1:]) < 21:
            one["activity"] = other

    assert "similar_activities" not in told(rows)


def test_an_activity_in_the_second_of_its_predecessor_is_a_note_of_a_system():
    rows = clean_rows()
    echo = [
        one | {"activity": "Status changed"} for one in rows if one["activity"] == "Check request"
    ]

    found = told(rows + echo)["system_noise"]

    assert (found.count, found.sample) == (CASES, (f"Status changed ({CASES})",))


def test_a_technical_name_alone_is_no_noise_but_with_many_instant_events_it_is():
    rows = clean_rows()
    rare = [moved(one, minutes=3) | {"activity": "sync_job"} for one in rows[:40:2]]
    often = [
        moved(one, minutes=minutes) | {"activity": "sync_job"} for one in rows for minutes in (3, 7)
    ]
    for one in often:
        one["start_at"] = one["complete_at"]

    assert "system_noise" not in told(rows + rare)
    assert told(rows + often)["system_noise"].count == 2 * len(rows)


def test_columns_with_one_value_throughout_are_named():
    rows = [one | {"event:plant": "Delft", "case:size": number % 3}
            for number, one in enumerate(clean_rows())]  # fmt: skip

    found = told(rows)["constant_columns"]

    assert (found.count, found.sample) == (1, ("event:plant",))


def test_questions_use_the_names_of_the_log_and_say_what_they_unlock():
    rows = [one | {"start_at": None, "role": "Clerk"} for one in clean_rows()]
    for one in rows:
        if one["activity"] == "Pay invoice" and int(one["case_id"][1:]) < 21:
            one["activity"] = "PAY invoice"

    questions = quality(rows).questions

    assert [one.about for one in questions] == ["start times", "activity names", "costs"]
    assert all(f"'{step}'" in questions[0].text for step in STEPS[1:])
    assert "'PAY invoice' and 'Pay invoice'" in questions[1].text
    assert "'Clerk'" in questions[2].text
    assert all(one.unlocks for one in questions)


def test_however_much_is_wrong_no_more_than_seven_questions_are_asked():
    rows = [one | {"start_at": None, "resource": None} for one in clean_rows(cases=60)]
    for one in rows[::3]:
        one["activity"] = one["activity"].upper()
    codes = "ambiguous_dates no_time_zone placeholder_timestamps incomplete_cases reused_case_ids"
    asked = [warning(code, "…", 1) for code in codes.split()]

    questions = quality(rows, *asked).questions

    assert len(questions) == 7
    assert [one.about for one in questions[:4]] == [
        "date format", "time zone", "timestamps", "start times",
    ]  # fmt: skip


def test_the_report_of_a_log_is_the_same_whatever_the_order_of_work():
    rows = clean_rows()
    for one in rows[::7]:
        one["activity"] = one["activity"].upper()

    assert quality(rows).to_json() == quality(rows).to_json()


@needs_shared_data
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "DomesticDeclarations",
            {"one_event_cases": 134, "running_cases": 2, "incomplete_cases": 310,
             "recorded_in_batches": 9_892, "outlier_cycle_times": 41, "clock_changes": 4},
        ),
        (
            "RequestForPayment",
            {"one_event_cases": 72, "incomplete_cases": 10, "recorded_in_batches": 5_934,
             "outlier_cycle_times": 13, "clock_changes": 4},
        ),
        (
            "PrepaidTravelCost",
            {"one_event_cases": 7, "running_cases": 26, "incomplete_cases": 57, "late_begins": 7,
             "recorded_in_batches": 1_673, "clock_changes": 3},
        ),
    ],
)  # fmt: skip
def test_the_warnings_of_a_real_log_are_those_that_are_true_of_it(name, expected):
    path = SHARED_DATA / "bpic2020" / f"{name}.xes.gz"

    found = xes_reading(Document(path.read_bytes(), path.name)).quality.warnings

    counts = {one.code: one.count for one in found}
    assert counts.pop("placeholder_roles") and counts.pop("constant_columns")
    assert counts == expected
