"""functions/input/text/steps.py and functions/input/reading/written.py"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from common.model.figure import Provenance
from common.model.problem import PermanentError
from functions.input.reading.written import text_reading
from functions.input.text.steps import circumstances, prose

LISTED = """Travel approval
1. Employee submits the request, takes 20 minutes
2. Manager approval (waits two working days)
3. Finance checks the budget, takes 30 min. One in eight is sent back.
4. Payment by the accounting office
About thirty a day. Overall it takes 2-3 weeks.
"""
PROSE = (
    "The employee submits a travel request. The manager reviews the request and this takes 2 days. "
    "Requests wait three days before finance looks at them. The finance office checks the budget "
    "in 30 minutes. 15% are rejected. Finally, the clerk books the trip. People complain about "
    "delays. We get about 20 per week."
)


def steps(text: str) -> list[tuple[str, str | None]]:
    workflow = text_reading(text).workflow
    names = {role.id: role.name for role in workflow.roles}
    return [(a.name, names.get(a.role or "")) for a in workflow.activities]


def test_reads_a_numbered_list_with_roles():
    assert steps(LISTED) == [
        ("Submit the request", "Employee"),
        ("Manager approval", "Manager"),
        ("Check the budget", "Finance"),
        ("Payment", "Accounting office"),
    ]


def test_every_number_is_stated_and_quotes_its_phrase():
    workflow = text_reading(LISTED).workflow
    submit, approve, check, _ = workflow.activities

    assert submit.processing_h.value == pytest.approx(1 / 3)
    assert submit.processing_h.origin == '"20 minutes"'
    assert approve.processing_h is None
    assert approve.waiting_h.value == pytest.approx(67.2)
    assert check.rejection_share.value == 0.125
    assert workflow.figures["cases_per_week"].value == 150
    assert workflow.figures["cycle_time_h"].value == 420
    figures = [*workflow.figures.values(), submit.processing_h, approve.waiting_h]
    assert {figure.provenance for figure in figures} == {Provenance.STATED}


def test_reads_prose_sentence_by_sentence():
    reading = text_reading(PROSE)

    assert steps(PROSE) == [
        ("Submit a travel request", "Employee"),
        ("Review the request", "Manager"),
        ("Check the budget", "Finance office"),
        ("Book the trip", "Clerk"),
    ]
    check = reading.workflow.activities[2]
    assert (check.waiting_h.value, check.processing_h.value) == (72, 0.5)
    assert check.rejection_share.value == 0.15
    assert "People complain about delays." in reading.workflow.circumstances


@pytest.mark.parametrize("arrow", ["->", "→", " => "])
def test_reads_steps_joined_by_arrows(arrow):
    text = arrow.join(["Submit request", "Manager approves request", "Pay"])

    assert steps(text) == [
        ("Submit request", None),
        ("Approve request", "Manager"),
        ("Pay", None),
    ]


def test_reads_bullets_and_step_lines():
    assert steps("- Enter order\n- Ship order (Warehouse)") == [
        ("Enter order", None),
        ("Ship order", "Warehouse"),
    ]
    assert steps("Step 1: Enter order\nStep 2: Ship order") == steps("* Enter order\n* Ship order")


def test_the_passive_voice_names_its_role_after_by():
    assert steps("The invoice is checked by the accounts clerk.") == [
        ("Check the invoice", "Accounts clerk")
    ]


def test_a_sentence_of_several_actions_is_several_steps():
    text = (
        "Travel approval: faculty member submits request, department head approves the trip "
        "(2 days), finance office reviews the budget, travel office books tickets. "
        "15% of requests are rejected. Average cycle time 7 days."
    )
    reading = text_reading(text)

    assert reading.workflow.name == "Travel approval"
    assert steps(text) == [
        ("Submit request", "Faculty member"),
        ("Approve the trip", "Department head"),
        ("Review the budget", "Finance office"),
        ("Book tickets", "Travel office"),
    ]
    assert reading.workflow.figures["rejection_share"].value == 0.15
    assert reading.workflow.figures["cycle_time_h"].value == 168
    assert all(activity.rejection_share is None for activity in reading.workflow.activities)


@pytest.mark.parametrize(
    ("sentence", "name", "role"),
    [
        ("If it is above 5,000 EUR, the CFO must sign it.", "Sign it", "CFO"),
        ("Otherwise the team lead approves the invoice.", "Approve the invoice", "Team lead"),
        ("After two days the manager signs the contract.", "Sign the contract", "Manager"),
        ("IT creates the accounts.", "Create the accounts", "IT"),
        ("Assess claim (Adjuster, 2 hours)", "Assess claim", "Adjuster"),
        ("Sales clerk enters the order - 15 min", "Enter the order", "Sales clerk"),
        ("Accounting: send the invoice", "Send the invoice", "Accounting"),
    ],
)
def test_finds_what_is_done_and_by_whom(sentence, name, role):
    assert steps(sentence) == [(name, role)]


def test_a_wait_before_the_work_is_told_apart_from_it():
    text = "- Enter order\n- Order sits in the inbox for 1 day, then warehouse picks goods (30 min)"

    pick = text_reading(text).workflow.activities[1]

    assert pick.name == "Pick goods"
    assert (pick.waiting_h.value, pick.processing_h.value) == (24, 0.5)


def test_work_after_some_time_has_waited_that_long():
    sign = text_reading("After two days the manager signs the contract.").workflow.activities[0]

    assert (sign.waiting_h.value, sign.processing_h) == (48, None)


def test_a_sentence_about_the_volume_is_no_step():
    text = "The clerk checks the form. About 300 invoices a month arrive."

    assert len(steps(text)) == 1
    assert text_reading(text).workflow.figures["cases_per_week"].value == pytest.approx(
        300 * 168 / 730.5
    )


def test_steps_follow_one_another():
    workflow = text_reading("1. Enter order\n2. Ship order").workflow

    assert [(flow.source, flow.target) for flow in workflow.flows] == [
        ("start", "enter_order"),
        ("enter_order", "ship_order"),
        ("ship_order", "end"),
    ]


def test_steps_of_the_same_name_are_told_apart():
    assert [name for name, _ in steps("- Check\n- Repair\n- Check")] == [
        "Check",
        "Repair",
        "Check (2)",
    ]


def test_one_step_is_a_workflow_with_questions():
    reading = text_reading("The clerk checks the form.")

    assert len(reading.workflow.activities) == 1
    assert 1 <= len(reading.quality.questions) <= 7
    assert reading.quality.completeness < 0.5


def test_a_day_at_one_step_is_asked_about_and_not_split():
    reading = text_reading("1. Manager approves the request, takes 2 days\n2. Pay")

    approve = reading.workflow.activities[0]
    assert (approve.elapsed_h.value, approve.processing_h, approve.waiting_h) == (48, None, None)
    split = next(q for q in reading.quality.questions if q.about == "waiting_h")
    assert "Approve the request" in split.text


@pytest.mark.parametrize(
    ("sentence", "hours"),
    [
        ("The engineer prepares the offer and works on it for 2 days.", 48),
        ("The engineer checks the offer, 2 days of work.", 48),
        ("The engineer checks the offer, which takes 3 person-days.", 24),
        ("The engineer checks the offer, hands-on 9 hours.", 9),
        ("The engineer checks the offer, which takes 7 hours.", 7),
    ],
)
def test_what_is_called_work_or_fits_into_a_working_day_is_work(sentence, hours):
    check = text_reading(sentence).workflow.activities[0]

    assert (check.processing_h.value, check.elapsed_h, check.waiting_h) == (hours, None, None)


def test_the_working_days_that_a_step_takes_are_elapsed_time():
    check = text_reading("The clerk checks the form, takes 2 working days.").workflow.activities[0]

    assert check.elapsed_h.value == pytest.approx(67.2)
    assert check.processing_h is None


def test_work_told_beside_the_time_taken_leaves_the_wait():
    text = "The clerk checks the form, which takes 2 days, 30 minutes of work."
    check = text_reading(text).workflow.activities[0]

    assert (check.processing_h.value, check.waiting_h.value, check.elapsed_h) == (0.5, 47.5, None)
    assert check.waiting_h.provenance is Provenance.INFERRED


@pytest.mark.parametrize("text", ["Hello there.", "???", "1234 5678", "- \n- \n"])
def test_a_text_without_steps_is_refused_with_an_example(text):
    with pytest.raises(PermanentError) as error:
        text_reading(text)

    assert "->" in error.value.problem.detail


def test_a_text_of_a_book_is_refused():
    with pytest.raises(PermanentError) as error:
        text_reading("The clerk checks the form. " * 10_000)

    assert error.value.problem.type.endswith("/text-too-long")


def test_keeps_every_sentence_those_with_words_of_trouble_first():
    text = "We use two systems. Requests sit in a queue for days. Nobody knows who decides."

    assert circumstances(text) == [
        "Requests sit in a queue for days.",
        "Nobody knows who decides.",
        "We use two systems.",
    ]


def test_the_analysis_gets_to_judge_every_sentence_of_a_description():
    reading = text_reading(PROSE, context="The boss of the boss countersigns.")

    assert "The boss of the boss countersigns." in reading.workflow.circumstances
    assert set(prose(PROSE)[1]) <= set(reading.workflow.circumstances)


def test_a_long_description_passes_on_two_hundred_sentences_of_bounded_length():
    tail = " and so on" * 50
    text = " ".join(f"The clerk checks form {n}{tail}." for n in range(205)) + " It gets lost."
    told = text_reading(text).workflow.circumstances

    assert len(told) == 200
    assert told[0] == "It gets lost."
    assert max(map(len, told)) <= 500


def test_markup_in_a_step_stays_text():
    assert steps("- <b>Check</b> form\n- Pay")[0][0] == "<b>Check</b> form"


@pytest.mark.parametrize(
    "text",
    [
        "one " * 40_000,
        "a " * 90_000,
        "1" * 190_000,
        "- " * 90_000,
        "x by " * 30_000,
        "(" * 190_000,
        "the the " * 20_000,
        " " * 190_000 + "check",
        "\n".join(["check form"] * 400),
    ],
)
def test_endless_repetition_gives_a_reading_or_a_problem(text):
    try:
        assert text_reading(text).workflow.activities
    except PermanentError as error:
        assert error.problem.detail


PHRASES = (
    "the clerk checks form 2 days % per week -> by (Manager) waits one in eight rejected\n - 1. "
    "step: a . , half and \x00 \ud800 İ ß"
)
WORDS = st.sampled_from(PHRASES.split(" "))


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=150), st.lists(WORDS, max_size=40).map(" ".join)))
@example("\ud800 check")
def test_any_text_gives_a_reading_or_a_problem(text):
    try:
        reading = text_reading(text)
    except PermanentError as error:
        assert error.problem.detail
    else:
        assert reading.workflow.to_json()
        assert reading.quality.to_json()
