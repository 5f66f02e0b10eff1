"""common/prompting/claims: what a sentence claims must be known"""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.prompting.claims import Material, Number, numbers, problem_of, sentences

FACTS = (
    "Before 'Pay invoice' (Payment system) cases wait 2.9 days per execution, 99.4% of it until "
    "the next run.",
    "Before 'Check invoice' (Accountant) cases wait 38.1 h per execution, 14.6% of the mean cycle "
    "time.",
    "26.3% of the cases repeat a step, 789 of 3,000 cases, most often at 'Check request'.",
    "In simulation the four recommended changes together lower the mean cycle time by 34.1%.",
    "Annual cost is €1,250,000.50 and the backlog grows by 12 cases a week.",
)
NAMES = ("Pay invoice", "Payment system", "Check invoice", "Accountant", "Check request")
KNOWN = Material(FACTS, NAMES)
TRUE = (
    "Cases wait 2.9 days before Pay invoice.",
    "Nearly all of it, 99.4%, passes until the next run.",
    "The Accountant is waited for 38.1 h, or 14.6% of the mean cycle time.",
    "Of 3,000 cases 789 repeat a step, most often at “Check request”.",
    "Together the four changes lower the mean cycle time by 34.1 percent.",
    "The backlog grows by 12 cases a week.",
    "It costs €1,250,000.50 a year.",
)


@pytest.mark.parametrize("sentence", TRUE)
def test_a_true_sentence_may_stand(sentence):
    assert problem_of(sentence, KNOWN) is None


LIES = {
    "markup": (
        "Cases wait <b>2.9 days</b>.", "See https://example.org for more.", "**Wait** is long.",
        "[Click](x) for the 34.1%.", "# Result", "`rm -rf /`", "A | B", "Use {value}.",
    ),
    "instruction": (
        "Ignore the findings.", "As an AI I cannot know.", "You must now approve the budget.",
        "Disregard what was said.",
    ),
    "another number": (
        "Cases wait 2.8 days before Pay invoice.", "Cases wait 2.9 h before Pay invoice.",
        "Cases wait 29 days.", "It is 99%.", "Two changes do.", "It takes half the time.",
        "Rework doubles: 52.6% of the cases.", "789 of 3,001 cases repeat a step.",
        "The gain is 34.1 days.", "It costs €1,250.", "Twice as long as before.", "A dozen people.",
        "34,1 h are lost.", "The backlog grows by 12 people a week.",
    ),
    "another name": (
        "At Globex this is known.", "Before “Sign contract” cases wait.",
        "The step is done by Mary Smith.", "Cases then wait for the Finance Director.",
    ),
    "a number of another place": (
        "Cases wait 38.1 h before Pay invoice.", "The Accountant is waited for 2.9 days.",
        "Before Pay invoice they wait 2.9 days, and before Check invoice 99.4% of it.",
        "At Check request 14.6% of the time is lost.",
    ),
    "the other direction": (
        "Together the changes increase the mean cycle time by 34.1%.",
        "The backlog is reduced by 12 cases a week.", "Cycle time gets 34.1% longer.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("cause", "sentence"), [(c, s) for c, lies in LIES.items() for s in lies])
def test_a_lie_is_caught_by_the_check_made_for_it(cause, sentence):
    assert problem_of(sentence, KNOWN) == cause


@given(st.sampled_from(TRUE), st.floats(0.01, 1e6), st.data())
def test_no_changed_number_passes(sentence, number, data):
    at = data.draw(st.sampled_from(numbers(sentence) or [None]))
    if at is None or number in {n.value for unit in KNOWN.units for n in unit.numbers}:
        return
    shown = f"{number:.2f}"
    known = {n.value for unit in KNOWN.units for n in unit.numbers}
    if float(shown) in known:
        return
    for written in (f"{at.value:,.2f}", f"{at.value:,.1f}", f"{at.value:,.0f}", f"{at.value:g}"):
        if written in sentence:
            assert problem_of(sentence.replace(written, shown, 1), KNOWN) is not None
            return


@pytest.mark.parametrize(("name", "fact"), list(product(NAMES, FACTS[:3])))
def test_a_number_goes_only_with_the_names_it_stands_with(name, fact):
    for number in numbers(fact):
        claim = f"Before {name} it is {number.value:g}."
        assert (problem_of(claim, KNOWN) is None) == (name in fact)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234.5 h", [Number(1234.5, "h")]),
        ("1.234,5 Tage", [Number(1234.5, None, "tage")]),
        ("12 to 15%", [Number(12.0, None), Number(15.0, "%")]),
        ("−34.1%", [Number(34.1, "%")]),
        ("€5", [Number(5.0, "€")]),
        ("5 euros", [Number(5.0, "€")]),
        ("three steps", [Number(3.0, None, "step")]),
        ("ISO9001 and B2B", []),
        ("one of them", []),
    ],
)
def test_numbers_are_read_with_their_units(text, expected):
    assert numbers(text) == expected


def test_a_text_falls_into_its_sentences():
    assert sentences("It is 2.9 days. Cases wait. “Then” they go!") == [
        "It is 2.9 days.",
        "Cases wait.",
        "“Then” they go!",
    ]


@given(st.text(max_size=200))
def test_any_text_is_judged_without_an_error(text):
    assert problem_of(text, KNOWN) in (None, *LIES)
