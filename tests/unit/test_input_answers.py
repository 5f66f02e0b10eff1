"""functions/input/assistance/answered: answers are quoted, their figures are read by rules"""

import json

import pytest

from common.model.figure import Provenance
from common.model.submission import Submission
from common.prompting.prompts import prompt
from functions.input.assistance.answered import PROMPTS, Answers, answered
from functions.input.assistance.checking import Source
from functions.input.on_workflow_submitted import completed
from functions.input.reading.submission import read
from tests.fakes import Says, in_memory_ports

STEPS = {"name": "Leave", "steps": [
    {"name": "Ask for leave", "role": "Employee"}, {"name": "Approve leave", "role": "Team lead"},
]}  # fmt: skip
BESIDE = (
    "About 35 requests come in every week. There are three people in the role of team lead. "
    "To approve leave takes 12 minutes of work. Overall it takes four days. "
    "One in ten is sent back. The team lead costs 60 euros an hour."
)
READING = read(Submission(workflow_data=STEPS), None)
NUMBER = {q.about: n for n, q in enumerate(READING.quality.questions, start=1)}


def says(*answers):
    return {"answers": [{"question": n, "about": a, "quote": q} for n, a, q in answers]}


def fill(*answers):
    model = Says(says(*answers))
    found, quotes = answered(model, READING.workflow, READING.quality.questions, BESIDE)
    return found, quotes, model.counts


def test_a_figure_of_the_process_is_read_from_the_quoted_words():
    found, quotes, counts = fill(
        (NUMBER["cases_per_week"], "", "About 35 requests come in every week")
    )
    figure = found.figures["cases_per_week"]
    assert (figure.value, figure.provenance) == (35.0, Provenance.STATED)
    assert "35 requests" in figure.origin
    assert len(quotes) == counts["accepted"] == 1


def test_a_figure_of_a_step_or_a_role_goes_where_it_belongs():
    found, _, counts = fill(
        (NUMBER["headcount"], "Team lead", "There are three people in the role of team lead"),
        (NUMBER["processing_h"], "Approve leave", "takes 12 minutes of work"),
    )
    assert found.roles[1].headcount.value == 3.0
    assert found.activities[1].processing_h.value == pytest.approx(0.2)
    assert counts == {"accepted": 2}


@pytest.mark.parametrize(
    ("answer", "caught_by"),
    [
        ((99, "", "About 35 requests come in every week"), "question that was not asked"),
        ((1, "", "About 350 requests come in every week"), "quotation that is not there"),
        ((1, "", "There are three people"), "quotation without its figure"),
        ((NUMBER["headcount"], "Director", "There are three people"), "no such open place"),
    ],
)
def test_a_wrong_answer_is_dropped_and_counted(answer, caught_by):
    found, quotes, counts = fill(answer)
    assert found == READING.workflow
    assert quotes == ()
    assert counts == {"accepted": 0, caught_by: 1}


def test_what_was_stated_is_not_overwritten():
    answer = (NUMBER["cases_per_week"], "", "About 35 requests come in every week")
    _, quotes, counts = fill(answer, answer)
    assert len(quotes) == 1
    assert counts == {"accepted": 1, "no such open place": 1}


def test_answers_raise_the_quality_and_settle_their_questions():
    submission = Submission(workflow_data=STEPS, context=BESIDE)
    reading = read(submission, None)
    number = [q.about for q in reading.quality.questions if q.about in NUMBER].index(
        "cases_per_week"
    )
    quote = "About 35 requests come in every week"
    ports = in_memory_ports(Says(says((number + 1, "", quote))))
    found = completed(reading, submission, ports)
    assert found.quality.completeness > reading.quality.completeness
    assert "cases_per_week" not in {q.about for q in found.quality.questions}
    assert "answered_by_model" in {w.code for w in found.quality.warnings}
    assert completed(reading, submission, in_memory_ports()) == reading


def test_the_examples_shown_to_a_model_hold_the_checks_themselves():
    for material, answer in prompt(PROMPTS, "answers").examples:
        source = Source(material["beside it"])
        given = Answers.model_validate(json.loads(answer)).answers
        assert all(source.find(each.quote) for each in given)
