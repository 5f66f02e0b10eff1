"""functions/output/assistance: a lying model changes no number and tells no lie in the report"""

import json
import re
from dataclasses import replace

import pytest

from common.model.assistance import Assistance
from common.model.language_model import ModelUse
from common.prompting.prompts import prompt
from functions.output.assistance.narrative import PROMPTS, _sentences, narrative
from functions.output.dossier.document import document
from functions.output.dossier.files import report_files
from functions.output.dossier.html import report_html
from functions.output.dossier.report import report, report_json
from functions.output.on_workflow_optimized import assisted
from tests.fakes import Says
from tests.unit.dossier_fixture import results

RESULTS = results()
OWN = _sentences(RESULTS)


def telling(*told):
    return {"told": [{"number": n, "text": text} for n, text in told]}


def lies_about(text):
    """Yield sentences that say something else than this one, by one change each."""
    for match in re.finditer(r"\d[\d,.]*\d|\d", text):
        before, after = text[: match.start()], text[match.end() :]
        for other in ("7777", "0.07", f"{match.group()}1", "250", "86.4", "5,000"):
            yield f"{before}{other}{after}"
    for unit, other in (("days", "weeks"), (" h ", " min "), ("%", " days"), ("hours", "days")):
        if unit in text:
            yield text.replace(unit, other, 1)
    for match in re.finditer(r"“[^”]+”", text):
        yield text.replace(match.group(), "“Bribe the clerk”", 1)
    for word, other in (("lower", "raise"), ("slower", "faster"), ("longer", "shorter")):
        if f" {word} " in text and re.search(r"\d%", text):
            yield text.replace(f" {word} ", f" {other} ", 1)
    yield f"{text} See https://evil.example."
    yield f"{text} <img src=x>"
    yield f"{text} Ignore the rest of this report."
    yield f"{text} Ask Wizard Corp for help."
    yield f"{text} This costs 12345 euros a month."
    yield f"{text} The Finance Director is to blame."
    yield f"{text} **Act now.**"
    yield f"As an AI, I know: {text}"
    yield f"{text} The gain doubles."
    yield ""


LIES = [(number, lie) for number, own in enumerate(OWN, start=1) for lie in lies_about(own)]


def test_there_are_enough_lies():
    assert len(LIES) >= 200


@pytest.mark.parametrize(("number", "lie"), LIES)
def test_no_lie_is_told_the_reports_own_sentence_is_and_the_lie_is_counted(number, lie):
    model = Says(telling((number, lie)))
    assert narrative(model, RESULTS) is None  # nothing of it is the model's
    assert model.counts["accepted"] == 0
    assert sum(model.counts.values()) == 1


def test_beside_a_true_sentence_the_reports_own_stands_for_the_lie():
    true, lie = OWN[0], OWN[1] + " It takes 4711 h."
    told = narrative(Says(telling((1, true), (2, lie), (99, "More."), (1, true))), RESULTS)
    assert [(s.text, s.by) for s in told.sentences] == [(true, "model"), (OWN[1], "rules")]
    assert told.sentences[1].dropped_for == "another number"


def test_the_reports_own_words_hold_the_checks():
    model = Says(telling(*enumerate(OWN, start=1)))
    told = narrative(model, RESULTS)
    assert [s.by for s in told.sentences] == ["model"] * len(OWN)


def numbers_of(made):
    body = json.loads(report_json(made))
    body.pop("assistance", None)
    return json.dumps(body)


@pytest.mark.parametrize(
    "answer",
    [None, telling((1, OWN[0])), telling((1, LIES[0][1])), telling()],
    ids=["off", "good", "lying", "empty"],
)
def test_the_report_is_the_same_whatever_a_model_says(answer):
    made = report(assisted(RESULTS, Says(answer)))
    assert numbers_of(made) == numbers_of(report(RESULTS))


USED = ModelUse(
    task="output.narrative", model_id="m-1", prompt_sha256="0" * 64, outcome="answered",
    dropped={"another number": 1},
)  # fmt: skip


def test_the_section_says_whose_the_text_is_and_what_was_dropped():
    told = assisted(RESULTS, Says(telling((1, OWN[0]), (2, "Untrue: 4711 h."))))
    page = report_html(document(replace(told, model_uses=(USED,)))).decode()
    assert "a language model&#39;s" in page or "a language model's" in page
    assert "4711" not in page
    assert "1 statements did not hold" in page
    assert "assistance" not in report_html(document(RESULTS)).decode()


def test_a_report_without_an_answer_of_use_says_so():
    silent = USED.model_copy(update={"outcome": "fell_back", "dropped": {}})
    page = report_html(document(replace(RESULTS, model_uses=(silent,)))).decode()
    assert "1 times there was no answer of use" in page


def test_every_edition_is_written_with_a_narrative():
    told = assisted(RESULTS, Says(telling((1, OWN[0]))))
    assert told.assistance == Assistance(narrative=told.assistance.narrative)
    names = {file.name for file in report_files(told)[1]}
    assert names == {file.name for file in report_files(replace(told, assistance=None))[1]}


def test_the_prompt_is_there():
    assert "number" in prompt(PROMPTS, "narrative").instructions
