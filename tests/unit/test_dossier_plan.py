"""The sections on choice, money, plan and what was set aside."""

from dataclasses import replace

import pytest

from common.model.figure import Figure, Provenance
from common.model.portfolio import Interval
from common.model.submission import OutputFormat
from functions.output.dossier.business_section import business, business_or_why_not
from functions.output.dossier.choice_section import choice
from functions.output.dossier.content import Card, Picture, Section, Table
from functions.output.dossier.document import document
from functions.output.dossier.recommendation import recommendation
from functions.output.dossier.roadmap_section import roadmap
from functions.output.dossier.set_aside_section import set_aside
from functions.output.dossier.to_be_section import to_be
from tests.unit.dossier_fixture import results, stated_results
from tests.unit.dossier_planned import planned_results


def _found(section: Section | None) -> Section:
    assert section is not None
    return section


def _text(section: Section) -> str:
    return " ".join(b.text for b in section.blocks if b.kind == "text")


def _table(section: Section, caption: str) -> list[list[str]]:
    [table] = [b for b in section.blocks if isinstance(b, Table) and b.caption == caption]
    return [[cell.text for cell in row] for row in table.rows]


def test_the_order_of_roll_out_says_what_each_change_adds() -> None:
    rows = _table(_found(choice(planned_results())), "Order of roll-out")
    assert [row[0] for row in rows] == ["1", "2"]
    assert rows[0][1] == "Pay every day instead of once a week"
    assert rows[0][3] == "−3.6 days (−25.1%)"


def test_the_front_marks_the_recommended_set_and_names_others_by_number() -> None:
    section = _found(choice(planned_results()))
    rows = _table(section, "Sets of changes that none beats")
    assert rows[0][0] == "1 + 2 (recommended)"
    assert rows[2][0] == "1; Approve by budget owner and supervisor at the same time"
    assert rows[3][0] == "As is"
    assert rows[0][2] == "EUR 41.50"
    picture = next(b for b in section.blocks if isinstance(b, Picture))
    assert "1 + 2: Mean cycle time 10.0 days; Cost per case EUR 41.50" in picture.description


def test_what_is_the_same_in_all_sets_of_the_front_takes_no_column() -> None:
    known = planned_results()
    handled = {"variants_handled_share": Interval(mean=1.0, low=1.0, high=1.0)}
    points = tuple(
        one.model_copy(update={"objectives": {**one.objectives, **handled}})
        for one in known.portfolio.front
    )
    portfolio = known.portfolio.model_copy(update={"front": points})
    section = _found(choice(replace(known, portfolio=portfolio)))
    assert [len(row) for row in _table(section, "Sets of changes that none beats")] == [3] * 4
    assert "The same in all of these sets: Variants handled (share of cases) 100%." in _text(
        section
    )


def test_flexibility_is_told_with_its_range_and_a_loss_of_it_in_plain_words() -> None:
    rows = _table(_found(choice(planned_results())), "Flexibility: ways that cases can take")
    assert [row[:3] for row in rows] == [
        ["Variants handled (share of cases)", "100%", "75% (62.5% – 87.5%)"],
        ["Cases with a fast lane", "12.5%", "50% (37.5% – 62.5%)"],
    ]
    loss = "Fewer variants are handled than today: only 75% of the cases still get every step"
    assert loss in _text(recommendation(planned_results()))
    assert "Fewer variants" not in _text(recommendation(results()))


def test_the_tornado_says_what_the_result_hangs_on_and_where_it_turns() -> None:
    section = _found(choice(planned_results()))
    assert (
        "The result hangs most on “Wait (Pay every day instead of once a week)”: between 12.0 h "
        "and 2.0 days, the change of the mean cycle time goes from −5.0 days to −2.6 days." in
        _text(section)
    )  # fmt: skip
    assert "Another recommendation would be better from 2.6 days on" in _text(section)
    [first, second] = _table(section, "Mean cycle time with one input at either end")
    assert first[-1] == "2.6 days"
    assert second[-1] == "–"


def test_what_was_set_aside_is_listed_by_its_reason() -> None:
    section = _found(set_aside(planned_results()))
    assert _table(section, "Without a proved effect")[0][0].startswith("Approve by budget owner")
    [stopped] = _table(section, "Stopped by a guard")
    assert stopped[0].startswith("Let the employee approve")
    assert stopped[1] == "Who asks does not approve: Who submits must not approve."
    assert stopped[2].startswith("−23.6 h")
    assert _table(section, "Advice without a number")[0][2] == "Who is free to be that contact."


def test_the_business_case_tells_value_interval_payback_and_risk() -> None:
    section = _found(business(planned_results()))
    assert _text(section).startswith(
        "Over 3 years, discounted, the recommended changes are worth EUR 27,543 (90% interval "
        "−EUR 4,813 to EUR 58,020); they have paid back after 17 months; in 91.2% of the simulated "
        "futures they are worth more than they cost; these amounts rest on assumed prices."
    )
    rows = _table(section, "What each change costs and brings")
    assert rows[0][1:] == ["12 person-days", "EUR 6,720", "EUR 1,248 per year",
                           "EUR 15,346 per year", "not known"]  # fmt: skip
    assert rows[1][-2] == "not known"
    assert any(b.kind == "bullets" and "sooner" in b.items[0] for b in section.blocks)


def test_where_no_benefit_has_a_price_no_value_is_claimed() -> None:
    made = planned_results()
    case = made.portfolio.business_case
    assert case is not None
    nothing = case.benefit_per_year.model_copy(update={"value": 0.0})
    unpriced = case.model_copy(update={"benefit_per_year": nothing})
    portfolio = made.portfolio.model_copy(update={"business_case": unpriced})
    text = _text(_found(business(replace(made, portfolio=portfolio))))
    assert text.startswith("No benefit of the recommended changes could be put in money")
    assert "worth" not in text.partition(";")[0]


