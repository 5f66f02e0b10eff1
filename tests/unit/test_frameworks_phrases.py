"""Phrases of the submitter become findings, and only where something is wrong."""

import pytest
from pydantic import ValidationError

from common.model.quality import Quality
from common.model.workflow import Activity, Workflow
from functions.analysis.frameworks.assess import assess
from functions.analysis.frameworks.findings import QUOTED, SUSPECTED
from functions.analysis.frameworks.knowledge import KnowledgeError, Phrases, load
from functions.analysis.frameworks.phrases import concepts_of, mentions, spelled_out, told
from functions.analysis.mining.stated import stated_facts
from tests.paths import ROOT
from validation_scripts.descriptions import (
    RULES,
    TRAINING,
    confusion,
    descriptions,
    knowledge,
    seen,
    training,
)

KNOWN = knowledge()
QUALITY = Quality(source="text", format="text", completeness=0.9, parts=())


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


@pytest.mark.parametrize(
    ("part", "precision", "recall"),
    [("development", 0.9, 0.9), ("held_out", 0.85, 0.9), ("blind", 0.7, 0.35)],
)
def test_sees_circumstances_and_is_mostly_right(part, precision, recall):
    measured = confusion(KNOWN, descriptions(part))

    assert measured.precision >= precision
    assert measured.recall >= recall


def test_sees_circumstances_in_words_that_no_sign_was_chosen_by():
    measured = confusion(KNOWN, training("training_held_out"))

    assert measured.precision >= 0.7
    assert measured.recall >= 0.4


@pytest.mark.parametrize("part", ["development", "held_out", "blind"])
def test_is_firm_only_where_it_is_right(part):
    assert confusion(KNOWN, descriptions(part), firmly=True).precision >= 0.95


def found(*circumstances):
    workflow = Workflow(
        name="w",
        activities=(Activity(id="a", name="Work"),),
        flows=(),
        circumstances=circumstances,
    )
    assessment = assess(stated_facts(workflow), workflow, QUALITY, KNOWN, {})
    return {each.rule: each for each in assessment.findings}


def test_a_weaker_sign_is_a_low_finding_that_says_perhaps():
    sentence = "The manager, the director and the board each countersign it, and then the dean."
    finding = found(sentence)["lean-overprocessing-approvals-mentioned"]

    assert (finding.severity, finding.confidence) == ("low", SUSPECTED)
    assert finding.statement.startswith("Perhaps: ")
    assert [each.quote for each in finding.evidence] == [sentence]


def test_words_that_leave_no_doubt_have_the_severity_of_their_rule():
    finding = found("There are too many approvals.")["lean-overprocessing-approvals-mentioned"]

    assert (finding.severity, finding.confidence) == ("medium", QUOTED)
    assert finding.statement.startswith("The description says")


def test_training_and_held_out_sentences_differ():
    texts = {part: {each.text for each in training(part)} for part in TRAINING}

    assert len(texts["training"]) >= 1_200
    assert len(texts["training_held_out"]) >= 300
    assert not texts["training"] & texts["training_held_out"]


@pytest.mark.parametrize(
    ("text", "sure"),
    [("It piles up.", True), ("It rests.", False), ("It rests and rusts.", True)],
)
def test_one_sure_phrase_or_two_signs_that_agree_leave_no_doubt(text, sure):
    assert told([text, "It rusts."], ["piles up"], ["rests", "rusts"])[1] is sure


def test_where_something_is_sure_only_that_is_quoted():
    texts = ["It rests.", "It rests and rusts.", "It is new."]

    assert told(texts, ["piles up"], ["rests", "rusts"]) == (["It rests and rusts."], True)
    assert told(texts[:1], ["piles up"], ["rests", "rusts"]) == (["It rests."], False)
    assert told(texts[2:], ["piles up"], ["rests", "rusts"]) == ([], False)


def test_a_concept_stands_for_its_words_alone_and_among_others():
    concepts = {"sign": ("sign*", "nod through")}

    assert spelled_out("<sign> it", concepts) == "(sign*|nod through) it"
    assert spelled_out("(<sign>|okay) .. <sign>", concepts) == (
        "(sign*|nod through|okay) .. (sign*|nod through)"
    )
    assert concepts_of("(<sign>|okay) .. <boss>") == ["sign", "boss"]


def test_refuses_a_phrase_that_names_no_concept():
    files = {p.name: p.read_bytes() for p in (ROOT / "framework_knowledge").glob("*.json")}
    files["concepts.json"] = b'{"concepts": {}}'

    with pytest.raises(KnowledgeError, match="names no concept: "):
        load(files)


@pytest.mark.parametrize(
    "text",
    [
        "In other companies they retype orders.",
        "Missing data are rare.",
        "Approvals by several managers were abolished.",
        "We stopped the report that nobody read.",
    ],
)
def test_what_is_overcome_or_elsewhere_is_no_finding(text):
    assert seen(KNOWN, text) == set()


def test_the_first_remedy_is_the_expected_one_for_eight_of_ten_descriptions():
    rules = {rule.id: rule for each in KNOWN.frameworks for rule in each.rules}
    parts = (*descriptions("development"), *descriptions("held_out"))
    troubled = [each for each in parts if each.expects]
    right = [
        each
        for each in troubled
        if any(
            rules[RULES[name]].remedies[0] in each.first_remedies for name in seen(KNOWN, each.text)
        )
    ]

    assert len(right) >= 0.8 * len(troubled)
