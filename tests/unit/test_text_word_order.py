"""functions/input/text/completing.py, objects.py and splitting.py: what the model does not see"""

import pytest

from functions.input.reading.written import text_reading
from validation_scripts.stories import score, stories


def told(text: str) -> list[tuple[str, str | None]]:
    """The names of the activities, and who does them."""
    found = text_reading(text).workflow
    roles = {role.id: role.name for role in found.roles}
    return [(one.name, roles.get(one.role or "")) for one in found.activities]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("Then a technician is scheduled, which takes two days.", ["Schedule a technician"]),
        ("The repair is done on site.", ["Do the repair"]),
        ("Every tender will be published on the platform.", ["Publish the tender"]),
        ("The grain is milled and mashed.", ["Mill the grain", "Mash the grain"]),
        ("The malt will be delivered and will be weighed.", ["Deliver the malt", "Weigh the malt"]),
        ("When the service is stable, the incident is closed.", ["Close the incident"]),
        ("Purchasing reorders it and tells the customer.", ["Reorder it", "Tell the customer"]),
    ],
)
def test_reads_verbs_that_the_model_was_not_taught(text, steps):
    assert [name for name, _ in told(text)] == steps


def test_a_participle_after_another_shares_its_object_and_names_who_does_it():
    text = "A claim is registered by the clerk, assessed by an adjuster and paid out by accounting."

    assert told(text) == [
        ("Register a claim", "Clerk"),
        ("Assess a claim", "Adjuster"),
        ("Pay out a claim", "Accounting"),
    ]


def test_sends_what_exceeds_a_limit_one_way_and_all_others_another():
    text = (
        "The clerk enters the orders. Orders over €10,000 go to the board for approval, which "
        "meets every two weeks; all others are approved by the head of purchasing."
    )
    found = text_reading(text).workflow

    assert told(text)[1:] == [
        ("Approve the orders", "Board"),
        ("Approve the orders (2)", "Head of purchasing"),
    ]
    choice = found.gateways[0]
    conditions = {flow.condition for flow in found.flows if flow.source == choice.id}
    assert conditions == {"Orders over €10,000", "otherwise"}


def test_work_at_the_same_time_is_done_by_its_own_subject():
    text = "The warehouse inspects the goods and at the same time accounting checks the invoice."

    assert told(text) == [("Inspect the goods", "Warehouse"), ("Check the invoice", "Accounting")]
    assert {g.kind for g in text_reading(text).workflow.gateways} == {"parallel"}


def test_numbers_of_one_sentence_belong_each_to_their_own_noun():
    text = (
        "The buyer checks the request. There are about 150 requests a week, four buyers work on "
        "them, and there is a backlog of about 60 requests."
    )
    found = text_reading(text).workflow

    assert {name: figure.value for name, figure in found.figures.items()} == {
        "cases_per_week": 150,
        "backlog": 60,
    }
    assert [(r.name, r.headcount and r.headcount.value) for r in found.roles] == [("Buyer", 4)]


@pytest.mark.parametrize(
    "statement",
    [
        "Everything is typed into two systems by hand.",
        "There are three desks that everybody uses.",
        "We have two printers.",
        "Nobody knows who owns the servers.",
    ],
)
def test_how_things_are_is_no_step(statement):
    assert told(f"The clerk checks the form. {statement}") == [("Check the form", "Clerk")]


def test_a_share_that_is_repeated_is_of_the_step_that_it_names():
    text = (
        "The team does the repair. The clerk sends the bill. "
        "One in eight repairs has to be repeated."
    )
    found = text_reading(text).workflow.activities

    shares = [one.rejection_share and one.rejection_share.value for one in found]
    assert shares == [0.125, None]


def test_a_share_told_later_is_that_of_the_condition():
    text = (
        "The clerk inspects the item. If the item is damaged, the clerk informs the seller. "
        "One in ten items is damaged."
    )
    found = text_reading(text).workflow

    assert [f.probability.value for f in found.flows if f.condition == "the item is damaged"] == [
        0.1
    ]


def test_headings_between_paragraphs_are_no_steps():
    text = (
        "Returns\nReceiving\nThe clerk scans the parcel.\nPacking goods\nThe clerk packs the item."
    )

    assert [name for name, _ in told(text)] == ["Scan the parcel", "Pack the item"]


def test_says_which_sentences_of_work_gave_nothing():
    text = "The clerk checks the form. Process approve approve the that."
    found = [one for one in text_reading(text).quality.warnings if one.code == "not_understood"]

    assert [one.sample for one in found] == [("Process approve approve the that.",)]


def test_a_part_of_the_cases_is_a_choice_with_its_share():
    text = "The clerk enters the invoices. About 12% of invoices are blocked by the buyer."
    found = text_reading(text).workflow

    assert told(text)[1] == ("Block invoices", "Buyer")
    shares = [f.probability.value for f in found.flows if f.condition == "About 12% of invoices"]
    assert shares == [0.12]


def test_whole_descriptions_are_read_as_well_as_before():
    found = score(stories("development"))
    right, extra, missed = found.counts["activities"]

    assert 2 * right / (2 * right + extra + missed) > 0.95
    assert found.roles[0] / found.roles[1] > 0.95
    assert found.counts["choices"][0] >= 10
    assert found.counts["figures"][2] == 0