def test_from_which_worth_of_a_day_sooner_a_change_pays_is_told() -> None:
    made = planned_results()
    case = made.portfolio.business_case
    assert case is not None
    day = Figure(value=14.2, unit="money", provenance=Provenance.INFERRED, origin="By the plan.")
    lost = case.net_present_value.model_copy(update={"value": -500.0})
    won = case.net_present_value.model_copy(update={"value": 500.0})
    first, *rest = case.costs
    costs = (
        first.model_copy(update={"break_even_delay_cost": day, "net_present_value": lost}),
        *(each.model_copy(update={"net_present_value": won}) for each in rest),
    )
    changed = {"costs": costs, "break_even_delay_cost": day, "payback_months": None}
    portfolio = made.portfolio.model_copy(
        update={"business_case": case.model_copy(update=changed), "day_worth": day}
    )
    section = _found(business(replace(made, portfolio=portfolio)))

    assert "as soon as a case that ends a day sooner is worth EUR 14.20" in _text(section)
    assert [row[-1] for row in _table(section, "What each change costs and brings")][:2] == [
        "EUR 14.20",
        "pays anyway",
    ]
    assert [row[0] for row in _table(section, "The sums")][-2:] == [
        "A day sooner pays from",
        "A day sooner, as changes were chosen by",
    ]


def test_where_only_time_is_saved_the_worth_of_a_day_decides() -> None:
    made = planned_results()
    case = made.portfolio.business_case
    assert case is not None
    nothing = case.benefit_per_year.model_copy(update={"value": 0.0})
    day = Figure(value=2.5, unit="money", provenance=Provenance.INFERRED, origin="By the plan.")
    changed = {"benefit_per_year": nothing, "break_even_delay_cost": day}
    portfolio = made.portfolio.model_copy(update={"business_case": case.model_copy(update=changed)})
    text = _text(_found(business(replace(made, portfolio=portfolio))))
    assert "they pay as soon as a case that ends a day sooner is worth EUR 2.50" in text


def test_changes_that_never_pay_back_are_said_to() -> None:
    made = planned_results()
    case = made.portfolio.business_case
    assert case is not None
    never = case.model_copy(update={"payback_months": None})
    portfolio = made.portfolio.model_copy(update={"business_case": never})
    text = _text(_found(business(replace(made, portfolio=portfolio))))
    assert "they do not pay back in that time" in text


def test_without_costs_the_edition_says_why_there_is_no_business_case() -> None:
    assert business(results()) is None
    assert "not known" in _text(business_or_why_not(results()))


def test_the_road_map_has_a_card_with_steps_owner_risks_and_measures() -> None:
    section = _found(roadmap(planned_results()))
    assert _text(section).startswith("The plan takes 12 weeks; 1 of the 2 changes are quick wins.")
    first, second = [b for b in section.blocks if isinstance(b, Card)]
    assert [badge.text for badge in first.badges] == ["Quick win", "week 1 to 3", "Owner: Finance"]
    told = " ".join(item for b in first.blocks if b.kind == "bullets" for item in b.items)
    assert "Ask the bank for daily runs." in told
    assert "Bank charges per run rise." in told
    table = next(b for b in first.blocks if isinstance(b, Table))
    assert [cell.text for cell in table.rows[0]][1:3] == ["14.4 days", "10.8 days"]
    assert any(b.kind == "text" and "Begins only after: Pay every day" in b.text
               for b in second.blocks)  # fmt: skip


def test_the_to_be_process_marks_what_differs_and_by_which_change() -> None:
    section = _found(to_be(planned_results()))
    rows = _table(section, "Differences between the process as it is and as it will be")
    assert [row[1] for row in rows] == ["≠ changed", "+ added", "↕ moved"]
    assert rows[0][0] == "Payment handled"
    assert rows[2][0] == "Payment requested → Payment handled"
    assert "to_be.bpmn" in _text(section)


@pytest.mark.parametrize("edition", list(OutputFormat))
def test_links_lead_to_an_anchor_of_the_edition_or_into_the_detailed_one(
    edition: OutputFormat,
) -> None:
    made = planned_results(OutputFormat.DETAILED_ANALYSIS)
    pages = document(made, edition)
    ids = {section.name for section in pages.sections}
    cards = [b for s in pages.sections for b in s.blocks if isinstance(b, Card)]
    ids |= {card.anchor for card in cards}
    links = [link for card in cards for b in card.blocks if b.kind == "links" for link in b.items]
    cells = [c for s in pages.sections for b in s.blocks if isinstance(b, Table)
             for row in b.rows for c in row if c.target]  # fmt: skip
    targets = [one.target for one in (*pages.verdict, *links, *cells) if one.target]
    assert targets
    for target in targets:
        file, _, anchor = target.partition("#")
        assert anchor in ids if not file else file == "report.html"


def test_every_claim_of_the_verdict_leads_to_its_proof() -> None:
    pages = document(planned_results())
    assert [one.target for one in pages.verdict] == [
        "#time",
        "#time",
        "#repetition",
        "#recommendation",
        "#business",
    ]


def test_a_summary_leads_to_the_proof_in_the_detailed_analysis() -> None:
    made = planned_results(OutputFormat.EXECUTIVE_SUMMARY)
    assert [one.target for one in document(made).verdict] == [
        "detailed_analysis.html#time",
        "detailed_analysis.html#time",
        "detailed_analysis.html#repetition",
        "#recommendation",
        "#business",
    ]


def test_nothing_is_made_up_where_a_stage_left_its_part_empty() -> None:
    made = stated_results()
    assert [build(made) for build in (choice, set_aside, business, roadmap, to_be)] == [None] * 5
