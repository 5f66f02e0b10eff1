"""What the report says about cases that differ from the discovered model."""

import dataclasses
import json

import pytest

from common.model.conformance import Conformance, Deviation
from common.model.figure import Figure, Provenance
from common.model.measurements import Distribution
from common.model.process_model import ProcessModel
from functions.output.dossier.content import Bullets, Table, Text
from functions.output.dossier.document import document
from functions.output.dossier.html import report_html
from functions.output.dossier.model_blocks import model_blocks
from functions.output.dossier.pdf import report_pdf
from functions.output.dossier.report import report, report_json
from functions.output.dossier.results import Results
from tests.unit.dossier_fixture import results

HOSTILE = "<script>alert(1)</script>"


def share(value: float, low: float | None = None) -> Figure:
    return Figure(
        value=value, unit="share", provenance=Provenance.MEASURED, origin="by hand",
        low=low, high=None if low is None else 1,
    )  # fmt: skip


def times(n: int, mean_h: float) -> Distribution:
    return Distribution(
        n=n, mean_h=mean_h, std_h=0, min_h=mean_h, median_h=mean_h, p90_h=mean_h, p95_h=mean_h,
        max_h=mean_h,
    )  # fmt: skip


def deviation(activity: str, kind: str, cases: int, count: int | None = None) -> Deviation:
    return Deviation.model_validate(
        {"activity": activity, "kind": kind, "cases": cases, "count": count or cases}
        | {"share": cases / 1000, "mean_cycle_h": 240}
    )


FOUND = Conformance(
    cases=1000,
    fitness=share(0.9717),
    fitting_cases=share(0.9),
    fitting_cycle_time=times(900, 120),
    deviating_cycle_time=times(100, 480),
    deviations=(deviation(HOSTILE, "inserted", 60, 75),),
)


def with_deviations(found: Conformance | None) -> Results:
    made = results()
    first, second = made.workflow.activities[:2]
    model = ProcessModel(
        workflow=made.workflow.model_copy(update={"activities": (first, second), "flows": ()}),
        tree="'a'", fitness=share(0.5), fitting_cases=share(0.4), noise_threshold=0.1,
        case_share=0.9, method="by hand",
    )  # fmt: skip
    if found is not None:
        more = deviation(first.id, "skipped", 30), deviation(second.id, "inserted", 10)
        found = found.model_copy(update={"deviations": found.deviations + more})
    facts = made.facts.model_copy(update={"conformance": found})
    return dataclasses.replace(made, model=model, facts=facts)


def test_tells_how_many_cases_differ_how_and_how_long_they_take():
    made = with_deviations(FOUND)
    summary, lead, told, table, _ = model_blocks(made)

    assert isinstance(summary, Text) and isinstance(lead, Text)
    assert "Fitness 0.972" in summary.text and "90% of the cases follow it" in summary.text
    assert "100 of 1,000 cases (10%) differ from this model" in lead.text
    assert "mean cycle time 20.0 days, of those that follow it 5.0 days" in lead.text
    assert "no fault" in lead.text
    first, second = (activity.name for activity in made.workflow.activities[:2])
    assert isinstance(told, Bullets)
    assert told.items == (
        f"{HOSTILE} is too rare to be in the model: 60 cases (6%), mean cycle time of these "
        "10.0 days.",
        f"{first} is missing where the model expects it: 30 cases (3%), mean cycle time of these "
        "10.0 days.",
        f"{second} is done where the model does not foresee it: 10 cases (1%), mean cycle time of "
        "these 10.0 days.",
    )
    assert isinstance(table, Table)
    assert [cell.value for cell in table.rows[0][2:]] == [60, 0.06, 75, 240]
    assert table.folded


def test_says_what_was_not_compared_and_how_many_deviations_are_not_listed():
    partly = {"left_out_cases": 40, "fitness": share(0.97, 0.93), "unlisted_deviations": 7}
    _, lead, _, table, _ = model_blocks(with_deviations(FOUND.model_copy(update=partly)))

    assert isinstance(lead, Text) and isinstance(table, Table)
    assert "Not compared: 40 cases with rare or very long ways" in lead.text
    assert "fitness would be 0.930" in lead.text
    assert "(7 more)" in table.caption


@pytest.mark.parametrize(("left_out", "blocks"), [(0, 2), (3, 3)])
def test_without_deviations_there_is_no_more_than_what_was_left_out(left_out: int, blocks: int):
    clean = {
        "deviations": (), "left_out_cases": left_out, "fitness": share(1, 0.5 if left_out else None)
    }  # fmt: skip
    made = with_deviations(None)
    facts = made.facts.model_copy(update={"conformance": FOUND.model_copy(update=clean)})

    assert len(model_blocks(dataclasses.replace(made, facts=facts))) == blocks


def test_without_conformance_the_figures_are_those_of_the_discovery():
    summary, _ = model_blocks(with_deviations(None))

    assert isinstance(summary, Text)
    assert "Fitness 0.500" in summary.text


def test_stands_in_page_pdf_and_report_with_names_as_text():
    made = with_deviations(FOUND)
    pages = document(made)
    page = report_html(pages).decode()

    assert "differ from this model" in page
    assert HOSTILE not in page
    assert "&lt;script&gt;alert(1)" in page
    assert report_pdf(pages).startswith(b"%PDF")
    kept = json.loads(report_json(report(made)))["facts"]["conformance"]
    assert kept["deviations"][0]["activity"] == HOSTILE
