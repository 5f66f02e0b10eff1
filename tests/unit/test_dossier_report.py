import dataclasses
import json
from typing import Any

import jsonschema
import pytest

from common.model.portfolio import Interval
from common.model.submission import OutputFormat
from functions.output.dossier.content import Section
from functions.output.dossier.document import Drawn, document
from functions.output.dossier.editions import SECTIONS, Builder
from functions.output.dossier.report import report, report_json, report_schema
from functions.output.dossier.results import Results
from functions.output.dossier.summary import key_figures, verdict
from tests.paths import ROOT
from tests.unit.dossier_fixture import results, stated_results
from tests.unit.dossier_planned import planned_results


def _json(made: Any) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(report_json(report(made)))
    return parsed


def test_the_same_results_give_the_same_bytes() -> None:
    assert report_json(report(results())) == report_json(report(results()))


@pytest.mark.parametrize("made", [results(), stated_results()], ids=["log", "stated"])
def test_report_json_follows_its_published_schema(made: Any) -> None:
    jsonschema.Draft202012Validator(json.loads(report_schema())).validate(_json(made))


def test_the_published_schema_is_the_generated_one() -> None:
    assert (ROOT / "documentation" / "report.schema.json").read_text() == report_schema()


def test_report_json_leaves_out_the_strata() -> None:
    made = results()
    assert any(t.elapsed_strata_h for t in made.facts.transitions)
    body = report_json(report(made))
    assert b"strata" not in body
    assert b'"transitions"' in body


def test_report_json_holds_the_documents_of_all_stages() -> None:
    made, body = results(), _json(results())
    assert body["facts"]["cases"] == 970
    assert body["assessment"]["inefficiency_score"] == 6.4
    assert len(body["portfolio"]["redesigns"]) == 3
    assert len(body["workflow"]["activities"]) == 11
    assert body["summary"]["verdict"] == [one.text for one in verdict(made)]
    assert body["summary"]["quality_score"] == 0.7  # the twin is the weakest


def test_the_verdict_tells_speed_place_rejections_and_benefit() -> None:
    made = results()
    time = made.facts.cycle_time
    assert time is not None
    speed, place, rejections, benefit = (one.text for one in verdict(made))
    assert f"{time.mean_h / 24:.1f} days" in speed
    assert "970 cases" in speed
    assert "“Payment requested” and “Payment handled”" in place
    assert rejections.startswith("15.3% of the cases")
    assert "95% interval 29.5% to 31.5%" in benefit
    assert benefit.endswith("if what they assume holds.")


def test_a_benefit_of_an_unproven_simulation_is_called_indicative() -> None:
    made = results()
    assert verdict(made)[-1].text.startswith("Indicatively")
    assert "indicative" in key_figures(made)[1].note
    assert made.portfolio.twin is not None
    proven = made.portfolio.twin.model_copy(update={"indicative": False})
    sure = dataclasses.replace(made, portfolio=made.portfolio.model_copy(update={"twin": proven}))
    assert verdict(sure)[-1].text.startswith("In simulation")
    assert "indicative" not in key_figures(sure)[1].note


def test_no_benefit_is_claimed_where_nothing_was_simulated() -> None:
    assert (
        verdict(stated_results())[-1].text == "No change was simulated, so no benefit is claimed."
    )


def test_what_is_unknown_is_not_shown_as_zero() -> None:
    pages = document(stated_results())
    names = [section.name for section in pages.sections]
    assert "time" not in names
    assert "variants" not in names
    assert "handoffs" not in names
    assert "repetition" not in names
    assert key_figures(stated_results()) == ()
    cells = [
        cell
        for section in document(results()).sections
        if section.name == "method"
        for block in section.blocks
        if block.kind == "table"
        for row in block.rows
        if row[0].text == "Cost"
        for cell in row
    ]
    assert [cell.text for cell in cells[:2]] == ["Cost", "not known"]
    assert cells[1].value is None


@pytest.mark.parametrize("edition", list(OutputFormat))
def test_an_edition_holds_its_sections_in_its_order(edition: OutputFormat) -> None:
    made = planned_results(edition)
    told = [section for build in SECTIONS[edition] if (section := build(made)) is not None]
    assert [one.name for one in document(made).sections] == [one.name for one in told]
    assert len(told) >= len(SECTIONS[edition]) - 2  # no drivers were found, no model asked


