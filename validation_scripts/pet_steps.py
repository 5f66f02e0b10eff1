"""How many of the activities that PET's annotators marked in a text become steps of the workflow.

An activity of PET is a verb; a step tells it where the step's name begins with that verb. Steps
that no marked verb stands for count as too many. The texts are PET's own words, joined.
"""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from common.model.language_model import LanguageModel
from common.model.problem import PermanentError
from functions.input.reading.written import text_reading
from functions.input.text.word_classes import base, lemma
from scripts.pet import Description, descriptions

NO_SPACE_BEFORE = re.compile(r" (?=[.,;:)?!])")


def documents(folder: Path, most: int) -> list[Description]:
    """Return the first documents by name; none where the data set is not there."""
    if not (folder / "entities.jsonl").is_file():
        return []
    found = descriptions(folder)
    return [found[name] for name in sorted(found)[:most]]


def score(found: Sequence[Description], model: LanguageModel | None) -> tuple[int, int, int]:
    """Return how many activities are right, too much and missed."""
    right = wrong = missed = 0
    for document in found:
        wanted, got = Counter(_marked(document)), Counter(_told(document, model))
        same = sum((wanted & got).values())
        right += same
        wrong += sum(got.values()) - same
        missed += sum(wanted.values()) - same
    return right, wrong, missed


def _marked(document: Description) -> list[str]:
    """Return the verbs of the marked activities, in their base form."""
    return [
        _verb(document.sentences[number][mention.start])
        for number, mentions in enumerate(document.mentions())
        for mention in mentions
        if mention.label == "Activity"
    ]


def _told(document: Description, model: LanguageModel | None) -> list[str]:
    texts = (NO_SPACE_BEFORE.sub("", " ".join(words)) for words in document.sentences)
    try:
        workflow = text_reading(" ".join(texts), None, model).workflow
    except PermanentError:
        return []
    return [_verb(re.findall(r"[\w-]+", each.name)[0]) for each in workflow.activities]


def _verb(word: str) -> str:
    return base(word.lower()) or lemma(word)
