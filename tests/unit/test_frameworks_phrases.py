"""Phrases of the submitter become findings, and only where something is wrong."""

import pytest
from pydantic import ValidationError

from functions.analysis.frameworks.knowledge import Phrases
from functions.analysis.frameworks.phrases import mentions
from validation_scripts.descriptions import RULES, confusion, descriptions, knowledge, seen

KNOWN = knowledge()


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("backlog*", "A backlog of claims.", True),
        ("backlog*", "We have no large backlog.", False),
        ("backlog*", "There used to be a backlog.", False),
        ("# approvals", "It takes four approvals.", True),
        ("# approvals", "It takes 12 approvals.", True),
        ("# approvals", "It takes two approvals.", False),
        ("(by hand|manually)", "Invoices are entered MANUALLY.", True),
        ("(by hand|manually)", "By-hand work.", True),
        ("checked .. again", "It is checked by one, and then again by another.", True),
        ("checked .. again", "It is checked. It comes again.", False),
        ("(too|) late", "It is late.", True),
        ("nobody reads", "A report that nobody reads.", True),
    ],
)
def test_a_phrase_means_what_the_language_says(phrase, text, found):
    assert bool(list(mentions([text], [phrase]))) is found


def test_a_sentence_is_passed_over_where_the_rule_says_so():
    assert not list(mentions(["Questions go back and forth."], ["back and forth"], ["questions"]))


@pytest.mark.parametrize("phrase", ["(a|b", "a)", "(a|(b|c))"])
def test_refuses_phrases_whose_brackets_do_not_match(phrase):
    with pytest.raises(ValidationError, match="brackets"):
        Phrases(any_of=(phrase,), severity="low")


@pytest.mark.parametrize("text", ["approve " * 50_000, "a .. b (" * 20_000, "# " * 100_000])
def test_hostile_text_is_looked_at_no_further_than_its_beginning(text):
    assert seen(KNOWN, text) <= set(RULES)


def test_every_label_has_a_rule_and_every_rule_of_phrases_a_label():
    rules = {rule.id for each in KNOWN.frameworks for rule in each.rules if rule.phrases}
    labels = {label for each in descriptions() for label in each.expects}

    assert set(RULES.values()) == rules
    assert labels == set(RULES)


def test_the_labels_suffice_to_judge():
    assert len(descriptions()) >= 80
    assert len(descriptions("held_out")) >= 25
    assert sum(not each.expects for each in descriptions()) >= 15


@pytest.mark.parametrize("part", ["development", "held_out"])
def test_sees_nine_of_ten_circumstances_and_is_right_nine_times_of_ten(part):
    told = confusion(KNOWN, descriptions(part))

    assert told.precision >= 0.9
    assert told.recall >= 0.9


def test_the_first_remedy_is_the_expected_one_for_eight_of_ten_descriptions():
    rules = {rule.id: rule for each in KNOWN.frameworks for rule in each.rules}
    troubled = [each for each in descriptions() if each.expects]
    right = [
        each
        for each in troubled
        if any(
            rules[RULES[name]].remedies[0] in each.first_remedies for name in seen(KNOWN, each.text)
        )
    ]

    assert len(right) >= 0.8 * len(troubled)
