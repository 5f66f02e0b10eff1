"""A description that the built-in reader reads poorly, read with a model's help."""

from collections.abc import Sequence

from common.model.language_model import LanguageModel, Picture
from functions.input.assistance.checking import checked
from functions.input.assistance.story_of_answer import LEAST_STEPS, story_of
from functions.input.assistance.told_workflow import (
    OF_PICTURE,
    OF_TEXT,
    asked_about_pictures,
    asked_about_text,
)
from functions.input.text.steps import prose
from functions.input.text.story import Story

POOR = 0.2  # of the sentences, not understood or unclear in their order
FEW = 0.34  # steps per sentence, below which much was left out


def read_poorly(told: Story, sentences: Sequence[str]) -> bool:
    """Whether much of a text was not understood, by the reader's own account."""
    if len(told.written.steps) < LEAST_STEPS:
        return True
    count = max(len(sentences), 1)
    doubtful = len(told.unread) + len(told.unclear)
    whole = "the whole text" in told.unclear
    return whole or doubtful / count >= POOR or len(told.written.steps) / count < FEW


def told_with_help(model: LanguageModel, text: str, own: Story) -> Story:
    """Return the story as a model reads it, where it has more steps that the text bears out."""
    title, sentences = prose(text)
    if not read_poorly(own, sentences):
        return own
    answer = asked_about_text(model, text)
    if answer is None:
        return own
    found = checked(answer, text)
    model.judged(OF_TEXT, found.accepted, found.dropped)
    if len(found.places) < max(LEAST_STEPS, len(own.written.steps)):
        return own
    told = story_of(found, text, sentences, own.written.title or title)
    told.helped = True
    return told


def text_of_pictures(model: LanguageModel, pictures: Sequence[Picture]) -> tuple[str, Story] | None:
    """Return the words in pictures and the process they show; ``None`` where nothing was read."""
    answer = asked_about_pictures(model, pictures)
    if answer is None:
        return None
    text = "\n".join(answer.transcript)
    found = checked(answer, text)
    model.judged(OF_PICTURE, found.accepted, found.dropped)
    if len(found.places) < LEAST_STEPS:
        return None
    told = story_of(found, text, answer.transcript, None)
    told.helped = True
    return text, told
