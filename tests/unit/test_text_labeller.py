"""functions/input/text/labeller.py, features.py, tokens.py and relations.py"""

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.input.text.features import FEATURES_VERSION, document_features
from functions.input.text.flow_relations import flow_relations
from functions.input.text.labeller import MANIFEST, MODEL, manifest, shipped, spans, unit_labels
from functions.input.text.mentions import LABELS, Mention
from functions.input.text.relations import Sentence, contrary, same_gateways, sentence_relations
from functions.input.text.tokens import tokens
from scripts.pet import Description, descriptions, folds, with_swapped_phrases
from scripts.train_text_labeller import cross_validated, f1, micro
from tests.paths import SHARED_DATA, needs_shared_data
from validation_scripts.evaluate_text import from_raw_text, related

PET = SHARED_DATA / "pet"


def words(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


def labelled(text: str) -> Sentence:
    row = words(text)
    return Sentence(tuple(row), tuple(shipped().mentions([row])[0]))


def phrases(sentence: Sentence, label: str) -> list[str]:
    return [" ".join(sentence.words[m.start : m.end]) for m in sentence.of(label)]


def relations(text: str) -> set[tuple[str, str, str]]:
    sentence = labelled(text)
    return {
        (one.kind, sentence.words[one.source.start], sentence.words[one.target.end - 1])
        for one in sentence_relations(sentence)
    }


def test_the_shipped_model_was_trained_with_these_features():
    assert manifest()["features_version"] == FEATURES_VERSION


def test_the_manifest_names_the_model_by_its_checksum():
    assert manifest()["sha256"] == hashlib.sha256(MODEL.read_bytes()).hexdigest()


def test_the_manifest_says_where_the_model_comes_from():
    about = json.loads(MANIFEST.read_text())

    assert about["data_licence"] == "MIT" and "PET 1.1" in about["trained_on"]
    assert about["scores"]["micro"] >= 0.68
    assert set(about["scores"]["labels"]) == set(LABELS)


def test_the_shipped_model_is_small():
    assert MODEL.stat().st_size < 1_500_000


def test_labels_a_plain_sentence():
    found = labelled("The clerk checks the invoice.")

    assert phrases(found, "Actor") == ["The clerk"]
    assert phrases(found, "Activity") == ["checks"]
    assert phrases(found, "Activity Data") == ["the invoice"]


def test_labels_are_the_same_each_time():
    rows = [words("If the form is complete, the clerk files it."), words("Then it is paid.")]

    assert shipped().mentions(rows) == shipped().mentions(rows)


def test_labels_nothing_in_an_empty_sentence():
    assert shipped().mentions([[], ["."], []]) == [[], [], []]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(["the", "clerk", "if", "checks", ",", "is", "sent", "by", "or", "form"]),
        max_size=15,
    )
)
def test_mentions_never_overlap_and_lie_in_their_sentence(row):
    end = 0
    for one in shipped().mentions([row])[0]:
        assert end <= one.start < one.end <= len(row) and one.label in LABELS
        end = one.end


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(LABELS)), max_size=8))
def test_unit_labels_say_the_same_spans(parts):
    row = []
    for length, label in parts:
        row += [f"B-{label}"] + [f"I-{label}"] * (length - 1) if length else ["O"]

    assert spans(0, unit_labels(row)) == spans(0, row)


def test_each_token_has_features_and_no_other_has_them_alike():
    [rows] = document_features([["The", "clerk", "checks", "the", "form"]])

    assert len(rows) == 5
    assert len({tuple(row) for row in rows}) == 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the customer's e-mail (i.e. a form)", "the|customer's|e-mail|(|i.e|.|a|form|)"),
        ("over $10,000.50, or 5%.", "over|$10,000.50|,|or|5%|."),
        ("accept/reject; no. 5", "accept/reject|;|no|.|5"),
    ],
)
def test_splits_text_as_the_annotators_did(text, expected):
    assert "|".join(words(text)) == expected


@given(st.text(max_size=80))
def test_tokens_stand_where_they_say(text):
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end
        assert text[token.start : token.end].startswith(token.text)
        end = token.end


def test_the_active_voice_tells_who_does_what_for_whom():
    found = relations("The clerk sends the invoice to the customer.")

    assert found == {
        ("actor performer", "sends", "clerk"),
        ("uses", "sends", "invoice"),
        ("actor recipient", "sends", "customer"),
    }


def test_the_passive_voice_tells_it_the_other_way_round():
    found = relations("The invoice is checked by the clerk.")

    assert found == {("actor performer", "checked", "clerk"), ("uses", "checked", "invoice")}


