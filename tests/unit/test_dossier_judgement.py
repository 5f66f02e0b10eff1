"""What the report says about a simulation and the cases that it has not seen."""

import dataclasses

from common.model.portfolio import Distance, Judgement
from functions.output.dossier.content import Table, Text
from functions.output.dossier.document import document
from functions.output.dossier.html import report_html
from functions.output.dossier.proof_sections import simulation
from functions.output.dossier.results import Results
from tests.unit.dossier_fixture import results

FOUND = Judgement(
    fitted_cases=2_100,
    judged_cases=900,
    distances=(
        Distance(measure="two_grams", unit="share", distance=0.011, floor=0.018, change=0.01),
        Distance(measure="case_arrivals_h", unit="h", distance=107.4, floor=45.4),
        Distance(measure="<b>_h", unit="h", distance=17.0, floor=8.2, change=31.8),
    ),
)


def with_judgement(found: Judgement | None) -> Results:
    made = results()
    twin = made.portfolio.twin.model_copy(update={"judgement": found})
    portfolio = made.portfolio.model_copy(update={"twin": twin})
    return dataclasses.replace(made, portfolio=portfolio)


def tables(made: Results) -> dict[str, Table]:
    return {block.caption: block for block in simulation(made).blocks if isinstance(block, Table)}


def test_tells_how_far_later_cases_are_and_what_chance_and_change_make():
    table = tables(with_judgement(FOUND))["The simulation beside cases that it has not seen"]

    assert [row[0].text for row in table.rows[:2]] == ["Two steps in a row", "When cases arrive"]
    assert [cell.value for cell in table.rows[0][1:]] == [0.011, 0.018, 0.01]
    assert [cell.text for cell in table.rows[0][1:]] == ["1.1%", "1.8%", "1%"]
    assert table.rows[1][1].value == 107.4
    assert (table.rows[1][3].text, table.rows[1][3].value) == ("–", None)


def test_says_in_words_on_how_many_cases_that_rests():
    texts = [b.text for b in simulation(with_judgement(FOUND)).blocks if isinstance(b, Text)]

    assert any("built from 2,100 cases was compared with the 900 cases" in text for text in texts)


def test_a_simulation_that_was_not_judged_has_no_such_table():
    assert "The simulation beside cases that it has not seen" not in tables(with_judgement(None))


def test_names_of_measures_are_escaped():
    page = report_html(document(with_judgement(FOUND)))

    assert b"<b> h" not in page
    assert b"&lt;b&gt; h" in page
