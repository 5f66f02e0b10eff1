"""What log_quality warns of: planted oddities are counted, and a clean log is met with silence."""

from datetime import timedelta

import pytest

from functions.input.reading.document import Document
from functions.input.reading.event_logs import csv_reading, xes_reading
from functions.input.reading.outcome import warning
from tests.paths import EXAMPLES, SHARED_DATA, needs_shared_data
from tests.unit.oddities_fixture import (
    CASES,
    FIRST,
    STEPS,
    clean_rows,
    moved,
    of_case,
    quality,
    row,
    told,
)


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
