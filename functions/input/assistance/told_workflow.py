"""What a language model is asked about a description or a picture, and the form of its answer."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, Field

from common.model.language_model import LanguageModel, Picture, Question
from common.prompting.prompts import prompt

PROMPTS = Path(__file__).parent.parent / "prompts"
OF_TEXT, OF_PICTURE = "input.workflow_of_text", "input.workflow_of_picture"
MOST_CHARACTERS = 40_000


class ToldStep(BaseModel):
    """A step, in the words of the text."""

    id: str = Field(description="Yours, such as s1.")
    name: str = Field(description="Verb and object, in the words of the text.")
    role: str = Field(default="", description="Who does it, in the words of the text, or empty.")
    quote: str = Field(description="The words of the text that tell of the step, verbatim.")


class ToldFlow(BaseModel):
    """One step comes after another; ``start`` and ``end`` are the ends of the process."""

    source: str
    target: str
    condition: str = Field(default="", description="When it goes this way, verbatim, or empty.")


class ToldWorkflow(BaseModel):
    """The steps of a process and their order."""

    steps: list[ToldStep] = Field(max_length=120)
    flows: list[ToldFlow] = Field(max_length=400)
    parallel: list[list[str]] = Field(
        default_factory=list, max_length=40, description="Ids of steps done side by side."
    )


class SeenWorkflow(ToldWorkflow):
    """The same, read off a picture; quotes are of the transcript."""

    transcript: list[str] = Field(max_length=400, description="All words in it, line by line.")


def asked_about_text(model: LanguageModel, text: str) -> ToldWorkflow | None:
    """Return how a model reads a description; ``None`` where there is no answer of use."""
    if len(text) > MOST_CHARACTERS:
        return None
    ours = prompt(PROMPTS, "workflow_of_text")
    return model.ask(
        Question(OF_TEXT, ours.instructions, {"description": text}, ToldWorkflow, ours.examples)
    )


def asked_about_pictures(model: LanguageModel, pictures: Sequence[Picture]) -> SeenWorkflow | None:
    """Return how a model reads a flowchart or a scanned form."""
    ours = prompt(PROMPTS, "workflow_of_picture")
    return model.ask(
        Question(OF_PICTURE, ours.instructions, {}, SeenWorkflow, pictures=tuple(pictures))
    )