@pytest.mark.parametrize(
    ("edition", "first"),
    [
        (OutputFormat.EXECUTIVE_SUMMARY, "recommendation"),
        (OutputFormat.DETAILED_ANALYSIS, "recommendation"),
        (OutputFormat.IMPLEMENTATION_GUIDE, "recommendation"),
        (OutputFormat.BUSINESS_CASE, "business"),
    ],
)
def test_an_edition_begins_with_what_its_readers_ask(edition: OutputFormat, first: str) -> None:
    assert document(planned_results(edition)).sections[0].name == first


def test_a_metric_that_a_change_leaves_alone_is_named_and_not_tabled() -> None:
    made = results()
    first = made.portfolio.redesigns[0]
    same = first.effects[0].model_copy(
        update={
            "metric": "rework_share",
            "unit": "share",
            "difference": Interval(mean=0.0, low=0.0, high=0.0),
            "relative": 0.0,
        }
    )
    changed = first.model_copy(update={"effects": (*first.effects, same)})
    redesigns = (changed, *made.portfolio.redesigns[1:])
    portfolio = made.portfolio.model_copy(update={"redesigns": redesigns})
    section = document(dataclasses.replace(made, portfolio=portfolio)).sections[0]
    card = next(b for b in section.blocks if b.kind == "card")
    tables = [b for b in card.blocks if b.kind == "table"]
    texts = [b.text for b in card.blocks if b.kind == "text"]
    assert [row[0].text for row in tables[0].rows] == [
        "Mean cycle time",
        "Cycle time, 95th percentile",
    ]
    assert "Unchanged: cases with rework." in texts


def test_cases_sent_back_come_before_rejections() -> None:
    made = results()
    returns = made.facts.rejections
    assert returns is not None
    fewer = returns.model_copy(update={"cases": 97, "share": 0.1})
    facts = made.facts.model_copy(update={"returns": fewer})
    sentence = verdict(dataclasses.replace(made, facts=facts))[2].text
    assert sentence.startswith("10% of the cases are sent back at least once")


def test_a_parameter_of_a_step_is_named_after_the_step() -> None:
    made = stated_results()
    assert made.figure_name("waiting_h:a2") == "Waiting: Approve the request"
    assert made.figure_name("compliance") == "Cases that keep the limit"


def test_the_executive_summary_has_one_line_per_change_and_finding() -> None:
    pages = document(results(OutputFormat.EXECUTIVE_SUMMARY))
    blocks = {section.name: section.blocks for section in pages.sections}
    assert not [b for found in blocks.values() for b in found if b.kind == "card"]
    changes = next(
        b for b in blocks["recommendation"] if b.kind == "table" and "alone" in b.caption
    )
    findings = next(b for b in blocks["findings"] if b.kind == "table")
    assert [row[1].text for row in changes.rows] == [r.title for r in results().recommended]
    assert [row[2].text for row in findings.rows] == ["high", "medium", "low"]


def test_says_which_changes_were_tried_where_none_helps() -> None:
    made = results()
    nothing = made.portfolio.model_copy(update={"recommended": (), "joint": ()})
    section = document(dataclasses.replace(made, portfolio=nothing)).sections[0]
    (block,) = section.blocks
    assert block.kind == "text"
    assert "Pay every day instead of once a week" in block.text


def test_a_warning_stands_above_indicative_benefits() -> None:
    first = document(results()).sections[0].blocks[0]
    assert first.kind == "text"
    assert first.tone == "warning"
    assert first.text.startswith("Benefits are indicative: the 95th percentile")


def test_a_benefit_without_assumed_parameters_has_no_proviso() -> None:
    made = results()
    measured = [r.model_copy(update={"parameters": {}}) for r in made.portfolio.redesigns]
    portfolio = made.portfolio.model_copy(update={"redesigns": tuple(measured)})
    *_, benefit = verdict(dataclasses.replace(made, portfolio=portfolio))
    assert "assume" not in benefit.text


def test_no_section_is_built_twice_for_the_four_editions(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []

    def counted(build: Builder) -> Builder:
        def counting(made: Results) -> Section | None:
            built.append(build.__name__)
            return build(made)

        return counting

    kinds = {build: counted(build) for builders in SECTIONS.values() for build in builders}
    counting = {
        edition: tuple(kinds[b] for b in builders) for edition, builders in SECTIONS.items()
    }
    monkeypatch.setattr("functions.output.dossier.document.SECTIONS", counting)
    drawn: Drawn = {}
    for edition in OutputFormat:
        document(planned_results(), edition, drawn)
    assert sorted(built) == sorted(build.__name__ for build in kinds)