def test_two_activities_share_their_subject_and_their_object():
    sentence = Sentence(
        ("The", "clerk", "prints", "and", "signs", "the", "letter"),
        (
            Mention(0, 0, 2, "Actor"),
            Mention(0, 2, 3, "Activity"),
            Mention(0, 4, 5, "Activity"),
            Mention(0, 5, 7, "Activity Data"),
        ),
    )

    found = [(one.kind, one.source.start, one.target.start) for one in sentence_relations(sentence)]

    assert sorted(found) == [
        ("actor performer", 2, 0),
        ("actor performer", 4, 0),
        ("uses", 2, 5),
        ("uses", 4, 5),
    ]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("the claim is accepted", "the claim is rejected", True),
        ("the part is available", "it is not available", True),
        ("the amount is below 100", "the amount is above 100", True),
        ("the claim is accepted", "the customer is new", False),
        ("the form is complete", "", False),
    ],
)
def test_tells_conditions_of_one_decision_from_others(first, second, expected):
    lemmas = {"accepted": "accept", "rejected": "reject"}
    rows = [[lemmas.get(word, word) for word in text.split()] for text in (first, second)]

    assert contrary(*rows) is expected


def test_ways_of_a_decision_part_and_meet():
    text = (
        "Clerk checks the form",
        "If the form is complete , clerk files it",
        "Otherwise clerk returns it",
        "Clerk closes the case",
    )
    marks = (
        [(1, 2, "Activity")],
        [(0, 1, "XOR Gateway"), (1, 5, "Condition Specification"), (7, 8, "Activity")],
        [(0, 1, "XOR Gateway"), (2, 3, "Activity")],
        [(1, 2, "Activity")],
    )
    told = [
        Sentence(tuple(line.split()), tuple(Mention(at, *one) for one in row))
        for at, (line, row) in enumerate(zip(text, marks, strict=True))
    ]

    found = {
        (
            told[r.source.sentence].words[r.source.start],
            told[r.target.sentence].words[r.target.start],
        )
        for r in flow_relations(told)
    }

    assert [one.kind for one in same_gateways(told)] == ["same gateway"]
    assert found == {
        ("checks", "If"),
        ("If", "the"),
        ("the", "files"),
        ("Otherwise", "returns"),
        ("files", "closes"),
        ("returns", "closes"),
    }


def test_copies_with_swapped_phrases_keep_their_labels_in_step():
    document = Description(
        "d",
        (("The", "clerk", "checks", "it"), ("A", "manager", "pays", "the", "bill")),
        (
            ("B-Actor", "I-Actor", "B-Activity", "B-Activity Data"),
            ("B-Actor", "I-Actor", "B-Activity", "B-Activity Data", "I-Activity Data"),
        ),
    )

    copies = with_swapped_phrases([document], copies=3, seed=1)

    assert len(copies) == 4 and copies[0] is document
    for copy in copies:
        assert [len(row) for row in copy.sentences] == [len(row) for row in copy.labels]
        assert [[m.label for m in row] for row in copy.mentions()] == [
            [m.label for m in row] for row in document.mentions()
        ]
    assert copies == with_swapped_phrases([document], copies=3, seed=1)


@needs_shared_data
def test_one_fold_trained_again_reaches_its_published_score():
    published = manifest()["scores"]["quick"]

    counts = cross_validated(PET, [published["fold"]], published["copies"])[published["fold"]]

    assert f1(micro(counts)) == pytest.approx(published["micro"], abs=0.01)


@needs_shared_data
def test_unlisted_documents_go_to_the_first_fold():
    documents = descriptions(PET)
    parts = folds(PET, documents)

    assert len(parts[0]) - len([n for n in parts[0] if n.startswith(("doc-2", "doc-4"))]) >= 7
    assert sorted(name for part in parts for name in part) == sorted(documents)
    assert {"doc-2.1", "doc-2.2", "doc-4.1", "doc-6.1"} <= set(parts[0])


@needs_shared_data
def test_relations_between_annotated_mentions_are_found():
    total = [0, 0, 0]
    for document in descriptions(PET).values():
        counts = micro(related(document, document.mentions()))
        total = [a + b for a, b in zip(total, counts, strict=True)]

    assert f1(total) > 0.88


@needs_shared_data
def test_splitting_the_text_ourselves_changes_few_labels():
    ours, theirs = [0, 0, 0], [0, 0, 0]
    for document in list(descriptions(PET).values())[:8]:
        ours = [a + b for a, b in zip(ours, micro(from_raw_text(document, shipped())), strict=True)]
        for wanted, got in zip(
            document.mentions(), shipped().mentions(document.sentences), strict=True
        ):
            right = len({*wanted} & {*got})
            theirs[0] += right
            theirs[1] += len(got) - right
            theirs[2] += len(wanted) - right

    assert f1(ours) > f1(theirs) - 0.02
